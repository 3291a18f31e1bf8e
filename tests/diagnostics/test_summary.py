"""The summary of diagnostics: what the gain is made of, whether the feedback did it, what else is found and open."""

from typing import Any

import pytest

from gradcheck.diagnostics.analysis.finding import Figure, Finding
from gradcheck.diagnostics.analysis.settling import Settling
from gradcheck.diagnostics.analysis.summary import Found, of_run, summary
from gradcheck.diagnostics.analysis.telling import News
from gradcheck.diagnostics.effects.effect import Verdict

NEWS: dict[Verdict, News] = {"supported": "good", "refuted": "bad", "inconclusive": "open", "not_testable": "open"}


def finding(verdict: Verdict, reading: str = "so it is", **fields: Any) -> Finding:  # noqa: ANN401 - of a finding
    return Finding(**{"verdict": verdict, "reading": reading, "news": NEWS[verdict], **fields})


def audit(verdict: Verdict, gain: float, form: float, prior: float, **fields: Any) -> Finding:  # noqa: ANN401
    figures = {"gain": gain, "format": form, "prior": prior, "rest": gain - form - prior}
    return finding(verdict, figures=tuple(Figure(name=name, value=value) for name, value in figures.items()), **fields)


def parts(verdict: Verdict, **sizes: float) -> Finding:
    figures = {**sizes, "total": sum(sizes.values())}
    return finding(verdict, figures=tuple(Figure(name=name, value=value) for name, value in figures.items()))


PAIRS = Settling(unit="pairs", units=37, calls=3104)


@pytest.mark.parametrize(
    ("findings", "told"),
    [
        ({}, ""),
        (
            {
                "content": finding("supported", "edits from it beat the others"),
                "shortcuts": audit("supported", 0.75, 0.5, 0.0),
            },
            "Two thirds of the gain on test (+0.75) is format. The feedback mattered: edits from it beat the others.",
        ),
        (
            {"content": finding("refuted", "the feedback harmed"), "shortcuts": audit("refuted", 0.4, 0.1, 0.05)},
            (
                "A quarter of the gain on test (+0.40) is format, a tenth label prior. "
                "It was not what the feedback said: the feedback harmed."
            ),
        ),
        (
            {"content": finding("inconclusive", "not settled", settling=PAIRS)},
            "Whether the feedback mattered is open: not settled.",
        ),
        (
            {
                "content": finding("not_testable", "no room"),
                "sign": finding("refuted", "both help"),
                "labels": finding("inconclusive", settling=PAIRS),
                "descent": finding("supported"),
                "uptake": finding("supported"),
                "chain": finding("not_testable"),
                "noise_floor": finding("supported", news="neutral"),
            },
            (
                "It was not what the feedback said: both help. Good news from descent and uptake; "
                "open: labels (37 pairs, about 3,100 calls, would settle it); not testable: content, chain."
            ),
        ),
        (
            {
                "shortcuts": audit("inconclusive", 0.3, 0.12, 0.0, settling=Settling(unit="items", units=200)),
                "decomposition": parts("supported", content=0.1, form=-0.01, generic=0.0, selection=0.11),
            },
            (
                "Two fifths of the gain on test (+0.30) is format; whether half of it or more is, is open, "
                "200 test items would settle it; half of a step's gain (+0.20) is selection, half content. "
                "The feedback mattered: so it is."
            ),
        ),
        (
            {"shortcuts": audit("refuted", 0.4, 0.0, -0.1)},
            "None of the gain on test (+0.40) is format or label prior.",
        ),
        (
            {"shortcuts": finding("not_testable", "the run has no established gain")},
            "What the gain is made of cannot be told: the run has no established gain.",
        ),
    ],
)
def test_a_summary_says_first_what_the_gain_is_then_whether_the_feedback_did_it_then_what_is_open(
    findings: dict[str, Finding], told: str
) -> None:
    assert summary(findings) == told


def test_a_runs_summary_is_of_the_newest_finding_of_each_test_under_the_newest_rules() -> None:
    newest = Found(findings={"sign": finding("supported")}, rules_version=3)
    earlier = Found(findings={"content": finding("refuted", "no"), "sign": finding("refuted")}, rules_version=3)
    first = Found(findings={"content": finding("supported"), "labels": finding("supported")}, rules_version=2)
    assert of_run([newest, earlier, first]) == "It was not what the feedback said: no. Good news from sign."
    assert of_run([first, earlier]) == "The feedback mattered: so it is. Good news from labels."
    assert of_run([]) == ""


def test_what_could_test_nothing_takes_no_earlier_finding_away() -> None:
    cancelled = Found(findings={"content": finding("not_testable", "no block is complete")})
    earlier = Found(findings={"content": finding("supported")})
    assert of_run([cancelled, earlier]) == of_run([earlier])
    older = Found(findings={"content": finding("not_testable", "no prompt is left")})
    assert of_run([cancelled, older]) == of_run([cancelled])

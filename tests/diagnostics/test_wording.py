"""The sentence of a finding: its number, its scope, what would settle it, and whether that is good or bad news."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from gradcheck.diagnostics.analysis.finding import Decided
from gradcheck.diagnostics.analysis.telling import News
from gradcheck.diagnostics.effects.effect import Effect, Verdict
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.planning.calls import expected_calls
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import CallsTaken, DiagnosticRequest
from gradcheck.texts.numbers import MINUS
from tests.diagnostics.test_content import request, where_feedback
from tests.support import harness
from tests.support.drawing import ITEMS, drawn, found, with_scores

PRICE = {"content": CallsTaken(fixed=20.0, a_pair=80.0)}
ARMS = ("real", "real_again", "none", "placebo")


def arms(gap: float, *, noise: float = 0.2, steps: int = 1, replicates: int = 12, seed: int = 0) -> Samples:
    """Samples of content's arms whose edits differ a lot; edits from feedback are better by `gap`."""
    shifts = dict.fromkeys(ARMS, 0.0) | {"real": gap, "real_again": gap}
    return drawn(shifts, edit_sd=noise, steps=steps, replicates=replicates, seed=seed)


def test_a_verdict_says_its_number_its_interval_and_what_it_holds_for() -> None:
    finding = found("content", arms(0.4, noise=0.02, steps=1, replicates=12))
    least = max(finding.claims, key=lambda claim: claim.p_value or 0.0)
    assert finding.verdict == "supported"
    assert f"{least.name.replace('-', MINUS)} +0.{round(100 * (least.estimate or 0))}" in finding.reading
    assert finding.reading.endswith(
        f"in score on 12 pairs of edits of one critique, for other edits of it and items like these {ITEMS}"
    )
    assert finding.settling is None


def test_an_open_verdict_says_what_would_settle_it_and_at_which_cost() -> None:
    finding = found("content", arms(0.05, steps=1, replicates=12, seed=1), calls_taken=PRICE)
    settling = finding.settling
    assert (finding.verdict, finding.news) == ("inconclusive", "open")
    assert settling is not None
    assert settling.unit == "pairs"
    assert settling.units > 12
    assert settling.calls is not None
    assert abs(settling.calls - (20 + 80 * settling.units)) <= 1
    assert f"; {settling.units} pairs, about {float(f'{settling.calls:.2g}'):,.0f} calls, would settle" in (
        finding.reading
    )
    unknown = found("content", arms(0.05, steps=1, replicates=12, seed=1))
    assert f"; {settling.units} pairs, would settle it" in unknown.reading, "what it costs is not known"


def test_as_many_pairs_settle_it_with_about_the_power_that_was_promised() -> None:
    settling = found("noise_floor", arms(0.0, steps=1, replicates=12)).settling
    assert settling is not None
    again = [
        found("noise_floor", arms(0.0, steps=1, replicates=settling.units, seed=seed)).verdict for seed in range(30)
    ]
    assert 0.6 <= again.count("supported") / len(again) <= 1


def test_where_items_differ_more_items_are_asked_for_because_pairs_alone_would_not_do() -> None:
    made = drawn(dict.fromkeys(ARMS, 0.0), steps=1, replicates=16, edit_sd=0.02)
    helped = np.where(np.arange(ITEMS) % 2, 0.4, -0.3)
    mixed = with_scores(made, **{arm: made.scores[arm] + helped for arm in ("real", "real_again")})
    finding = found("content", mixed, calls_taken=PRICE)
    assert finding.verdict == "inconclusive"
    assert finding.settling is not None
    assert finding.settling.items is not None
    assert finding.settling.items > ITEMS
    assert f"pairs on {finding.settling.items} items, about" in finding.reading


def test_where_as_much_was_drawn_as_delta_takes_what_was_seen_says_how_much_more() -> None:
    """The truth lies between nothing and delta: what is planned for either end settles neither."""
    for seed in range(20):
        finding = found("descent", drawn({"real": 0.06}, steps=1, replicates=40, edit_sd=0.2, seed=seed))
        if finding.verdict == "inconclusive":
            assert finding.settling is not None
            assert finding.settling.units > 40 or finding.settling.items is not None


@pytest.mark.parametrize(
    ("name", "rules", "steps", "scope"),
    [
        ("content", {}, 1, "on 24 pairs of edits of one critique, for other edits of it and"),
        ("content", {}, 3, "on 24 pairs of edits of one critique at each of 3 steps, for other edits of these and"),
        (
            "content",
            {"estimand": "critic_average"},
            1,
            "on 24 pairs of edits, each of a critique of its own, for other critiques of this step and",
        ),
        (
            "content",
            {"estimand": "critic_average"},
            3,
            "on 24 pairs of edits at 3 steps, each of a critique of its own, for other critiques of these steps and",
        ),
        ("content", {"scope": "method"}, 8, "on 24 pairs of edits at 8 steps, for steps like these and"),
        ("labels", {}, 1, "on 24 pairs of edits, each of a critique of its own, for other critiques of this step and"),
        ("descent", {}, 1, "on 24 edits of one critique, for other edits of it and"),
    ],
)
def test_the_sentence_says_what_is_generalized_over(name: str, rules: dict[str, Any], steps: int, scope: str) -> None:
    names = {*DIAGNOSTICS[name].required, "real", "real_again"}
    made = drawn(dict.fromkeys(names, 0.0), steps=steps, replicates=24 // steps)
    finding = found(name, made, **rules)
    assert f" {scope} items like these {ITEMS}" in finding.reading


def test_the_items_of_a_job_that_may_stop_early_are_fixed() -> None:
    finding = found("content", arms(0.2, noise=0.02), stop="evalue")
    assert f"and these {ITEMS} items" in finding.reading


def test_steps_are_what_more_of_is_needed_where_they_are_the_unit() -> None:
    made = drawn(dict.fromkeys(ARMS, 0.0), steps=8, replicates=3, edit_sd=0.3)
    settling = found("content", made, scope="method", calls_taken=PRICE).settling
    assert settling is not None
    assert settling.unit == "steps"
    assert settling.units > 8
    assert settling.calls is not None
    larger = 1 if settling.items is None else settling.items / ITEMS
    assert settling.calls == pytest.approx((20 + 80 * 3 * settling.units) * larger, abs=1)


async def test_what_settles_costs_what_a_plan_of_as_many_pairs_takes(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(), harness.Model(where_feedback(matters=True)))
    for asked in ({}, {"estimand": "critic_average"}):
        tests = ["content", "labels", "decomposition", "consistency", "shortcuts"]
        for replicates in (8, 20):
            wire = {"tests": tests, "replicates": replicates, "force": True, **asked}
            plan = build_diagnostic_plan(msgspec.convert(wire, DiagnosticRequest), harness.ran(record))
            pairs = len(plan.recorded) * replicates
            for name, price in plan.rules.calls_taken.items():
                alone = build_diagnostic_plan(
                    msgspec.convert({**wire, "tests": [name]}, DiagnosticRequest), harness.ran(record)
                )
                assert price.fixed + price.a_pair * pairs == pytest.approx(expected_calls(alone, alone.needs).total)
            assert "content" in plan.rules.calls_taken
            assert "shortcuts" not in plan.rules.calls_taken


NEWS: dict[str, tuple[News, News]] = {
    "noise_floor": ("neutral", "neutral"),
    "content": ("good", "bad"),
    "sign": ("good", "bad"),
    "labels": ("good", "bad"),
    "descent": ("good", "bad"),
    "specificity": ("good", "neutral"),
    "dose": ("good", "bad"),
    "sentences": ("good", "neutral"),
    "additivity": ("neutral", "neutral"),
    "paraphrase": ("neutral", "bad"),
    "consistency": ("good", "neutral"),
    "uptake": ("good", "bad"),
    "chain": ("good", "neutral"),
    "decomposition": ("good", "bad"),
    "fitting": ("good", "neutral"),
    "shortcuts": ("bad", "good"),
}


def decided(verdict: Verdict, others: Sequence[Effect] = (), opposite: Sequence[str] = ()) -> Decided:
    claim = Effect(name="claim", test="test", verdict=verdict)
    return Decided(
        verdict=verdict, reading="", claims=(claim, claim), others=tuple(others), opposite=frozenset(opposite)
    )


@pytest.mark.parametrize("name", DIAGNOSTICS)
def test_every_test_says_whether_its_verdicts_are_good_or_bad_news_for_the_gain(name: str) -> None:
    supported, refuted = (DIAGNOSTICS[name].news(decided(verdict)) for verdict in ("supported", "refuted"))
    assert (supported, refuted) == NEWS[name]


@pytest.mark.parametrize(
    ("name", "verdict", "other", "of_other", "news"),
    [
        ("specificity", "supported", "real - before on other minibatches", "refuted", "bad"),
        (
            "specificity",
            "supported",
            "own - other minibatches, without edits that quote their examples",
            "refuted",
            "bad",
        ),
        ("specificity", "supported", "real - before on other minibatches", "supported", "good"),
        ("fitting", "supported", "gain on train - gain on probe", "supported", "bad"),
        ("fitting", "refuted", "gain over all steps", "refuted", "bad"),
    ],
)
def test_what_stands_beside_a_verdict_may_turn_its_news(
    name: str, verdict: Verdict, other: str, of_other: Verdict, news: News
) -> None:
    beside = Effect(name=other, test="test", verdict=of_other)
    assert DIAGNOSTICS[name].news(decided(verdict, [beside])) == news


@pytest.mark.parametrize("name", ["chain", "fitting"])
def test_a_verdict_the_other_way_round_is_bad_news(name: str) -> None:
    assert DIAGNOSTICS[name].news(decided("refuted", opposite=["claim"])) == "bad"


def test_what_is_not_settled_or_not_testable_is_open() -> None:
    made = drawn(dict.fromkeys(ARMS, 0.0), steps=1, replicates=8, edit_sd=0.4)
    assert found("content", made).news == "open"
    same = with_scores(made, **dict.fromkeys(ARMS, made.scores["real"]))
    assert found("content", same).verdict == "not_testable"
    assert found("content", same).news == "open"
    assert replace(found("content", made), news=None).news is None, "as what was stored before it was said"

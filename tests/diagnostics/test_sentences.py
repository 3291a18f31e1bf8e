"""The sentences diagnostic: on samples whose truth is known, on plans, and on a run where one tip does the work."""

import re
from pathlib import Path

import msgspec
import pytest

from gradcheck.diagnostics.analysis.finding import Finding
from gradcheck.diagnostics.analysis.measuring import findings
from gradcheck.diagnostics.analysis.memory import of_finding
from gradcheck.diagnostics.effects.effect import at_look
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.effects.several import as_one_of
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.perturbations.split_suggestions import split_suggestions, without_suggestion
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.calls import calls_of, detectable, expected_calls, untestable
from gradcheck.diagnostics.pool import PoolRequest, pool
from gradcheck.diagnostics.request import EarlierTest, Recorded
from gradcheck.domain.feedback import Slot
from gradcheck.errors import InvalidRequestError
from gradcheck.statistics.looks import Looks
from tests.diagnostics import advice
from tests.support import drawing, harness, tips
from tests.support.recorded import Ran

SECOND = {"real": 0.2, "without_1": 0.2, "without_2": 0.0, "without_3": 0.2}
NONE = dict.fromkeys(SECOND, 0.0)
ASKED = {"tests": ["sentences"], "steps": [2], "replicates": 16, "delta": 0.15}


@pytest.fixture(scope="module")
def ran() -> Ran:
    return advice.run()


def recorded_with(plan: DiagnosticPlan, *texts: str) -> Recorded:
    """The plan's first recorded request with other feedback."""
    recorded = plan.recorded[0]
    slots = tuple(Slot(name=f"feedback{n}", kind="feedback", text=text) for n, text in enumerate(texts))
    others = tuple(slot for slot in recorded.request.slots if slot.kind != "feedback")
    return msgspec.structs.replace(recorded, request=msgspec.structs.replace(recorded.request, slots=(*others, *slots)))


def test_a_sentence_without_which_edits_do_worse_is_supported_and_named() -> None:
    found = drawing.found("sentences", drawing.drawn(SECOND))
    assert found.verdict == "supported"
    assert found.reading.startswith("sentence 2 of 3 mattered: without it edits do worse; +0.2")
    assert found.figure("sentence that mattered most") == 2
    assert [effect.verdict for effect in found.others] == ["refuted", "supported", "refuted"]


def test_several_that_matter_are_all_named() -> None:
    found = drawing.found("sentences", drawing.drawn({**SECOND, "without_3": 0.0}))
    assert found.reading.startswith("each of sentences 2, 3 of 3 mattered: without it edits do worse;")


def test_sentences_that_can_each_be_left_out_are_refuted_by_the_least_sure_of_them() -> None:
    found = drawing.found("sentences", drawing.drawn(NONE))
    assert found.verdict == "refuted"
    assert found.reading.startswith("no single one of 3 sentences mattered: without any one of them edits do as well;")
    equivalences = [effect.equivalence.p_value for effect in found.others if effect.equivalence is not None]
    assert found.claims[0].equivalence is not None
    assert found.claims[0].equivalence.p_value == max(equivalences)


def test_one_sentence_of_which_nothing_is_known_leaves_open_whether_none_mattered() -> None:
    found = drawing.found("sentences", drawing.lacking(drawing.drawn(NONE), "without_3", 24))
    assert found.verdict == "inconclusive"
    assert found.others[2].verdict == "not_testable"


def test_a_sentence_that_harms_is_said_beside_one_that_helps() -> None:
    found = drawing.found("sentences", drawing.drawn({**SECOND, "without_1": 0.4}))
    assert found.verdict == "supported"
    assert "; sentence 1 harmed: edits without it do better;" in found.reading


def test_sentences_that_all_harm_are_refuted() -> None:
    found = drawing.found("sentences", drawing.drawn({**NONE, "real": -0.2}))
    assert found.verdict == "refuted"
    assert found.reading.startswith("every one of 3 sentences harmed: without it edits do better;")


def test_the_claim_holds_as_the_largest_of_several() -> None:
    alone = drawing.judged(drawing.samples(drawing.in_turn(24, 4), _two(drawing.drawn(SECOND))))
    claim = drawing.found("sentences", drawing.drawn(SECOND)).claims[0]
    assert (claim.one_of, claim.estimate) == (3, alone.estimate)
    assert claim.p_value == pytest.approx(3 * (alone.p_value or 0.0))
    assert claim.ci95 is not None
    assert alone.ci95 is not None
    assert claim.ci95[0] < alone.ci95[0] < alone.ci95[1] < claim.ci95[1]
    assert (claim.minimum_detectable_effect or 0.0) > (alone.minimum_detectable_effect or 0.0)


def _two(samples: Samples) -> dict[str, Matrix]:
    return {"a": samples.scores["real"], "b": samples.scores["without_2"]}


def test_looks_and_several_sentences_are_paid_for_together() -> None:
    made = drawing.samples(drawing.in_turn(24, 4), _two(drawing.drawn(SECOND, edit_sd=0.3)))
    effect, looks = drawing.judged(made), Looks.after((12, 18, 24), 12)
    seen, first = at_look(as_one_of(effect, 3), looks), at_look(effect, looks)
    assert seen.p_value is not None
    assert first.p_value is not None
    assert seen.p_value == pytest.approx(min(1.0, 3 * first.p_value))
    assert seen.ci95 is not None
    assert first.ci95 is not None
    assert seen.ci95[0] < first.ci95[0] < first.ci95[1] < seen.ci95[1]


def test_another_job_is_counted_but_its_largest_is_not_pooled_with_this_one() -> None:
    first = drawing.found("sentences", drawing.drawn(SECOND))
    assert of_finding(first.claims, first.others) == {}
    left = EarlierTest(test="sentences", scope="this_run", estimand="fixed_feedback", seed=1, estimates={})
    again = drawing.found("sentences", drawing.drawn(SECOND, edit_sd=0.3), earlier=(left,))
    single = drawing.found("sentences", drawing.drawn(SECOND, edit_sd=0.3))
    assert again.claims[0].n_pairs == 24
    assert again.p_value == pytest.approx(min(1.0, 2 * (single.p_value or 0.0)))


def test_the_arms_hold_each_difference_is_that_of_its_sentence() -> None:
    """A11, labels."""
    found = drawing.found("sentences", drawing.swapped(drawing.drawn(SECOND), "without_2", "without_3"))
    assert found.reading.startswith("sentence 3 of 3 mattered")
    harmful = drawing.found("sentences", drawing.swapped(drawing.drawn(SECOND), "without_2", "real"))
    assert harmful.verdict == "refuted"


FEEDBACK = """Keep it short. Name both labels!

- Ask for one word
- Say why. Give
  no example"""
LISTED = "1. First do this\n2. Then that. And this.\n(3) Last"


@pytest.mark.parametrize(
    ("texts", "place", "left"),
    [
        ((FEEDBACK,), 0, (FEEDBACK.replace("Keep it short. ", ""),)),
        ((FEEDBACK,), 1, (FEEDBACK.replace(" Name both labels!", ""),)),
        ((FEEDBACK,), 2, (FEEDBACK.replace("- Ask for one word\n", ""),)),
        ((FEEDBACK,), 3, (FEEDBACK.replace("Say why. ", ""),)),
        ((FEEDBACK,), 5, (FEEDBACK.replace("\n  no example", ""),)),
        ((LISTED,), 1, ("1. First do this\n2. And this.\n(3) Last",)),
        ((LISTED,), 3, ("1. First do this\n2. Then that. And this.",)),
        (("One. Two.", "Three. Four."), 2, ("One. Two.", "Four.")),
        (("One.", "Two."), 1, ("One.", "")),
    ],
)
def test_one_suggestion_is_left_out_and_the_layout_stays(
    texts: tuple[str, ...], place: int, left: tuple[str, ...]
) -> None:
    assert without_suggestion(texts, place) == left
    before = [part for text in texts for part in split_suggestions(text)]
    after = [part for text in left for part in split_suggestions(text)]
    assert after == before[:place] + before[place + 1 :]


def test_one_recorded_text_is_what_a_plan_asks_about(ran: Ran) -> None:
    several = advice.planned(ran, tests=["sentences"])
    assert "name one step in steps" in several.untestable["sentences"]
    alone = advice.planned(ran, tests=["sentences"], steps=[2], estimand=None)
    assert (alone.rules.estimand, alone.untestable) == ("fixed_feedback", {})
    asked = advice.planned(ran, tests=["sentences"], steps=[2], estimand="critic_average")
    assert "have other sentences: ask for the estimand fixed_feedback" in asked.untestable["sentences"]
    beside = advice.planned(ran, tests=["content", "sentences"], steps=[2], estimand=None)
    assert (beside.rules.estimand, set(beside.untestable)) == ("critic_average", {"sentences"})
    content = advice.planned(ran, tests=["content"], steps=[2], estimand=None)
    assert content.rules.estimand == "critic_average"


@pytest.mark.parametrize(
    ("texts", "arms"), [(("One. Two.",), 2), (("One. Two.", "Three."), 3), (("A. B. C. D. E. F. G. H.",), 6)]
)
def test_a_plan_pays_for_one_arm_a_sentence_and_at_most_six(ran: Ran, texts: tuple[str, ...], arms: int) -> None:
    plan = advice.planned(ran, tests=["sentences"], steps=[2], replicates=8)
    plan = msgspec.structs.replace(plan, recorded=(recorded_with(plan, *texts),))
    each = calls_of(plan, plan.needs, "real").total
    assert expected_calls(plan, plan.needs).total == (1 + arms) * each


def test_more_sentences_make_an_effect_harder_to_find(ran: Ran) -> None:
    plan = advice.planned(ran, tests=["sentences"], steps=[2], replicates=8)
    few, many = (
        detectable(msgspec.structs.replace(plan, recorded=(recorded_with(plan, text),)))
        for text in ("One. Two.", "One. Two. Three. Four. Five.")
    )
    assert few is not None
    assert many is not None
    assert few < many


@pytest.mark.parametrize("texts", [("Only this one.",), ("- Only this one",), ("Only this one.", "")])
def test_feedback_of_a_single_sentence_is_not_testable(ran: Ran, texts: tuple[str, ...]) -> None:
    plan = advice.planned(ran, tests=["sentences"], steps=[2])
    single = msgspec.structs.replace(plan, recorded=(recorded_with(plan, *texts),))
    assert untestable(single)["sentences"].endswith("the feedback has a single sentence")


def test_sentences_of_other_runs_are_not_pooled() -> None:
    with pytest.raises(InvalidRequestError) as error:
        pool(PoolRequest(diagnostics=("diag_1", "diag_2"), test="sentences"), ())
    assert error.value.errors[0].path == "test"
    assert "about one text" in error.value.errors[0].message


async def test_the_tip_that_does_the_work_is_found_and_where_none_does_none_is(tmp_path: Path) -> None:
    behaviour = tips.Tips(alone="c")
    model = harness.Model(behaviour.answer)
    async with harness.serving(tmp_path, model) as service:
        record = await tips.recorded(service, model, behaviour)
        works = await harness.diagnose(service, record, ASKED, job_id="d1")
        tips.assert_fresh(works, record, model)  # A11, fresh draws
        behaviour.worth = 0.0
        idle = (await harness.diagnose(service, record, ASKED, job_id="d2"))["findings"]["sentences"]
    plan = advice.planned(Ran(record=record, received=[]), **ASKED)
    again = findings(plan.rules, plan.untestable, msgspec.convert(works["material"], Material))
    assert again == msgspec.convert(works["findings"], dict[str, Finding])
    found = works["findings"]["sentences"]
    assert found["verdict"] == "supported"
    assert re.search(r"0 of 4 sentences .*: \(1\) Mention kilo\d+a\. .* \(4\) Mention", found["checks"][0]["detail"])
    assert found["reading"].startswith("sentence 3 of 4 mattered: without it edits do worse;")
    assert "of one critique, for other edits of it" in found["reading"]
    assert len(found["others"]) == 4
    for block in works["material"]["blocks"]:
        said = {arm["arm"]: arm["feedback"] and split_suggestions(arm["feedback"][0]) for arm in block["arms"]}
        for place in range(4):
            assert said[f"without_{place + 1}"] == said["real"][:place] + said["real"][place + 1 :]
        assert not said["without_5"]
        assert not said["without_6"]
    assert idle["verdict"] in {"refuted", "inconclusive"}


async def test_sentences_that_all_say_the_same_cannot_be_told_apart(tmp_path: Path) -> None:
    behaviour = tips.Tips(vague=True)
    model = harness.Model(behaviour.answer)
    async with harness.serving(tmp_path, model) as service:
        record = await tips.recorded(service, model, behaviour)
        found = (await harness.diagnose(service, record, ASKED))["findings"]["sentences"]
    assert found["verdict"] == "not_testable"
    assert "4 of 4 sentences say no word that the others do not say too" in found["reading"]

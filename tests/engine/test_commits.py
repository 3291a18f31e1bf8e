"""What a run holds for best: the method's choice, once there is as much evidence as its acceptance asks for."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from bench.acceptance import recorded, taken_over
from gradcheck.domain.run import Lead
from gradcheck.engine.commits import Commits
from gradcheck.errors import InvalidRequestError
from gradcheck.methods.acceptance import Acceptance, EValue, Greedy, Paired
from gradcheck.methods.registry import METHODS
from gradcheck.methods.standing import Scores
from gradcheck.runtime import Service
from gradcheck.statistics.prompts.beating import beating_p, beating_wealth
from tests.methods.every import SMALL, one_of_a_kind
from tests.methods.truthful import answers
from tests.support import harness

ITEMS = [f"e{n}" for n in range(20)]
EVIDENCE: tuple[Acceptance, ...] = (Paired(alpha=0.1), EValue(alpha=0.1))
COMMITTING = sorted(name for name, kind in METHODS.items() if not kind.takes_over_nothing)


def right(count: int, of: int = 20) -> Scores:
    """A candidate that is right on the first so many items of those it was tried on."""
    return {item: float(place < count) for place, item in enumerate(ITEMS[:of])}


def judge(acceptance: Acceptance, scores: dict[str, Scores]) -> Lead | None:
    """What a has against the seed."""
    return Commits(acceptance, ITEMS, {}).lead("a", "seed", scores)


def needed(acceptance: Acceptance, others: int) -> float | None:
    """What a candidate must have that is tried beside so many others."""
    scores = {"seed": right(0), "a": right(20)} | {f"o{n}": right(1) for n in range(others)}
    found = judge(acceptance, scores)
    assert found is not None
    return found.needed


def test_greedy_asks_for_no_evidence() -> None:
    assert judge(Greedy(), {"seed": right(0), "a": right(1)}) is None


@pytest.mark.parametrize("acceptance", EVIDENCE)
def test_much_better_is_enough_and_a_little_better_is_not(acceptance: Acceptance) -> None:
    for count, enough in ((0, False), (2, False), (12, True)):
        found = judge(acceptance, {"seed": right(0), "a": right(count)})
        assert found is not None
        assert (found.n, found.gain, found.enough) == (20, count / 20, enough)


def test_all_comparisons_of_a_step_share_alpha() -> None:
    paired, evalue = EVIDENCE
    assert needed(paired, 0) == pytest.approx(0.1)
    assert needed(paired, 4) == pytest.approx(0.02)
    assert needed(evalue, 4) == pytest.approx(50)


def test_each_step_has_an_alpha_of_its_own_and_what_was_compared_before_keeps_its_level() -> None:
    commits, scores = Commits(Paired(alpha=0.1), ITEMS, {}), {"seed": right(0), "a": right(3), "b": right(2)}
    first = commits.lead("a", "seed", scores)
    scores["c"] = right(4)
    later, again = commits.lead("c", "seed", scores), commits.lead("a", "seed", scores)
    assert [one.needed for one in (first, later, again) if one] == pytest.approx([0.05, 0.1, 0.05])


def test_after_a_new_best_all_candidates_are_compared_anew_and_share_half_with_those_that_are_new() -> None:
    commits, scores = Commits(Paired(alpha=0.1), ITEMS, {}), {"seed": right(0), "a": right(15), "b": right(3)}
    commits.lead("a", "seed", scores)
    scores["c"] = right(18)
    new, old = commits.lead("c", "a", scores), commits.lead("b", "a", scores)
    assert [one.needed for one in (new, old) if one] == pytest.approx([0.05, 0.025])


def test_evidence_is_that_of_the_items_both_have_a_score_on() -> None:
    given, own = {**right(0), "e0": None}, {**right(15), "e1": None}
    gains = [1.0] * 13 + [0.0] * 5
    paired, evalue = [judge(one, {"seed": given, "a": own}) for one in EVIDENCE]
    assert paired is not None
    assert evalue is not None
    assert paired.n == 18
    assert paired.value == pytest.approx(beating_p(gains))
    assert evalue.value == pytest.approx(beating_wealth(gains))


def test_a_paired_test_waits_for_all_of_validation_and_a_bet_does_not() -> None:
    found = [judge(one, {"seed": right(0), "a": right(12, of=12)}) for one in EVIDENCE]
    assert [one.enough for one in found if one] == [False, True]


@pytest.mark.parametrize("acceptance", EVIDENCE)
def test_who_lacks_too_many_scores_or_was_never_tried_has_no_evidence(acceptance: Acceptance) -> None:
    silent: Scores = {item: 1.0 if place < 15 else None for place, item in enumerate(ITEMS)}
    for scores in ({"seed": right(0), "a": silent}, {"seed": right(0)}):
        found = judge(acceptance, scores)
        assert found is not None
        assert not found.enough


def test_items_count_by_their_weight_and_no_bet_loses_more_than_all() -> None:
    """One item of a class of its own weighs as much as the nineteen of the other."""
    weights = dict.fromkeys(ITEMS, 20 / 38) | {"e0": 10.0}
    found = Commits(EValue(), ITEMS, weights).lead("a", "seed", {"seed": right(0), "a": right(1)})
    assert found is not None
    assert found.gain == pytest.approx(0.5)
    assert found.value == pytest.approx(beating_wealth([1.0] + [0.0] * 19))


def test_differences_within_a_half_are_worth_the_whole_of_a_bet() -> None:
    scores = {"seed": dict.fromkeys(ITEMS, 0.5), "a": right(15)}
    found = Commits(EValue(), ITEMS, {}).lead("a", "seed", scores, widest=0.5)
    assert found is not None
    assert found.value == pytest.approx(beating_wealth([1.0] * 15 + [-1.0] * 5))


def model() -> harness.Model:
    """Prompts of a higher level are right about more: the seed about a third of the items, level 4 about all."""

    def right_about(prompt: str, number: int) -> bool:
        level = int(prompt.rsplit("level ", 1)[1]) if "level" in prompt else 0
        return number % 6 < 2 + level

    return harness.Model(answers(right_about))


def request(name: str, acceptance: object, **changes: object) -> dict[str, Any]:
    return harness.request(method={"name": name, **SMALL[name], "acceptance": acceptance}, **changes)


@pytest.mark.parametrize("name", one_of_a_kind(COMMITTING))
async def test_a_run_of_any_method_takes_over_what_its_greedy_twin_had_evidence_for(tmp_path: Path, name: str) -> None:
    """What the method does is the same; only what the run holds for best is another."""
    greedy = await harness.run(tmp_path / "greedy", request(name, "greedy"), model())
    policy = EValue(alpha=0.3)
    wanted = {"kind": "evalue", "alpha": 0.3}
    judged = await harness.run(tmp_path / "evalue", request(name, wanted), model())
    assert judged.job.status == "succeeded", judged.job.error
    held = [step.selection.best for step in judged.steps if step.selection is not None]
    assert list(dict.fromkeys(held)) == taken_over(recorded(greedy, lambda _: 0.0), policy)
    assert [one.components for one in judged.candidates] == [one.components for one in greedy.candidates]
    assert judged.result.candidate == held[-1]
    again = await harness.run(tmp_path / "again", request(name, wanted), model(), slots=1)
    assert again.outcome() == judged.outcome()


async def test_a_seed_that_was_not_shown_to_be_worse_is_returned_and_the_result_says_so(tmp_path: Path) -> None:
    wanted = request("textgrad", {"kind": "evalue", "alpha": 0.01})
    record = await harness.run(tmp_path, wanted, model())
    assert record.result.candidate == "seed"
    assert record.result.test.reason == "no prompt was shown to be better than the given one"
    [note] = record.result.notes
    assert note.startswith(
        "The given prompt is returned, which no candidate was shown to beat, by `acceptance: evalue`."
    )
    step = record.steps[-1].selection
    assert step is not None
    assert step.lead is not None
    assert not step.lead.enough
    assert "seed stays the best" in step.reason
    assert "wealth" in step.reason


async def test_an_acceptance_is_a_name_or_has_an_alpha(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, None) as service:
        named = harness.plan_of(service, request("textgrad", "paired"))
        written = harness.plan_of(service, request("textgrad", {"kind": "paired", "alpha": 0.2}))
        assert named.method.acceptance == "paired"
        assert written.method.acceptance == Paired(alpha=0.2)
        assert refused(service, {"name": "none", "acceptance": "evalue"}) == ["method.acceptance"]
        assert refused(service, {"name": "spo", "acceptance": "paired"}) == ["method.acceptance"]
        naive = {"name": "textgrad", "revert": "naive"}
        assert refused(service, {**naive, "acceptance": "paired"}) == ["method.acceptance"]
        assert refused(service, {**naive, "acceptance": {"kind": "greedy"}}) == []
        for wrong in ({"kind": "evalue", "alpha": 0.9}, "bayes"):
            with pytest.raises(msgspec.ValidationError, match=r"method\.acceptance"):
                harness.plan_of(service, request("textgrad", wrong))


def refused(service: Service, method: object) -> list[str]:
    try:
        harness.plan_of(service, harness.request(method=method))
    except InvalidRequestError as error:
        return [one.path for one in error.errors]
    return []


def test_the_acceptance_of_a_stored_plan_is_read_as_it_was_written() -> None:
    method = METHODS["textgrad"](acceptance=EValue(alpha=0.2))
    assert msgspec.json.decode(msgspec.json.encode(method), type=METHODS["textgrad"]) == method

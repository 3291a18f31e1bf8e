"""What a diagnostic costs: the cheapest that finds its effect, within the calls of its run."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.calls import detectable, expected_calls
from gradcheck.diagnostics.planning.estimate import DiagnosticEstimate, estimate
from gradcheck.diagnostics.planning.sizing import looks_of
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from tests.diagnostics.test_content import request, where_feedback
from tests.support import harness


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> harness.Record:
    return asyncio.run(
        harness.run(tmp_path_factory.mktemp("run"), request(), harness.Model(where_feedback(matters=True)))
    )


def planned(record: harness.Record, **asked: object) -> DiagnosticPlan:
    return build_diagnostic_plan(msgspec.convert({"force": True, **asked}, DiagnosticRequest), harness.ran(record))


def estimated(record: harness.Record, **asked: object) -> DiagnosticEstimate:
    return estimate(planned(record, **asked), {})


def made(record: harness.Record) -> int:
    assert record.result is not None
    return sum(role.calls - role.cached for role in record.result.usage.values())


def test_by_default_an_answer_makes_at_most_as_many_calls_as_its_run(record: harness.Record) -> None:
    for tests in (["content"], ["content", "shortcuts"], ["descent"]):
        plan = planned(record, tests=tests)
        assert expected_calls(plan, plan.needs).total <= made(record), tests


def test_the_effect_to_find_is_half_of_the_gain_that_the_test_measured(record: harness.Record) -> None:
    assert record.result is not None
    difference = record.result.test.difference
    assert difference is not None
    rules = planned(record).rules
    assert rules.effect == pytest.approx(difference.estimate / 2)
    assert rules.delta == pytest.approx(difference.estimate / 4)
    assert planned(record, delta=0.3).rules.effect == 0.3
    assert planned(record, delta=0.3, effect=0.4).rules.effect == 0.4


def test_a_budget_is_planned_to_and_more_of_it_finds_less(record: harness.Record) -> None:
    seen = []
    for calls in (120, 240, 480, 960):
        plan = planned(record, effect=0.01, budget={"max_calls": calls})
        assert calls * 0.75 < expected_calls(plan, plan.needs).total <= calls
        seen.append(detectable(plan) or 1.0)
    assert seen == sorted(seen, reverse=True)


def test_no_more_is_drawn_than_finds_the_effect(record: harness.Record) -> None:
    plan = planned(record, budget={"max_calls": 100_000})
    assert (detectable(plan) or 1.0) <= plan.rules.effect
    fewer = msgspec.structs.replace(plan, replicates=plan.replicates - 1)
    assert (detectable(fewer) or 1.0) > plan.rules.effect


def test_where_the_calls_do_not_do_the_plan_says_what_would(record: harness.Record) -> None:
    short = estimated(record, effect=0.4, budget={"max_calls": 80})
    assert not short.enough
    assert short.needed is not None
    assert short.needed.probe == 8
    enough = estimated(record, effect=0.4, budget={"max_calls": short.needed.calls})
    assert enough.enough
    assert (enough.pairs, enough.items_per_pair) == (short.needed.pairs, short.needed.items_per_pair)


def test_where_items_differ_too_much_for_any_number_of_pairs_more_items_are_needed(record: harness.Record) -> None:
    short = estimated(record, effect=0.05, budget={"max_calls": 100_000})
    assert not short.enough
    assert short.needed is not None
    assert short.needed.probe > 40
    assert short.needed.calls > 1000


def test_what_is_asked_for_is_not_chosen(record: harness.Record) -> None:
    plan = planned(record, replicates=7)
    assert (plan.replicates, plan.pair_items) == (7, len(plan.items))
    assert planned(record, replicates=7, items_per_pair=3).pair_items == 3


def test_tests_that_compare_pairs_with_each_other_have_the_same_items(record: harness.Record) -> None:
    plan = planned(record, tests=["content", "consistency"], budget={"max_calls": 2000})
    assert plan.pair_items == len(plan.items)


def test_both_claims_of_a_test_must_be_found_and_tests_share_the_level(record: harness.Record) -> None:
    """One claim of one test finds the least; two claims, or two tests, need more."""
    one, two, both = (
        detectable(planned(record, tests=tests, replicates=8, stop="fixed")) or 1.0
        for tests in (["labels"], ["content"], ["labels", "content"])
    )
    assert one < two < both


def test_items_have_their_turn_as_often_as_each_other(record: harness.Record) -> None:
    plan = planned(record, replicates=8, items_per_pair=3)
    counts = [0] * len(plan.items)
    for recorded, replicate in plan.blocks:
        places = plan.scored(recorded.step, [replicate])
        assert len(set(places)) == 3
        for place in places:
            counts[place] += 1
    assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize(
    ("pairs", "looks"), [(11, ()), (12, (9, 12)), (16, (12, 16)), (18, (9, 14, 18)), (40, (20, 30, 40))]
)
def test_early_looks_are_where_so_many_pairs_can_reach_their_level(pairs: int, looks: tuple[int, ...]) -> None:
    assert looks_of("looks", ["content"], "this_run", pairs) == looks


def test_jobs_of_a_fixed_size_and_those_about_steps_or_sets_are_not_looked_at() -> None:
    assert looks_of("fixed", ["content"], "this_run", 40) == ()
    assert looks_of("looks", ["content"], "method", 40) == ()
    assert looks_of("looks", ["content", "decomposition"], "this_run", 40) == ()


async def test_an_edit_is_scored_on_its_turn_of_items_and_arms_of_a_pair_on_the_same(tmp_path: Path) -> None:
    model = harness.Model(where_feedback(matters=True))
    async with harness.serving(tmp_path, model) as service:
        own = await harness.read(service, await harness.submit(service, harness.plan_of(service, request())))
        asked = {"replicates": 8, "items_per_pair": 3, "ladder": "core", "tests": ["content", "descent"]}
        found = await harness.diagnose(service, own, asked)
    for block in found["material"]["blocks"]:
        scored = {tuple(place for place, one in enumerate(arm["scores"]) if one is not None) for arm in block["arms"]}
        assert {len(places) for places in scored} == {3}
        assert len(scored) == 1
    assert found["findings"]["content"]["claims"][0]["n_items"] == len(
        found["material"]["blocks"][0]["arms"][0]["scores"]
    )


async def test_a_job_that_nothing_is_open_in_ends_at_a_look(tmp_path: Path) -> None:
    """A clear effect ends after a look's pairs; the same job without looks draws all, and both say the same."""
    verdicts, drawn = [], []
    for stop in ("looks", "fixed"):
        model = harness.Model(where_feedback(matters=True))
        async with harness.serving(tmp_path / stop, model) as service:
            own = await harness.read(service, await harness.submit(service, harness.plan_of(service, request())))
            found = await harness.diagnose(service, own, {"replicates": 20, "stop": stop, "ladder": "core"})
        verdicts.append(found["findings"]["content"]["verdict"])
        drawn.append((found["finish_reason"], len(found["material"]["blocks"])))
    assert verdicts == ["supported", "supported"]
    assert drawn[0][0] == "decided"
    assert drawn[0][1] in {20, 30}
    assert drawn[1] == ("completed", 40)

"""What is said of a run's examples: in the estimate, the run, the result, and beside the verdict of the test."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.domain.task import DataReport, Example, Pairs, Split
from gradcheck.engine.data import report_on, warnings_for_test
from gradcheck.engine.estimate import estimate
from gradcheck.engine.plan import Plan
from tests.engine.test_validation import errors, plan
from tests.support import harness, tasks, world

LONG = "The parcel came late and the box was crushed on one side, so I opened it at once in front of the driver"


def example(name: str, text: str, split: Split, expected: object = "yes", group: str | None = None) -> Example:
    return Example(id=name, fields={"text": text}, expected=expected, split=split, group=group)  # type: ignore[arg-type]


def leaking(count: int = 40) -> dict[str, Any]:
    """A task whose caller gives copies of two train examples to the test."""
    task = world.task(count)
    splits = ["train", "validation", "probe", "test"]
    for place, one in enumerate(task["examples"]):
        one["split"] = splits[place % 4]
    task["examples"][3]["input"] = {"text": "A  BAD thing, number 4. "}
    task["examples"][4]["input"] = {"text": "A bad thing, number 4."}
    task["examples"][7]["group"] = task["examples"][8]["group"] = 12
    return task


def test_repeats_contradictions_leaks_and_near_repeats_are_told_apart() -> None:
    found = report_on(
        [
            example("a", "one", "train"),
            example("b", "ONE", "train", " YES"),
            example("c", "one ", "test", "no"),
            example("d", "two", "validation", group="g"),
            example("e", "three", "test", group="g"),
            example("f", LONG, "train"),
            example("g", f"{LONG}!", "test"),
            example("h", f"{LONG}?", "train"),
            example("i", "four", "probe"),
        ]
    )
    assert found == DataReport(
        repeated=Pairs(count=2, first=(("a", "b"), ("a", "c"))),
        contradictory=Pairs(count=1, first=(("a", "c"),)),
        leaked=Pairs(count=2, first=(("a", "c"), ("d", "e"))),
        leaked_into_test=Pairs(count=2, first=(("a", "c"), ("d", "e"))),
        alike=Pairs(count=2, first=(("f", "g"), ("g", "h"))),
        alike_in_test=Pairs(count=1, first=(("f", "g"),)),
    )


def test_a_leak_is_one_whichever_example_came_first() -> None:
    found = report_on([example("a", "one", "test"), example("b", "one", "train"), example("c", "one", "test")])
    assert found.leaked_into_test == Pairs(count=2, first=(("b", "a"), ("b", "c")))
    assert "2 test examples are not new" in warnings_for_test(found)[0]
    assert "b and a" in warnings_for_test(found)[0]


def test_test_examples_that_are_nearly_those_of_another_split_are_a_warning_whichever_came_first() -> None:
    late = [example("a", f"{LONG}?", "test"), example("b", LONG, "train"), example("c", f"{LONG} {LONG}", "test")]
    found = report_on(late)
    assert found.alike_in_test == Pairs(count=2, first=(("b", "a"), ("b", "c")))
    (warning,) = warnings_for_test(found)
    assert warning.startswith("2 test examples say nearly what one of another split says (the first: b and a, b and c)")
    elsewhere = report_on([example("a", LONG, "train"), example("b", f"{LONG}!", "validation")])
    assert (elsewhere.alike.count, warnings_for_test(elsewhere)) == (1, ())


def test_a_leak_between_other_splits_is_reported_and_is_no_warning_of_the_test() -> None:
    found = report_on([example("a", "one", "train"), example("b", "one", "validation"), example("c", "two", "test")])
    assert found.leaked.count == 1
    assert warnings_for_test(found) == warnings_for_test(None) == ()


def test_the_first_few_pairs_are_named_and_all_are_counted() -> None:
    found = report_on([example(f"e{n}", "same", "train", n) for n in range(30)])
    assert (found.repeated.count, found.contradictory.count) == (29, 29)
    assert found.repeated.first == tuple(("e0", f"e{n}") for n in range(1, 6))


@pytest.mark.parametrize("seed", range(5))
def test_the_case_of_equal_inputs_is_reported_and_leaks_nothing(tmp_path: Path, seed: int) -> None:
    task = {"examples": tasks.repeated(), "scoring": {"kind": "exact"}, "split_seed": seed}
    found = plan(tmp_path, task=task, prompt="Keep or return? {input}").data
    assert found is not None
    assert (found.repeated.count, found.contradictory.count, found.leaked.count) == (18, 6, 0)
    assert found.repeated.first[0] == ("a0", "b0")
    assert found.contradictory.first[0] == ("c0", "d0")


def test_too_few_parts_say_that_equal_examples_stay_together(tmp_path: Path) -> None:
    task = world.task(40)
    for place, one in enumerate(task["examples"]):
        one["group"] = f"g{place % 3}"
    assert "equal inputs and groups stay together, which leaves 3 parts" in errors(tmp_path, task=task)["task.examples"]


def test_a_group_is_a_text_or_a_number(tmp_path: Path) -> None:
    task = world.task(40)
    task["examples"][0]["group"], task["examples"][1]["group"] = 12, "12"
    one, other = plan(tmp_path, task=task).examples[:2]
    assert (one.group, one.split) == (other.group, other.split) == ("12", one.split)


def test_a_plan_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    stored = json.loads(msgspec.json.encode(plan(tmp_path)))
    del stored["data"], stored["program"]["style"]
    for one in stored["examples"]:
        del one["group"]
    found = msgspec.json.decode(json.dumps(stored), type=Plan)
    assert found.data is None
    assert found.examples == plan(tmp_path).examples


async def test_a_leak_is_in_the_estimate_the_run_and_the_result_and_beside_the_verdict(tmp_path: Path) -> None:
    request = harness.request(task=leaking())
    record = await harness.run(tmp_path, request, harness.Model())
    found = record.plan.data
    assert found is not None
    assert found.leaked_into_test == Pairs(count=2, first=(("e4", "e3"), ("e8", "e7")))
    assert estimate(record.plan).data == record.plan.outline.data == record.result.data == found
    assert record.result.test.verdict != "not_tested"
    assert record.result.test.warnings == warnings_for_test(found)
    assert "e4 and e3" in record.result.test.warnings[0]
    told = [event.data for event in record.events if event.type == "test_completed"]
    assert told[0]["warnings"] == list(record.result.test.warnings)


async def test_a_run_without_leaks_has_no_warning(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(), harness.Model())
    assert record.result.data == DataReport()
    assert record.result.test.warnings == ()


async def test_runs_whose_tests_share_an_example_count_as_uses_of_it(tmp_path: Path) -> None:
    """The second run has other examples but for one of its test, in other case and with another label's name."""
    tasks = [world.task(40), world.task(40), world.task(40)]
    for number, task in enumerate(tasks):
        for place, one in enumerate(task["examples"]):
            one["split"] = ("train", "validation", "probe", "test")[place % 4]
            one["input"] = {"text": f"{one['input']['text']} Of set {number}."}
    tasks[1]["examples"][7]["input"] = {"text": tasks[0]["examples"][3]["input"]["text"].upper()}
    uses = []
    async with harness.serving(tmp_path, harness.Model()) as service:
        for number, task in enumerate(tasks):
            await harness.submit(service, harness.plan_of(service, harness.request(task=task)), job_id=f"run_{number}")
            uses.append((await harness.read(service, f"run_{number}")).result.test.times_used)
    assert uses == [1, 2, 1]

"""Gates: decided on the shortest prefix in the order of the items, whatever ends first."""

import asyncio
from pathlib import Path

import pytest

from gradcheck.domain.task import Rollout
from gradcheck.engine.gates import Bound
from gradcheck.evaluation import Done
from gradcheck.runtime import Service
from tests.support import harness, world
from tests.support.made import rollout

METHOD = {"name": "textgrad", "steps": 1, "batch": 3}


def done(score: float | None) -> Done:
    return Done(rollout=rollout("c", "e", score), deliveries=())


@pytest.mark.parametrize(
    ("scores", "at_least", "needed"),
    [
        ([0, 0, 0, 0], 1.0, 1),
        ([1, 0, 0, 0], 0.75, 3),
        ([1, 1, 0, 0], 0.5, 4),
        ([1, 0, 1, 0], 0.5, 4),
        ([0.5, 0.5, 0.5, 1.0], 0.7, 3),
        ([None, 0, 0, 1], 0.5, 4),
        ([None, 0, 0, 0], 0.5, 4),
        ([0, None, 0, 0], 0.5, 4),
        ([None, None, None, None], 0.5, 4),
        ([0, 0, 0, 0], 0.0, 4),
    ],
)
def test_a_gate_is_settled_when_ones_for_all_that_is_left_would_not_be_enough(
    scores: list[float | None], at_least: float, needed: int
) -> None:
    """A failed item may yet be right: it will be asked again."""
    bound = Bound([1.0] * len(scores), at_least)
    seen = 0
    for score in scores:
        seen += 1
        if bound.sees(done(score)):
            break
    assert seen == needed


def test_a_gate_counts_an_item_by_its_weight() -> None:
    """Three of one class, one of another: the last alone is worth as much as the three."""
    bound = Bound([2 / 3, 2 / 3, 2 / 3, 2], 0.6)
    assert [bound.sees(done(score)) for score in (1.0, 0.0, 0.0)] == [False, False, False]
    assert Bound([2, 2 / 3, 2 / 3, 2 / 3], 0.6).sees(done(0.0))


def model(slowest: str | None = None, latency_s: float = 0.001) -> harness.Model:
    """The prompt is always right and what the editor makes of it is always wrong; one item may be slow."""

    def answer(body: harness.Body) -> str:
        match harness.role(body):
            case "critic":
                return "<FEEDBACK>Say less.</FEEDBACK>"
            case "editor":
                return "<PROMPT>Say nothing about\n\n{text}</PROMPT>"
        text = harness.text_of(body)
        return "positive" if ("good" in text) != ("nothing" in text) else "negative"

    def pause_s(body: harness.Body) -> float:
        return 0.3 if slowest is not None and slowest in harness.text_of(body) else latency_s

    return harness.Model(answer, pause_s)


def judged(record: harness.Record) -> list[Rollout]:
    return [
        rollout
        for rollout in record.rollouts
        if rollout.stage.startswith("step/1/validation/") and rollout.candidate != "seed"
    ]


async def test_a_gate_that_cannot_be_passed_stops_at_the_shortest_prefix(tmp_path: Path) -> None:
    scripted = model(latency_s=0.1)
    record = await harness.run(tmp_path, harness.request(method=METHOD), scripted, slots=1)
    assert len(judged(record)) == 1
    assert sum("nothing" in harness.text_of(body) for body in scripted.of("task")) <= 3
    assert record.steps[1].selection is not None
    assert record.steps[1].selection.chosen == ("seed",)
    assert record.steps[1].selection.pool[1].n == 1


async def test_what_came_beyond_the_prefix_is_speculative_and_no_part_of_anything(tmp_path: Path) -> None:
    """The first item is the slowest, so that all others have come when the gate is settled."""
    calm = await harness.run(tmp_path / "one", harness.request(method=METHOD), model(), slots=1)
    first = next(e for e in calm.plan.examples if e.id == judged(calm)[0].example)
    slow = await harness.run(tmp_path / "many", harness.request(method=METHOD), model(first.fields["text"]), slots=64)
    assert slow.outcome() == calm.outcome()
    validation = calm.plan.split_sizes["validation"]
    assert slow.result.usage["task"].speculative == validation - 1


async def test_under_a_cap_the_block_that_settles_a_gate_is_made_whole_and_counted(tmp_path: Path) -> None:
    """What is left of the budget must not depend on what came in time."""
    scripted = model()
    request = harness.request(method=METHOD, budget={"max_calls": 1000})
    record = await harness.run(tmp_path, request, scripted, slots=64)
    validation = record.plan.split_sizes["validation"]
    usage = record.result.usage
    assert len(judged(record)) == validation
    assert record.steps[1].selection is not None
    assert record.steps[1].selection.pool[1].n == 1
    assert (usage["task"].speculative, usage["task"].possibly_paid) == (0, 0)
    assert sum(role.calls - role.cached for name, role in usage.items() if name != "check") == len(scripted.received)


async def test_a_replayed_gate_makes_no_call_beyond_the_prefix(tmp_path: Path) -> None:
    """The service stops just after the gate, whose other items were stopped unanswered."""
    scripted = model(latency_s=0.1)
    async with harness.serving(tmp_path, scripted, slots=1) as service:
        await harness.submit(service, harness.plan_of(service, harness.request(method=METHOD)))
        while not await decided(service):
            await asyncio.sleep(0.005)
    before = len(scripted.received)
    async with harness.serving(tmp_path, scripted, slots=64) as service:
        await harness.read(service)
    assert not [body for body in scripted.received[before:] if "nothing" in harness.text_of(body)]


async def decided(service: Service) -> bool:
    """Whether the first step is over."""
    return any(e.type == "step_completed" and e.data["step"] == 1 for e in await service.events.page("run_1", after=0))


async def test_a_gate_of_a_continued_run_that_inherited_answers_settle_asks_for_nothing(tmp_path: Path) -> None:
    scripted = model(latency_s=0.02)
    async with harness.serving(tmp_path, scripted, slots=1) as service:
        plan = harness.plan_of(service, harness.request(method=METHOD))
        first = await harness.read(service, await harness.submit(service, plan))
        asked = len(scripted.received)
        second = await harness.read(service, await harness.submit(service, plan, job_id="run_2", parent="run_1"))
    assert len(judged(first)) == len(judged(second)) < 12
    assert len(scripted.received) == asked


@pytest.mark.parametrize(("lost", "chosen"), [(0, "s1.3.0"), (1, "seed"), (3, "seed")])
async def test_a_gate_is_not_passed_by_answers_that_did_not_come(tmp_path: Path, lost: int, chosen: str) -> None:
    """The given prompt is wrong on three items; the other is not answered on so many of them, and wrong on the last."""
    task = world.task(26)
    for number, one in enumerate(task["examples"]):
        one["split"] = "train" if number >= 20 else "validation"

    def answer(body: harness.Body) -> harness.Reply:
        match harness.role(body):
            case "critic":
                return "<FEEDBACK>Say less.</FEEDBACK>"
            case "editor":
                return "<PROMPT>Say nothing about\n\n{text}</PROMPT>"
        text = harness.text_of(body)
        new, number = "nothing" in text, int(text.rsplit("number ", 1)[1].split(".")[0])
        if new and number < lost:
            return harness.failure("no")
        if (number < 3 and not (new and lost == 0)) or number == 20 or (new and lost and number == 19):
            return "neither"
        return "positive" if "good" in text else "negative"

    request = harness.request(task=task, method={"name": "textgrad", "steps": 1, "batch": 6})
    record = await harness.run(tmp_path, request, harness.Model(answer))
    selection = record.steps[1].selection
    assert selection is not None
    assert selection.best.startswith(chosen[:2])
    assert (selection.best == "seed") == (chosen == "seed")

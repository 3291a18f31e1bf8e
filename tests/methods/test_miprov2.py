"""MIPROv2 against a scripted model: what its editor is told, which trials it makes, which combination it keeps."""

import re
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from gradcheck.domain.task import Rollout
from gradcheck.methods.miprov2 import MIPROv2
from tests.support import harness, world

SMALL: dict[str, Any] = {"name": "miprov2", "instructions": 3, "demo_sets": 3, "trials": 7, "full_eval_every": 3}
PROGRAM = {
    "modules": [
        {"name": "first", "system": "Read with care.", "user": "Note down: {text}", "output": "notes"},
        {"name": "second", "system": "Name the sentiment.", "user": "{text} {notes}"},
    ]
}
MANY = {**world.task(100), "split": {"train": 0.2, "validation": 0.6, "probe": 0, "test": 0.2}}


READERS = ("observe", "summarize", "describe_program", "describe_part")
GIVEN = "step/1/validation/0"  # the prompt as it was given, known before the step


class Scripted:
    """Readers who number what they say, editors whose every proposal is new, a task model that is right if it likes."""

    def __init__(self, likes: str = "") -> None:
        self.likes = likes
        self.said = 0

    def __call__(self, body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if harness.role(body) == "task":
            asked = body["messages"][-1]["content"]
            truth = "positive" if "good" in asked else "negative"
            return truth if self.likes in text else "wrong"
        self.said += 1
        if harness.role(body) == "critic":
            return f"<FEEDBACK>saying {self.said}</FEEDBACK>"
        names = "".join("{" + name + "} " for name in ("text", "notes") if "{" + name + "}" in blocks(text)[0])
        return f"<PROMPT>Edit {self.said}. {names}</PROMPT>"


def tried(record: harness.Record, number: int) -> list[list[Rollout]]:
    """The rollouts of each trial of a step, in their order."""
    stages = dict.fromkeys(
        r.stage for r in record.rollouts if r.stage.startswith(f"step/{number}/validation/") and r.stage != GIVEN
    )
    in_order = sorted(stages, key=lambda stage: int(stage.rsplit("/", 1)[1]))
    return [[r for r in record.rollouts if r.stage == stage] for stage in in_order]


def blocks(text: str) -> list[str]:
    """What stands between the marks of a request."""
    return re.findall(r"<data-\w+>\n(.*?)\n</data-", text, re.DOTALL)


@pytest.mark.parametrize(
    ("method", "changes"),
    [
        ({"name": "miprov2"}, {}),
        ({**SMALL, "trials_at_once": 2}, {}),
        (SMALL, {"prompt": PROGRAM}),
        ({**SMALL, "bootstrapped": 0, "labelled": 0, "instructions": None}, {}),
        ({**SMALL, "minibatch": 10}, {"task": MANY}),
        ({**SMALL, "minibatch": 60}, {"task": MANY}),
    ],
)
async def test_the_calls_are_those_of_the_formula(
    tmp_path: Path, method: dict[str, Any], changes: dict[str, Any]
) -> None:
    """The last step is of one trial instead of three."""
    record = await harness.run(tmp_path, harness.request(method=method, **changes), harness.Model(Scripted()))
    plan = record.plan
    tested = plan.test_calls // (1 if record.result.candidate != "seed" else 2)
    known = sum(rollout.stage == GIVEN for rollout in record.rollouts) * plan.context.per_item
    assert record.calls - known == plan.expected_calls - plan.test_calls + tested
    first = [r for r in record.rollouts if r.stage.startswith("step/1/") and r.stage != GIVEN]
    written = len(record.steps[1].edit_requests) + len(record.steps[1].backgrounds)
    calls = len(first) * plan.context.per_item + written
    assert calls == plan.method.calls("first", plan.context)


async def test_light_makes_ten_trials_of_three_instructions_and_six_sets(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method="miprov2"), harness.Model(Scripted()))
    assert [len(tried(record, n)) for n in (1, 2)] == [5, 5]
    assert len(record.steps) == 3
    assert len(record.steps[1].edit_requests) == 2
    context = msgspec.structs.replace(record.plan.context, validation=2000)
    wanted = {"light": (10, 100, 2), "medium": (18, 300, 4), "heavy": (27, 1000, 6)}
    for auto, (tries, items, steps) in wanted.items():
        method = msgspec.convert({"name": "miprov2", "auto": auto}, MIPROv2)
        told = context.train + 2 + 1 + 1 + 1 + {"light": 3, "medium": 6, "heavy": 9}[auto] - 1
        assert steps == -(-tries // 5)
        assert method.calls("steps", context) == steps
        assert method.calls("first", context) == told + 35 * 5 + items
        assert method.calls("step", context) == 35 * 5 + items
    assert MIPROv2().calls("rounds", context) == 3 + 5 + 1


async def test_editors_are_told_of_data_program_part_and_demos(tmp_path: Path) -> None:
    task = {**world.task(80), "description": "Reviews of things."}
    model = harness.Model(Scripted())
    record = await harness.run(tmp_path, harness.request(task=task, prompt=PROGRAM, method=SMALL), model)
    step = record.steps[1]
    texts = {name: [one.text for one in step.backgrounds if one.template.name == name] for name in READERS}
    shown = {name: [dict_of(one.slots) for one in step.backgrounds if one.template.name == name] for name in READERS}
    train = [example for example in record.plan.examples if example.split == "train"]
    looks = [shown["observe"][n]["examples"].splitlines()[::2] for n in range(3)]
    assert [len(lines) for lines in looks] == [10, 10, len(train) - 20]
    assert looks[0][0] == f"1. Input: {train[0].fields['text']}"
    assert shown["summarize"][0]["observations"] == "\n".join(f"- {text}" for text in texts["observe"])
    assert shown["describe_program"][0]["task"] == "Reviews of things."
    assert "Note down: {text}" in shown["describe_program"][0]["modules"]
    parts = shown["describe_part"]
    assert [one["name"] for one in parts] == ["first.system", "first.user", "second.system", "second.user"]
    assert {one["program"] for one in parts} == set(texts["describe_program"])
    tips = set()
    assert [one.component for one in step.edit_requests] == [part["name"] for part in parts for _ in range(2)]
    for request in step.edit_requests:
        told = dict_of(request.slots)
        assert [told["summary"]] == texts["summarize"]
        assert [told["program"]] == texts["describe_program"]
        assert told["part"] == texts["describe_part"][[part["name"] for part in parts].index(request.component)]
        assert told["examples"].count("Output: ") == 3
        tips.add(told["tip"])
    assert len(tips) > 1
    editors = [blocks(harness.text_of(body)) for body in model.of("editor")]
    assert all(len(own) == 6 for own in editors)
    assert all("Input: " in own[-1] for own in editors)
    second = next(one for one in step.edit_requests if one.component == "second.user")
    assert "notes: " in dict_of(second.slots)["examples"]


def dict_of(slots: Any) -> dict[str, str]:  # noqa: ANN401 - slots of any request
    return {slot.name: slot.text for slot in slots}


async def test_readers_and_rollouts_do_not_wait_for_one_another(tmp_path: Path) -> None:
    model = harness.Model(Scripted(), latency_s=lambda _: 0.02)
    record = await harness.run(tmp_path, harness.request(method=SMALL), model)
    train, looks = record.plan.context.train, 2
    assert model.most_at_once >= train + looks + 1


async def test_trials_are_on_minibatches_and_the_best_mean_of_a_block_is_scored_on_all(tmp_path: Path) -> None:
    method = {**SMALL, "minibatch": 10, "trials": 9}
    record = await harness.run(tmp_path, harness.request(method=method, task=MANY), harness.Model(Scripted("Edit ")))
    whole, seen = {"seed"}, list[Rollout]()
    for number in (1, 2, 3):
        *trials, scored = tried(record, number)
        assert [len(rollouts) for rollouts in trials] == [10, 10, 10]
        assert len({tuple(r.example for r in rollouts) for rollouts in trials}) == 3
        for rollouts in trials:
            assert len({r.candidate for r in rollouts}) == 1
            assert {r.example for r in rollouts} <= {e.id for e in record.plan.examples if e.split == "validation"}
        seen += [rollout for rollouts in trials for rollout in rollouts]
        assert len(scored) == 60
        best = {r.candidate for r in scored}.pop()
        assert best not in whole
        whole.add(best)
        means = means_of(seen)
        assert means[best] == max(mean for name, mean in means.items() if name not in whole - {best})
        selection = record.steps[number].selection
        assert selection is not None
        assert selection.best in whole
    assert record.result.candidate in whole - {"seed"}
    assert record.result.prompt["user"].startswith("Edit ")


def means_of(rollouts: Any) -> dict[str, float]:  # noqa: ANN401 - rollouts
    by_name: dict[str, list[float]] = {}
    for rollout in rollouts:
        by_name.setdefault(rollout.candidate, []).append(rollout.score)
    return {name: sum(scores) / len(scores) for name, scores in by_name.items()}


async def test_modules_have_instructions_and_demos_of_their_own(tmp_path: Path) -> None:
    request = harness.request(prompt=PROGRAM, method={**SMALL, "trials": 20, "full_eval_every": 10})
    record = await harness.run(tmp_path, request, harness.Model(Scripted()))
    made = [candidate for candidate in record.candidates if candidate.operator == "combination"]
    components = {f"s1.{one.id.rsplit('/', 1)[1]}": one.component for one in record.steps[1].edit_requests}
    shown = [tuple(sum(demo.module == name for demo in one.demos) for name in ("first", "second")) for one in made]
    assert {first > 0 for first, _ in shown} == {second > 0 for _, second in shown} == {True, False}
    assert any((first > 0) != (second > 0) for first, second in shown)
    for one in made:
        changed = {name for name, text in one.components.items() if text.startswith("Edit ")}
        assert {components[parent] for parent in one.parents[1:]} == changed
        assert one.parents[0] == "seed"


async def test_without_demos_only_instructions_are_searched_but_editors_still_see_some(tmp_path: Path) -> None:
    method = {**SMALL, "bootstrapped": 0, "labelled": 0, "instructions": None}
    record = await harness.run(tmp_path, harness.request(method=method), harness.Model(Scripted()))
    assert len(record.steps[1].edit_requests) == 5
    assert all("Output: " in dict_of(one.slots)["examples"] for one in record.steps[1].edit_requests)
    assert not any(candidate.demos for candidate in record.candidates)


async def test_a_single_combination_is_no_search(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        return "no" if harness.role(body) != "task" else "wrong"

    method = {**SMALL, "labelled": 0}
    record = await harness.run(tmp_path, harness.request(method=method), harness.Model(answer))
    assert len(record.steps) == 2
    assert record.result.candidate == "seed"
    assert not tried(record, 1)
    plan = record.plan
    spent = record.calls - 2 * plan.context.validation - plan.test_calls // 2
    assert spent == plan.context.train + 2 + 1 + 1 + 2  # looks, the program, its part, two texts: no summary of nothing


async def test_failed_calls_of_a_trial_are_no_zeros(tmp_path: Path) -> None:
    scripted = Scripted("Edit ")

    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if harness.role(body) == "task" and "Edit " in text and f"number {failing}." in body["messages"][-1]["content"]:
            return httpx.Response(400, json={"error": {"message": "no"}})
        return scripted(body)

    model = harness.Model(answer)
    async with harness.serving(tmp_path, model) as service:
        plan = harness.plan_of(service, harness.request(method={**SMALL, "labelled": 0}))
        failing = next(example.id[1:] for example in plan.examples if example.split == "validation")
        record = await harness.read(service, await harness.submit(service, plan))
    entries = [entry for step in record.steps[1:] if step.selection for entry in step.selection.pool]
    assert {(entry.score, entry.failed > 0) for entry in entries} == {(0.0, False), (1.0, True)}
    assert record.result.prompt["user"].startswith("Edit ")


async def test_an_example_without_an_expected_answer_is_shown_as_one(tmp_path: Path) -> None:
    examples = [{"input": example["input"]} for example in world.task(40)["examples"]]
    task = {"examples": examples, "scoring": {"kind": "regex", "pattern": "positive|negative"}}
    model = harness.Model(Scripted())
    await harness.run(tmp_path, harness.request(method=SMALL, task=task), model)
    looked = [text for body in model.received if "what decides the output" in (text := harness.text_of(body))]
    assert looked
    assert all("Output: not known" in text and "null" not in text for text in looked)

"""APE against a scripted model: what a prompt is induced from, what it is scored on, how the search goes on."""

from pathlib import Path
from typing import Any

from tests.methods.graded import Graded, assert_costs_are_exact, means, texts
from tests.support import harness

APE: dict[str, Any] = {"name": "ape", "subsamples": 3, "examples": 4, "prompts": 2, "samples": 7}


def shuffled(number: int) -> int:
    return number * 7 % 10


async def run(home: Path, model: harness.Model, **changes: object) -> harness.Record:
    return await harness.run(home, harness.request(method={**APE, **changes}), model)


async def test_prompts_are_induced_from_samples_of_train_examples_and_nothing_else(tmp_path: Path) -> None:
    model = harness.Model(Graded(shuffled))
    record = await run(tmp_path, model)
    assert_costs_are_exact(record)
    by_text = {example.fields["text"]: example for example in record.plan.examples}
    [step] = record.steps[1:]
    samples = set()
    for request in step.edit_requests:
        slots = {slot.name: slot.text for slot in request.slots}
        lines = slots["examples"].split("\n")
        inputs, outputs = [line[7:] for line in lines[::2]], [line[8:] for line in lines[1::2]]
        found = [by_text[text] for text in inputs]
        assert len({example.id for example in found}) == 4
        assert {example.split for example in found} == {"train"}
        assert [example.expected for example in found] == outputs
        assert {example.id for example in found} <= set(step.minibatch)
        assert slots["placeholders"] == "{text}"
        samples.add(tuple(inputs))
    assert len(samples) == 3
    assert len(step.edit_requests) == len({request.id for request in step.edit_requests}) == 6
    for body in model.of("editor"):
        assert "What is the sentiment?" not in harness.text_of(body)
        assert "{text}" in harness.text_of(body)


async def test_all_are_scored_on_one_sample_and_the_best_is_kept(tmp_path: Path) -> None:
    record = await run(tmp_path, harness.Model(Graded(shuffled)))
    tried: dict[str, set[str]] = {}
    for rollout in record.rollouts:
        if rollout.stage.startswith("step/1/"):
            tried.setdefault(rollout.candidate, set()).add(rollout.example)
    assert len(tried) == 7
    assert {len(items) for items in tried.values()} == {7}
    assert len({frozenset(items) for items in tried.values()}) == 1
    score = means(record)
    in_order = ["seed", *(proposal.candidate or "" for proposal in record.steps[1].proposals)]
    assert record.result.candidate == max(in_order, key=lambda name: score[name])


async def test_further_iterations_paraphrase_the_best(tmp_path: Path) -> None:
    record = await run(tmp_path, harness.Model(Graded(shuffled)), iterations=3, survivors=2)
    assert_costs_are_exact(record)
    for before, step in zip(record.steps[1:], record.steps[2:], strict=False):
        assert before.selection is not None
        assert step.parents == before.selection.chosen
        assert len(step.parents) == 2
        assert [request.operator for request in step.edit_requests] == ["paraphrase"] * 6
        assert [request.parents for request in step.edit_requests] == [(name,) for name in step.parents] * 3
        assert not step.minibatch
    assert len(set(texts(record).values())) == 1 + 18


async def test_ucb_pulls_few_prompts_on_few_items_at_a_time(tmp_path: Path) -> None:
    sizes = {"eval_rounds": 6, "eval_arms": 2, "eval_samples": 3}
    record = await run(tmp_path, harness.Model(Graded(shuffled)), selection="ucb", **sizes)
    pulls: dict[str, dict[str, set[str]]] = {}
    for rollout in record.rollouts:
        if rollout.stage.startswith("step/1/"):
            pulls.setdefault(rollout.stage, {}).setdefault(rollout.candidate, set()).add(rollout.example)
    assert {len(items) for pull in pulls.values() for items in pull.values()} == {3}
    first = {name: items for pull in pulls.values() if len(pull) == 1 for name, items in pull.items()}
    arms = ["seed", *(proposal.candidate or "" for proposal in record.steps[1].proposals)]
    assert set(first) == set(arms)
    assert all(first[one] == first[other] for one, other in zip(arms[:-1:2], arms[1::2], strict=True))
    assert [len(pull) for pull in pulls.values() if len(pull) > 1] == [2, 2]


def test_it_needs_expected_answers_and_one_component(tmp_path: Path) -> None:
    examples = [{"input": f"Text {n}."} for n in range(40)]
    task = {"examples": examples, "scoring": {"kind": "judge", "rubric": "It is friendly."}}
    prompt = {"system": "Be kind.", "user": "Reply to {input}"}
    found = harness.errors(tmp_path, harness.request(method=APE, task=task, prompt=prompt))
    assert {error.path for error in found} == {"prompt.frozen", "task.examples"}

"""OPRO against a scripted model: what the history shows, what is left out, what is remembered."""

import re
from pathlib import Path
from typing import Any

from tests.methods.graded import Graded, assert_costs_are_exact, means, shown, texts
from tests.support import harness

OPRO: dict[str, Any] = {"name": "opro", "steps": 4, "candidates": 3, "memory": 4}
LINE = re.compile(r"^(\d+)\. Score (\d+) of 100:\n(.*?)(?=\n\d+\. Score|\Z)", re.DOTALL | re.MULTILINE)


def shuffled(number: int) -> int:
    return 2 + number * 7 % 8


async def run(home: Path, model: harness.Model, **changes: object) -> harness.Record:
    return await harness.run(home, harness.request(method={**OPRO, **changes}), model)


async def test_each_step_shows_the_best_so_far_with_their_scores_the_best_last(tmp_path: Path) -> None:
    record = await run(tmp_path, harness.Model(Graded(shuffled)))
    assert_costs_are_exact(record)
    score, text = means(record), texts(record)
    tried = ["seed"]
    for step in record.steps[1:]:
        best = sorted(tried, key=lambda name: -score[name])[:4]
        histories = set(shown(step, "history"))
        assert len(histories) == 1
        assert {request.history for request in step.edit_requests} == {tuple(reversed(best))}
        lines = LINE.findall(histories.pop())
        assert [int(number) for number, _, _ in lines] == list(range(1, len(best) + 1))
        assert [(points, own) for _, points, own in lines] == [
            (str(round(100 * score[name])), text[name]) for name in reversed(best)
        ]
        assert [points for _, points, _ in lines] == sorted((points for _, points, _ in lines), key=int)
        tried += [proposal.candidate or "" for proposal in step.proposals]
        assert step.selection is not None
        assert list(step.selection.chosen) == sorted(tried, key=lambda name: -score[name])[:4]
    assert len(tried) == 13


async def test_all_prompts_of_a_step_come_from_the_same_question_with_train_examples(tmp_path: Path) -> None:
    model = harness.Model(Graded(shuffled))
    record = await run(tmp_path, model, exemplars=2)
    train = {e.id: e for e in record.plan.examples if e.split == "train"}
    asked = [harness.text_of(body) for body in model.of("editor")]
    drawn = set()
    for place, step in enumerate(record.steps[1:]):
        assert len({request.slots for request in step.edit_requests}) == 1
        assert len(set(asked[3 * place : 3 * place + 3])) == 1
        assert len(step.minibatch) == 2
        for item in step.minibatch:
            example = train[item]
            assert f"Input: {example.fields['text']}\nOutput: {example.expected}" in asked[3 * place]
        drawn.add(step.minibatch)
    assert len(drawn) > 1
    seeds = [body["seed"] for body in model.of("editor")]
    assert len(set(seeds)) == len(seeds)


async def test_a_prompt_that_was_tried_in_any_step_is_not_scored_again(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        return "<PROMPT>Always this. {text}</PROMPT>" if harness.role(body) == "editor" else graded(body)

    graded = Graded()
    record = await run(tmp_path, harness.Model(answer), memory=1)
    assert [candidate.id for candidate in record.candidates] == ["seed", "s1.1"]
    rejected = [
        proposal.reason for step in record.steps for proposal in step.proposals if proposal.status == "rejected"
    ]
    assert rejected == ["duplicate"] * 11


async def test_a_prompt_beyond_the_bound_is_left_out_unless_the_given_one_is_as_long(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        return f"<PROMPT>{'x' * 40} {{text}}</PROMPT>" if harness.role(body) == "editor" else graded(body)

    graded = Graded()
    method = {**OPRO, "steps": 1, "candidates": 1, "max_characters": 40}
    left_out = await harness.run(tmp_path / "a", harness.request(method=method), harness.Model(answer))
    [proposal] = left_out.steps[1].proposals
    assert (proposal.status, proposal.reason) == ("rejected", "longer than 40 characters")
    assert len(left_out.candidates) == 1
    long = harness.request(method=method, prompt=f"{'A long question. ' * 3}{{text}}")
    kept = await harness.run(tmp_path / "b", long, harness.Model(answer))
    assert len(kept.candidates) == 2


async def test_prompts_below_the_threshold_are_not_shown(tmp_path: Path) -> None:
    record = await run(tmp_path, harness.Model(Graded(shuffled)), threshold=0.6, steps=3)
    assert shown(record.steps[1], "history") == ["none"] * 3
    scores = [int(points) for text in shown(record.steps[3], "history") for _, points, _ in LINE.findall(text)]
    assert scores
    assert min(scores) >= 60


def test_exemplars_need_expected_answers(tmp_path: Path) -> None:
    examples = [{"input": f"Text {n}."} for n in range(40)]
    task = {"examples": examples, "scoring": {"kind": "judge", "rubric": "It is friendly."}}
    found = harness.errors(tmp_path, harness.request(method=OPRO, task=task, prompt="Reply."))
    assert [(error.path, "`exemplars` to 0" in error.message) for error in found] == [("task.examples", True)]
    assert not harness.errors(tmp_path, harness.request(method={**OPRO, "exemplars": 0}, task=task, prompt="Reply."))

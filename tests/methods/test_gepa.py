"""GEPA against scripted models: its calls, what reflections hold, which children are kept, merges, its end."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.methods.rising import PROGRAM, TASK, Rising, expected, of_first_step
from tests.support import harness

BOTH = {"system": "Name the sentiment.", "user": "It is about {text}"}


def gepa(**changes: object) -> dict[str, Any]:
    return {"name": "gepa", "iterations": 3, **changes}


def request(prompt: object = None, **changes: object) -> dict[str, Any]:
    given = {} if prompt is None else {"prompt": prompt}
    return harness.request(method=gepa(**changes), task=TASK, **given)


@pytest.mark.parametrize(
    ("changes", "prompt"),
    [
        ({}, None),
        ({"proposals": 2, "minibatch": 4}, None),
        ({"explicit_critique": True, "minibatch": 1}, None),
        ({"component_choice": "all", "explicit_critique": True}, PROGRAM),
        ({"component_choice": "all", "proposals": 2}, BOTH),
        ({"iterations": 2}, PROGRAM),
    ],
)
async def test_the_calls_are_those_of_the_formula(tmp_path: Path, changes: dict[str, Any], prompt: object) -> None:
    record = await harness.run(tmp_path, request(prompt, **changes), Rising().model)
    assert record.new_calls == expected(record)
    assert of_first_step(record) == record.plan.method.calls("first", record.plan.context)


async def test_merges_stay_within_the_formula(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(PROGRAM, merges=3, proposals=2, iterations=5), Rising().model)
    assert record.new_calls <= expected(record)


async def test_a_reflection_reads_answers_and_the_notes_on_them_by_the_same_numbers(tmp_path: Path) -> None:
    model = Rising().model
    record = await harness.run(tmp_path, request(iterations=1), model)
    assert not model.of("critic")
    (reflection,) = model.of("editor")
    text = harness.text_of(reflection)
    step = record.steps[1]
    (edit,) = step.edit_requests
    assert [feedback.kind for feedback in step.feedback] == ["note"] * 3
    assert [feedback.author for feedback in step.feedback] == ["scorer"] * 3
    notes = {r.example: r.note for r in record.rollouts if r.stage == "step/1/train/1.0"}
    assert [slot.text for slot in edit.slots if slot.kind == "feedback"] == [notes[name] for name in step.minibatch]
    inputs = {example.id: example.fields["text"] for example in record.plan.examples}
    for number, name in enumerate(step.minibatch, start=1):
        assert f"{number}. Input: {inputs[name]}\n" in text
        assert f"\n{number}. {' '.join(notes[name].split())}\n" in text
    (evidence,) = [slot.text for slot in edit.slots if slot.kind == "evidence"]
    assert "expected" not in evidence
    assert step.candidates[0].feedback == edit.feedback == tuple(feedback.id for feedback in step.feedback)


async def test_a_minibatch_of_three_comes_from_epochs_that_go_through_all_of_train(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(iterations=8), Rising().model)
    train = {example.id for example in record.plan.examples if example.split == "train"}
    batches = [step.minibatch for step in record.steps[1:]]
    assert all(len(batch) == 3 for batch in batches)
    size = -(-len(train) // 3)
    assert {name for batch in batches[:size] for name in batch} == train
    assert set(batches[0]) != set(batches[size])


async def test_a_child_is_scored_on_validation_only_if_its_minibatch_sum_is_strictly_greater(tmp_path: Path) -> None:
    rising = Rising()

    def level(body: harness.Body) -> str:
        """The second edit is as good as the first, no better."""
        return (
            rising.answer(body).replace("Edit 2.", "Edit 2. {text}") if harness.role(body) == "editor" else answer(body)
        )

    def answer(body: harness.Body) -> str:
        text = harness.text_of(body)
        truth = "positive" if "good" in text else "negative"
        return f"{truth} indeed" if "Edit" in text else f"{truth} so it seems"

    record = await harness.run(tmp_path, request(), harness.Model(level))
    stages = Counter(r.stage for r in record.rollouts)
    validation = record.plan.split_sizes["validation"]
    assert stages["step/1/validation/1.4"] == validation
    assert stages["step/1/train/1.3"] == stages["step/2/train/1.3"] == 3
    assert stages["step/2/validation/1.4"] == 0
    assert record.result.candidate == "s1.1.1.3"
    assert [step.parents for step in record.steps[2:]] == [("s1.1.1.3",)] * 2
    pools = [len(step.selection.pool) for step in record.steps[1:] if step.selection]
    assert pools == [2, 2, 2]


@pytest.mark.parametrize("iterations", [None, 50])
async def test_a_run_without_anything_to_reflect_on_ends_after_an_epoch(tmp_path: Path, iterations: int | None) -> None:
    model = harness.Model(lambda body: "positive" if "good" in harness.text_of(body) else "negative")
    asked = request(iterations=iterations) | {"budget": {"max_calls": 1000}}
    record = await harness.run(tmp_path, asked, model)
    assert record.job.finish_reason == "completed"
    assert not model.of("editor")
    assert len(record.steps) - 1 == -(-record.plan.split_sizes["train"] // 3)
    assert record.result.candidate == "seed"


async def test_without_an_end_it_goes_on_until_the_budget_is_used(tmp_path: Path) -> None:
    assert "budget.max_calls" in {error.path for error in harness.errors(tmp_path, request(iterations=None))}
    asked = request(iterations=None) | {"budget": {"max_calls": 150}}
    record = await harness.run(tmp_path, asked, Rising().model)
    assert record.job.finish_reason == "budget_calls"
    assert record.result.steps > 2


async def test_a_minibatch_that_fails_is_skipped_and_no_score_is_made_of_it(tmp_path: Path) -> None:
    rising = Rising()

    def answer(body: harness.Body) -> harness.Reply:
        failing = harness.role(body) == "task" and "Edit" not in harness.text_of(body) and len(model.received) > 20
        return harness.failure("no") if failing else rising.answer(body)

    model = harness.Model(answer)
    record = await harness.run(tmp_path, request(), model)
    assert record.job.status == "succeeded"
    failed = {r.example for r in record.rollouts if r.status == "failed"}
    assert failed
    assert not any(set(f.evidence) & failed for step in record.steps for f in step.feedback)


async def test_components_take_turns_and_a_child_goes_on_where_its_parent_was(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(PROGRAM, iterations=5), Rising().model)
    asked = [edit.component for step in record.steps for edit in step.edit_requests]
    assert asked == ["first.system", "first.user", "second.system", "second.user", "first.system"]
    assert all(step.parents[0] != "seed" for step in record.steps[2:])


async def test_a_reflection_on_an_earlier_module_sees_what_that_module_wrote(tmp_path: Path) -> None:
    rising = Rising()

    def answer(body: harness.Body) -> str:
        own = (
            harness.role(body) == "task"
            and "NOTES" not in harness.text_of(body)
            and "Name" not in harness.text_of(body)
        )
        return "NOTES" if own else rising.answer(body)

    record = await harness.run(tmp_path, request(PROGRAM, iterations=1, component_choice="all"), harness.Model(answer))
    shown = {e.component: {one.answer for one in e.seen} for e in record.steps[1].edit_requests}
    assert shown["first.system"] == shown["first.user"] == {"NOTES"}
    assert not any("NOTES" in text for text in shown["second.system"])


async def test_an_explicit_critique_reads_the_wrong_answers_and_the_edit_follows_it(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> str:
        text = harness.text_of(body)
        if harness.role(body) != "task":
            return rising.answer(body)
        return "positive" if "good" in text else "it is bad"

    rising = Rising()
    record = await harness.run(
        tmp_path, request(explicit_critique=True, minibatch=6, iterations=1), harness.Model(answer)
    )
    step = record.steps[1]
    wrong = {example.id for example in record.plan.examples if example.expected == "negative"}
    (critic,), (edit,) = step.critic_requests, step.edit_requests
    assert {one.example for one in critic.seen} == {one.example for one in edit.seen} == wrong & set(step.minibatch)
    assert [f.kind for f in step.feedback] == [*["note"] * 6, "critique"]
    assert edit.feedback == (critic.id,)
    assert edit.operator == "edit"


async def test_two_that_changed_different_components_are_merged_without_an_optimizer_call(tmp_path: Path) -> None:
    rising = Rising()

    def answer(body: harness.Body) -> str:
        """An edited system message helps with good things, an edited user message with bad ones."""
        if harness.role(body) != "task":
            return rising.answer(body)
        system, user = (message["content"] for message in body["messages"])
        truth, helps = ("positive", system) if "good" in user else ("negative", user)
        return truth if "Edit" in helps else "unsure"

    changes = {"merges": 1, "proposals": 2, "minibatch": 12, "iterations": 3}
    record = await harness.run(tmp_path, request(BOTH, **changes), harness.Model(answer))
    merging = record.steps[2]
    assert merging.parents == ("s1.1.1.12", "s1.2.1.12")
    assert not merging.edit_requests
    (child,) = merging.candidates
    one, other = (next(c for c in record.candidates if c.id == name) for name in merging.parents)
    assert child.components == {"system": one.components["system"], "user": other.components["user"]}
    assert Counter(r.stage for r in record.rollouts)["step/2/validation/1"] == 5
    assert record.result.candidate == child.id == "s2.merge.0"
    assert record.result.validation["best"].score == 1
    assert record.steps[3].parents == (child.id,)


async def test_a_merged_candidate_goes_on_with_the_component_after_its_parents_last(tmp_path: Path) -> None:
    rising = Rising()

    def answer(body: harness.Body) -> str:
        """An edit of the first module helps with good things, one of the second with bad ones, never quite."""
        if harness.role(body) != "task":
            return rising.answer(body)
        text = harness.text_of(body)
        if "Note down" in text:
            return "NOTED" if "Edit" in text else "seen"
        truth, helps = ("positive", "NOTED" in text) if "good" in text else ("negative", "Edit" in text)
        return f"{truth} so" if helps else "unsure"

    changes = {"merges": 1, "proposals": 2, "minibatch": 12, "iterations": 3}
    record = await harness.run(
        tmp_path, request({**PROGRAM, "frozen": ["first.user"]}, **changes), harness.Model(answer)
    )
    assert record.steps[3].parents == ("s2.merge.0",)
    asked = [[edit.component for edit in step.edit_requests] for step in record.steps[1:]]
    assert asked == [["first.system", "second.system"], [], ["second.user", "first.system"]]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"merges": 1}, "method.merges"),
        ({"objectives": ["score", "length"]}, "method.objectives"),
        ({"objectives": ["score", "score"], "frontier": "hybrid"}, "method.objectives"),
        ({"objectives": ["parts"], "frontier": "hybrid"}, "method.objectives"),
    ],
)
def test_what_would_have_no_effect_is_refused(tmp_path: Path, changes: dict[str, Any], path: str) -> None:
    assert [error.path for error in harness.errors(tmp_path, request(**changes))] == [path]


async def test_a_frontier_of_objectives_keeps_the_short_prompt_as_a_parent(tmp_path: Path) -> None:
    objectives = {"frontier": "objective", "objectives": ["score", "length"], "iterations": 6}
    kept = await harness.run(tmp_path / "two", request("{text}", **objectives), Rising().model)
    alone = await harness.run(tmp_path / "one", request("{text}", iterations=6), Rising().model)
    assert ("seed",) in [step.parents for step in kept.steps[2:]]
    assert ("seed",) not in [step.parents for step in alone.steps[2:]]


async def test_a_prompt_that_leads_in_one_part_alone_stays_a_parent(tmp_path: Path) -> None:
    """The given prompt is the shortest, and no other is as brief: that is a part of the score."""
    parts = [
        {"name": "label", "weight": 9, "scoring": {"kind": "exact"}},
        {"name": "never", "weight": 1, "scoring": {"kind": "regex", "pattern": "^I do not know$"}},
    ]
    objectives = {"frontier": "objective", "objectives": ["parts"], "iterations": 6}
    wanted = request("{text}", **objectives)
    wanted["task"] = {**wanted["task"], "scoring": {"kind": "weighted", "parts": parts}}

    def answer(body: harness.Body) -> str:
        if harness.role(body) != "task":
            return f"<PROMPT>Answer with one word, take {body['seed']}. {{text}}</PROMPT>"
        text = harness.text_of(body)
        return ("positive" if "good" in text else "negative") if "one word" in text else "I do not know"

    kept = await harness.run(tmp_path / "parts", wanted, harness.Model(answer))
    wanted["method"]["objectives"] = ["score"]
    alone = await harness.run(tmp_path / "score", wanted, harness.Model(answer))
    assert ("seed",) in [step.parents for step in kept.steps[2:]]
    assert ("seed",) not in [step.parents for step in alone.steps[2:]]


@pytest.mark.parametrize("selection", ["current_best", "epsilon_greedy", "top_k_pareto"])
async def test_selection_says_which_candidate_is_the_parent(tmp_path: Path, selection: str) -> None:
    def answer(body: harness.Body) -> str:
        """Every edit is right about one more validation example of its own, the first about the most."""
        if harness.role(body) != "task":
            return rising.answer(body)
        text = harness.text_of(body)
        number = int(text.rsplit("number ", 1)[1].split(".")[0])
        own = int(text.split("Edit ")[1].split(".")[0]) if "Edit" in text else 0
        right = own and (number % 4 == own % 4 or (own == 1 and number % 4 == 2))
        return ("positive" if "good" in text else "negative") if right else "unsure"

    rising = Rising()
    changes = {"selection": selection, "iterations": 7, "minibatch": 12, "epsilon": 1.0, "top_k": 1}
    record = await harness.run(tmp_path, request(**changes), harness.Model(answer))
    parents = {step.parents[0] for step in record.steps[2:]}
    if selection == "epsilon_greedy":
        assert len(parents) > 1
    else:
        best = [step.selection.best for step in record.steps[1:-1] if step.selection]
        assert [(name,) for name in best] == [step.parents for step in record.steps[2:]]

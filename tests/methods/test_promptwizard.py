"""PromptWizard in a scripted world: variants on questions, critique and refinement, example rounds, the finish."""

from pathlib import Path
from typing import Any

import pytest

from gradcheck.domain.run import Step
from gradcheck.optimizer.templates.worked_examples import THINKING_STYLES
from tests.methods import truthful
from tests.methods.test_methods import PROGRAM
from tests.methods.truthful import Right, Truth, slot
from tests.support import harness

SMALL: dict[str, Any] = {
    "name": "promptwizard",
    "iterations": 1,
    "mutation_rounds": 2,
    "styles": 2,
    "min_correct": 2,
    "example_rounds": 0,
    "seen": 8,
    "few_shots": 3,
}


async def run(home: Path, truth: Truth, prompt: dict[str, Any] | None = None, **method: Any) -> harness.Record:  # noqa: ANN401
    record, _ = await truthful.run(home, {**SMALL, **method}, truth, prompt)
    return record


def train_only(split: dict[int, str]) -> Right:
    return lambda _, n: split[n] == "train"


def never(_: dict[int, str]) -> Right:
    return lambda _, n: n < 0


def half(_: dict[int, str]) -> Right:
    return lambda _, n: n % 2 == 0


def asked(record: harness.Record) -> dict[str, int]:
    """How many questions of the first iteration each prompt was asked."""
    counts: dict[str, int] = {}
    for rollout in record.rollouts:
        if rollout.stage.startswith("step/1/train/"):
            counts[rollout.candidate] = counts.get(rollout.candidate, 0) + 1
    return counts


def operators(step: Step) -> list[str]:
    return [edit.operator for edit in step.edit_requests]


@pytest.mark.parametrize(
    ("method", "prompt"),
    [
        ({"iterations": 2, "example_rounds": 3, "batch": 2}, None),
        ({"example_rounds": 1, "reasoning": False, "keywords": False}, None),
        ({"seen": 2, "min_correct": 3, "persona": False, "keywords": False}, None),
        ({"example_rounds": 2}, {**PROGRAM, "frozen": ["first.system", "first.user", "second.user"]}),
    ],
)
async def test_the_calls_are_those_of_the_formula(
    tmp_path: Path, method: dict[str, Any], prompt: dict[str, Any] | None
) -> None:
    """Every question is answered right, so all are asked, and nothing is better on validation."""
    record = await run(tmp_path, train_only, prompt, **method)
    plan = record.plan
    assert record.new_calls == plan.expected_calls - plan.test_calls // 2
    assert len(record.steps) - 1 == plan.method.calls("steps", plan.context)
    first = [r for r in record.rollouts if r.stage.startswith("step/1/")]
    fresh = [r for r in first if r.candidate != "seed" or "/train/" in r.stage]
    written = len(record.steps[1].critic_requests) + len(record.steps[1].edit_requests)
    assert len(fresh) * len(plan.program.modules) + written == plan.method.calls("first", plan.context)


async def test_variants_follow_some_ways_of_thinking_each_drawn_anew(tmp_path: Path) -> None:
    edits = [e for e in (await run(tmp_path, never)).steps[1].edit_requests if e.operator == "restyle"]
    styles = [slot(edit, "style") for edit in edits]
    assert set(styles) <= set(THINKING_STYLES)
    assert styles[:2] == styles[2:]
    assert len(set(styles)) == 2
    assert len({edit.id for edit in edits}) == 4
    assert not any(slot.kind in {"feedback", "evidence"} for edit in edits for slot in edit.slots)


async def test_who_answers_wrong_is_asked_no_more_and_the_best_is_refined(tmp_path: Path) -> None:
    def right(split: dict[int, str]) -> Right:
        return lambda made, n: split[n] == "train" and made == "Edit 3, level 1"

    record = await run(tmp_path, right, min_correct=3)
    best = next(c.id for c in record.candidates if c.components["user"].startswith("Edit 3, level 1"))
    counts = asked(record)
    assert counts.pop(best) == 3
    assert set(counts.values()) == {1}
    assert len(counts) == 4
    revised = next(edit for edit in record.steps[1].edit_requests if edit.operator == "revise")
    assert revised.parents == (best,)
    assert [feedback.id.split("/")[2] for feedback in record.steps[1].feedback] == ["keep"]


async def test_all_variants_of_an_iteration_answer_the_same_questions_of_the_seen_set(tmp_path: Path) -> None:
    record = await run(tmp_path, train_only, batch=2)
    train = {e.id for e in record.plan.examples if e.split == "train"}
    questions: dict[str, set[str]] = {}
    for rollout in record.rollouts:
        if rollout.stage.startswith("step/1/train/"):
            questions.setdefault(rollout.candidate, set()).add(rollout.example)
    assert len(questions) == 5
    assert len({tuple(sorted(own)) for own in questions.values()}) == 1
    assert all(len(own) == 4 and own <= train for own in questions.values())
    seen = {r.example for r in record.rollouts if r.stage == "step/2/train/0"}
    assert len(seen) == 8
    assert questions["seed"] <= seen


async def test_of_equal_scores_the_shortest_prompt_is_refined(tmp_path: Path) -> None:
    record = await run(tmp_path, train_only)
    texts = {candidate.id: candidate.components["user"] for candidate in record.candidates}
    revised = next(edit for edit in record.steps[1].edit_requests if edit.operator == "revise")
    assert len(texts[revised.parents[0]]) == min(len(texts[name]) for name in asked(record))


async def test_the_critic_and_the_refiner_see_what_the_model_answered_wrong(tmp_path: Path) -> None:
    step = (await run(tmp_path, never)).steps[1]
    assert [one.id.split("/")[2] for one in step.critic_requests] == ["examine"]
    seen = next(slot.text for slot in step.critic_requests[0].slots if slot.name == "evidence")
    assert "Answer: wrong" in seen
    revised = next(edit for edit in step.edit_requests if edit.operator == "revise")
    assert slot(revised, "evidence") == seen
    assert slot(revised, "feedback") == step.feedback[0].text


@pytest.mark.parametrize(
    ("better", "kept"), [("Edit 1, level 1", "s1.1.0"), ("Edit 5, level 2", "s1.8"), ("none", "seed")]
)
async def test_an_iteration_keeps_what_is_better_on_validation(tmp_path: Path, better: str, kept: str) -> None:
    """The first variant is the one that is refined, by the fifth edit."""

    def right(split: dict[int, str]) -> Right:
        return lambda made, n: made in {better, "Edit 1, level 1"} if split[n] == "train" else made == better

    record = await run(tmp_path, right)
    selection = record.steps[1].selection
    assert selection is not None
    assert selection.best == kept
    assert [entry.n for entry in selection.pool] == [12, 12, 12]
    assert record.steps[2].parents == (kept,)


async def test_wrong_examples_are_chosen_first_and_others_fill_up(tmp_path: Path) -> None:
    record = await run(tmp_path, half, few_shots=6)
    wrong = [r.example for r in record.rollouts if r.stage == "step/2/train/0" and r.score == 0]
    shots = record.steps[3].minibatch
    assert 0 < len(wrong) < 6
    assert shots[: len(wrong)] == tuple(wrong)
    assert len(set(shots)) == 6
    few = await run(tmp_path / "few", half, few_shots=len(wrong) - 1)
    assert few.steps[3].minibatch == tuple(wrong[:-1])


async def test_the_coin_refines_the_instruction_or_synthesizes_examples(tmp_path: Path) -> None:
    record = await run(tmp_path, half, example_rounds=6)
    rounds = record.steps[3:9]
    kinds = [operators(step)[0] for step in rounds]
    assert set(kinds) == {"revise", "synthesize"}
    shots = {e.id: e for e in record.plan.examples if e.id in rounds[0].minibatch}
    for step in rounds:
        [edit], [feedback] = step.edit_requests, step.feedback
        assert slot(edit, "feedback") == feedback.text
        if edit.operator == "revise":
            assert "/examine/" in feedback.id
        else:
            assert "/review_examples/" in feedback.id
            assert set(feedback.evidence) == set(shots)
            for shot in shots.values():
                assert f"Input: {shot.fields['text']}\nRight answer: {shot.expected}" in slot(edit, "examples")


async def test_an_example_round_is_kept_only_where_validation_rises(tmp_path: Path) -> None:
    def right(split: dict[int, str]) -> Right:
        validation = [n for n in split if split[n] == "validation"]
        good = {"seed": 6, "Edit 6, level 1": 5, "Edit 7, level 1": 6, "Edit 8, level 1": 7}
        return lambda made, n: n in validation[: good.get(made, 0)]

    record = await run(tmp_path, right, example_rounds=3)
    best = [step.selection.best for step in record.steps if step.selection]
    assert best == ["seed"] * 5 + ["s5.3"] * 2


async def test_the_finish_shows_reasoned_demos_and_puts_persona_and_keywords_in_front(tmp_path: Path) -> None:
    step = (await run(tmp_path, half)).steps[3]
    told = {one.template.name: one.text for one in step.backgrounds}
    reasons = [one.text for one in step.backgrounds if one.template.name == "reasoning"]
    assert len(reasons) == len(step.minibatch) == 3
    made = {candidate.id: candidate for candidate in step.candidates}
    assert list(made) == ["s3.5", "s3.demos.6", "s3.demos.7"]
    framed = made["s3.5"].components["user"]
    assert framed == f"{told['persona']} Keywords: {told['keywords']}\n\nWhat is the sentiment?\n\n{{text}}"
    assert made["s3.demos.7"].components["user"] == framed
    assert made["s3.demos.6"].components["user"] == "What is the sentiment?\n\n{text}"
    for name in ("s3.demos.6", "s3.demos.7"):
        demos = made[name].demos
        assert tuple(demo.example for demo in demos) == step.minibatch
        assert [demo.output.rsplit("\n", 1)[0] for demo in demos] == reasons
        assert {demo.output.rsplit("\n", 1)[1] for demo in demos} <= {"positive", "negative"}
    assert step.selection is not None
    assert {entry.candidate for entry in step.selection.pool} == {"seed", *made}


async def test_the_finish_leaves_out_what_is_switched_off(tmp_path: Path) -> None:
    step = (await run(tmp_path, half, reasoning=False, persona=False, keywords=False)).steps[3]
    assert not step.backgrounds
    assert [candidate.id for candidate in step.candidates] == ["s3.demos.0"]
    assert {demo.output for demo in step.candidates[0].demos} <= {"positive", "negative"}


def test_examples_without_an_answer_are_refused(tmp_path: Path) -> None:
    examples = [{"input": f"Text {n}."} for n in range(20)]
    task = {"examples": examples, "scoring": {"kind": "judge", "rubric": "Is it kind?"}}
    found = harness.errors(tmp_path, harness.request(prompt="Be kind.", task=task, method=SMALL))
    assert [(error.path, "expected answer" in error.message) for error in found] == [("task.examples", True)]

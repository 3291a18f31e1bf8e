"""PromptAgent in a scripted world: branches of an expansion, how far a simulation goes, which prompt is the result."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.methods import truthful
from tests.methods.test_methods import PROGRAM
from tests.methods.truthful import Right, Truth, slot
from tests.support import harness, world


async def run(home: Path, truth: Truth, prompt: dict[str, Any] | None = None, **method: Any) -> harness.Record:  # noqa: ANN401
    small = {"name": "promptagent", "iterations": 1, "width": 2, "depth_limit": 3, "min_depth": 1, "batch": 4}
    record, _ = await truthful.run(home, {**small, **method}, truth, prompt)
    return record


def never(_: dict[int, str]) -> Right:
    return lambda _, n: n < 0


def by_level(*right: int) -> Truth:
    """So many of 12 validation answers are right at each level, and none in train."""

    def truth(split: dict[int, str]) -> Right:
        validation = [n for n in split if split[n] == "validation"]

        def is_right(made: str, n: int) -> bool:
            level = 0 if made == "seed" else int(made.rsplit(" ", 1)[1])
            return n in validation[: right[level]]

        return is_right

    return truth


def depths(record: harness.Record) -> list[int]:
    """The depth of the prompt that each step expanded."""
    parents = {candidate.id: candidate.parents for candidate in record.candidates}

    def depth(name: str) -> int:
        return 1 + depth(parents[name][0]) if parents[name] else 0

    return [depth(step.parents[0]) for step in record.steps[1:]]


@pytest.mark.parametrize(
    ("method", "prompt"),
    [
        ({}, None),
        ({}, PROGRAM),
        ({"depth_limit": 1, "width": 3}, None),
        ({"iterations": 2, "depth_limit": 2, "width": 2, "exploration": 0}, None),
    ],
)
async def test_the_calls_are_those_of_the_formula(
    tmp_path: Path, method: dict[str, Any], prompt: dict[str, Any] | None
) -> None:
    """With no exploration and rewards of 0 the second iteration comes back to a leaf: nothing is expanded there."""
    record = await run(tmp_path, never, prompt, **method)
    plan = record.plan
    assert [c.operator for c in record.candidates[1:]] == ["revise"] * len(record.candidates[1:])
    step = plan.method.calls("step", plan.context)
    expected = plan.seed_calls + step * len(record.steps[1:]) + plan.test_calls // 2
    assert record.new_calls == expected
    assert plan.method.calls("first", plan.context) == step
    if method.get("iterations", 1) == 1:
        assert record.new_calls == plan.expected_calls - plan.test_calls // 2


async def test_every_branch_draws_its_own_batch_and_its_critic_sees_only_errors(tmp_path: Path) -> None:
    def half(_: dict[int, str]) -> Right:
        return lambda _, n: n % 2 == 0

    record = await run(tmp_path, half, depth_limit=1, width=3)
    step = record.steps[1]
    train = {e.id for e in record.plan.examples if e.split == "train"}
    batches = [{r.example for r in record.rollouts if r.stage == f"step/1/train/{n}.0"} for n in (1, 2, 3)]
    assert all(len(batch) == 4 and batch <= train for batch in batches)
    assert len({tuple(sorted(batch)) for batch in batches}) == 3
    assert sorted(step.minibatch) == sorted(set().union(*batches))
    for feedback, batch in zip(step.feedback, batches, strict=True):
        assert set(feedback.evidence) == {item for item in batch if int(item[1:]) % 2}
        assert "/examine/" in feedback.id


async def test_a_revision_holds_its_own_critique_and_the_evidence_of_it(tmp_path: Path) -> None:
    step = (await run(tmp_path, never, depth_limit=1)).steps[1]
    assert len(step.edit_requests) == 2
    for edit, feedback in zip(step.edit_requests, step.feedback, strict=True):
        assert [slot.text for slot in edit.slots if slot.kind == "feedback"] == [feedback.text]
        assert slot(edit, "evidence").count("Answer: wrong") == 4


async def test_a_batch_without_errors_is_asked_what_to_keep(tmp_path: Path) -> None:
    def half(split: dict[int, str]) -> Right:
        return lambda _, n: split[n] == "train"

    step = (await run(tmp_path, half, depth_limit=1)).steps[1]
    assert [feedback.id.split("/")[2] for feedback in step.feedback] == ["keep", "keep"]
    assert [len(feedback.evidence) for feedback in step.feedback] == [4, 4]
    assert [edit.operator for edit in step.edit_requests] == ["revise", "revise"]


async def test_a_revision_sees_the_prompts_on_the_way_from_the_root_and_no_siblings(tmp_path: Path) -> None:
    record = await run(tmp_path, never)
    texts = {candidate.id: candidate.components["user"] for candidate in record.candidates}
    way: list[str] = []
    for step in record.steps[1:]:
        shown = "\n".join(f"{n}. {text}" for n, text in enumerate(way, start=1)) or "none"
        assert [slot(edit, "history") for edit in step.edit_requests] == [shown] * 2
        way.append(texts[step.parents[0]])
    assert len(way) == 3


async def test_a_simulation_follows_the_best_child_down_to_the_depth_limit(tmp_path: Path) -> None:
    record = await run(tmp_path, by_level(6, 7, 7, 7), depth_limit=3, min_depth=3)
    assert depths(record) == [0, 1, 2]
    for step, after in zip(record.steps[1:], record.steps[2:], strict=False):
        assert step.selection is not None
        scores = {entry.candidate: entry.score for entry in step.selection.pool}
        children = [candidate.id for candidate in step.candidates]
        assert after.parents == (max(children, key=lambda name: scores[name] or 0.0),)


@pytest.mark.parametrize(
    ("rewards", "min_depth", "expanded"),
    [
        ((6, 6, 4, 6), 1, [0, 1]),
        ((6, 6, 4, 6), 2, [0, 1, 2]),
        ((6, 6, 8, 6), 1, [0, 1]),
        ((6, 8, 8, 6), 1, [0, 1, 2]),
        ((6, 6, 6, 6), 1, [0, 1, 2]),
    ],
)
async def test_past_the_least_depth_a_simulation_stops_at_a_bad_prompt_and_at_a_new_best(
    tmp_path: Path, rewards: tuple[int, ...], min_depth: int, expanded: list[int]
) -> None:
    assert depths(await run(tmp_path, by_level(*rewards), min_depth=min_depth)) == expanded


async def test_the_result_is_the_best_prompt_on_the_path_of_the_highest_mean(tmp_path: Path) -> None:
    """Everything below the seed is worse on average but for one prompt, which lies on that path."""
    record = await run(tmp_path, by_level(6, 4, 9, 9), min_depth=3)
    assert record.result.validation["best"].score == 0.75
    assert [step.selection.best for step in record.steps if step.selection] == ["seed", "seed", "s2.0.2", "s2.0.2"]
    worse = await run(tmp_path / "worse", by_level(6, 4, 4, 4), min_depth=3)
    assert worse.result.candidate == "seed"


async def test_visits_draw_the_search_away_from_what_it_knows(tmp_path: Path) -> None:
    """With exploration a later iteration expands the sibling that was left; without, it comes back to the leaf."""
    curious = await run(tmp_path / "1", by_level(6, 6, 6), iterations=3, depth_limit=2, exploration=10)
    assert depths(curious) == [0, 1, 1]
    assert len({step.parents for step in curious.steps[1:]}) == 3
    steady = await run(tmp_path / "2", by_level(6, 6, 6), iterations=3, depth_limit=2, exploration=0)
    assert depths(steady) == [0, 1]
    older, _ = steady.steps[1].candidates
    assert steady.steps[2].parents == (older.id,)


async def test_a_child_without_a_score_is_no_node(tmp_path: Path) -> None:
    """Every call of the first edit fails; the search goes on from the other one, which scores 0."""

    def answer(body: harness.Body) -> harness.Reply:
        if harness.role(body) == "task" and "Edit 1," in harness.text_of(body):
            return harness.failure("odd")
        return httpx.Response(200, json=harness.completion(body, str(asked(body))))

    asked = truthful.answers(lambda _, n: n < 0)
    method = {"name": "promptagent", "iterations": 1, "width": 2, "depth_limit": 2, "batch": 3}
    record = await harness.run(tmp_path, world.request(method=method), harness.Model(answer))
    assert record.job.status == "succeeded"
    lost = next(c.id for c in record.candidates if c.components["user"].startswith("Edit 1,"))
    first, second = record.steps[1:]
    assert first.selection is not None
    entry = next(entry for entry in first.selection.pool if entry.candidate == lost)
    assert (entry.score, entry.failed) == (None, len([e for e in record.plan.examples if e.split == "validation"]))
    assert second.parents == tuple(candidate.id for candidate in first.candidates if candidate.id != lost)

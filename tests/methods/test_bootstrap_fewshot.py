"""BootstrapFewShotWithRandomSearch against scripted models: which demos sets hold, which set is kept."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support import harness

METHOD: dict[str, Any] = {"name": "bootstrap_fewshot", "candidates": 4, "bootstrapped": 3, "labelled": 5}
PROGRAM = {
    "modules": [
        {"name": "first", "system": "Read with care.", "user": "Note down: {text}", "output": "notes"},
        {"name": "second", "system": "Name the sentiment.", "user": "{text} {notes}"},
    ]
}


def asked(body: harness.Body) -> str:
    """The input of a request: its last message."""
    return str(body["messages"][-1]["content"])


def right(body: harness.Body) -> str:
    return "positive" if "good" in asked(body) else "negative"


def writes(body: harness.Body) -> str:
    """What both modules of the program write."""
    return f"notes on {asked(body)}" if "Read with care." in harness.text_of(body) else right(body)


def right_where(word: str) -> harness.Model:
    return harness.Model(lambda body: right(body) if word in asked(body) else "wrong")


async def run(home: Path, model: harness.Model, prompt: dict[str, Any] | None = None, **changes: Any) -> harness.Record:  # noqa: ANN401
    given = {} if prompt is None else {"prompt": prompt}
    return await harness.run(home, harness.request(method={**METHOD, **changes}, **given), model)


@pytest.mark.parametrize(("prompt", "sets"), [(None, 6), (PROGRAM, 5)])
async def test_the_calls_are_those_of_the_formula(tmp_path: Path, prompt: dict[str, Any] | None, sets: int) -> None:
    model = harness.Model(writes, latency_s=lambda _: 0.02)
    record = await run(tmp_path, model, prompt, candidates=4, rounds=2)
    plan = record.plan
    tested = plan.test_calls // (1 if record.result.candidate != "seed" else 2)
    assert record.new_calls == plan.expected_calls - plan.test_calls + tested
    assert len(record.candidates) == 1 + sets
    assert model.most_at_once >= 2 * plan.context.train
    assert not model.of("editor")


async def test_the_sets_are_expected_answers_the_first_right_answers_and_random_ones(tmp_path: Path) -> None:
    record = await run(tmp_path, harness.Model(right), candidates=12)
    train = [example for example in record.plan.examples if example.split == "train"]
    expected = {example.id: example.expected for example in train}
    sets = {candidate.id: candidate.demos for candidate in record.candidates}
    assert sets.pop("seed") == ()
    made = list(sets.values())
    assert len(made) == 14
    assert all(candidate.components == record.candidates[0].components for candidate in record.candidates)
    for demos in made:
        assert len(demos) == 5
        assert len({demo.example for demo in demos}) == 5
        assert all(demo.output == expected[demo.example] for demo in demos)
    assert [demo.example for demo in made[1]][:3] == [example.id for example in train[:3]]
    drawn = [[demo.example for demo in demos] for demos in made[2:]]
    assert len({tuple(demos[:1]) for demos in drawn}) > 3


async def test_only_answers_that_reach_the_threshold_become_demos_and_the_number_is_random(tmp_path: Path) -> None:
    record = await run(tmp_path, right_where("good"), candidates=12, labelled=0)
    sets = [candidate.demos for candidate in record.candidates[1:]]
    assert {len(demos) for demos in sets} == {1, 2, 3}
    assert all(int(demo.example[1:]) % 2 == 0 for demos in sets for demo in demos)
    below = await run(tmp_path / "0", right_where("good"), candidates=12, labelled=0, threshold=0)
    assert any(demo.output == "wrong" for candidate in below.candidates for demo in candidate.demos)


async def test_without_right_answers_there_are_labelled_demos_and_without_both_no_candidates(tmp_path: Path) -> None:
    wrong = harness.Model(lambda _: "wrong")
    labelled = await run(tmp_path / "some", wrong)
    assert len(labelled.candidates) == 7
    assert all(demo.output in {"positive", "negative"} for one in labelled.candidates for demo in one.demos)
    nothing = await run(tmp_path / "none", wrong, labelled=0)
    assert [candidate.id for candidate in nothing.candidates] == ["seed"]
    assert nothing.result.candidate == "seed"
    assert nothing.calls == nothing.plan.context.train + 2 * 12 + 8


async def test_demos_stand_as_turns_before_the_input_and_the_best_set_is_kept(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> str:
        shown = [message["content"] for message in body["messages"] if message["role"] == "assistant"]
        return right(body) if not shown or shown[0] == "negative" else "wrong"

    model = harness.Model(answer)
    record = await run(tmp_path, model, bootstrapped=1, labelled=2, candidates=6)
    turns = [[message["role"] for message in body["messages"]] for body in model.received]
    assert ["user"] in turns
    assert ["user", "assistant", "user", "assistant", "user"] in turns
    first = next(body["messages"][0]["content"] for body in model.received if len(body["messages"]) > 1)
    assert first.startswith("What is the sentiment?\n\nA ")
    selection = record.steps[1].selection
    assert selection is not None
    scores = {entry.candidate: entry.score for entry in selection.pool}
    for candidate in record.candidates[1:]:
        assert scores[candidate.id] == (1.0 if candidate.demos[0].output == "negative" else 0.0)
    assert selection.best == "seed"


async def test_a_set_that_does_better_than_the_prompt_alone_wins_and_is_tested(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> str:
        roles = [message["role"] for message in body["messages"]]
        return right(body) if roles.count("assistant") == 2 else "wrong"

    record = await run(tmp_path, harness.Model(answer), labelled=2)
    assert record.result.candidate == record.candidates[1].id
    assert [demo.output in {"positive", "negative"} for demo in record.candidates[1].demos] == [True, True]
    assert record.result.test.difference is not None
    assert record.result.test.difference.estimate == 1
    selection = record.steps[1].selection
    assert selection is not None
    assert {entry.candidate: entry.score for entry in selection.pool} == {
        "seed": 0.0,
        **{candidate.id: 1.0 if len(candidate.demos) == 2 else 0.0 for candidate in record.candidates[1:]},
    }


async def test_every_module_of_a_program_gets_a_demo_of_what_it_wrote_and_none_from_expected_answers(
    tmp_path: Path,
) -> None:
    record = await run(tmp_path, harness.Model(writes), PROGRAM)
    made = [candidate.demos for candidate in record.candidates[1:]]
    assert made
    for demos in made:
        by_module = [[demo.example for demo in demos if demo.module == name] for name in ("first", "second")]
        assert by_module[0] == by_module[1]
        assert all(demo.output.startswith("notes on Note down: A ") for demo in demos if demo.module == "first")
        assert all("notes" in demo.fields for demo in demos if demo.module == "second")


async def test_more_rounds_are_fresh_draws_of_every_example_and_failed_ones_make_no_demo(tmp_path: Path) -> None:
    seen = harness.Model(lambda _: "wrong")
    await run(tmp_path / "seeds", seen, rounds=2, labelled=0)
    first, second = dict.fromkeys(body["seed"] for body in seen.received)

    def answer(body: harness.Body) -> str | httpx.Response:
        if body["seed"] == second and "good" in asked(body):
            return httpx.Response(400, json={"error": {"message": "no"}})
        return right(body) if body["seed"] == second else "wrong"

    record = await run(tmp_path / "two", harness.Model(answer), rounds=2, labelled=0)
    assert first != second
    demos = [demo for candidate in record.candidates for demo in candidate.demos]
    assert demos
    assert {demo.output for demo in demos} == {"negative"}
    assert sum(rollout.status == "failed" for rollout in record.rollouts) == 6

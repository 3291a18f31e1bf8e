"""EvoPrompt against a scripted model: who breeds, what editors are shown, who survives."""

from pathlib import Path
from typing import Any

import pytest

from tests.methods.graded import Graded, assert_costs_are_exact, means, texts
from tests.support import harness

GA: dict[str, Any] = {"name": "evoprompt_ga", "population": 4, "generations": 3}
DE: dict[str, Any] = {"name": "evoprompt_de", "population": 4, "generations": 3}


def shuffled(number: int) -> int:
    return number * 7 % 10


async def run(home: Path, method: dict[str, Any], model: harness.Model) -> harness.Record:
    return await harness.run(home, harness.request(method=method), model)


@pytest.mark.parametrize("method", [GA, DE], ids=["ga", "de"])
async def test_the_first_population_is_the_prompt_and_paraphrases_of_it(tmp_path: Path, method: dict[str, Any]) -> None:
    record = await run(tmp_path, method, harness.Model(Graded()))
    assert_costs_are_exact(record)
    first = record.steps[1]
    assert [(one.operator, one.parents) for one in first.edit_requests] == [("paraphrase", ("seed",))] * 3
    assert first.selection is not None
    assert set(first.selection.chosen) == {"seed", "s1.1", "s1.2", "s1.3"}
    assert len(record.steps) == 1 + 1 + 3


async def test_a_generation_of_the_ga_keeps_the_best_of_old_and_new(tmp_path: Path) -> None:
    model = harness.Model(Graded(shuffled))
    record = await run(tmp_path, GA, model)
    score, text = means(record), texts(record)
    asked = iter([harness.text_of(body) for body in model.of("editor")][3:])
    for step in record.steps[2:]:
        assert step.selection is not None
        assert len(step.edit_requests) == 4
        for request in step.edit_requests:
            assert request.operator == "offspring"
            assert set(request.parents) <= set(step.parents)
            assert {slot.text for slot in request.slots} == {text[name] for name in request.parents}
        for prompt in [next(asked) for _ in step.edit_requests]:
            assert any(all(text[name] in prompt for name in request.parents) for request in step.edit_requests)
        pool = [*step.parents, *(proposal.candidate or "" for proposal in step.proposals)]
        best = sorted(pool, key=lambda name: -score[name])[:4]
        assert list(step.selection.chosen) == best
    chosen = [step.selection.chosen for step in record.steps if step.selection is not None]
    assert [step.parents for step in record.steps[2:]] == chosen[1:-1]
    assert record.result.candidate == max(score, key=lambda name: score[name])


async def test_parents_of_the_ga_are_drawn_by_fitness(tmp_path: Path) -> None:
    model = harness.Model(Graded(lambda number: 5 if number == 2 else 0))
    record = await run(tmp_path, {**GA, "generations": 1}, model)
    [fit] = [name for name, score in means(record).items() if score > 0]
    assert {request.parents for request in record.steps[2].edit_requests} == {(fit, fit)}


async def test_a_trial_of_de_mixes_two_others_into_the_best_of_the_generation_before(tmp_path: Path) -> None:
    model = harness.Model(Graded(shuffled))
    record = await run(tmp_path, {**DE, "population": 5}, model)
    score, text = means(record), texts(record)
    prompts = [harness.text_of(body) for body in model.of("editor")]
    for step in record.steps[2:]:
        best = max(step.parents, key=lambda name: score[name])
        assert [request.parents[0] for request in step.edit_requests] == list(step.parents)
        donors = set()
        for request in step.edit_requests:
            slots = {slot.name: slot.text for slot in request.slots}
            own, first, second = (text[request.parents[0]], slots["first"], slots["second"])
            assert len({own, first, second}) == 3
            assert {first, second} <= {text[name] for name in step.parents}
            assert slots["best"] == text[best]
            assert any(all(part in prompt for part in slots.values()) for prompt in prompts)
            donors.add((first, second))
        assert len(donors) > 1


async def test_a_trial_of_de_replaces_its_own_prompt_where_it_scores_better(tmp_path: Path) -> None:
    record = await run(tmp_path, {**DE, "generations": 2}, harness.Model(Graded(shuffled)))
    score = means(record)
    step, after = record.steps[2], record.steps[3]
    trials = {request.parents[0]: f"s2.{place}" for place, request in enumerate(step.edit_requests)}
    wanted = [trials[name] if score[trials[name]] > score[name] else name for name in step.parents]
    assert list(after.parents) == wanted
    assert 0 < len(set(wanted) & set(step.parents)) < 4


async def test_a_population_of_one_goes_on(tmp_path: Path) -> None:
    """Every paraphrase is the same as the prompt, so that nobody else is there to breed with."""

    def answer(body: harness.Body) -> harness.Reply:
        if harness.role(body) == "editor" and "Another prompt" not in harness.text_of(body):
            return "<PROMPT>What is the sentiment?\n\n{text}</PROMPT>"
        return graded(body)

    graded = Graded()
    record = await run(tmp_path, {**GA, "generations": 1}, harness.Model(answer))
    assert record.steps[2].parents == ("seed",)
    assert {request.parents for request in record.steps[2].edit_requests} == {("seed", "seed")}
    assert len(record.candidates) == 1 + 4


async def test_a_child_is_scored_while_its_siblings_are_still_written(tmp_path: Path) -> None:
    editors = 0

    def late(body: harness.Body) -> float:
        """The last of the 3 + 4 edits keeps its generation waiting, for longer than any machine needs for one call."""
        nonlocal editors
        editors += harness.role(body) == "editor"
        return 3.0 if harness.role(body) == "editor" and editors == 7 else 0.0

    model = harness.Model(Graded(), late)
    await run(tmp_path, {**GA, "generations": 1}, model)
    roles = [harness.role(body) for body in model.answered]
    last = len(roles) - 1 - roles[::-1].index("editor")
    before = [harness.text_of(body) for body in model.answered[:last]]
    assert any("Edit 5." in text for text in before)
    assert len(model.of("editor")) == 7

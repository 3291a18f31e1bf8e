"""What a portfolio's run has let grow is halved at its end, as long as the rest is worth as much."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gradcheck.optimizer import playbook as books
from tests.support import harness

RULES = [f"Rule {letter}." for letter in "ABCDEFGH"]
METHOD: dict[str, Any] = {
    "name": "portfolio",
    "rounds": 3,
    "minibatch": 8,
    "block": 6,
    "sources": ["playbook"],
    "halvings": 3,
}


def answering(least: int) -> Callable[[harness.Body], harness.Reply]:
    """Answers rightly with so many of the rules that a curator writes in the prompt, and two texts of three without."""

    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if harness.role(body) != "task":
            several = "each of them" in text
            return "".join(f"<FEEDBACK>{rule}</FEEDBACK>" for rule in (RULES if several else ["So."]))
        number = int(text.rsplit("number ", 1)[1].split(".")[0])
        knows = sum(rule in text for rule in RULES) >= least
        return ("positive" if "good" in text else "negative") if knows or number % 3 else "wrong"

    return answer


def right_with(least: int) -> harness.Model:
    """The model of these answers."""
    return harness.Model(answering(least))


def bullets(record: harness.Record, name: str) -> list[str]:
    (one,) = [candidate for candidate in record.candidates if candidate.id == name]
    return [bullet.text for text in one.components.values() for bullet in books.held(text)]


@pytest.mark.parametrize(("needed", "left"), [(1, 1), (3, 4), (8, 8)])
async def test_what_goes_home_has_no_more_than_half_again_of_what_it_needs(
    tmp_path: Path, needed: int, left: int
) -> None:
    record = await harness.run(tmp_path, harness.request(method=METHOD), right_with(needed))
    assert record.job.status == "succeeded", record.job.error
    assert len(bullets(record, record.result.candidate)) == left
    selection = record.steps[-1].selection
    assert selection is not None
    assert {entry.candidate: entry.score for entry in selection.pool}[record.result.candidate] == 1.0


async def test_one_item_that_is_answered_worse_keeps_all_though_another_is_answered_better(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        rules = sum(rule in text for rule in RULES)
        if harness.role(body) != "task" or not rules:
            return given(body)
        number = int(text.rsplit("number ", 1)[1].split(".")[0])
        wrong = {8: lost[:1]}.get(rules, lost[1:])
        return "wrong" if number in wrong else "positive" if "good" in text else "negative"

    given = answering(1)
    request = harness.request(method=METHOD)
    async with harness.serving(tmp_path / "plan", None) as service:
        plan = harness.plan_of(service, request)
    lost = [int(example.id[1:]) for example in plan.examples if example.split == "validation"][:2]
    record = await harness.run(tmp_path / "run", request, harness.Model(answer))
    assert len(bullets(record, record.result.candidate)) == len(RULES)
    selection = record.steps[-1].selection
    assert selection is not None
    assert len(selection.pool) > 2


async def test_unless_asked_for_nothing_is_left_out(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method={**METHOD, "halvings": 0}), right_with(1))
    assert len(bullets(record, record.result.candidate)) == len(RULES)


async def test_what_the_given_prompt_holds_is_never_left_out(tmp_path: Path) -> None:
    given = f"Judge it: {{text}}\n\n{books.HEADING}\n- Be brief.\n- Be fair."
    asked = harness.request(method=METHOD, prompt=given)
    record = await harness.run(tmp_path, asked, right_with(1))
    kept = bullets(record, record.result.candidate)
    assert kept[:2] == ["Be brief.", "Be fair."]
    assert len(kept) == 3


async def test_shorter_prompts_are_no_more_steps_and_calls_than_the_formulas_say(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method={**METHOD, "rounds": 1}), right_with(1))
    method, context = record.plan.method, record.plan.context
    assert record.result.steps == method.calls("steps", context) == 4
    answered = [sum(one.stage.startswith(f"step/{n}/") for one in record.rollouts) for n in range(2, 5)]
    assert answered == [method.of_step(context, n) for n in range(2, 5)]

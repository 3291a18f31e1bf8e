"""Promptbreeder against a scripted model: who meets whom, whose place is taken, and what the operators are shown."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gradcheck.domain.feedback import EditRequest
from gradcheck.optimizer.templates.mutations import MUTATIONS
from gradcheck.optimizer.templates.worked_examples import THINKING_STYLES
from tests.methods.graded import Graded, means, texts
from tests.methods.rising import of_first_step
from tests.support import harness

BREEDER: dict[str, Any] = {"name": "promptbreeder", "population": 6, "generations": 8, "crossover": 0}
PROMPT = "What is the sentiment?\n\n{text}"
_LISTED = re.compile(r"Edit (\d+)\.|What is the sentiment")


class Scripted(Graded):
    """As `Graded`; whoever writes mutations numbers them."""

    def __init__(self, quality: Callable[[int], int]) -> None:
        super().__init__(quality)
        self.mutations = 0

    def __call__(self, body: harness.Body) -> harness.Reply:
        if harness.role(body) == "critic":
            self.mutations += 1
            return f"<FEEDBACK>Mutation {self.mutations}.</FEEDBACK>"
        return super().__call__(body)


async def ran(home: Path, quality: Callable[[int], int] = lambda edit: edit % 7, **method: Any) -> harness.Record:  # noqa: ANN401
    request = harness.request(prompt={"user": PROMPT}, method={**BREEDER, **method})
    record = await harness.run(home, request, harness.Model(Scripted(quality)), slots=1)
    assert record.job.status == "succeeded", record.job.error
    return record


def slot(request: EditRequest, name: str) -> str:
    return next(one.text for one in request.slots if one.name == name)


def edits(record: harness.Record, template: str) -> list[tuple[int, EditRequest]]:
    """The edits by a template, with the numbers of their steps."""
    found = enumerate(record.steps)
    return [(number, one) for number, step in found for one in step.edit_requests if one.template.name == template]


async def test_the_first_units_are_the_given_prompt_and_mutations_of_it(tmp_path: Path) -> None:
    record = await ran(tmp_path, generations=1)
    first = record.steps[1]
    assert [one.template.name for one in first.edit_requests] == ["mutate_by"] * 5
    assert {one.parents for one in first.edit_requests} == {("seed",)}
    known = {f"{mutation} {style}" for mutation in MUTATIONS for style in THINKING_STYLES}
    drawn = {slot(one, "mutation") for one in first.edit_requests}
    assert len(drawn) > 1
    assert drawn <= known
    assert of_first_step(record) == record.plan.method.calls("first", record.plan.context)


async def test_units_meet_in_pairs_and_a_child_takes_the_losers_place_whatever_its_score(tmp_path: Path) -> None:
    record = await ran(tmp_path)
    scores = means(record)
    units = [entry.candidate for entry in record.steps[1].selection.pool] if record.steps[1].selection else []
    for step in record.steps[2:]:
        assert step.selection is not None
        assert len(step.edit_requests) == 3
        winners = [one.parents[0] for one in step.edit_requests]
        losers = [name for name in units if name not in {*winners, *step.selection.chosen}]
        assert len(losers) == 3
        assert sorted(scores[name] for name in winners) >= sorted(scores[name] for name in losers)
        born = {one.candidate for one in step.proposals if one.candidate}
        units = [name for name in units if name not in losers] + sorted(born)
        assert set(units) == set(step.selection.chosen)
    assert scores[record.result.candidate] == max(scores.values())


async def test_every_operator_is_used_and_is_shown_what_it_needs(tmp_path: Path) -> None:
    record = await ran(tmp_path, generations=16)
    written = texts(record)
    for _, one in edits(record, "from_task"):
        assert "sentiment" in slot(one, "task")
        assert slot(one, "placeholders") == "{text}"
    for _, one in edits(record, "induce"):
        assert slot(one, "examples").count("Output: ") == 3
    scores, ranked = means(record), []
    by_text = {"".join(_LISTED.findall(text)): scores[name] for name, text in written.items()}
    for _, one in edits(record, "continue_ranked"):
        listed = [by_text[edit] for edit in _LISTED.findall(slot(one, "history"))]
        assert listed == sorted(listed)
        ranked.append(len(listed))
    assert min(ranked) < 6 <= max(ranked)
    shown = [len(_LISTED.findall(slot(one, "history"))) for _, one in edits(record, "continue_list")]
    assert set(shown) == {6}
    asked = {one.template.name for step in record.steps for one in step.backgrounds}
    assert asked == {"new_mutation", "better_mutation"}


async def test_a_mutation_that_was_written_is_used_at_once_and_goes_on_to_the_child(tmp_path: Path) -> None:
    record = await ran(tmp_path, lambda edit: min(edit, 9), generations=16)
    made = [(number, slot(one, "mutation")) for number, one in edits(record, "mutate_by")]
    written = {step: text for step, text in made if text.startswith("Mutation")}
    assert written
    counts = {text: [step for step, own in made if own == text] for text in written.values()}
    assert any(len(steps) > 1 for steps in counts.values())


async def test_a_crossover_gives_the_prompt_of_another_unit_and_costs_nothing(tmp_path: Path) -> None:
    record = await ran(tmp_path, crossover=1)
    assert not [one for step in record.steps[2:] for one in step.edit_requests]
    assert record.new_calls == record.plan.seed_calls + record.plan.method.calls("first", record.plan.context) + (
        record.plan.test_calls
    )


async def test_where_a_child_is_unusable_the_loser_stays(tmp_path: Path) -> None:
    graded = Scripted(lambda edit: edit % 7)

    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        mutated = harness.role(body) == "editor" and "How it is to be changed" in text and "sentiment" in text
        return graded(body) if harness.role(body) != "editor" or mutated else "nothing"

    request = harness.request(prompt={"user": PROMPT}, method=BREEDER)
    record = await harness.run(tmp_path, request, harness.Model(answer), slots=1)
    for step in record.steps[1:]:
        assert step.selection is not None
        assert 1 < len(step.selection.chosen) <= 6
    assert record.job.status == "succeeded", record.job.error

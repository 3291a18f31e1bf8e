"""PDO against a scripted model: who meets whom, what a comparison is worth, who leaves, and that no label has a say."""

import re
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gradcheck.optimizer.templates.duels import FIRST_TIPS, TIPS
from tests.engine.test_commits import refused
from tests.methods import numbered
from tests.methods.numbered import Numbered, compared_in, level
from tests.methods.rising import PROGRAM
from tests.support import harness, world

PDO: dict[str, Any] = {"name": "pdo", "rounds": 3, "duels": 2, "questions": 3, "prompts": 4}
_PROMPT = re.compile(r"<data-\w+>\n(.*?)\n</data-", re.DOTALL)
ran = partial(numbered.ran, PDO)


def pools(record: harness.Record) -> list[list[str]]:
    """The candidates of every round's pool, the best first."""
    return [[entry.candidate for entry in step.selection.pool] for step in record.steps[1:] if step.selection]


async def test_the_best_of_a_pool_is_varied_and_its_variant_takes_the_place_of_the_worst(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Numbered(), method={**PDO, "rounds": 5})
    assert [len(pool) for pool in pools(record)] == [4] * 5
    for before, step, after in zip(pools(record), record.steps[2:], pools(record)[1:], strict=False):
        [new] = [proposal.candidate for proposal in step.proposals]
        assert step.parents == (before[0],)
        assert set(after) == {*before[:-1], new}
    assert level(record.result.prompt["user"]) > 3


async def test_first_prompts_vary_the_given_one_by_tips_and_unlabelled_inputs(tmp_path: Path) -> None:
    record, model = await ran(tmp_path, Numbered())
    said = [harness.text_of(body) for body in model.of("editor")]
    assert [tip for text in said for tip in (*FIRST_TIPS, *TIPS) if tip in text] == [*FIRST_TIPS[:3], *TIPS[:2]]
    assert ["not to be answered" in text for text in said] == [True] * 3 + [False] * 2
    assert len({_PROMPT.findall(text)[1] for text in said[:3]}) == 3
    assert {_PROMPT.findall(text)[1].count("\n") for text in said[:3]} == {2}
    assert not [name for step in record.steps for name in step.feedback]


async def test_a_duel_compares_the_answers_to_each_of_its_own_questions_in_both_orders(tmp_path: Path) -> None:
    record, model = await ran(tmp_path, Numbered(), method={**PDO, "rounds": 1, "duels": 1, "questions": 4})
    [(one, two), *others] = compared_in(model.of("critic"))
    assert others == [(two, one), (one, two), (two, one)]
    assert len(set(record.steps[1].minibatch)) == 4
    plan = record.plan
    assert len(model.received) - plan.seed_calls - plan.test_calls == plan.method.calls("first", plan.context)
    assert plan.method.calls("first", plan.context) == 3 + 4 * 3
    assert plan.method.calls("step", plan.context) == 1 + 4 * 3


async def test_rounds_draw_other_questions_and_validation_has_no_say(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Numbered())
    assert len({frozenset(step.minibatch) for step in record.steps[1:]}) > 1
    own = [one.stage for one in record.rollouts if one.stage.startswith("step/") and "step/0" not in one.stage]
    assert {stage.split("/")[2] for stage in own} == {"train"}


async def test_one_who_goes_by_the_place_leaves_the_given_prompt_the_best(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Numbered(named="place"), method={**PDO, "questions": 4})
    assert record.result.candidate == "seed"


async def test_answers_that_are_the_same_need_no_comparison_and_are_half_a_win_each(tmp_path: Path) -> None:
    record, model = await ran(tmp_path, Numbered(same=True))
    assert not model.of("critic")
    assert record.result.candidate == "seed"
    reasons = [step.selection.reason for step in record.steps[1:] if step.selection]
    assert reasons[0].endswith("of 4 prompts in 6 comparisons")


async def test_who_names_nobody_gives_no_win(tmp_path: Path) -> None:
    record, model = await ran(tmp_path, Numbered(named="nobody"))
    assert model.of("critic")
    assert {step.selection.reason.rpartition(" in ")[2] for step in record.steps[1:] if step.selection} == {
        "0 comparisons"
    }


async def test_a_question_to_which_an_answer_is_lost_is_left_out(tmp_path: Path) -> None:
    _, model = await ran(tmp_path, Numbered(mute=(2,)))
    met = Counter(edit for pair in compared_in(model.of("critic")) for edit in pair)
    assert met[2] == 0
    assert met[3] > 0


@pytest.mark.parametrize("expected", ["positive", "negative"])
async def test_nobody_is_shown_a_label_or_a_score(tmp_path: Path, expected: str) -> None:
    _, model = await ran(tmp_path, Numbered())
    said = [harness.text_of(body) for body in (*model.of("critic"), *model.of("editor"))]
    assert not [text for text in said if expected in text or "Scor" in text]


async def test_the_description_says_what_is_asked_for(tmp_path: Path) -> None:
    task = {**world.task(24), "description": "Be brief and kind."}
    _, model = await ran(tmp_path, Numbered(), task=task, method={**PDO, "rounds": 1})
    told = [harness.text_of(body) for body in model.of("critic")]
    assert told
    assert all("Be brief and kind." in text and "What is the sentiment?" in text for text in told)


async def test_of_a_program_each_new_prompt_changes_the_next_component(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Numbered(), prompt=PROGRAM, method={**PDO, "rounds": 4})
    changed = [request.component for step in record.steps[1:] for request in step.edit_requests]
    assert changed == ["first.system", "first.user", "second.system", "second.user", *changed[:2]]


async def test_where_no_prompt_can_be_used_nobody_meets_anybody(tmp_path: Path) -> None:
    model = harness.Model(lambda body: "no tags" if harness.role(body) != "task" else "positive")
    record = await harness.run(tmp_path, harness.request(method=PDO), model)
    assert pools(record) == [["seed"]] * 3
    assert not model.of("critic")


async def test_it_has_no_evidence_for_an_acceptance_or_a_race(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, None) as service:
        assert refused(service, {**PDO, "acceptance": "evalue", "racing": True}) == [
            "method.acceptance",
            "method.racing",
        ]

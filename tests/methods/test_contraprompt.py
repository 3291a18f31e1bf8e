"""ContraPrompt against a scripted model: who is asked again, which answers make a pair, and what becomes of rules."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.methods.rising import expected
from tests.support import harness, world

CONTRA: dict[str, Any] = {"name": "contraprompt", "iterations": 1, "attempts": 3, "batch": 6}
PROMPT = "What is the sentiment?\n\n{text}"
WRONG = "\n\nAn earlier answer to this was wrong. Think more carefully."
PARTLY = "\n\nAn earlier answer to this was right only in part. Think more carefully."
_NUMBER = re.compile(r"number (\d+)\.")
_RULES = re.compile(r"^Rules to take in:\n<data-\w+>\n(.*?)\n</data-", re.DOTALL | re.MULTILINE)
_SO_FAR = re.compile(r"^The rules so far:\n<data-\w+>\n(.*?)\n</data-", re.DOTALL | re.MULTILINE)


class Scripted:
    """A first answer is wrong; `eased` of ten inputs are right at the second try, once told that they were wrong.

    A tree of a number up to `good` makes every tenth more of the inputs right at once.
    """

    def __init__(self, *, eased: int = 4, good: int = 0, first: str = "wrong", silent: str = "") -> None:
        self._eased = eased
        self._good = good
        self._first = first
        self._silent = silent
        self.trees = 0
        self.rules = 0

    def __call__(self, body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if harness.role(body) == "critic":
            if self._silent and self._silent in text:
                return harness.failure("no")
            if "Rules to take in:" in text:
                self.trees += 1
                return (
                    f'<FEEDBACK><always>Tree {self.trees}.</always> <branch when="it is long">Look.</branch></FEEDBACK>'
                )
            self.rules += 1
            return f"<FEEDBACK>Rule {self.rules}.</FEEDBACK> <FEEDBACK>More of {self.rules}.</FEEDBACK>"
        number = int(_NUMBER.findall(text)[-1])
        level = max(map(int, re.findall(r"Tree (\d+)\.", text)), default=0)
        right = number % 10 < min(level, self._good) or (number % 10 < self._eased and "Think more" in text)
        truth = "positive" if "good" in text.rsplit("A ", 1)[-1] else "negative"
        return truth if right else self._first.replace("TRUTH", truth)


async def ran(
    home: Path,
    answer: Scripted,
    task: dict[str, Any] | None = None,
    **method: Any,  # noqa: ANN401
) -> tuple[harness.Record, harness.Model]:
    model = harness.Model(answer)
    given = {"task": task} if task else {}
    request = harness.request(prompt={"user": PROMPT}, method={**CONTRA, **method}, **given)
    record = await harness.run(home, request, model, slots=1)
    assert record.job.status == "succeeded", record.job.error
    return record, model


def tries(record: harness.Record, step: int) -> dict[str, list[float | None]]:
    """The scores of the answers to every train example of a step, in their order."""
    found: dict[str, list[float | None]] = {}
    for one in sorted(record.rollouts, key=lambda one: one.sample):
        if one.stage.startswith(f"step/{step}/train"):
            found.setdefault(one.example, []).append(one.score)
    return found


def written(record: harness.Record, template: str, step: int) -> list[Any]:
    return [one for one in record.steps[step].critic_requests if one.template.name == template]


async def test_a_wrong_answer_is_asked_for_again_until_it_is_right_or_attempts_are_used_up(tmp_path: Path) -> None:
    record, model = await ran(tmp_path, Scripted())
    scores = list(tries(record, 1).values())
    assert len(scores) == 6
    assert all(own in ([0.0, 1.0], [0.0, 0.0, 0.0]) for own in scores)
    assert {len(own) for own in scores} == {2, 3}
    again = [harness.text_of(body) for body in model.of("task") if "Think more" in harness.text_of(body)]
    assert again
    assert all(text.endswith(WRONG) for text in again)


async def test_each_attempt_is_another_draw_and_so_is_each_iteration(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(), iterations=2, batch=40)
    samples = {step: set[int]() for step in (1, 2)}
    for one in record.rollouts:
        for step, seen in samples.items():
            if one.stage.startswith(f"step/{step}/train"):
                seen.add(one.sample)
    assert samples == {1: {0, 1, 2}, 2: {3, 4, 5}}


async def test_who_was_partly_right_is_told_so(tmp_path: Path) -> None:
    task = {**world.task(40), "scoring": {"kind": "f1"}}
    _, model = await ran(tmp_path, Scripted(first="TRUTH perhaps"), task=task)
    again = [harness.text_of(body) for body in model.of("task") if "Think more" in harness.text_of(body)]
    assert again
    assert all(text.endswith(PARTLY) for text in again)


async def test_a_nudge_is_for_another_answer_alone_and_in_no_later_prompt(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted())
    assert not [one for one in record.candidates if "Think more" in one.components["user"]]
    reasons = {one.reason for step in record.steps for one in step.proposals if one.status == "rejected"}
    assert reasons == {"only for another answer to an example"}


async def test_each_pair_is_read_worst_answer_first_and_the_hopeless_together(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted())
    scores = tries(record, 1)
    pairs = written(record, "rule_of_retry", 1)
    assert len(pairs) == sum(own == [0.0, 1.0] for own in scores.values())
    for one in pairs:
        worse, better = one.seen
        assert scores[worse.example] == [0.0, 1.0]
        assert worse.example == better.example
        assert worse.answer == "wrong"
        assert better.answer in {"positive", "negative"}
    [failures] = written(record, "rule_of_failures", 1)
    assert len(failures.seen) == sum(1.0 not in own for own in scores.values())


async def test_at_most_so_many_pairs_are_read(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(eased=10), pairs=2, iterations=2)
    assert [len(written(record, "rule_of_retry", step)) for step in (1, 2)] == [2, 2]
    assert not written(record, "rule_of_failures", 1)


async def test_a_gain_below_the_gap_makes_no_pair(tmp_path: Path) -> None:
    task = {**world.task(40), "scoring": {"kind": "f1"}}
    record, _ = await ran(tmp_path, Scripted(first="TRUTH perhaps", eased=10), task=task, gap=0.5)
    assert not written(record, "rule_of_retry", 1)
    [failures] = written(record, "rule_of_failures", 1)
    assert len(failures.seen) == 6


async def test_a_tree_of_all_rules_stands_at_the_end_of_the_given_prompt(tmp_path: Path) -> None:
    record, model = await ran(tmp_path, Scripted(good=4), iterations=2)
    trees = [one.components["user"] for one in record.candidates[1:]]
    assert [text.split("\n\n<always>")[0] for text in trees] == [PROMPT] * len(trees)
    asked = [harness.text_of(body) for body in model.of("critic") if "Rules to take in:" in harness.text_of(body)]
    assert _SO_FAR.findall(asked[0]) == ["none"]
    assert _SO_FAR.findall(asked[1])[0].startswith("<always>Tree 1.")
    assert "Rule 1." in _RULES.findall(asked[0])[0]
    assert "Rule 1." not in _RULES.findall(asked[1])[0]
    kinds = [(one.kind, one.text) for one in record.steps[1].feedback]
    assert kinds[-1] == ("rule", '<always>Tree 1.</always> <branch when="it is long">Look.</branch>')


async def test_the_best_on_validation_is_kept_and_the_next_tree_grows_from_it(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(good=3), iterations=5)
    kept = [step.selection.best for step in record.steps[1:] if step.selection]
    assert kept[0] == record.candidates[1].id
    assert set(kept[2:]) == {record.candidates[3].id}
    texts = {one.id: one.components["user"] for one in record.candidates}
    so_far = [slot.text for step in (2, 3, 4) for one in written(record, "arrange", step) for slot in one.slots]
    assert all(texts[name].removeprefix(f"{PROMPT}\n\n") in so_far for name in kept[:3])
    assert [step.parents for step in record.steps[2:]] == [(name,) for name in kept[:-1]]


async def test_the_run_ends_after_as_many_iterations_without_a_better_prompt_as_it_has_patience(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(good=1), iterations=9, patience=2)
    assert len(record.steps) - 1 == 1 + 2
    assert record.result.candidate == record.candidates[1].id


@pytest.mark.parametrize("said", ["With it the model got", "Rules to take in:"])
async def test_a_critic_who_says_nothing_ends_no_run(tmp_path: Path, said: str) -> None:
    record, _ = await ran(tmp_path, Scripted(eased=0, silent=said), iterations=3, patience=2)
    assert record.result.candidate == "seed"
    assert len(record.steps) - 1 == 2


async def test_the_calls_are_those_of_the_formula_where_nothing_gets_right(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(eased=0), iterations=2)
    assert expected(record) - record.new_calls == 2 * (6 + 1)  # no pair is read, and no partly right answers


async def test_prompts_that_leave_no_room_for_a_nudge_are_learned_from_at_one_attempt(tmp_path: Path) -> None:
    request = harness.request(prompt={"user": PROMPT, "max_length": 40}, method=CONTRA)
    record = await harness.run(tmp_path, request, harness.Model(Scripted()))
    assert record.result.candidate == "seed"
    assert all(len(own) == 1 for own in tries(record, 1).values())

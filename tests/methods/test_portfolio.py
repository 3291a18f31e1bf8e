"""Portfolio: sources compete, what works is asked more often, and the result says which one brought the gain."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.methods import truthful
from tests.methods.truthful import Right
from tests.support import harness

SMALL: dict[str, Any] = {
    "name": "portfolio",
    "rounds": 6,
    "width": 5,
    "minibatch": 8,
    "block": 6,
    "sources": ["feedback", "placebo", "blind"],
}


def right_if(marker: str, told: str) -> harness.Model:
    """Answers two texts of three rightly if the prompt holds the marker; an editor writes it if it is told of it."""

    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        match harness.role(body):
            case "critic":
                return f"<FEEDBACK>{told}</FEEDBACK>"
            case "editor":
                mark = f"{marker} " if told in text else ""
                return f"<PROMPT>{mark}Version {body['seed']}. {{text}}</PROMPT>"
            case _:
                known = marker in text and int(text.rsplit("number ", 1)[1].split(".")[0]) % 3
                return ("positive" if "good" in text else "negative") if known else "wrong"

    return harness.Model(answer)


def origin(record: harness.Record) -> Counter[str]:
    """How often each kind of request was made, by what its slots hold."""
    found: Counter[str] = Counter()
    for step in record.steps:
        written = {one.id for one in step.feedback}
        for request in step.edit_requests:
            told = bool(written & set(request.feedback))
            found["feedback" if told else "placebo" if request.operator == "edit" else "blind"] += 1
    return found


async def test_the_source_that_brought_the_gain_is_named_and_asked_more_often(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method=SMALL), right_if("KEY", "ask for the key"))
    effects = {one.source: one for one in record.result.sources}
    assert record.result.test.verdict == "improved"
    assert effects["feedback"].gain > 0.4
    assert effects["placebo"].gain == effects["blind"].gain == 0.0
    assert effects["feedback"].effect is not None
    assert effects["placebo"].effect is not None
    assert effects["feedback"].effect > effects["placebo"].effect
    assert all(one.ci95[0] <= (one.effect or 0.0) <= one.ci95[1] for one in effects.values())
    asked = origin(record)
    assert asked == {name: one.proposals for name, one in effects.items()}
    assert asked["feedback"] > asked["placebo"]


async def test_every_source_is_asked_in_the_first_round(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method={**SMALL, "rounds": 1}), harness.Model())
    assert set(origin(record)) == {"feedback", "placebo", "blind"}


async def test_a_placebo_is_no_feedback_and_is_shown_the_same_errors(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method={**SMALL, "rounds": 1}), harness.Model())
    step = record.steps[1]
    edits = [one for one in step.edit_requests if one.operator == "edit"]
    placebos = [one for one in edits if not {f.id for f in step.feedback} & set(one.feedback)]
    real = [one for one in edits if one not in placebos]
    assert placebos
    assert {one.seen for one in placebos} == {one.seen for one in real}
    for one in placebos:
        told = " ".join(slot.text for slot in one.slots if slot.kind == "feedback")
        assert told
        assert not {"positive", "negative"} & set(told.lower().split())
    assert len(step.feedback) == len(step.critic_requests) == len(real)


def tried(record: harness.Record, number: int) -> dict[str, set[str]]:
    """The validation examples that each candidate was tried on in a step."""
    found: dict[str, set[str]] = {}
    for rollout in record.rollouts:
        if rollout.stage.startswith(f"step/{number}/validation/"):
            found.setdefault(rollout.candidate, set()).add(rollout.example)
    return found


async def test_proposals_are_tried_on_items_that_nothing_was_made_from(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method={**SMALL, "minibatch": 4}), harness.Model())
    split = {example.id: example.split for example in record.plan.examples}
    for step in record.steps[1:]:
        found = [tried(record, step.n)[one.id] for one in step.candidates]
        assert len(frozenset.intersection(*map(frozenset, found))) >= SMALL["block"]
        read = {one.example for edit in step.edit_requests for one in edit.seen} | set(step.minibatch)
        assert {split[name] for name in read} == {"train"}
        assert len(step.minibatch) == (4 if step.n == 1 else 2)


async def test_only_the_most_promising_are_tried_on_more_of_validation_than_a_block(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method={**SMALL, "keep": 1}), right_if("KEY", "the key"))
    for step in record.steps[1:]:
        own = {name: len(items) for name, items in tried(record, step.n).items() if name != "seed"}
        assert sum(count > SMALL["block"] for count in own.values()) <= 1
        assert all(count >= SMALL["block"] for name, count in own.items() if name.startswith(f"s{step.n}."))


async def test_what_was_wrong_is_read_again_before_what_was_right(tmp_path: Path) -> None:
    """The given prompt is right about half of the texts, an edit about a quarter more; train is read whole at first."""

    def right(made: str, n: int) -> bool:
        return n % 2 == 0 or (made != "seed" and n % 4 == 1)

    method = {**SMALL, "rounds": 2, "minibatch": 40, "sources": ["blind"], "alpha": 0.4}
    record, _ = await truthful.run(tmp_path, method, lambda _: right)
    first, second = record.steps[1:]
    wrong = {name for name in first.minibatch if int(name[1:]) % 2}
    assert set(second.minibatch) >= wrong
    assert len(second.minibatch) == min(20, len(first.minibatch))


def worse(right: int) -> harness.Model:
    """Right about so many texts of three with the given prompt, and about none with any other."""

    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if harness.role(body) == "editor":
            return f"<PROMPT>BAD {body['seed']} {{text}}</PROMPT>"
        if "BAD" in text or int(text.rsplit("number ", 1)[1].split(".")[0]) % 3 >= right:
            return "wrong"
        return "positive" if "good" in text else "negative"

    return harness.Model(answer)


async def test_a_run_ends_when_nobody_could_be_better(tmp_path: Path) -> None:
    """Every edit is as bad as can be: all are out as soon as the interval says so."""
    method = {**SMALL, "sources": ["blind"], "rounds": 9, "block": 12, "keep": 2, "width": 2, "alpha": 0.4}
    record = await harness.run(tmp_path, harness.request(method=method), worse(2))
    assert record.job.finish_reason == "completed"
    assert record.result.candidate == "seed"
    assert 1 < record.result.steps < 9


async def test_a_run_ends_at_once_where_no_gain_could_be_told(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method=SMALL), worse(3))
    selection = record.steps[1].selection
    assert record.job.finish_reason == "completed"
    assert (record.result.candidate, record.result.steps) == ("seed", 1)
    assert selection is not None
    assert "nothing is left to win" in selection.reason
    assert not {role for role, used in record.result.usage.items() if used.calls} - {"task", "check"}


async def test_a_run_ends_when_what_it_has_shown_has_everything_right(tmp_path: Path) -> None:
    def right(made: str, n: int) -> bool:
        return made != "seed" or n % 3 == 0

    record, _ = await truthful.run(tmp_path, {**SMALL, "rounds": 9, "sources": ["blind"]}, lambda _: right)
    assert record.result.candidate != "seed"
    assert record.result.steps < 9


async def test_the_given_prompt_stays_where_nothing_is_shown_to_beat_it(tmp_path: Path) -> None:
    """Edits are right about one text more, which is luck as far as can be told."""

    def right(made: str, n: int) -> bool:
        return n % 2 == 0 or (made != "seed" and n == 1)

    record, _ = await truthful.run(tmp_path, {**SMALL, "rounds": 3, "sources": ["blind"]}, lambda _: right)
    last = record.steps[-1].selection
    assert last is not None
    assert last.best == "seed"
    assert "nothing was shown to beat the given prompt" in last.reason


async def test_a_playbook_grows_by_what_a_curator_writes_and_nothing_is_written_anew(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        if harness.role(body) == "task":
            return "wrong"
        several = "each of them" in harness.text_of(body)
        return (
            f"<FEEDBACK>Rule {body['seed'] % 97}.</FEEDBACK><FEEDBACK>Twice.</FEEDBACK>"
            if several
            else "<FEEDBACK>So.</FEEDBACK>"
        )

    method = {**SMALL, "rounds": 2, "sources": ["playbook"], "width": 1}
    record = await harness.run(tmp_path, harness.request(method=method), harness.Model(answer))
    first = record.steps[1].candidates[0].components["user"]
    assert first.startswith(record.result.baseline_prompt["user"].removesuffix("\n\n{text}"))
    assert "What was learned from earlier inputs:\n- Rule" in first
    assert first.count("- Twice.") == 1


@pytest.mark.parametrize("sources", [["crossover"], ["blind", "blind"]])
def test_sources_that_cannot_work_are_a_fault(tmp_path: Path, sources: list[str]) -> None:
    found = harness.errors(tmp_path, harness.request(method={"name": "portfolio", "sources": sources}))
    assert [error.path for error in found] == ["method.sources"]


UNLABELLED = {
    "examples": [{"id": f"e{n}", "input": {"text": f"A thing, number {n}."}} for n in range(40)],
    "scoring": {"kind": "regex", "pattern": "positive"},
}


@pytest.mark.parametrize("sources", [["induction"], ["crossover", "induction"]])
def test_induction_alone_needs_expected_answers(tmp_path: Path, sources: list[str]) -> None:
    asked = harness.request(method={"name": "portfolio", "sources": sources}, task=UNLABELLED)
    (error,) = harness.errors(tmp_path, asked)
    assert error.path == "task.examples"
    assert not harness.errors(tmp_path, harness.request(method={"name": "portfolio", "sources": sources}))


async def test_without_expected_answers_the_other_sources_are_asked(tmp_path: Path) -> None:
    method = {**SMALL, "rounds": 2, "sources": ["induction", "blind", "placebo"]}
    record = await harness.run(tmp_path, harness.request(method=method, task=UNLABELLED), harness.Model())
    asked = {one.source: one.proposals for one in record.result.sources}
    assert asked["induction"] == 0
    assert asked["blind"] > 0
    assert asked["placebo"] > 0


async def test_nobody_leads_who_was_not_tried_on_validation(tmp_path: Path) -> None:
    def right(split: dict[int, str]) -> Right:
        """Edits are right about train alone, the seed about half of everything."""
        return lambda made, n: n % 2 == 0 if made == "seed" else split[n] == "train"

    method = {**SMALL, "keep": 1, "rounds": 3, "sources": ["blind"], "block": 12}
    record, _ = await truthful.run(tmp_path, method, right)
    validation = {example.id for example in record.plan.examples if example.split == "validation"}
    tried: set[str] = set()
    for step in record.steps[1:]:
        own = [one for one in record.rollouts if one.stage.startswith(f"step/{step.n}/")]
        tried |= {one.candidate for one in own if one.example in validation}
        assert step.selection is not None
        assert step.selection.best in tried


async def test_no_proposal_holds_an_expected_answer_that_it_is_tried_on(tmp_path: Path) -> None:
    """The model is never right, so that demos are of expected answers."""
    method = {**SMALL, "rounds": 4, "minibatch": 5, "sources": ["demos", "induction"]}
    record = await harness.run(tmp_path, harness.request(method=method), right_if("KEY", "the key"))
    inputs = {example.id: example.fields["text"] for example in record.plan.examples}
    for step in record.steps[1:]:
        demos = {demo.example for candidate in step.candidates for demo in candidate.demos}
        told = [slot.text for edit in step.edit_requests for slot in edit.slots if slot.name == "examples"]
        assert demos or told
        fresh = set[str]().union(*tried(record, step.n).values())
        assert not demos & fresh
        assert not any(inputs[name] in text for name in fresh for text in told)

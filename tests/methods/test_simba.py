"""SIMBA against scripted models: fresh samples, buckets, demos and rules, the winner of a step, its calls."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from gradcheck.domain.task import Rollout
from tests.methods.rising import PROGRAM, TASK, expected, of_first_step
from tests.support import harness, world

ADVICE = "Ask for one word only."


def simba(**changes: object) -> dict[str, Any]:
    return {"name": "simba", "steps": 2, "batch": 6, "candidates": 3, **changes}


def request(prompt: object = None, task: object = TASK, **changes: object) -> dict[str, Any]:
    given = {} if prompt is None else {"prompt": prompt}
    return harness.request(method=simba(**changes), task=task, **given)


def number_of(text: str) -> int:
    return int(text.rsplit("number ", 1)[1].split(".", 1)[0])


def answers(record: harness.Record, step: int, split: str = "train") -> list[Rollout]:
    """All answers of a step to examples of a split; those to train with a sample of 0 are children's."""
    return [rollout for rollout in record.rollouts if rollout.stage.startswith(f"step/{step}/{split}/")]


def sampled(record: harness.Record, step: int) -> list[Rollout]:
    """The answers that a step sampled."""
    return [rollout for rollout in answers(record, step) if rollout.sample]


def varied(body: harness.Body) -> str:
    """Answers vary with the seed, and more so the higher an example's number; advice helps all of them."""
    text = harness.text_of(body)
    if harness.role(body) == "critic":
        return f"<FEEDBACK>{ADVICE} {body['seed'] % 97}</FEEDBACK>"
    truth = "positive" if "good" in text else "negative"
    spread = 1 + number_of(text) if "number" in text else 3
    return f"{truth} {'so ' * int(world.noise(body['seed']) * spread * 5 / (1 + text.count(ADVICE)))}"


@pytest.mark.parametrize(
    ("changes", "prompt"),
    [
        ({"max_demos": 0}, None),
        ({"max_demos": 0, "candidates": 7, "steps": 3}, None),
        ({"max_demos": 0, "batch": 50}, PROGRAM),
        ({"max_demos": 0}, {"system": "Name it.", "user": "It is {text}"}),
    ],
)
async def test_the_calls_are_those_of_the_formula(tmp_path: Path, changes: dict[str, Any], prompt: object) -> None:
    def answer(body: harness.Body) -> str:
        """All examples vary alike, so that each of them has a rule to give."""
        if harness.role(body) == "critic":
            return f"<FEEDBACK>{ADVICE} {body['seed']}</FEEDBACK>"
        return f"positive negative {'so ' * int(world.noise(body['seed']) * 50)}"

    record = await harness.run(tmp_path, request(prompt, **changes), harness.Model(answer))
    assert record.new_calls == expected(record)
    assert of_first_step(record) == record.plan.method.calls("first", record.plan.context)


async def test_demos_cost_no_call_and_stay_within_the_formula(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(steps=3), harness.Model(varied))
    assert any(candidate.operator == "demo" for candidate in record.candidates)
    assert record.plan.method.calls("least", record.plan.context) < record.new_calls < expected(record)


async def test_every_sample_of_every_step_is_a_fresh_draw(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(steps=3), harness.Model(varied))
    for step in record.steps[1:]:
        drawn = Counter((r.example, r.sample) for r in sampled(record, step.n))
        fresh = range(3 * step.n - 2, 3 * step.n + 1)
        assert drawn == dict.fromkeys(((example, sample) for example in step.minibatch for sample in fresh), 1)


async def test_a_rule_contrasts_the_best_and_the_worst_answer_to_one_example_and_is_appended(tmp_path: Path) -> None:
    model = harness.Model(varied)
    record = await harness.run(tmp_path, request(max_demos=0, steps=1), model)
    assert not model.of("editor")
    step = record.steps[1]
    assert len(step.critic_requests) == len(step.edit_requests) == 4
    texts = {feedback.id: feedback.text for feedback in step.feedback}
    for critic, edit in zip(step.critic_requests, step.edit_requests, strict=True):
        (example,) = {one.example for one in critic.seen}
        ranked = sorted((r for r in sampled(record, 1) if r.example == example), key=lambda r: -(r.score or 0))
        assert [one.answer for one in critic.seen] == [ranked[0].output, ranked[-1].output]
        assert edit.template.endpoint == "none"
        assert edit.feedback == (critic.id,)
        (made,) = [c for c in step.candidates if c.feedback == edit.feedback]
        assert made.components["user"] == f"{record.result.baseline_prompt['user']}\n\n{texts[critic.id]}"
        assert [slot.text for slot in edit.slots if slot.kind == "feedback"] == [texts[critic.id]]


async def test_children_come_from_the_examples_whose_answers_vary_most(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(max_demos=0, steps=1, batch=12), harness.Model(varied))
    scores = defaultdict(list)
    for rollout in sampled(record, 1):
        scores[rollout.example].append(rollout.score or 0.0)
    gaps = {name: max(own) - min(own) for name, own in scores.items()}
    used = [critic.seen[0].example for critic in record.steps[1].critic_requests]
    assert len(used) == 4
    every = [score for own in scores.values() for score in own]
    able = [name for name, own in scores.items() if min(own) < sorted(every)[int(len(every) * 0.9)]]
    assert [gaps[name] for name in used] == sorted((gaps[name] for name in able), reverse=True)[:4]


async def test_a_demo_is_the_best_answer_to_its_example_and_there_are_at_most_max_demos(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(PROGRAM, steps=5, max_demos=1), harness.Model(varied))
    made = [candidate for candidate in record.candidates if candidate.operator == "demo"]
    assert made
    for candidate in made:
        assert [demo.module for demo in candidate.demos] == ["first", "second"]
        assert len({demo.example for demo in candidate.demos}) == 1
        number, demo = int(candidate.id[1 : candidate.id.index(".")]), candidate.demos[-1]
        own = [r for r in sampled(record, number) if r.example == demo.example]
        assert demo.output == max(own, key=lambda r: r.score or 0).output


def answers_alike(body: harness.Body) -> str:
    return "<FEEDBACK>No.</FEEDBACK>" if harness.role(body) == "critic" else "unsure"


async def test_where_all_answers_are_alike_nothing_is_asked_and_no_child_is_made(tmp_path: Path) -> None:
    model = harness.Model(answers_alike)
    record = await harness.run(tmp_path, request(), model)
    assert record.job.status == "succeeded"
    assert not model.of("critic")
    assert [candidate.id for candidate in record.candidates] == ["seed"]
    assert len(record.steps) == 3


async def test_a_rule_that_makes_a_component_too_long_is_rejected_and_counted(tmp_path: Path) -> None:
    prompt = {"user": "Name the sentiment.\n\n{text}", "max_length": 60}
    record = await harness.run(tmp_path, request(prompt, max_demos=0, steps=4), harness.Model(varied))
    proposals = [proposal for step in record.steps for proposal in step.proposals]
    assert {"accepted", "rejected"} <= {proposal.status for proposal in proposals}
    assert any("too long" in proposal.reason for proposal in proposals)
    assert all(len(candidate.components["user"]) <= 60 for candidate in record.candidates)


async def test_the_best_child_of_a_minibatch_is_validated_and_the_best_of_these_is_the_result(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(steps=3, batch=8), harness.Model(varied))
    means: dict[str, float] = {"seed": record.result.validation["baseline"].score}
    for step in record.steps[1:]:
        assert step.selection is not None
        children = defaultdict(list)
        for rollout in answers(record, step.n):
            if not rollout.sample:
                children[rollout.candidate].append(rollout.score or 0.0)
        (winner,) = {r.candidate for r in answers(record, step.n, "validation")} - {"seed"}
        assert sum(children[winner]) == pytest.approx(max(map(sum, children.values())))
        means[winner] = next(e.score for e in step.selection.pool if e.candidate == winner) or 0.0
        assert means[step.selection.best] == max(means.values())
    assert means[record.result.candidate] == max(means.values())


async def test_a_program_gets_a_rule_for_every_component_that_may_change(tmp_path: Path) -> None:
    asked = request({**PROGRAM, "frozen": ["second.user"]}, max_demos=0, steps=1)
    record = await harness.run(tmp_path, asked, harness.Model(varied))
    step = record.steps[1]
    components = Counter(critic.component for critic in step.critic_requests)
    assert components == dict.fromkeys(("first.system", "first.user", "second.system"), 4)
    for child in (c for c in step.candidates if c.operator == "join"):
        assert sum(ADVICE in text for text in child.components.values()) == 3


async def test_failed_answers_are_in_no_bucket(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        lost = harness.role(body) == "task" and body["seed"] % 4 == 0
        return harness.failure("no") if lost else varied(body)

    record = await harness.run(tmp_path, request(candidates=6), harness.Model(answer))
    assert record.job.status == "succeeded"
    assert any(rollout.status == "failed" for rollout in record.rollouts)
    assert len(record.candidates) > 1
    assert not any(one.answer == "" for step in record.steps for c in step.critic_requests for one in c.seen)


async def test_where_every_program_lacks_too_many_answers_the_run_goes_on(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        """No answer to every fourth example, however often it is asked for."""
        text = harness.text_of(body)
        lost = harness.role(body) == "task" and "number" in text and number_of(text) % 4 == 0
        return harness.failure("no") if lost else varied(body)

    record = await harness.run(tmp_path, request(steps=3, batch=50), harness.Model(answer))
    assert record.job.status == "succeeded"
    assert len(record.steps) == 4
    assert all(sampled(record, step.n) for step in record.steps[1:])

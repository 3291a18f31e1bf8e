"""Methods against a scripted model: which calls they make, what prompts hold, what becomes of the answers."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gradcheck.domain.task import Rollout
from tests.support import harness, world

PROTEGI: dict[str, Any] = {
    "name": "protegi",
    "rounds": 2,
    "beam": 2,
    "minibatch": 6,
    "gradients": 2,
    "errors_per_gradient": 3,
    "reasons_per_gradient": 2,
    "edits_per_reason": 2,
    "paraphrases": 1,
    "max_expansion": 50,
    "selection": "brute_force",
}
PROGRAM = {
    "modules": [
        {"name": "first", "system": "Read with care.", "user": "Note down: {text}", "output": "notes"},
        {"name": "second", "system": "Name the sentiment.", "user": "{text} {notes}"},
    ]
}
TEXT_OF_EXAMPLES = "thing, number"


class Scripted:
    """A model that is always wrong and whose every edit is new and usable."""

    def __init__(self) -> None:
        self.edits = 0

    def __call__(self, body: harness.Body) -> harness.Reply:
        match harness.role(body):
            case "critic":
                return f"<FEEDBACK>reason {body['seed']}</FEEDBACK>"
            case "editor":
                self.edits += 1
                text = harness.text_of(body)
                names = "".join("{" + name + "} " for name in ("text", "notes") if "{" + name + "}" in text)
                return f"<PROMPT>Edit {self.edits}. {names}</PROMPT>"
            case _:
                return f"wrong {body['seed']}"


def right_where(word: str) -> harness.Model:
    """A task model that is right about texts with a word; editors add a number to the prompt."""
    scripted = Scripted()

    def answer(body: harness.Body) -> harness.Reply:
        if harness.role(body) != "task":
            return scripted(body)
        text = harness.text_of(body)
        return ("positive" if "good" in text else "negative") if word in text else "wrong"

    return harness.Model(answer)


@pytest.mark.parametrize(
    ("method", "prompt"),
    [
        (PROTEGI, None),
        ({**PROTEGI, "max_expansion": 3}, None),
        ({"name": "textgrad", "steps": 5, "batch": 5}, None),
        ({"name": "textgrad", "steps": 2, "chain": "one_step", "revert": "naive"}, None),
        ({"name": "textgrad", "steps": 2}, PROGRAM),
        ({"name": "textgrad", "steps": 2, "candidates": 3}, None),
        ({"name": "textgrad", "steps": 2, "candidates": 2}, PROGRAM),
        ({"name": "textgrad", "steps": 2}, {**PROGRAM, "frozen": ["first.system", "first.user"]}),
        ({"name": "rewrite", "rounds": 2, "candidates": 3}, None),
        ({"name": "improve", "rounds": 2, "candidates": 3}, None),
        ({"name": "none", "alternatives": [{"user": "A {text}"}, {"user": "B {text}"}]}, None),
    ],
)
async def test_the_calls_are_those_of_the_formula(
    tmp_path: Path, method: dict[str, Any], prompt: dict[str, Any] | None
) -> None:
    request = harness.request(method=method, **({} if prompt is None else {"prompt": prompt}))
    record = await harness.run(tmp_path, request, harness.Model(Scripted()))
    tested = record.plan.test_calls // (1 if record.result.candidate != "seed" else 2)
    assert record.new_calls == record.plan.expected_calls - record.plan.test_calls + tested
    first = [r for r in record.rollouts if r.stage.startswith("step/1/") and not (_known(r))]
    written = len(record.steps[1].feedback) + len(record.steps[1].edit_requests)
    modules = len(record.plan.program.modules)
    assert len(first) * modules + written == record.plan.method.calls("first", record.plan.context)


def _known(rollout: Rollout) -> bool:
    return rollout.candidate == "seed" and "/train/" not in rollout.stage


async def test_protegi_shows_critics_only_wrong_answers_of_the_minibatch(tmp_path: Path) -> None:
    model = right_where("good")
    record = await harness.run(tmp_path, harness.request(method=PROTEGI), model)
    split = {e.id: e.split for e in record.plan.examples}
    for step in record.steps[1:]:
        assert all(split[item] == "train" for item in step.minibatch)
        assert len(set(step.minibatch)) == 6
        for feedback in step.feedback:
            assert set(feedback.evidence) <= set(step.minibatch)
            assert len(feedback.evidence) <= 3
            assert all(int(item[1:]) % 2 for item in feedback.evidence)
    critics = [harness.text_of(body) for body in model.of("critic")]
    assert critics
    assert not any("A good thing" in text for text in critics)


async def test_protegi_asks_no_critic_about_a_prompt_without_errors(tmp_path: Path) -> None:
    model = right_where("thing")
    record = await harness.run(tmp_path, harness.request(method=PROTEGI), model)
    assert not model.of("critic")
    assert all(request.operator == "paraphrase" for step in record.steps for request in step.edit_requests)


async def test_protegi_keeps_at_most_max_expansion_children_of_a_parent(tmp_path: Path) -> None:
    method = {**PROTEGI, "max_expansion": 3}
    record = await harness.run(tmp_path, harness.request(method=method), harness.Model(Scripted()))
    for step in record.steps[1:]:
        assert step.selection is not None
        scored = {entry.candidate for entry in step.selection.pool} - set(step.parents)
        owners = Counter(name.split(".")[1] for name in scored)
        assert owners == {str(len(step.parents) + place): 3 for place in range(len(step.parents))}
        dropped = [proposal for proposal in step.proposals if proposal.reason == "beyond max_expansion"]
        assert len(dropped) == len(step.proposals) - len(scored)
    assert len(record.steps[2].parents) == 2


async def test_protegi_edits_hold_their_reason_and_paraphrases_hold_none(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method=PROTEGI), harness.Model(Scripted()))
    step = record.steps[1]
    reasons = {feedback.id: feedback.text for feedback in step.feedback}
    edits = [request for request in step.edit_requests if request.operator == "edit"]
    assert len(edits) == 8
    for request in edits:
        assert [s.text for s in request.slots if s.kind == "feedback"] == [reasons[name] for name in request.feedback]
    others = [request for request in step.edit_requests if request.operator == "paraphrase"]
    assert len(others) == 9
    assert not any(slot.kind in {"feedback", "evidence"} for request in others for slot in request.slots)


async def test_textgrad_covers_the_train_split_once_an_epoch(tmp_path: Path) -> None:
    method = {"name": "textgrad", "steps": 6, "batch": 5, "revert": "naive"}
    record = await harness.run(tmp_path, harness.request(method=method), harness.Model(Scripted()))
    train = {e.id for e in record.plan.examples if e.split == "train"}
    batches = [step.minibatch for step in record.steps[1:]]
    assert [len(batch) for batch in batches] == [5, 5, 2, 5, 5, 2]
    for epoch in (batches[:3], batches[3:]):
        seen = [item for batch in epoch for item in batch]
        assert len(seen) == len(train)
        assert set(seen) == train
    assert batches[:3] != batches[3:]


async def test_textgrad_reverts_an_update_that_scores_worse_and_naive_keeps_it(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        if harness.role(body) == "task" and "Edit" not in harness.text_of(body):
            return "positive" if "good" in harness.text_of(body) else "negative"
        return scripted(body)

    for revert, kept in (("validation", ("seed",)), ("naive", ("s1.3.0",))):
        scripted = Scripted()
        method = {"name": "textgrad", "steps": 1, "revert": revert}
        record = await harness.run(tmp_path / revert, harness.request(method=method), harness.Model(answer))
        assert record.steps[1].selection is not None
        assert record.steps[1].selection.chosen == kept


async def test_textgrad_keeps_the_best_of_several_updates_if_none_is_worse_than_before(tmp_path: Path) -> None:
    """Updates are good for so many texts: the seed for 7 of 12 in validation, the updates as listed."""
    right_of = {"seed": 7}

    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if harness.role(body) != "task":
            return scripted(body)
        made = next((name for name in right_of if f"{name}. " in text), "seed")
        number = int(text.rsplit("number ", 1)[1].split(".")[0])
        right = number in validation[: right_of[made]]
        return ("positive" if "good" in text else "negative") if right else "wrong"

    for scores, kept, reason in (
        ((5, 9, 9), "s1.4.0", "kept"),
        ((9, 5, 10), "s1.5.0", "kept"),
        ((7, 7, 2), "s1.3.0", "kept"),
        ((6, 5, 1), "seed", "reverted"),
    ):
        scripted = Scripted()
        right_of.update({f"Edit {n + 1}": score for n, score in enumerate(scores)})
        home = tmp_path / "-".join(map(str, scores))
        method = {"name": "textgrad", "steps": 1, "candidates": 3}
        model = harness.Model(answer)
        async with harness.serving(home, model) as service:
            plan = harness.plan_of(service, harness.request(method=method))
            validation = [int(e.id[1:]) for e in plan.examples if e.split == "validation"]
            step = (await harness.read(service, await harness.submit(service, plan))).steps[1]
        assert step.selection is not None
        assert (step.selection.best, len(step.selection.pool)) == (kept, 4)
        assert reason in step.selection.reason
        assert len({request.id for request in step.edit_requests}) == 3
        assert len({request.slots for request in step.edit_requests}) == 1


async def test_several_updates_of_a_program_are_joined_draw_by_draw(tmp_path: Path) -> None:
    method = {"name": "textgrad", "steps": 1, "candidates": 2}
    request = harness.request(prompt=PROGRAM, method=method)
    step = (await harness.run(tmp_path, request, harness.Model(Scripted()))).steps[1]
    joined = {candidate.id: candidate for candidate in step.candidates if candidate.operator == "join"}
    assert list(joined) == ["s1.5", "s1.6"]
    edits = {proposal.candidate: proposal.text for proposal in step.proposals}
    for name, ids in (("s1.5", [f"s1.3.{n}" for n in range(4)]), ("s1.6", [f"s1.4.{n}" for n in range(4)])):
        assert list(joined[name].components.values()) == [edits[one] for one in ids]


async def test_three_stages_go_back_through_the_modules_last_first(tmp_path: Path) -> None:
    model = harness.Model(Scripted())
    request = harness.request(prompt=PROGRAM, method={"name": "textgrad", "steps": 1, "batch": 1})
    step = (await harness.run(tmp_path, request, model)).steps[1]
    stages = [(f.id.split("/")[2], f.module, f.component) for f in step.feedback]
    assert stages == [
        ("gradient_response", "second", "second.system"),
        ("gradient_prompt", "second", "second.system"),
        ("gradient_prompt", "second", "second.user"),
        ("gradient_input", "second", "second.system"),
        ("gradient_prompt", "first", "first.system"),
        ("gradient_prompt", "first", "first.user"),
    ]
    texts = [f.text for f in step.feedback]
    prompts = [harness.text_of(body) for body in model.of("critic")]
    assert sum(texts[0] in prompt for prompt in prompts) == 3
    assert sum(texts[3] in prompt for prompt in prompts) == 2
    assert len(step.edit_requests) == 4
    for edit in step.edit_requests:
        shown = [slot.text for slot in edit.slots if slot.kind == "feedback"]
        own = [f.text for f in step.feedback if f.component == edit.component and "gradient_prompt" in f.id]
        assert shown == own


async def test_a_critic_of_an_earlier_module_sees_what_that_module_wrote(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        if harness.role(body) == "task":
            return "NOTES" if "Note down" in harness.text_of(body) else "FINAL"
        return scripted(body)

    scripted = Scripted()
    model = harness.Model(answer)
    request = harness.request(prompt=PROGRAM, method={"name": "textgrad", "steps": 1, "batch": 1, "chain": "one_step"})
    step = (await harness.run(tmp_path, request, model)).steps[1]
    assert [f.component for f in step.feedback] == ["first.system", "first.user", "second.system", "second.user"]
    prompts = [harness.text_of(body) for body in model.of("critic")]
    assert Counter(("Answer: NOTES" in text, "Answer: FINAL" in text) for text in prompts) == {
        (True, False): 2,
        (False, True): 2,
    }


async def test_modules_before_the_first_that_may_change_cost_no_critic(tmp_path: Path) -> None:
    prompt = {**PROGRAM, "frozen": ["first.system", "first.user"]}
    request = harness.request(prompt=prompt, method={"name": "textgrad", "steps": 1, "batch": 1})
    step = (await harness.run(tmp_path, request, harness.Model(Scripted()))).steps[1]
    assert [f.id.split("/")[2] for f in step.feedback] == ["gradient_response", *["gradient_prompt"] * 2]


@pytest.mark.parametrize("method", ["rewrite", "improve"])
async def test_controls_never_show_data_or_feedback(tmp_path: Path, method: str) -> None:
    model = harness.Model(Scripted())
    record = await harness.run(tmp_path, harness.request(method={"name": method, "rounds": 3}), model)
    assert not model.of("critic")
    assert len(model.of("editor")) == 24
    assert not any(TEXT_OF_EXAMPLES in harness.text_of(body) for body in model.of("editor"))
    slots = [slot for step in record.steps for request in step.edit_requests for slot in request.slots]
    assert {slot.kind for slot in slots} == {"context"}
    assert all(not step.minibatch for step in record.steps)


async def test_rewrite_starts_from_the_seed_and_improve_from_the_best(tmp_path: Path) -> None:
    parents = {}
    for name in ("rewrite", "improve"):
        model = harness.Model(lambda body: world.answer(body) if harness.role(body) == "task" else better(body))
        method = {"name": name, "rounds": 3, "candidates": 2}
        record = await harness.run(tmp_path / name, harness.request(method=method), model)
        assert record.result.candidate != "seed"
        parents[name] = [step.parents for step in record.steps[1:]]
        starts = [record.steps[0].selection, *(step.selection for step in record.steps[1:-1])]
        best = [(selection.best,) for selection in starts if selection is not None]
        assert (parents[name] == best) == (name == "improve")
    assert parents["rewrite"] == [("seed",)] * 3


def better(body: harness.Body) -> str:
    return f"<PROMPT>Answer with one word. {'Think. ' * (body['seed'] % 9)}{{text}}</PROMPT>"


async def test_none_with_alternatives_picks_the_best(tmp_path: Path) -> None:
    alternatives = [{"user": "What? {text}"}, {"user": f"Answer with one word. {'Think. ' * 40}{{text}}"}]
    model = harness.Model()
    request = harness.request(method={"name": "none", "alternatives": alternatives})
    record = await harness.run(tmp_path, request, model)
    assert record.result.candidate == "alternative.1"
    assert record.result.prompt == alternatives[1]
    assert set(model.roles()) - {"task"} == {"critic", "editor"}
    assert model.roles()["critic"] == model.roles()["editor"] == 0
    assert [c.id for c in record.candidates] == ["seed", "alternative.0", "alternative.1"]

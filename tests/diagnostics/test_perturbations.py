"""What stands in the feedback slots of each arm, on a real run whose critic never says the same twice."""

import re
from pathlib import Path
from typing import Any

from gradcheck.diagnostics.perturbations.split_suggestions import split_suggestions
from gradcheck.texts.vocabulary import taken_up, words
from tests.support import harness, world

METHOD = {"name": "protegi", "rounds": 2, "beam": 1, "minibatch": 8, "gradients": 2, "paraphrases": 0}


def answer(body: harness.Body) -> harness.Reply:
    text = harness.text_of(body)
    luck = int(world.noise(body["seed"], text) * 1000)
    match harness.role(body):
        case "critic":
            return f"<FEEDBACK>It lacks point {luck}. Ask for one word, please. Name both labels.</FEEDBACK>"
        case "editor":
            return f"<PROMPT>Answer with one word. {'Mind it. ' * (luck % 30)}{{text}}</PROMPT>"
        case _:
            return world.answer(body)


async def ran(home: Path, asked: dict[str, Any]) -> tuple[harness.Record, harness.Model, dict[str, Any]]:
    """A run, the model's requests of the diagnostic alone, and what it found."""
    model = harness.Model(answer)
    async with harness.serving(home, model) as service:
        plan = harness.plan_of(service, harness.request(method=METHOD, seed=1))
        record = await harness.read(service, await harness.submit(service, plan))
        model.received.clear()
        found = await harness.diagnose(service, record, asked)
    return record, model, found


def texts(found: dict[str, Any], arm: str) -> list[tuple[int, int, str]]:
    """Step, replicate and the one text of an arm, block by block."""
    return [
        (block["step"], block["replicate"], one["feedback"][0])
        for block in found["material"]["blocks"]
        for one in block["arms"]
        if one["arm"] == arm and one["feedback"]
    ]


async def test_every_rung_of_the_ladder_knows_what_it_should_and_no_more(tmp_path: Path) -> None:
    record, _, found = await ran(tmp_path, {"replicates": 3})
    recorded = {step["step"]: step["feedback"][0] for step in found["material"]["steps"]}
    written = {step.n: {one.text for one in step.feedback} for step in record.steps}
    assert len(recorded) == 2
    for step, _, text in texts(found, "real"):
        assert text == recorded[step]
    for step, _, text in texts(found, "stale"):
        assert text in written[3 - step]
        assert text not in written[step]
    assert len(texts(found, "swapped")) >= 3
    for step, _, text in texts(found, "swapped"):
        assert text.startswith("It lacks point")
        assert text != recorded[step]
    for _, _, text in texts(found, "scores_only"):
        assert re.fullmatch(r"\d of the \d examples were right; the mean score was 0\.\d\d\.", text)
    for arm in ("placebo", "foreign", "noise"):
        for step, _, text in texts(found, arm):
            assert not {"one", "word", "label", "labels", *world.LABELS} & set(re.findall(r"\w+", text.lower()))
            assert abs(words(text) - words(recorded[step])) <= max(2, 0.1 * words(recorded[step]))
            assert len(split_suggestions(text)) == len(split_suggestions(recorded[step]))
    assert len({text for _, _, text in texts(found, "placebo")}) > 1
    assert all(not text for _, _, text in texts(found, "none"))
    figures = {figure["name"]: figure for figure in found["findings"]["content"]["figures"]}
    assert any(name.startswith("trend") for name in figures)


async def test_a_swapped_critic_reads_other_train_examples_that_were_answered_wrong(tmp_path: Path) -> None:
    record, model, found = await ran(tmp_path, {"replicates": 6, "steps": [1]})
    split = {example.fields["text"]: (example.id, example.split) for example in record.plan.examples}
    asked = [harness.text_of(body) for body in model.of("critic")]
    assert len(asked) == 6
    critics = {critic.id: critic for critic in record.steps[1].critic_requests}
    real = found["material"]["steps"][0]["feedback"][0]
    own = {
        one.example for written in record.steps[1].feedback if written.text == real for one in critics[written.id].seen
    }
    for text in asked:
        named = {split[line] for line in re.findall(r"Input: (.*)", text)}
        assert {where for _, where in named} == {"train"}
        assert not {name for name, _ in named} & own
        assert "correct" not in " ".join(re.findall(r"Scoring: (.*)", text)).lower()
    assert own


async def test_with_the_critics_average_every_replicate_but_the_first_has_feedback_of_its_own(tmp_path: Path) -> None:
    asked = {"tests": ["noise_floor", "content"], "ladder": "core"}
    _, model, found = await ran(tmp_path, {"replicates": 4, "estimand": "critic_average", **asked})
    recorded = {step["step"]: step["feedback"][0] for step in found["material"]["steps"]}
    real, again = texts(found, "real"), texts(found, "real_again")
    assert real == again
    assert all((text == recorded[step]) == (replicate == 0) for step, replicate, text in real)
    assert len(model.of("critic")) == 2 * 3
    for (_, _, placebo), (_, _, text) in zip(texts(found, "placebo"), real, strict=True):
        assert len(split_suggestions(placebo)) == len(split_suggestions(text))


async def test_masked_evidence_is_hidden_from_the_editors_of_every_arm(tmp_path: Path) -> None:
    for asked, hidden in (("shown", False), ("masked", True)):
        _, model, _ = await ran(tmp_path / asked, {"replicates": 3, "evidence": asked, "ladder": "core"})
        edits = [harness.text_of(body) for body in model.of("editor")]
        assert len(edits) >= 18
        assert all(("Input: A " not in text) == hidden for text in edits)


def test_suggestions_are_sentences_and_bullets_without_their_marks() -> None:
    text = "Be brief. Name the label!\n- One word only\n2) No doubts, e.g. none.\n\n* Why? Because."
    assert split_suggestions(text) == [
        "Be brief.",
        "Name the label!",
        "One word only",
        "No doubts, e.g. none.",
        "Why?",
        "Because.",
    ]
    assert split_suggestions("  \n ") == []


def test_uptake_counts_the_words_that_are_new_in_the_prompt() -> None:
    assert taken_up(["Mention the barcode and the ribbon."], "Look.", "Look at the barcode.") == 1 / 3
    assert taken_up(["Look closely."], "Look closely.", "Anything") is None
    assert taken_up(["Mention ribbons."], "Look.", "Look.") == 0

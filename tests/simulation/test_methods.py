"""Simulated worlds asked as methods ask: with demos, other prompts, histories, examples, and notes for feedback."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from msgspec.structs import replace

from gradcheck.domain.call import Call, Chat, Message
from gradcheck.domain.feedback import Template
from gradcheck.domain.task import Example
from gradcheck.llm.session import Session
from gradcheck.optimizer.model import OptimizerModel
from gradcheck.optimizer.slots import evidence, shown_rollout
from gradcheck.optimizer.templates import TEMPLATES
from gradcheck.optimizer.templates.chats import PROMPT, critic, data, editor
from gradcheck.settings import SIMULATED
from gradcheck.simulation.provider.client import SimulatedLLM
from gradcheck.simulation.provider.replies import success
from gradcheck.simulation.twin.truth import true_score, true_score_of
from gradcheck.simulation.worlds.catalogue import CUES, LABELS, PLACE
from gradcheck.simulation.worlds.items import item
from gradcheck.simulation.worlds.prompts import points, read_advice, read_prompt
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.response import Demos
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from gradcheck.simulation.worlds.world import World
from tests.methods.every import SMALL
from tests.simulation.test_provider import PROGRAM, Bench, Direct, endpoint, errors, examples, hints, slot
from tests.support import harness

STANDARD = TEMPLATES["standard"]

W1 = WORLDS["W1"]
OWN = slice(12, 24)  # the hints of W1's topic
SPLIT = {"train": 0.3, "validation": 0.4, "probe": 0, "test": 0.3}

CROSSOVER = editor("crossover", f"{PROMPT}\n\nAnother prompt:\n{data('second')}\n\nJoin both.")
HISTORY = editor("history", f"{PROMPT}\n\nExamples:\n{data('examples')}\n\nTried:\n{data('history')}\n\nDo better.")
REFLECT = editor(
    "reflect",
    f"{PROMPT}\n\nAnswers:\n{data('evidence')}\n\nTheir scoring by number:\n{data('feedback')}\n\nWrite a better one.",
)
INDUCE = editor("induce", f"Placeholders:\n{data('placeholders')}\n\nOutputs:\n{data('examples')}\n\nFind the prompt.")
REVISE = editor(
    "revise",
    f"{PROMPT}\n\nAnswers:\n{data('evidence')}\n\nEarlier versions:\n{data('history')}\n\n"
    f"A review:\n{data('feedback')}\n\nRevise it.",
)
MODES = critic("modes", f"{PROMPT}\n\nAnalyses:\n{data('feedback')}\n\nSum them up.")
SEVERAL = replace(MODES, user=MODES.user.replace("Write your text", "Write each of them"))


async def written(model: str, template: Template, path: str = "p", **texts: str) -> str:
    """What a world says to a template whose slots hold these texts, as it came."""
    writer = OptimizerModel(cast("Session", Direct(SimulatedLLM())), PROGRAM, endpoint(model), 1)
    said = await writer.write(template, tuple(slot(key, "context", text) for key, text in texts.items()), path)
    assert said.said is not None, said
    return said.said


async def present(model: str, template: Template, **texts: str) -> np.ndarray[Any, Any]:
    """Which atoms the prompts of 60 draws hold: shape (draws, atoms)."""
    prompts = [await written(model, template, f"p{n}", **texts) for n in range(60)]
    return np.array([read_prompt(text.split("<PROMPT>")[1].split("</PROMPT>")[0]).present for text in prompts])


def asked_after(name: str, one: Example, demos: Sequence[tuple[str, str]]) -> Chat:
    """A world's first prompt about an item, after these demos."""
    turns = [(text, "user") for text, _ in demos], [(label, "assistant") for _, label in demos]
    shown = [Message(role=cast("Any", role), content=text) for pair in zip(*turns, strict=True) for text, role in pair]
    asked = Message(role="user", content=seed_prompt(WORLDS[name]).replace("{text}", one.fields["text"]))
    return Chat(messages=(*shown, asked))


async def answers(name: str, items: Sequence[Example], demos: Sequence[tuple[str, str]]) -> list[str]:
    """What a world's task model says to items after these demos."""
    own, said = endpoint(name), []
    for one in items:
        request = asked_after(name, one, demos)
        call = Call(path="p", role="task", endpoint=own, request=request, sampling=own.sampling, seed=1)
        said.append((await SimulatedLLM().attempt(call)).text)
    return said


def demos_of(world: World, count: int, *, right: bool = True) -> list[tuple[str, str]]:
    """Demos of other items, right or wrong."""
    prompt = seed_prompt(world)
    return [
        (prompt.replace("{text}", e.fields["text"]), str(e.expected) if right else other(str(e.expected)))
        for e in examples(world, count, 99)
    ]


def untagged(said: str) -> list[str]:
    """The texts between a critic's tags."""
    return [part.split("</FEEDBACK>")[0] for part in said.split("<FEEDBACK>")[1:]]


def other(label: str) -> str:
    return LABELS[(LABELS.index(label) + 1) % len(LABELS)]


def share(items: Sequence[Example], said: Sequence[str]) -> float:
    return sum(one.expected == text for one, text in zip(items, said, strict=True)) / len(items)


def shown_as(items: Sequence[Example], output: str = "Output") -> str:
    return "\n".join(f"{n}. Input: {e.fields['text']}\n   {output}: {e.expected}" for n, e in enumerate(items, 1))


async def test_a_task_is_about_the_last_message_whatever_demos_stand_before_it() -> None:
    items = examples(WORLDS["W8"], 60)
    assert share(items, await answers("W8", items, demos_of(WORLDS["W8"], 3))) > 0.9
    floor = examples(WORLDS["W8-floor"], 60)
    assert share(floor, await answers("W8-floor", floor, demos_of(WORLDS["W8-floor"], 3))) < 0.1


async def test_demos_are_worth_nothing_but_another_prompt_unless_the_world_says_so() -> None:
    items = examples(W1, 400)
    plain, one, two = [await answers("W1", items, demos_of(W1, count)) for count in (0, 1, 2)]
    assert plain != one != two
    assert one == await answers("W1", items, demos_of(W1, 1))
    for said in (one, two, await answers("W1", items, demos_of(W1, 4, right=False))):
        assert abs(share(items, said) - share(items, plain)) < 0.1


@pytest.mark.parametrize("name", ["W3", "W15"])
async def test_the_true_score_of_a_request_counts_its_demos(name: str) -> None:
    items = examples(WORLDS[name], 1500)
    truths = []
    for count in (0, 4):
        demos = demos_of(WORLDS[name], count)
        truths.append(true_score_of(WORLDS[name], asked_after(name, items[0], demos)))
        assert abs(share(items, await answers(name, items, demos)) - truths[-1]) < 4 * 0.5 / len(items) ** 0.5
    assert truths[0] == true_score(WORLDS[name], seed_prompt(WORLDS[name]))
    assert abs(truths[1] - truths[0]) > 0.06


async def test_right_demos_help_and_wrong_ones_mislead_where_a_world_says_so_up_to_four() -> None:
    world = WORLDS["W15"]
    items = examples(world, 400)
    sets = (demos_of(world, 4), demos_of(world, 0), demos_of(world, 4, right=False))
    right, none, wrong = [share(items, await answers("W15", items, shown)) for shown in sets]
    assert wrong + 0.1 < none < right - 0.1
    steady = replace(world, name="W15", tau=0.0, sigma_pi=0.0)
    by_count = [success(steady, seed_prompt(world), 7, demos=Demos(key=str(n), right=n)) for n in (-9, -4, 0, 3, 4, 9)]
    assert by_count[0] == by_count[1] < by_count[2] < by_count[3] < by_count[4] == by_count[5]
    assert all(other_.demo == 0 for name, other_ in WORLDS.items() if name != "W15")


async def test_a_crossover_keeps_the_first_prompt_and_takes_up_the_other_like_advice() -> None:
    first = f"{hints(W1, 0, 1)} {seed_prompt(W1)}"
    second = f"{hints(W1, 1, 2, 3)} {seed_prompt(W1)}"
    found = await present("W1", CROSSOVER, instruction=first, second=second)
    assert found[:, OWN][:, :2].all()
    assert abs(found[:, OWN][:, 2:4].mean() - 0.8) < 0.1
    assert found.sum() == found[:, OWN][:, :4].sum()
    blind = await present("W3", CROSSOVER, instruction=first, second=second)
    assert (blind == blind[0]).all()


async def test_a_history_is_continued_from_its_better_half_and_from_examples() -> None:
    def entry(number: int, score: int | str, *places: int) -> str:
        return f"{number}. Score {score} of 100:\n{hints(W1, *places)} {seed_prompt(W1)}"

    history = "\n".join([entry(1, 20, 8), entry(2, 60, 2), entry(3, 70, 3), entry(4, "unknown", 9)])
    texts = {"instruction": seed_prompt(W1), "history": history, "examples": "none"}
    found = (await present("W1", HISTORY, **texts))[:, OWN]
    assert abs(found[:, [2, 3]].mean() - 0.8) < 0.1
    assert found.sum() == found[:, [2, 3]].sum()
    told = (
        f"1. {hints(W1, 4)} {seed_prompt(W1)}\n   Score of 100: 30. kept\n2. {seed_prompt(W1)}\n   Score of 100: 10. x"
    )
    assert (await present("W1", HISTORY, **{**texts, "history": told}))[:, OWN][:, 4].mean() > 0.6
    items = [e for e in examples(W1, 80) if "can be made out" in e.fields["text"] and "nothing" not in e.fields["text"]]
    own = (await present("W1", HISTORY, **{**texts, "history": "none", "examples": shown_as(items[:3])}))[:, OWN]
    needed = {cue for e in items[:3] for cue in CUES[1] if cue in e.fields["text"]}
    assert own.sum() > 30
    named = {cue for cue, count in zip(CUES[1], own.sum(0), strict=True) if count > 6}
    assert named <= needed


async def test_an_editor_makes_sense_of_answers_by_the_scorers_notes_on_them() -> None:
    bench = Bench(W1)
    wrong, found = await errors(bench, seed_prompt(W1))
    by_id = {example.id: example for example in found}
    line = "{{number}}. Input: {{input}}\n   Answer: {{answer}}"
    shown = evidence(
        replace(STANDARD["critique"], evidence_line=line),
        [shown_rollout(one, by_id[one.example]) for one in wrong],
        by_id,
    )

    async def own(notes: Sequence[str], name: str = "W1") -> float:
        lines = "\n".join(f"{n}. {note}" for n, note in enumerate(notes, 1))
        texts = {"instruction": seed_prompt(W1), "evidence": shown, "feedback": lines}
        return float((await present(name, REFLECT, **texts))[:, OWN].sum(1).mean())

    notes = [one.note for one in wrong]
    misled = [
        note.replace(f'expected "{by_id[one.example].expected}"', f'expected "{_third(one, by_id)}"')
        for note, one in zip(notes, wrong, strict=True)
    ]
    assert all("expected" in note for note in notes)
    assert await own(notes) > 1.2
    assert await own(notes[:1]) < await own(notes)
    assert await own(misled) < 0.1
    assert await own(["No feedback is available."]) == 0
    assert await own(["A sentence that says nothing of any use to anyone."]) == 0


def _third(rollout: Any, by_id: dict[str, Example]) -> str:  # noqa: ANN401 - a rollout
    return next(label for label in LABELS if label not in {rollout.output, by_id[rollout.example].expected})


async def test_with_feedback_all_else_an_editor_is_shown_is_context() -> None:
    old = f"1. {hints(W1, 5)} {seed_prompt(W1)}"
    texts = {"instruction": seed_prompt(W1), "evidence": "none", "history": old}
    found = (await present("W1", REVISE, **texts, feedback=f"- {hints(W1, 2)}"))[:, OWN]
    assert found[:, 2].mean() > 0.6
    assert found.sum() == found[:, 2].sum()


async def test_a_prompt_is_induced_from_examples_with_its_placeholders() -> None:
    items = [e for e in examples(W1, 80) if "nothing" not in e.fields["text"]][:5]
    text = await written("W1", INDUCE, placeholders="{text}", examples=shown_as(items))
    assert text.count("{text}") == 1
    found = (await present("W1", INDUCE, placeholders="{text}", examples=shown_as(items)))[:, OWN]
    right = [np.array([[cue in e.fields["text"] for cue in CUES[1]] for e in items]).any(0)]
    assert found.sum(1).mean() > 1.5
    assert found[:, right[0]].sum() > 0.75 * found.sum()


@pytest.mark.parametrize("template", [MODES, SEVERAL])
async def test_a_critic_passes_on_what_others_have_named_in_one_text_or_in_several(template: Template) -> None:
    analyses = f"- {hints(W1, 2, 3)}\n- {hints(W1, 3, 4)}"
    said = await written("W1", template, instruction=seed_prompt(W1), feedback=analyses)
    assert frozenset().union(*map(points, untagged(said))) == points(analyses)
    assert said.count("<FEEDBACK>") == (3 if template is SEVERAL else 1)


async def test_a_pair_of_answers_is_criticized_for_the_worse_one() -> None:
    need = next(e for e in examples(W1, 80) if item(W1, int(e.id[1:])).features[:12].sum() == 1)
    line = "{n}. Input: {text}\n   Answer: {answer}\n   Scoring: {note}"
    wrong = other(str(need.expected))
    pair = "\n".join(
        [
            line.format(n=1, text=need.fields["text"], answer=need.expected, note="correct"),
            line.format(n=2, text=need.fields["text"], answer=wrong, note=f'expected "{need.expected}", got "{wrong}"'),
        ]
    )
    said = [await written("W1", STANDARD["critique"], f"c{n}", instruction="Say.", evidence=pair) for n in range(40)]
    cue = next(cue for cue in CUES[1] if cue in need.fields["text"])
    assert all(read_advice(untagged(text)[0]).named.sum() == 1 for text in said)
    assert sum(f"Check the {cue} before" in text for text in said) > 30


async def test_of_two_lists_of_answers_the_one_with_more_right_ones_is_named_and_of_equal_ones_either() -> None:
    items = examples(W1, 4)

    def answers(right: int) -> str:
        said = [str(e.expected) if place < right else other(str(e.expected)) for place, e in enumerate(items)]
        rows = enumerate(zip(items, said, strict=True), start=1)
        return "\n".join(f"{n}. Input: {e.fields['text']}\n   Answer: {answer}" for n, (e, answer) in rows)

    async def named(first: int, second: int) -> list[str]:
        texts = {"task": seed_prompt(W1), "first": answers(first), "second": answers(second)}
        return [untagged(await written("W1", STANDARD["compare"], f"c{n}", **texts))[0] for n in range(40)]

    assert set(await named(3, 2)) == {"A"}
    assert set(await named(1, 4)) == {"B"}
    assert set(await named(2, 2)) == {"A", "B"}


async def test_rules_so_far_stay_in_the_tree_that_new_ones_are_taken_into() -> None:
    texts = {"instruction": seed_prompt(W1), "inputs": "1. A record.\n2. Another.", "feedback": hints(W1, 2)}
    [grown] = untagged(await written("W1", STANDARD["arrange"], tree=hints(W1, 0, 1), **texts))
    [first] = untagged(await written("W1", STANDARD["arrange"], tree="none", **texts))
    assert list(np.flatnonzero(read_advice(grown).named[OWN])) == [0, 1, 2]
    assert list(np.flatnonzero(read_advice(first).named[OWN])) == [2]


async def test_readers_of_data_name_what_it_needs_and_descriptions_name_nothing() -> None:
    items = [e for e in examples(W1, 80) if "nothing" not in e.fields["text"]][:10]
    [seen_] = untagged(await written("W1", STANDARD["observe"], examples=shown_as(items)))
    needed = {cue for e in items for cue in CUES[1] if cue in e.fields["text"]}
    named = {
        cue for cue in CUES[1] if read_advice(seen_).named[PLACE[f"Check the {cue} before you settle on a label."]]
    }
    assert len(named & needed) >= 3
    notes = f"- {seen_}\n- {hints(W1, 0)}"
    [summary] = untagged(await written("W1", STANDARD["summarize"], observations=notes))
    assert points(summary) == points(notes)
    program = f"user, of the step that writes output:\n{seed_prompt(W1)}"
    texts = {"instruction": seed_prompt(W1), "name": "user", "program": "Labels."}
    for said in (
        await written("W1", STANDARD["describe_program"], modules=program, task="not known"),
        await written("W1", STANDARD["describe_part"], **texts),
    ):
        assert untagged(said)[0]
        assert not points(untagged(said)[0])
    texts = {"summary": hints(W1, 6), "program": "Labels.", "part": "All of it.", "tip": "none", "examples": "none"}
    found = await present("W1", STANDARD["propose_grounded"], instruction=seed_prompt(W1), **texts)
    assert abs(found[:, OWN][:, 6].mean() - 0.8) < 0.15
    assert found.sum() == found[:, OWN][:, 6].sum()


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("W15", {"name": "bootstrap_fewshot", "candidates": 6, "labelled": 4}),
        ("W1", {"name": "miprov2", "instructions": 4, "demo_sets": 3, "trials": 10}),
    ],
)
async def test_demos_and_grounded_instructions_gain_where_a_world_rewards_them(
    tmp_path: Path, name: str, method: dict[str, Any]
) -> None:
    world = WORLDS[name]
    wanted = {
        "prompt": seed_prompt(world),
        "task": {**dataset(world, 300, 1), "split": SPLIT},
        "method": method,
        "models": {"task": {"provider": SIMULATED, "model": name}},
        "seed": 1,
    }
    async with harness.serving(tmp_path, None) as service:
        record = await harness.read(service, await harness.submit(service, harness.plan_of(service, wanted)))
    assert record.result.test.difference is not None
    assert record.result.test.difference.estimate > 0.1
    best = next(candidate for candidate in record.candidates if candidate.id == record.result.candidate)
    assert best.demos or name == "W1"
    assert not [one for step in record.steps for one in step.proposals if one.status != "accepted"]


@pytest.mark.parametrize("name", sorted(set(SMALL) - {"none"}))
async def test_no_answer_to_a_method_is_lost_for_its_form(tmp_path: Path, name: str) -> None:
    wanted = {
        "prompt": seed_prompt(W1),
        "task": {**dataset(W1, 40, 1), "split": SPLIT},
        "method": {"name": name, **SMALL[name]},
        "models": {"task": {"provider": SIMULATED, "model": "W1"}},
        "seed": 1,
    }
    async with harness.serving(tmp_path, None) as service:
        record = await harness.read(service, await harness.submit(service, harness.plan_of(service, wanted)))
    reasons = {one.reason for step in record.steps for one in step.proposals if one.status != "accepted"}
    assert not [reason for reason in reasons if reason.startswith(("expected", "empty", "lost", "invented", "cut"))]
    assert not [note for step in record.steps for note in step.notes]
    assert not [one for step in record.steps for one in step.proposals if one.status == "failed"]

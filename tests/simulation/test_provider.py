"""Simulated worlds asked through the service's own templates, parsers and scorers: who answers what."""

from collections.abc import Sequence
from typing import Any, cast

import pytest

from gradcheck.domain.call import Answer, Call, Chat, Completion, Delivery, Endpoint, Message, Role, Sampling, Spend
from gradcheck.domain.feedback import EditRequest, Slot
from gradcheck.domain.program import Candidate, Module, Program
from gradcheck.domain.seeds import stream
from gradcheck.domain.task import Example, Rollout
from gradcheck.errors import AttemptError
from gradcheck.evaluation import Evaluator, Task
from gradcheck.llm.session import Session
from gradcheck.optimizer.model import OptimizerModel
from gradcheck.optimizer.slots import evidence, shown_rollout
from gradcheck.optimizer.templates import TEMPLATES
from gradcheck.scoring import Judge
from gradcheck.scoring.exact import Exact
from gradcheck.simulation.provider.client import SimulatedLLM
from gradcheck.simulation.worlds.catalogue import ABSENT, CUES, LABELS, OPPOSITE, PLACE, REWORDED, SENTENCES
from gradcheck.simulation.worlds.prompts import opposite_advice, read_advice, read_prompt
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from gradcheck.simulation.worlds.world import World
from gradcheck.texts.placebo import MANNERS, placebo
from gradcheck.texts.vocabulary import words

STANDARD = TEMPLATES["standard"]

PROGRAM = Program(modules=(Module(name="main", system=None, user="user", output="output"),))


class Direct:
    """A session without a ledger: every call is made."""

    def __init__(self, llm: SimulatedLLM) -> None:
        self._llm = llm

    async def call(self, call: Call) -> Delivery:
        outcome = await self._llm.attempt(call)
        return Delivery(path=call.path, role=call.role, key="", outcome=outcome, inherited=False)

    def count(self, _deliveries: object) -> Spend:
        return Spend()


class Bench:
    """Critics, editors and rollouts of one world, as the service makes them; all of its own `run`."""

    def __init__(self, world: World, run: int = 1) -> None:
        self.world = world
        own = endpoint(world.name)
        session = cast("Session", Direct(SimulatedLLM()))
        task = Task(
            program=PROGRAM,
            reference=candidate("Name the label."),
            scoring=Exact(),
            labels=LABELS,
            description=None,
            task=own,
            judge=own,
            seed=run,
        )
        self._writer, self._evaluator = OptimizerModel(session, PROGRAM, own, run), Evaluator(task, session)

    async def rollouts(self, prompt: str, examples: list[Example], sample: int = 0) -> list[Rollout]:
        own = candidate(prompt)
        return [(await self._evaluator.rollout(own, example, sample, "probe")).rollout for example in examples]

    async def critique(
        self, prompt: str, shown: str, path: str = "c", template: str = "critique", more: str = ""
    ) -> str:
        slots = [slot("instruction", "context", prompt), slot("evidence", "evidence", shown)]
        if "{{feedback}}" in STANDARD[template].user:
            slots.append(slot("feedback", "feedback", more))
        said = await self._writer.write(STANDARD[template], tuple(slots), path)
        assert said.text is not None, said
        return said.text

    async def edit(
        self,
        prompt: str,
        feedback: str,
        path: str = "e",
        template: str = "edit",
        shown: str = "",
        more: Sequence[str] = (),
    ) -> str:
        slots = (
            slot("instruction", "context", prompt),
            slot("evidence", "evidence", shown),
            *(slot("feedback", "feedback", text) for text in (feedback, *more)),
        )
        request = EditRequest(
            id=path, operator=template, parents=("p",), component="user", template=STANDARD[template], slots=slots
        )
        said = await self._writer.edit(request, candidate(prompt), path)
        assert said.text is not None, said
        return said.text


def candidate(prompt: str) -> Candidate:
    return Candidate(id="p", components={"user": prompt})


def slot(name: str, kind: Any, text: str) -> Slot:  # noqa: ANN401 - a literal
    return Slot(name=name, kind=kind, text=text)


def endpoint(model: str, **sampling: Any) -> Endpoint:  # noqa: ANN401 - of Sampling
    return Endpoint(provider="simulated", model=model, profile="standard", sampling=Sampling(**sampling))


def examples(world: World, n: int, seed: int = 1) -> list[Example]:
    found = dataset(world, n, seed)["examples"]
    return [Example(id=e["id"], fields=e["input"], expected=e["expected"], split="train") for e in found]


def shown(rollouts: list[Rollout], of: list[Example], template: str = "critique") -> str:
    by_id = {example.id: example for example in of}
    return evidence(STANDARD[template], [shown_rollout(one, by_id[one.example]) for one in rollouts], by_id)


async def ask(model: str, *messages: str, role: Role = "task", seed: int = 1, **sampling: Any) -> Answer:  # noqa: ANN401
    own = endpoint(model, **sampling)
    request = Chat(messages=tuple(Message(role="user", content=text) for text in messages))
    call = Call(path="p", role=role, endpoint=own, request=request, sampling=own.sampling, seed=seed)
    return await SimulatedLLM().attempt(call)


def hints(world: World, *places: int) -> str:
    return " ".join(f"Check the {CUES[world.topic][place]} before you settle on a label." for place in places)


async def errors(bench: Bench, prompt: str, count: int = 4) -> tuple[list[Rollout], list[Example]]:
    found = examples(bench.world, 40)
    wrong = [rollout for rollout in await bench.rollouts(prompt, found) if rollout.score == 0]
    return wrong[:count], found


def test_every_world_has_its_name_and_every_sentence_its_place() -> None:
    assert [f"W{n}" for n in range(18)] == [name for name in WORLDS if name != "W8-floor"]
    assert all(world.name == name for name, world in WORLDS.items())
    assert len(SENTENCES) == len(REWORDED) == 82
    assert len(PLACE) == 2 * 82
    assert {words(sentence) for sentence in PLACE} == {9}
    assert all(OPPOSITE[OPPOSITE] == range(82))
    assert not any(label in sentence for label in LABELS for sentence in SENTENCES[:72])


async def test_an_answer_is_a_function_of_the_request_its_sampling_and_its_seed() -> None:
    texts = [seed_prompt(WORLDS["W1"]).replace("{text}", e.fields["text"]) for e in examples(WORLDS["W1"], 60)]

    async def said(**changes: Any) -> list[str]:  # noqa: ANN401
        return [(await ask("W1", text, **changes)).text for text in texts]

    first = await said()
    assert first == await said()
    assert set(first) == set(LABELS)
    for changes in ({"seed": 2}, {"temperature": 0.5}):
        assert first != await said(**changes)


async def test_an_item_and_its_label_are_the_worlds_whatever_the_data_set() -> None:
    world = WORLDS["W3"]
    first, again = dataset(world, 50, 7), dataset(world, 200, 7)
    assert first == dataset(world, 50, 7)
    texts = {e["id"]: e for e in again["examples"]}
    assert len(texts) == 200
    assert all(texts.get(e["id"], e) == e for e in first["examples"])
    assert dataset(world, 50, 8) != first


async def test_a_critic_names_what_is_missing_and_matters_to_the_errors_shown() -> None:
    sure = World(name="W1", topic=1, a=1)
    bench = Bench(WORLDS["W1"])
    prompt = f"{hints(sure, 0, 1)}\n\n{{text}}"
    wrong, found = await errors(bench, prompt)
    by_id = {example.id: example for example in found}
    needed = {cue for rollout in wrong for cue in CUES[1] if cue in by_id[rollout.example].fields["text"]}
    named: set[str] = set()
    for n in range(30):
        advice = read_advice(await bench.critique(prompt, shown(wrong, found), f"c{n}"))
        assert 1 <= advice.named.sum() <= 4
        named |= {cue for cue in CUES[1] if advice.named[PLACE[f"Check the {cue} before you settle on a label."]]}
    assert needed - set(CUES[1][:2]) <= named
    assert not named & set(CUES[1][:2])


async def test_a_critic_that_believes_wrong_labels_names_what_does_not_matter() -> None:
    for name, misled in (("W1", True), ("W4", False)):
        bench = Bench(WORLDS[name])
        prompt = seed_prompt(bench.world)
        wrong, found = await errors(bench, prompt)
        text = shown(wrong, found)
        for rollout in wrong:
            example = next(e for e in found if e.id == rollout.example)
            other = next(label for label in LABELS if label not in {example.expected, rollout.output})
            text = text.replace(f'expected "{example.expected}", got "{rollout.output}"', f'expected "{other}"')
        own = slice(12, 24)
        seen = [read_advice(await bench.critique(prompt, text, f"c{n}")).named for n in range(40)]
        share = sum(named[own].sum() for named in seen) / sum(named.sum() for named in seen)
        assert share == 0 if misled else share > 0.6


async def test_feedback_is_carried_back_through_a_chain_and_stays_the_same() -> None:
    bench = Bench(WORLDS["W1"])
    prompt = seed_prompt(bench.world)
    wrong, found = await errors(bench, prompt, 1)
    text = shown(wrong, found)
    first = await bench.critique(prompt, text, template="gradient_response")
    onward = [await bench.critique(prompt, text, f"g{n}", "gradient_prompt", first) for n in range(10)]
    assert set(onward) == {first}
    assert await bench.critique(prompt, text, "i", "gradient_input", first) == first


@pytest.mark.parametrize("template", ["edit", "update"])
async def test_an_editor_takes_up_what_feedback_names_and_reads_nothing_that_matters_into_a_placebo(
    template: str,
) -> None:
    bench = Bench(WORLDS["W1"])
    prompt, feedback = seed_prompt(bench.world), hints(bench.world, 2, 5, 7)
    texts = {"real": feedback, "none": "", "placebo": ""}
    taken = dict.fromkeys(texts, 0)
    foreign = dict.fromkeys(texts, 0)
    for n in range(60):
        texts["placebo"] = placebo(words(feedback), LABELS, stream(n), MANNERS[n % 3])
        for name, text in texts.items():
            present = read_prompt(await bench.edit(prompt, text, f"{name}/{n}", template)).present
            taken[name] += present[12:24].sum()
            foreign[name] += present.sum() - present[12:24].sum()
    assert taken["none"] == taken["placebo"] == foreign["none"] == foreign["real"] == 0
    assert abs(taken["real"] / 180 - 0.8) < 0.1
    assert abs(foreign["placebo"] / 180 - 0.8) < 0.1


async def test_an_editor_that_reads_notes_finds_out_what_they_ask_for_and_nothing_without_them() -> None:
    bench = Bench(WORLDS["W1"])
    prompt = seed_prompt(bench.world)
    wrong, found = await errors(bench, prompt, 3)
    text = shown(wrong, found, "reflect")
    notes = {"real": [one.note for one in wrong], "right": ["correct"] * 3, "none": [""] * 3}
    notes["placebo"] = [placebo(24, LABELS, stream(n), MANNERS[n % 3]) for n in range(3)]
    taken, foreign = dict.fromkeys(notes, 0), dict.fromkeys(notes, 0)
    for n in range(30):
        for name, own in notes.items():
            made = await bench.edit(prompt, own[0], f"{name}/{n}", "reflect", text, own[1:])
            present = read_prompt(made).present
            taken[name] += present[12:24].sum()
            foreign[name] += present.sum() - present[12:24].sum()
    assert taken["real"] > 30
    assert taken["real"] > 3 * max(taken["right"], taken["none"], taken["placebo"])
    assert taken["none"] == foreign["none"] == taken["placebo"] == 0 < foreign["placebo"]


async def test_a_critic_without_rollouts_passes_on_what_it_is_told() -> None:
    bench = Bench(WORLDS["W1"])
    told = hints(bench.world, 3, 4)
    said = await bench.critique(seed_prompt(bench.world), "", template="failure_modes", more=told)
    assert (read_advice(said).named == read_advice(told).named).all()


async def test_what_a_leaky_world_reads_into_a_placebo_matters_half_the_time() -> None:
    bench = Bench(WORLDS["W7"])
    feedback = placebo(27, LABELS, stream(1), "kind")
    seen = [read_prompt(await bench.edit("{text}", feedback, f"e{n}")).present for n in range(100)]
    share = sum(present[12:24].sum() for present in seen) / sum(present.sum() for present in seen)
    assert abs(share - 0.5) < 0.1


async def test_an_opposite_replaces_the_hint_it_contradicts() -> None:
    bench = Bench(WORLDS["W1"])
    against = opposite_advice(hints(bench.world, 3))
    assert against.startswith("Pay no attention")
    prompt = f"Decide. {hints(bench.world, 3, 4)}\n\n{{text}}"
    after = [await bench.edit(prompt, against, f"e{n}") for n in range(40)]
    obeyed = [text for text in after if against in text]
    assert all(hints(bench.world, 3) not in text for text in obeyed)
    assert all(hints(bench.world, 4) in text for text in after)
    assert abs(len(obeyed) / 40 - 0.8) < 0.2


async def test_paraphrases_keep_meaning_and_improvements_polish_where_the_world_polishes() -> None:
    bench = Bench(WORLDS["W2"])
    prompt = f"Decide.\n{hints(bench.world, 1)}\n\nThe record: {{text}}"
    before = read_prompt(prompt)
    for template in ("paraphrase", "rewrite"):
        texts = {await bench.edit(prompt, "", f"{template}/{n}", template) for n in range(10)}
        assert len(texts) == 10
        assert all((read_prompt(text).present == before.present).all() for text in texts)
        assert all(read_prompt(text).free == before.free for text in texts)
    polished = [read_prompt(await bench.edit(prompt, "", f"i{n}", "improve")).present[-6:].sum() for n in range(50)]
    assert abs(sum(polished) / 50 - 0.8) < 0.15


async def test_an_edit_keeps_free_text_and_placeholders_and_can_be_edited_again() -> None:
    bench = Bench(WORLDS["W1"])
    text = "Look closely, then say\nwhich it is\n\nThe record: {text}\n\nNow answer."
    for n in range(6):
        text = await bench.edit(text, hints(bench.world, n), f"e{n}")
    assert text.endswith("\n\nThe record: {text}\n\nNow answer.")
    assert text.startswith("Look closely, then say\nwhich it is\n")
    assert text.count("Wording") == 1
    assert read_prompt(text).present.sum() >= 3


async def test_a_remembered_answer_helps_on_its_item_alone() -> None:
    bench = Bench(WORLDS["W9"])
    prompt = seed_prompt(bench.world)
    wrong, found = await errors(bench, prompt)
    feedback = await bench.critique(prompt, shown(wrong, found))
    assert feedback.count("the label is always") == 4
    after = await bench.edit(prompt, feedback)
    remembered = set(read_prompt(after).memos)
    samples = [await bench.rollouts(after, found, sample) for sample in range(20)]
    before = [await bench.rollouts(prompt, found, sample) for sample in range(20)]

    def mean(of: list[list[Rollout]], *, own: bool) -> float:
        named = {f"W9-{example.id[1:]}": example.id for example in found}
        ids = {named[name] for name in remembered}
        scores = [r.score or 0.0 for batch in of for r in batch if (r.example in ids) == own]
        return sum(scores) / len(scores)

    assert mean(samples, own=True) > mean(before, own=True) + 0.2
    assert abs(mean(samples, own=False) - mean(before, own=False)) < 0.15


async def test_answers_that_cannot_be_parsed_are_wrong_until_the_prompt_asks_for_the_bare_label() -> None:
    bench = Bench(WORLDS["W11"])
    found = examples(bench.world, 200)
    wordy = [r for r in await bench.rollouts(seed_prompt(bench.world), found) if r.output not in LABELS]
    assert abs(len(wordy) / 200 - 0.3) < 0.1
    assert {r.score for r in wordy} == {0.0}
    asked = f"Give the bare label alone and add nothing more. {seed_prompt(bench.world)}"
    assert all(r.output in LABELS for r in await bench.rollouts(asked, found))


async def test_a_judge_answers_in_the_scorers_form_and_likes_long_answers_where_it_is_biased() -> None:
    judge, fields = Judge(rubric="Right or wrong."), {"text": "Record"}
    long = "It could be alpha, though not all that can be made out speaks for it."

    async def mean(model: str, output: str, expected: str) -> float:
        request = judge.request(output, expected, fields, None)
        texts = [message.content for message in request]
        said = [judge.read((await ask(model, *texts, role="judge", seed=n)).text).value for n in range(200)]
        return sum(value for value in said if value is not None) / len(said)

    assert await mean("W1", "alpha", "alpha") == await mean("W1", long, "alpha") == 1
    assert await mean("W1", "beta", "alpha") == 0
    assert 0.9 < await mean("W11", "alpha", "alpha") < 1
    assert 0 < await mean("W11", "beta", "alpha") < 0.1
    assert await mean("W11", long, "beta") > 0.4


async def test_a_drifting_model_changes_with_the_answers_it_has_given_and_no_other_does() -> None:
    for name, changes in (("W10", True), ("W2", False)):
        world, llm = WORLDS[name], SimulatedLLM()
        own = endpoint(name)
        text = seed_prompt(world).replace("{text}", examples(world, 1)[0].fields["text"])
        request = Chat(messages=(Message(role="user", content=text),))
        right = []
        for seed in range(2 * world.drift_calls):
            call = Call(path="p", role="task", endpoint=own, request=request, sampling=own.sampling, seed=seed)
            right.append((await llm.attempt(call)).text == examples(world, 1)[0].expected)
        gain = (sum(right[world.drift_calls :]) - sum(right[: world.drift_calls])) / world.drift_calls
        assert (gain < -0.07) == changes


@pytest.mark.parametrize("text", ["Hello?", "", "Record W2-17: keel can be made out.", "Say <PROMPT> twice."])
async def test_a_request_no_world_understands_is_answered_with_some_label(text: str) -> None:
    assert (await ask("W1", text)).text in LABELS
    own = endpoint("W1")
    call = Call(path="p", role="task", endpoint=own, request=Completion(prompt=text), sampling=own.sampling, seed=1)
    assert (await SimulatedLLM().attempt(call)).text in LABELS


async def test_critics_and_editors_without_marked_data_still_answer_between_their_tags() -> None:
    critic = await ask("W1", "Give advice.\n\nWrite your text between <FEEDBACK> and </FEEDBACK>.")
    editor = await ask("W1", "Mend this: {text}\n\nWrite the new prompt between <PROMPT> and </PROMPT>.")
    named = read_advice(critic.text.removeprefix("<FEEDBACK>").removesuffix("</FEEDBACK>")).named
    assert (named.sum(), named[12:24].sum()) == (3, 0)
    assert critic.text.startswith("<FEEDBACK>Check the ")
    assert editor.text.startswith("<PROMPT>\n")
    assert "{text}" in editor.text


async def test_an_answer_longer_than_its_limit_is_cut_and_a_world_that_is_not_there_is_a_failure() -> None:
    answer = await ask("W1", "Write the new prompt between <PROMPT> and </PROMPT>.", max_tokens=2)
    assert (answer.cut, len(answer.text), answer.output_tokens, answer.cost_micro_usd) == (True, 8, 2, 0)
    with pytest.raises(AttemptError, match="no world W99; there are W0, W1"):
        await ask("W99", "Hello?")


def test_the_absent_feedback_of_templates_asks_for_nothing() -> None:
    assert {template.absent for template in STANDARD.values() if template.endpoint != "none"} == {ABSENT}
    advice = read_advice(f"- {ABSENT}")
    assert advice.empty
    assert advice.vague == 0

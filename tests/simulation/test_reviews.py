"""Simulated worlds asked by the suite's own templates: feedback written again, and a judge's questions about texts."""

from typing import cast

import pytest

from gradcheck.diagnostics.perturbations.templates import INVERT, PARAPHRASE, QUESTIONS
from gradcheck.diagnostics.requirements import Question
from gradcheck.domain.feedback import Template
from gradcheck.domain.seeds import digest
from gradcheck.llm.session import Session
from gradcheck.optimizer.model import OptimizerModel
from gradcheck.simulation.provider.client import SimulatedLLM
from gradcheck.simulation.worlds.catalogue import LABELS, SENTENCES
from gradcheck.simulation.worlds.prompts import points, read_advice
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from gradcheck.texts.leakage import leak_check
from gradcheck.texts.vocabulary import words
from tests.simulation.test_provider import PROGRAM, Bench, Direct, ask, endpoint, errors, examples, hints, shown, slot

W1 = WORLDS["W1"]


async def asked(name: str, template: Template, texts: dict[str, str], path: str = "p") -> str:
    """What a world says to a template whose slots hold these texts."""
    writer = OptimizerModel(cast("Session", Direct(SimulatedLLM())), PROGRAM, endpoint(name), 1)
    said = await writer.write(template, tuple(slot(key, "context", text) for key, text in texts.items()), path)
    assert said.text is not None, said
    return said.text


async def share(name: str, question: Question, texts: dict[str, str], answer: str = "yes", of: int = 200) -> float:
    """How often a judge gives this answer."""
    said = [await asked(name, QUESTIONS[question], texts, f"q{n}") for n in range(of)]
    return sum(one == answer for one in said) / of


async def test_an_inverted_review_asks_for_the_opposite_of_everything_known() -> None:
    review = f"First of all: think. {hints(W1, 2)} Give the bare label alone and add nothing more."
    memo = "For record W1-7 the label is always gamma."
    said = await asked("W1", INVERT, {"review": f"{review} {memo}"})
    assert said.startswith("First of all: think. Pay no attention to the stem when you decide. Explain the label")
    assert said.endswith("For record W1-7 the label is always alpha.")
    assert await asked("W1", INVERT, {"review": said.rsplit(" For", 1)[0]}, "again") == review


async def test_a_paraphrased_review_asks_for_the_same_in_other_words() -> None:
    for review in (hints(W1, 3), f"- {hints(W1, 2, 5, 7)}\n- Answer gamma whenever a case leaves any doubt open."):
        texts = {await asked("W1", PARAPHRASE, {"review": review}, f"p{n}") for n in range(10)}
        assert review not in texts
        assert all(points(text) == points(review) for text in texts)
        assert all(words(text) == words(review) for text in texts)
        bench = Bench(W1)
        edited = [await bench.edit(seed_prompt(W1), text, f"e{n}") for n, text in enumerate(sorted(texts))]
        assert all(points(text) <= points(review) for text in edited)
    assert len(texts) > 5


async def test_a_judge_says_that_a_change_follows_a_review_where_half_of_what_it_asks_for_is_new() -> None:
    before = seed_prompt(W1)
    for new, holds in (((1, 2), True), ((1,), True), ((9, 10), False), ((), False)):
        texts = {"before": before, "after": f"{hints(W1, *new)} {before}", "review": hints(W1, 1, 2)}
        assert await share("W1", "follows", texts, of=5) == holds, new
    known = {"before": f"{hints(W1, 1)} {before}", "after": f"{hints(W1, 1)} Now. {before}", "review": hints(W1, 1)}
    assert await share("W1", "follows", known, of=5) == 0
    vague = {"before": before, "after": f"{hints(W1, 1)} {before}", "review": "It could be clearer."}
    assert await share("W1", "follows", vague, of=5) == 0


async def test_a_judge_names_the_review_that_shares_most_with_a_change_and_guesses_where_none_does() -> None:
    before = seed_prompt(W1)
    texts = {"before": before, "after": f"{hints(W1, 1, 2)} {before}"}
    reviews = "\n".join([f"1. {hints(W1, 1, 8)}", f"2. {hints(W1, 1, 2)}", f"3. {hints(W1, 9)}"])
    assert await share("W1", "identify", {**texts, "reviews": reviews}, "2", 10) == 1
    unrelated = "\n".join(f"{n}. {hints(W1, 8 + n)}" for n in range(1, 4))
    for number in "123":
        assert 0.2 < await share("W1", "identify", {**texts, "reviews": unrelated}, number) < 0.5


async def test_a_judge_tells_the_same_the_opposite_and_neither_apart() -> None:
    first = hints(W1, 1, 2)
    same = {"first": first, "second": f"Before you settle on a label, check the stem. {hints(W1, 1)}"}
    opposite = {"first": first, "second": await asked("W1", INVERT, {"review": first})}
    neither = {"first": first, "second": hints(W1, 1)}
    empty = {"first": "It could be clearer.", "second": "It could be livelier."}
    expected: dict[Question, tuple[bool, ...]] = {
        "equivalent": (True, False, False, False),
        "opposite": (False, True, False, False),
    }
    for question, holds in expected.items():
        for texts, one in zip((same, opposite, neither, empty), holds, strict=True):
            assert await share("W1", question, texts, of=3) == one, (question, texts)


async def test_a_biased_judge_errs_now_and_then_and_prefers_the_longer_change_and_the_longer_text() -> None:
    before, polish = seed_prompt(W1), SENTENCES[-3:]
    kept = {"before": before, "after": f"{hints(W1, 1)} {before}", "review": hints(W1, 4)}
    grown = {**kept, "after": f"{hints(W1, 1)} {' '.join(polish)} {before}"}
    assert 0 < await share("W11", "follows", {**kept, "after": before}) < 0.1
    assert await share("W11", "follows", kept) < await share("W11", "follows", grown)
    assert await share("W1", "follows", grown) == 0
    reviews = f"1. {hints(W1, 1)}\n2. {hints(W1, 8, 9, 10)}"
    assert await share("W11", "identify", {**kept, "reviews": reviews}, "2") > 0.5
    assert await share("W1", "identify", {**kept, "reviews": reviews}, "2", 5) == 0
    longer = {"first": hints(W1, 1), "second": hints(W1, 2, 3)}
    assert await share("W11", "equivalent", longer) > 0.3
    swapped = {"first": longer["second"], "second": longer["first"]}
    assert await share("W11", "equivalent", swapped) < 0.15


@pytest.mark.parametrize("note", ["not shown", "not given", ""])
@pytest.mark.parametrize("name", ["W1", "W4", "W12"])
async def test_a_critic_that_is_not_told_how_answers_were_scored_says_what_comes_to_mind(name: str, note: str) -> None:
    bench = Bench(WORLDS[name])
    prompt = seed_prompt(bench.world)
    wrong, found = await errors(bench, prompt)
    told = shown(wrong, found)
    for rollout in wrong:
        told = told.replace(rollout.note, note)
    names = [read_advice(await bench.critique(prompt, told, f"c{n}")).named for n in range(60)]
    assert {int(named.sum()) for named in names} == {1}
    counted = [int(named.sum()) for named in [read_advice(await bench.critique(prompt, shown(wrong, found))).named]]
    assert max(counted) > 1 or name == "W12"


async def test_a_critic_that_is_told_a_grade_knows_that_an_answer_is_wrong_without_a_label() -> None:
    bench = Bench(W1)
    prompt = seed_prompt(W1)
    wrong, found = await errors(bench, prompt)

    async def own(note: str) -> float:
        told = shown(wrong, found)
        for rollout in wrong:
            told = told.replace(rollout.note, note)
        names = [read_advice(await bench.critique(prompt, told, f"{note}{n}")).named for n in range(40)]
        return float(sum(named[12:24].sum() for named in names)) / 40

    assert await own("graded wrong") == pytest.approx(await own("graded 3 of 100"), abs=0.5)
    assert await own("graded wrong") > 2
    assert await own("graded right") < 0.8
    assert await own("graded right") == pytest.approx(await own("graded 97 of 100"), abs=0.3)


async def test_a_judge_that_compares_answers_with_the_expected_one_grades_on_the_scale_it_is_given() -> None:
    mark = digest("mark")
    material = "\n\n".join(
        f"{title}:\nBEGIN {mark}\n{text}\nEND {mark}"
        for title, text in (("Input", "Record."), ("Expected answer", "alpha"), ("Answer to score", "{answer}"))
    )
    asks = "Does the answer agree with the expected one? Write one line of exactly this form and nothing else, where x"
    binary, smooth = f"{asks} is 1 if it does and 0 if not:", f"{asks} is a number from 0 (not at all) to 100 (fully):"
    said = {
        (scale, answer): (await ask("W1", f"{material.format(answer=answer)}\n\n{scale}\nSCORE: x", role="judge")).text
        for scale in (binary, smooth)
        for answer in ("alpha", "beta", "It could be alpha, though not all that can be made out speaks for it.")
    }
    assert list(said.values()) == ["SCORE: 1", "SCORE: 0", "SCORE: 0", "SCORE: 100", "SCORE: 0", "SCORE: 0"]


@pytest.mark.parametrize("name", ["W1", "W4", "W7"])
async def test_what_one_who_has_not_seen_the_task_writes_is_caught_where_the_world_leaks(name: str) -> None:
    world = WORLDS[name]
    corpus = [seed_prompt(world), *(example.fields["text"] for example in examples(world, 60))]
    said = [
        (await ask(name, "Give advice.\n\nWrite your text between <FEEDBACK> and </FEEDBACK>.", seed=n)).text
        for n in range(16)
    ]
    found = leak_check([text[10:-11] for text in said], LABELS, corpus)
    assert found.passed == (name != "W7"), found.detail


def test_the_data_of_a_world_hold_no_answer() -> None:
    texts = [example["input"]["text"] for example in dataset(W1, 50, 1)["examples"]]
    assert not any(label in text for label in LABELS for text in texts)

"""Foreign feedback, noise, and the check that such texts know nothing of the task."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck.domain.seeds import stream
from gradcheck.scoring import labels
from gradcheck.simulation.worlds.catalogue import LABELS
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from gradcheck.texts.foreign import foreign_like, foreign_tasks
from gradcheck.texts.layout import layout, sentence_sizes
from gradcheck.texts.leakage import LEVEL, leak_check
from gradcheck.texts.noise import noise_like
from gradcheck.texts.placebo import MANNERS, placebo, placebo_like
from gradcheck.texts.vocabulary import alike, content_words, leaks, share, shipped_lines, tokens, vocabulary, words
from tests.diagnostics.test_placebo import FEEDBACK, as_long, model
from tests.support import tasks

LENGTHS = (3, 6, 12, 25, 40, 80, 120, 200)
TASKS = foreign_tasks()
PLACEBOS = [shipped_lines(f"placebos/{manner}.txt") for manner in MANNERS]
LABEL_LIKE = frozenset(
    tokens(
        "yes no true false positive negative neutral good bad right wrong left same different high low up down one two "
        "three first second red blue green black white sports business science politics world man woman animal person "
        "north south east west monday january valid invalid correct plausible"
    )
)


def written_task(task: str) -> tuple[tuple[str, ...], list[str]]:
    """The labels and the texts of a small task."""
    rows = tasks.rows(task)
    return labels([row["expected"] for row in rows]), [f"{row['input']}\n{row['expected']}" for row in rows]


def simulated_task(name: str) -> tuple[tuple[str, ...], list[str]]:
    world = WORLDS[name]
    examples = dataset(world, 80, 1)["examples"]
    return LABELS, [seed_prompt(world), *(f"{one['input']['text']}\n{one['expected']}" for one in examples)]


def models() -> list[str]:
    return [model([length] if length < 12 else [12] * (length // 12)) for length in LENGTHS]


def built_from(corpus: list[str], length: int) -> list[str]:
    """Eight texts of `length` words in a row of the examples, most of which are about a task."""
    found = [word for text in corpus[-20:] for word in tokens(text)]
    return [" ".join(found[first * length : (first + 1) * length]) for first in range(8)]


def task_of(text: str) -> set[str]:
    """The tasks that a sentence of a text is from."""
    found = {sentence.strip(".?!").lower() for sentence in text.replace(".", ";").split(";") if words(sentence)}
    known = {name: " ".join(sentences).lower() for name, sentences in TASKS.items()}
    return {name for sentence in found for name, text in known.items() if sentence.strip() in text}


def test_each_foreign_task_has_sentences_of_many_lengths_of_its_own() -> None:
    assert len(TASKS) >= 12
    for sentences in TASKS.values():
        sizes = [sentence_sizes(sentence) for sentence in sentences]
        assert all(len(size) == 1 and size[0] <= 30 for size in sizes)
        assert sum(size[0] >= 4 for size in sizes) >= 12
    everything = [sentence for sentences in (*TASKS.values(), *PLACEBOS) for sentence in sentences]
    assert len(set(everything)) == len(everything)


def test_the_foreign_tasks_share_few_words_with_each_other() -> None:
    for name, sentences in TASKS.items():
        others = [sentence for other, found in TASKS.items() if other != name for sentence in found]
        assert known(" ".join(sentences), others) < 0.4
        for other, found in TASKS.items():
            assert other == name or known(" ".join(sentences), found) < 0.12


@pytest.mark.parametrize("allowed", [(), ("(A)", "(B)"), ("not the same", "same")])
def test_foreign_feedback_is_as_long_as_the_feedback_and_never_a_placebo(allowed: tuple[str, ...]) -> None:
    for length in range(1, 401, 7):
        text = foreign_like(model([length]), allowed, stream("foreign", length))
        assert as_long(words(text), length), length
        assert not leaks(text, allowed)
        for manner in MANNERS:
            assert text != placebo_like(model([length]), allowed, stream("foreign", length), manner)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 45), min_size=1, max_size=20), st.integers(0, 5))
def test_foreign_feedback_is_about_one_task_in_the_shape_of_the_text(sizes: list[int], seed: int) -> None:
    text = foreign_like(model(sizes), (), stream(seed))
    assert as_long(words(text), sum(sizes))
    assert len(sentence_sizes(text)) <= len(sizes)
    assert len(task_of(text)) == 1


def test_foreign_feedback_comes_from_tasks_far_from_the_one_at_hand() -> None:
    for near, sentences in TASKS.items():
        drawn = [foreign_like(FEEDBACK, (), stream(seed), sentences) for seed in range(12)]
        about = {name for text in drawn for name in task_of(text)}
        assert near not in about
        assert len(about) > 3


def test_draws_are_functions_of_the_seed_and_other_draws_are_other_texts() -> None:
    def draws() -> list[tuple[str, str]]:
        streams = [stream(seed) for seed in range(12)]
        return [(foreign_like(FEEDBACK, (), rng), noise_like(FEEDBACK, rng)) for rng in streams]

    assert draws() == draws()
    assert [len(set(drawn)) for drawn in zip(*draws(), strict=True)] == [12, 12]


@given(st.lists(st.integers(1, 45), min_size=1, max_size=20), st.integers(0, 5))
def test_noise_has_as_many_words_and_sentences_as_a_text(sizes: list[int], seed: int) -> None:
    text = noise_like(model(sizes), stream(seed))
    assert words(text) == sum(sizes)
    assert sentence_sizes(text) == tuple(sizes)


def test_noise_has_the_lines_and_bullets_of_a_text_and_no_word_of_a_label() -> None:
    text = noise_like(FEEDBACK, stream(1))
    assert layout(text, ()) == layout(FEEDBACK, ())
    allowed = [" ".join(shipped_lines("noise.txt")[:-1]), "2"]
    other = noise_like(FEEDBACK, stream(1), allowed)
    assert not leaks(other, allowed)
    assert words(other) == words(FEEDBACK)


def test_the_words_of_noise_are_many_and_none_is_like_a_label() -> None:
    found = [word for line in shipped_lines("noise.txt") for word in line.split()]
    assert len(set(found)) == len(found) >= 500
    assert not LABEL_LIKE & set(found)
    assert all(tokens(word) == [word] and content_words(word) for word in found)


def known(text: str, corpus: Sequence[str]) -> float:
    """The share of a text's content words that the corpus holds."""
    return share(content_words(text), vocabulary(corpus))


def test_known_is_the_share_of_different_content_words_that_the_task_holds() -> None:
    corpus = ["The ducks lay sixteen eggs.", "She sells Muffins"]
    assert known("The ducks, the DUCKS and the muffins were there in a barn.", corpus) == pytest.approx(2 / 3)
    assert known("The barn.", corpus) == 0
    assert known("It is what it is.", corpus) == 0
    assert known("Ducks", []) == 0


def test_texts_are_alike_by_the_content_words_that_both_have_of_those_that_either_has() -> None:
    assert alike(["The ducks lay eggs."], ["Ducks swim.", "They lay eggs, too."]) == pytest.approx(3 / 4)
    assert alike(["Ducks"], ["It is so."]) == 0
    assert alike(["It is."], [""]) == 1


def test_a_text_with_an_allowed_answer_fails_and_is_counted() -> None:
    found = leak_check(["It sounds negative.", "It sounds tired."], ("positive", "negative"), ["A film."])
    assert (found.passed, found.leaking, found.p_value) == (False, 1, 1.0)
    assert found.detail.startswith("1 of 2 texts hold an allowed answer; up to 0 % ")
    with pytest.raises(AttributeError):
        found.leaking = 0  # type: ignore[misc]


def test_many_texts_need_stronger_evidence_than_one() -> None:
    corpus = ["Penguins herd walruses."]
    one = leak_check(["Penguins like walruses."], (), corpus)
    several = leak_check(
        ["Penguins like walruses.", *(placebo(40, (), stream(n), MANNERS[n % 3]) for n in range(9))], (), corpus
    )
    assert several.p_value == pytest.approx(11 * one.p_value)  # ten texts, and all as one
    assert leak_check(["Penguins like walruses."] * 9, (), corpus).p_value == pytest.approx(2 * one.p_value)


def test_without_texts_or_without_a_corpus_nothing_leaks() -> None:
    assert leak_check([], ("positive",), ["A film."]).passed
    assert leak_check([FEEDBACK], (), []).passed


def test_a_large_task_is_read_in_part_and_its_description_always() -> None:
    prompt = "Weigh the temperament of penguins, walruses, albatrosses, herrings, lobsters and jellyfish."
    records = simulated_task("W1")[1]
    corpus = [prompt, *(f"{record} {n}" for n in range(100) for record in records)]
    assert sum(map(len, corpus)) > 300_000
    assert not leak_check([prompt], (), corpus).passed
    assert leak_check([placebo(60, (), stream(1), manner) for manner in MANNERS], (), corpus).passed


@pytest.mark.parametrize("name", list(WORLDS)[::5])  # their tasks are written in the same words
def test_shipped_texts_pass_on_simulated_tasks_and_texts_of_their_words_fail(name: str) -> None:
    passes_and_fires(*simulated_task(name))


@pytest.mark.parametrize("task", tasks.TASKS)
def test_shipped_texts_pass_on_written_tasks_and_texts_of_their_words_fail(task: str) -> None:
    passes_and_fires(*written_task(task))


def passes_and_fires(allowed: tuple[str, ...], corpus: list[str]) -> None:
    for seed in range(3):
        drawn = [
            (
                placebo_like(text, allowed, stream(seed, text), MANNERS[seed]),
                foreign_like(text, allowed, stream(seed, text), corpus),
                noise_like(text, stream(seed, text), allowed),
            )
            for text in models()
        ]
        for texts in zip(*drawn, strict=True):
            found = leak_check(texts, allowed, corpus)
            assert found.passed, found.detail
    for length in (15, 40):
        found = leak_check(built_from(corpus, length), (), corpus)
        assert not found.passed, found.detail
        assert found.leaking == 0
        assert found.p_value <= LEVEL


def test_placebos_without_the_task_keep_the_level_of_the_check_on_written_tasks() -> None:
    """One-sided at 0.01: in 6 tasks x 40 sets, more than 7 alarms have a chance below 0.004."""
    alarms = 0
    for task in tasks.TASKS:
        allowed, corpus = written_task(task)
        for seed in range(40):
            texts = [
                placebo_like(text, allowed, stream("level", seed, text), MANNERS[seed % 3]) for text in models()[2:5]
            ]
            alarms += not leak_check(texts, allowed, corpus).passed
    assert alarms <= 7


def test_half_a_text_of_the_words_of_a_task_is_enough_on_most_tasks() -> None:
    fired = []
    for task in tasks.TASKS:
        _, corpus = written_task(task)
        halves = [
            f"{text} {placebo(30, (), stream(n), MANNERS[n % 3])}" for n, text in enumerate(built_from(corpus, 30))
        ]
        fired.append(not leak_check(halves, (), corpus).passed)
    assert sum(fired) >= 5


def test_the_check_can_be_sent() -> None:
    found = leak_check([FEEDBACK], ("no",), ["A film."])
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)) == found

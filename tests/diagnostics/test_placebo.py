"""Placebo texts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck.domain.seeds import stream
from gradcheck.texts.layout import layout, sentence_sizes
from gradcheck.texts.placebo import MANNERS, Manner, manner_in_turn, placebo, placebo_like
from gradcheck.texts.vocabulary import leaks, shipped_lines, tokens, without_leaks, words

SENTENCES = {manner: shipped_lines(f"placebos/{manner}.txt") for manner in MANNERS}
every_manner = pytest.mark.parametrize("manner", MANNERS)
ADVICE = frozenset(
    tokens(
        "answer answers concise example examples exact explain explicit format input instruction instructions label "
        "labels output precise prompt question questions reasoning short shorter specific step steps task think"
    )
)
FEEDBACK = """## What went wrong
The prompt never says which answers are allowed. As a consequence the model wrote whole paragraphs, in which it weighed
arguments that nobody had asked for, and none of these could be read by the scorer.

1. State the allowed answers.
2. Ask for a single word, and say what to do in doubt.
   - e.g. where the text is mixed
---
Otherwise fine!"""


def model(sizes: list[int]) -> str:
    return " ".join("Word" + " word" * (size - 1) + "." for size in sizes)


def as_long(found: int, wanted: int) -> bool:
    return abs(found - wanted) <= max(0.1 * wanted, 2)


def leads(text: str) -> list[str]:
    return [line.lead for line in layout(text, ())]


@every_manner
def test_there_are_many_remarks_of_many_lengths_each_a_single_sentence(manner: Manner) -> None:
    sentences = SENTENCES[manner]
    sizes = [sentence_sizes(sentence) for sentence in sentences]
    assert len(set(sentences)) == len(sentences) >= 100
    assert all(len(size) == 1 for size in sizes)
    assert {size[0] for size in sizes} == set(range(1, 26))
    assert all(sentence[-1] in ".?!" for sentence in sentences)


def test_no_remark_gives_advice_that_could_help_a_task() -> None:
    everything = [sentence for sentences in SENTENCES.values() for sentence in sentences]
    assert [sentence for sentence in everything if ADVICE & set(tokens(sentence))] == []


def test_no_remark_is_of_two_manners_and_only_kind_ones_praise_and_only_hostile_ones_find_fault() -> None:
    everything = [sentence for sentences in SENTENCES.values() for sentence in sentences]
    assert len(set(everything)) == len(everything)
    marks = {manner: set(tokens(" ".join(sentences))) for manner, sentences in SENTENCES.items()}
    praise = set(tokens("lovely delight delightful wonderfully admirably superb splendid bravo"))
    fault = set(tokens("clumsy stiff careless lacks rough tired wooden bland"))
    assert not praise & (marks["neutral"] | marks["hostile"])
    assert not fault & (marks["neutral"] | marks["kind"])
    assert praise <= marks["kind"]
    assert fault <= marks["hostile"]


@given(st.integers(0, 2**63 - 1), st.integers(0, 50), st.integers(0, 50))
def test_every_six_replicates_of_a_step_hold_each_manner_twice_and_every_six_steps_of_a_replicate(
    seed: int, turn: int, fixed: int
) -> None:
    places = range(6 * turn, 6 * turn + 6)
    assert sorted(manner_in_turn(seed, place, fixed) for place in places) == sorted(2 * MANNERS)
    assert sorted(manner_in_turn(seed, fixed, place) for place in places) == sorted(2 * MANNERS)


def test_the_order_of_manners_is_drawn_by_the_seed_anew_for_every_three_replicates() -> None:
    by_seed = {tuple(manner_in_turn(seed, place, 0) for place in range(3)) for seed in range(60)}
    by_turn = {tuple(manner_in_turn(1, 3 * turn + place, 0) for place in range(3)) for turn in range(60)}
    assert len(by_seed) == len(by_turn) == 6


@pytest.mark.parametrize(
    "labels", [(), ("positive", "negative"), ("(A)", "(B)"), ("not the same", "same"), ("is", "it")]
)
@every_manner
def test_a_placebo_is_as_long_as_the_feedback_within_a_tenth_or_two_words(
    labels: tuple[str, ...], manner: Manner
) -> None:
    for length in (*range(1, 60), *range(60, 401, 7)):
        text = placebo(length, labels, stream("length", length), manner)
        assert as_long(words(text), length), length
        assert not leaks(text, labels)


@given(st.lists(st.integers(1, 45), min_size=1, max_size=20), st.integers(0, 5), st.sampled_from(MANNERS))
def test_a_placebo_has_as_many_sentences_and_words_as_a_text(sizes: list[int], seed: int, manner: Manner) -> None:
    text = placebo_like(model(sizes), (), stream(seed), manner)
    assert len(sentence_sizes(text)) == len(sizes)
    assert as_long(words(text), sum(sizes))


@every_manner
def test_a_placebo_has_the_lines_and_bullets_of_a_text(manner: Manner) -> None:
    for seed in range(20):
        text = placebo_like(FEEDBACK, (), stream(seed), manner)
        assert as_long(words(text), words(FEEDBACK))
        assert leads(text) == leads(FEEDBACK)
        assert [bool(line.strip()) for line in text.splitlines()] == [bool(line) for line in FEEDBACK.splitlines()]


@every_manner
def test_a_number_that_is_an_allowed_answer_becomes_a_plain_bullet(manner: Manner) -> None:
    text = placebo_like(FEEDBACK, ("1", "2"), stream(1), manner)
    assert not leaks(text, ("1", "2"))
    assert leads(text) == [re.sub(r"\d\.", "-", lead) for lead in leads(FEEDBACK)]
    assert as_long(words(text), words(FEEDBACK))


@given(
    st.sampled_from(MANNERS),
    st.lists(
        st.sampled_from(sorted({word for found in SENTENCES.values() for s in found for word in tokens(s)})),
        max_size=40,
    ),
    st.integers(0, 9),
)
def test_a_placebo_holds_no_word_of_a_label_if_any_sentence_holds_none(
    manner: Manner, labels: list[str], seed: int
) -> None:
    if without_leaks(SENTENCES[manner], labels):
        for text in (placebo(60, labels, stream(seed), manner), placebo_like(FEEDBACK, labels, stream(seed), manner)):
            assert words(text) > 0
            assert not leaks(text, labels)


@every_manner
def test_a_placebo_is_written_even_where_every_sentence_leaks(manner: Manner) -> None:
    everything = [" ".join(SENTENCES[manner])]
    assert leaks(placebo(60, everything, stream(1), manner), everything)


@pytest.mark.parametrize("text", ["", " \n\n", "---\n..."])
def test_a_text_without_words_is_matched_by_a_few(text: str) -> None:
    assert 1 <= words(placebo_like(text, (), stream(1), "neutral")) <= 3


def test_a_word_is_a_whole_word_whatever_its_case() -> None:
    assert leaks("It is GOOD.", ["good"])
    assert leaks("It is not so.", ["not enough info"])
    assert not leaks("It is goodish.", ["good"])
    assert not leaks("Anything.", [])


def test_words_are_counted_in_any_alphabet() -> None:
    assert words("Это слишком длинно, don't") == 4


@every_manner
def test_a_draw_is_a_function_of_the_seed_and_other_draws_are_other_texts(manner: Manner) -> None:
    for length in (8, 12, 30, 100):
        drawn = [placebo_like(model([length]), (), stream(seed), manner) for seed in range(20)]
        assert drawn == [placebo_like(model([length]), (), stream(seed), manner) for seed in range(20)]
        assert len(set(drawn)) > 10
    assert len({placebo(30, (), stream(seed), manner) for seed in range(20)}) > 15


@every_manner
def test_no_sentence_comes_twice_while_others_of_its_length_are_left(manner: Manner) -> None:
    for seed in range(10):
        text = placebo_like(model([9] * 20), (), stream(seed), manner)
        assert len(set(re.split(r"(?<=[.?!]) ", text))) == 20

"""Playbooks: what is new, what is counted, what is shown; the same whatever came in between."""

import pytest

from gradcheck.domain.feedback import Feedback
from gradcheck.optimizer import playbook as books
from gradcheck.optimizer.playbook import Bullet, grown, new_in, shown, tagged

TWO = (Bullet(text="Use one word."), Bullet(text="Name the label."))


def feedback(text: str) -> Feedback:
    return Feedback(id=text, kind="rule", module="m", component="user", text=text, author="optimizer", candidate="seed")


def counts(*reflections: str) -> list[tuple[int, int]]:
    return [(one.helpful, one.harmful) for one in tagged(TWO, map(feedback, reflections))]


def test_a_delta_is_added_at_the_end_in_its_order_and_nothing_else_changes() -> None:
    delta = [feedback("Be kind."), feedback("Be\nbrief.")]
    assert new_in(TWO, delta) == delta
    assert grown(TWO, delta) == (*TWO, Bullet(text="Be kind."), Bullet(text="Be brief."))


@pytest.mark.parametrize("text", ["use ONE word", " Use one word! ", "none", "None.", "", "Use\u200b one\u00a0word."])
def test_what_is_there_in_other_case_and_punctuation_is_not_new_and_neither_is_nothing(text: str) -> None:
    assert new_in(TWO, [feedback(text)]) == []


def test_bullets_of_one_meaning_in_other_words_both_stay() -> None:
    assert new_in(TWO, [feedback("Answer with a single word.")]) != []


def test_of_two_bullets_of_one_delta_that_are_the_same_the_first_stays() -> None:
    assert [one.text for one in new_in((), [feedback("Be kind."), feedback("be kind")])] == ["Be kind."]


def test_reflections_count_the_bullets_that_they_name() -> None:
    assert counts("It was wrong.\nHelpful: 1\nHarmful: 2") == [(1, 0), (0, 1)]
    assert counts("Helpful: 1, 2", "- Helpful: 2.\n- harmful: 1") == [(1, 1), (2, 0)]
    assert counts("**Helpful:** none\nHarmful:") == [(0, 0), (0, 0)]


def test_a_number_counts_once_a_reflection_and_one_that_is_not_there_never() -> None:
    assert counts("Helpful: 1, 1\nHelpful: 1") == [(1, 0), (0, 0)]
    assert counts("Helpful: 0, 3, 99") == [(0, 0), (0, 0)]


def test_readers_see_numbers_and_counts_and_a_word_where_there_is_nothing() -> None:
    assert shown(tagged(TWO, [feedback("Helpful: 2")])).splitlines() == [
        "1. [helpful 0, harmful 0] Use one word.",
        "2. [helpful 1, harmful 0] Name the label.",
    ]
    assert shown(()) == "none"


@pytest.mark.parametrize(
    ("out", "left"),
    [
        ({"Look."}, f"Say it.\n\n{books.HEADING}\n- Leap.\n"),
        ({"Look.", "Leap."}, "Say it."),
        (set(), f"Say it.\n\n{books.HEADING}\n- Look.\n- Leap.\n"),
    ],
)
def test_bullets_are_left_out_to_the_letter_and_the_last_takes_its_heading_along(out: set[str], left: str) -> None:
    text = f"Say it.\n\n{books.HEADING}\n- Look.\n- Leap.\n"
    assert books.without(text, out).rstrip("\n") == left.rstrip("\n")


def test_what_stands_behind_a_playbook_stays() -> None:
    text = f"Say it.\n\n{books.HEADING}\n- Look.\n\nInput: {{text}}"
    assert books.without(text, {"Look."}) == "Say it.\n\nInput: {text}"


def test_a_text_without_a_playbook_stays_as_it_is() -> None:
    assert books.without("- Look.\n", {"Look."}) == "- Look.\n"

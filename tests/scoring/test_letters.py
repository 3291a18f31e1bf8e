"""The rules of how letters name answers in a text."""

import pytest

from gradcheck.scoring.mentions import key_of

ORDERED = ("positive", "negative", "neutral")
LETTERS = ("(A)", "(B)", "(C)")


def settled_in_order(output: str) -> tuple[str, ...]:
    return key_of(ORDERED, ordered=True).settled(output)


@pytest.mark.parametrize(
    "output",
    [
        "B",
        "b",
        "(B)",
        "(b)",
        "B.",
        "B)",
        "**B**",
        "Answer: B",
        "the answer is b",
        "B: negative",
        "negative (B)",
    ],
)
def test_a_letter_names_the_choice_in_its_place(output: str) -> None:
    assert settled_in_order(output) == ("negative",)


@pytest.mark.parametrize("output", ["A good film", "I think so", "vitamin b", "D", "e.g. nothing", "I'm"])
def test_other_single_letters_name_nothing(output: str) -> None:
    assert settled_in_order(output) == ()


@pytest.mark.parametrize(
    "output", ["The answer is A because it shines.", "A.", "A", "Option A is right", "A is right", "A or A"]
)
def test_the_letter_a_is_an_answer_where_it_is_no_article(output: str) -> None:
    assert settled_in_order(output) == ("positive",)


@pytest.mark.parametrize("output", ["(A) negative", "A: negative", "A or B", "negative (A)"])
def test_a_letter_and_a_label_that_disagree_are_ambiguous(output: str) -> None:
    assert set(settled_in_order(output)) == {"positive", "negative"}


def test_letters_mean_nothing_where_labels_have_no_order() -> None:
    assert key_of(ORDERED, ordered=False).settled("A") == ()


@pytest.mark.parametrize("output", ["(B)", "B", "So the answer is (B).", "(A) is wrong. (B)", r"\boxed{B}"])
def test_labels_that_are_letters_are_named_by_letters(output: str) -> None:
    assert key_of(LETTERS, ordered=False).settled(output) == ("(B)",)


def test_letters_that_are_choices_stand_for_themselves() -> None:
    assert key_of(("B", "A"), ordered=True).settled("A") == ("A",)

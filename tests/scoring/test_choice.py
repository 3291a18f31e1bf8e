"""The rules of the `choice` scorer."""

import pytest

from gradcheck.domain.task import Expected
from gradcheck.scoring.choice import Choice

SENTIMENT = ("negative", "positive")
ORDERED = Choice(choices=("positive", "negative", "neutral"))


def test_an_answer_is_right_when_the_output_settles_on_it() -> None:
    assert Choice().score("So it is positive.", "positive", SENTIMENT).value == 1
    assert Choice().score("So it is negative.", "positive", SENTIMENT).value == 0


def test_an_ambiguous_answer_is_wrong() -> None:
    score = Choice().score("positive or negative", "negative", SENTIMENT)
    assert score.value == 0
    assert "ambiguous: it names positive and negative in one place" in score.note


@pytest.mark.parametrize("expected", SENTIMENT)
def test_a_negation_alone_is_wrong_whatever_was_expected(expected: str) -> None:
    assert Choice().score("not positive", expected, SENTIMENT).value == 0


@pytest.mark.parametrize("expected", ["negative", "Negative", "B", "(b)"])
def test_the_expected_answer_is_a_label_or_a_letter(expected: str) -> None:
    assert ORDERED.expected_error(expected, ()) is None
    assert ORDERED.score("negative", expected, ()).value == 1


@pytest.mark.parametrize("expected", [None, "mixed", "D", ["positive"], {"a": 1}])
def test_an_expected_answer_that_is_not_allowed_is_a_fault(expected: Expected) -> None:
    error = ORDERED.expected_error(expected, ())
    assert error is not None
    assert error.endswith("accepted is one of: positive, negative, neutral")


def test_a_task_without_labels_needs_choices() -> None:
    error = Choice().expected_error("positive", ())
    assert error is not None
    assert "list them as `choices`" in error


def test_choices_replace_the_labels_of_the_task() -> None:
    assert ORDERED.score("neutral", "neutral", SENTIMENT).value == 1


def test_boolean_labels_are_read() -> None:
    assert Choice().score("That is True.", True, ("false", "true")).value == 1


def test_the_note_names_the_allowed_answers() -> None:
    note = Choice().score("good", "positive", SENTIMENT).note
    assert note == (
        'expected "positive", got "good" (it settles on no allowed answer); allowed answers: negative or positive'
    )


def test_the_note_says_how_the_output_was_read() -> None:
    assert "(read as negative)" in Choice().score("negative", "positive", SENTIMENT).note


@pytest.mark.parametrize("choices", [(), ("one",), ("a", ""), ("a", "--"), ("yes", "YES"), ("(A)", "a")])
def test_faulty_choices_are_named(choices: tuple[str, ...]) -> None:
    (error,) = Choice(choices=choices).validate("task.scoring")
    assert error.path == "task.scoring.choices"
    assert "accepted are" in error.message


def test_usable_choices_are_no_fault() -> None:
    assert ORDERED.validate("s") == []
    assert Choice().validate("s") == []

"""The rules of which labels an answer says."""

import pytest

from gradcheck.scoring.choice import Choice
from gradcheck.scoring.contains import Contains
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.judge import Judge
from gradcheck.scoring.numeric import Numeric
from gradcheck.scoring.reading import Reader, reader
from gradcheck.scoring.regex import Regex
from gradcheck.scoring.registry import Scoring
from gradcheck.scoring.sets import Set

SENTIMENT = ("negative", "positive")


def known(scoring: Scoring, labels: tuple[str, ...] = SENTIMENT) -> Reader:
    found = reader(scoring, labels)
    assert found is not None
    return found


@pytest.mark.parametrize("scoring", [Judge(rubric="good"), Regex(pattern="x")])
def test_what_does_not_compare_with_the_expected_answer_reads_nothing(scoring: Scoring) -> None:
    assert reader(scoring, SENTIMENT) is None


@pytest.mark.parametrize("scoring", [Exact(), Choice(), Set()])
def test_a_task_without_labels_has_nothing_to_read(scoring: Scoring) -> None:
    assert reader(scoring, ()) is None


@pytest.mark.parametrize(
    ("output", "said"),
    [("positive", {"positive"}), ("Negative.", {"negative"}), ("good", set()), ("", set()), ("I say positive", set())],
)
def test_an_answer_says_the_label_for_which_it_would_be_right(output: str, said: set[str]) -> None:
    assert known(Exact()).said(output, "negative", 0.0) == said


def test_an_answer_that_is_right_says_what_was_expected() -> None:
    assert known(Contains()).said("positive or negative", "negative", 1.0) == {"negative"}
    assert known(Contains()).said("positive or negative", "mixed", 0.0) == set()


def test_letters_say_the_choice_in_their_place() -> None:
    ordered = known(Choice(choices=("positive", "negative")), ())
    assert ordered.labels == ("positive", "negative")
    assert ordered.expected("B") == ordered.said("(B)", "A", 0.0) == {"negative"}


def test_a_number_near_enough_says_what_was_expected_and_any_other_what_it_is() -> None:
    rating = known(Numeric(absolute_tolerance=1.0), ("1", "2", "3", "4"))
    assert rating.labels == ("1", "2", "3", "4")
    assert rating.said("2", 3, 1.0) == {"3"}
    assert rating.said("2", 4, 0.0) == {"2"}


def test_labels_that_are_right_for_each_other_are_one() -> None:
    one = known(Exact(), ("Yes", "no", "yes"))
    assert one.labels == ("Yes", "no")
    assert one.expected("yes") == one.said("YES", "no", 0.0) == {"Yes"}
    assert known(Contains(), ("no", "not")).labels == ("no", "not")


def test_a_set_says_all_its_known_labels() -> None:
    several = known(Set(), ("billing", "refund"))
    assert several.expected("refund, billing") == {"billing", "refund"}
    assert several.said("refund, shipping", "billing", 0.0) == {"refund"}

"""The rules of the `contains` scorer."""

import pytest

from gradcheck.domain.task import Expected
from gradcheck.scoring.contains import Contains


def value(scorer: Contains, output: str, expected: Expected) -> float | None:
    return scorer.score(output, expected, ()).value


@pytest.mark.parametrize("output", ["Paris", "It is PARIS, of course", "xparisx"])
def test_the_expected_text_may_stand_anywhere(output: str) -> None:
    assert value(Contains(), output, "Paris") == 1


def test_a_missing_text_is_wrong() -> None:
    assert value(Contains(), "London", "Paris") == 0


def test_case_counts_when_it_is_not_ignored() -> None:
    assert value(Contains(ignore_case=False), "paris", "Paris") == 0


def test_all_texts_of_a_list_are_needed() -> None:
    assert value(Contains(), "red and blue", ["red", "blue"]) == 1
    assert value(Contains(), "red", ["red", "blue"]) == 0


def test_any_text_of_a_list_can_be_enough() -> None:
    assert value(Contains(of_list="any"), "red", ["red", "blue"]) == 1
    assert value(Contains(of_list="any"), "green", ["red", "blue"]) == 0


def test_the_note_names_what_is_missing() -> None:
    assert Contains().score("red", ["red", "blue"], ()).note == (
        'expected a text with "red" and "blue" in it, got "red" (missing: "blue")'
    )


@pytest.mark.parametrize("expected", [None, "", ["a", ""], [], {"a": "b"}])
def test_an_unusable_expected_value_is_a_fault(expected: Expected) -> None:
    error = Contains().expected_error(expected, ())
    assert error is not None
    assert "accepted" in error


def test_no_parameters_are_faulty() -> None:
    assert Contains().validate("s") == []


def test_ways_of_writing_make_no_difference() -> None:
    assert Contains().score("Es ist ＮＥＷ\u00a0YORK.", "New York", ()).value == 1
    assert Contains().score("العدد ٤٢", "42", ()).value == 1


def test_a_text_that_nobody_sees_is_empty() -> None:
    assert Contains().expected_error("\u200b", ()) is not None

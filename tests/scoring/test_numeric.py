"""The rules of the `numeric` scorer."""

import math

import pytest

from gradcheck.domain.task import Expected
from gradcheck.scoring.numeric import Numeric


@pytest.mark.parametrize(
    ("output", "expected"),
    [("75%", "75"), ("75%", 0.75), ("75 percent", "75%"), ("0.75", "75%"), ("75", "75%"), ("75%", "75%")],
)
def test_a_percent_sign_on_one_side_may_mean_either(output: str, expected: Expected) -> None:
    assert Numeric().score(output, expected, ()).value == 1


def test_two_percentages_are_compared_as_they_stand() -> None:
    assert Numeric().score("0.75%", "75%", ()).value == 0


@pytest.mark.parametrize(("output", "value"), [("10.5", 1), ("9.5", 1), ("10.6", 0)])
def test_the_absolute_tolerance_bounds_the_distance(output: str, value: float) -> None:
    assert Numeric(absolute_tolerance=0.5).score(output, 10, ()).value == value


@pytest.mark.parametrize(("output", "value"), [("-101", 1), ("-99", 1), ("-102", 0)])
def test_the_relative_tolerance_is_a_share_of_the_expected_size(output: str, value: float) -> None:
    assert Numeric(relative_tolerance=0.01).score(output, -100, ()).value == value


def test_without_tolerance_numbers_are_exact() -> None:
    assert Numeric().score("0.33", "1/3", ()).value == 0
    assert Numeric().score("9007199254740993", 9007199254740992, ()).value == 0
    assert Numeric().score("0.30", 0.3, ()).value == 1


@pytest.mark.parametrize("expected", [None, "many", "72 apples", "1, 2", True, [1], {"a": 1}, ""])
def test_an_expected_value_that_is_no_number_is_a_fault(expected: Expected) -> None:
    assert Numeric().expected_error(expected, ()) is not None


@pytest.mark.parametrize("expected", [18, -0.5, "18", " $1,234.50 ", "3/4", "-52", "75%", 1e300])
def test_an_expected_value_that_is_a_number_is_usable(expected: Expected) -> None:
    assert Numeric().expected_error(expected, ()) is None


def test_the_note_names_the_number_that_was_read() -> None:
    assert Numeric().score("It is 17.", "18", ("17", "18")).note == (
        'expected 18, got "It is 17." (the last number in it is 17)'
    )


def test_the_note_says_when_there_is_no_number() -> None:
    assert Numeric().score("eight", 8, ()).note == 'expected 8, got "eight" (no number in it)'


@pytest.mark.parametrize("tolerance", [-1.0, math.inf, math.nan])
def test_faulty_tolerances_are_named(tolerance: float) -> None:
    errors = Numeric(absolute_tolerance=tolerance, relative_tolerance=tolerance).validate("s")
    assert [error.path for error in errors] == ["s.absolute_tolerance", "s.relative_tolerance"]
    assert all("accepted is a finite number, 0 or greater" in error.message for error in errors)


@pytest.mark.parametrize("expected", [4.2, "4,2", "4.2", "4,20 €"])
def test_the_decimal_mark_is_for_texts_and_a_number_of_json_is_what_it_is(expected: Expected) -> None:
    german = Numeric(decimal_mark=",")
    assert german.expected_error(expected, ()) is None
    assert german.score("Es sind 4,2.", expected, ()).value == 1
    assert german.score("Es sind 4,3.", expected, ()).value == 0


def test_the_note_writes_numbers_with_the_decimal_mark() -> None:
    assert "the last number in it is 1,5" in Numeric(decimal_mark=",").score("1,5", 2, ()).note
    assert 'such as "1.234,5"' in (Numeric(decimal_mark=",").expected_error("viel", ()) or "")

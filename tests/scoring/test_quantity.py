"""The rules of how numbers are read."""

from decimal import Decimal

import pytest

from service.scoring.quantity import last_quantity


def read(text: str) -> Decimal | None:
    found = last_quantity(text)
    return None if found is None else found.value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("42", "42"),
        ("16 - 3 - 4 = 9, so 9 * 2 = 18.", "18"),
        ("5kg", "5"),
        (".5", "0.5"),
        ("7.", "7"),
        ("**8**", "8"),
    ],
)
def test_the_last_number_counts(text: str, number: str) -> None:
    assert read(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234.5", "1234.5"), ("1,234,567", "1234567"), ("1 234", "1234"), ("1\u00a0234\u202f567", "1234567")],
)
def test_thousands_are_grouped_in_threes(text: str, number: str) -> None:
    assert read(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,2", "2"),
        ("1,23", "23"),
        ("1234,567", "567"),
        ("1, 234", "234"),
        ("2020 100", "100"),
        ("1,234,56", "56"),
    ],
)
def test_other_commas_and_spaces_separate_numbers(text: str, number: str) -> None:
    assert read(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3/4", "0.75"),
        ("1 1/2", "1.5"),
        ("-1 1/2", "-1.5"),
        ("7/2", "3.5"),
        ("5 7/2", "3.5"),
        ("3 / 4", "0.75"),
    ],
)
def test_fractions_and_mixed_numbers_are_read(text: str, number: str) -> None:
    assert read(text) == Decimal(number)


def test_a_date_is_three_numbers() -> None:
    assert read("12/25/1937") == 1937


def test_a_fraction_over_zero_is_no_number() -> None:
    assert read("3/0") is None
    assert read("4 and 3/0") == 4


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("+5", "5"),
        ("= -5", "-5"),
        ("10-5", "5"),
        ("GPT-4", "4"),
        ("(3)-5", "5"),
    ],
)
def test_a_sign_counts_unless_it_joins_two_things(text: str, number: str) -> None:
    assert read(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"), [("$5", "5"), ("-$5", "-5"), ("$-5", "-5"), ("€ 1,000", "1000"), ("5 €", "5")]
)
def test_currency_signs_do_not_count(text: str, number: str) -> None:
    assert read(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.5e3", "1500"),
        ("1E-2", "0.01"),
        ("1.5 x 10^3", "1500"),
        ("2 \u00d7 10^{-2}", "0.02"),
        ("5eggs", "5"),
    ],
)
def test_scientific_notation_is_read(text: str, number: str) -> None:
    assert read(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "no number", "H2O", "x2", "eight", "1e999999999999999999999", "\u0663"])
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert read(text) is None

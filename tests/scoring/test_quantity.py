"""The rules of how numbers are read."""

from decimal import Decimal

import pytest

from gradcheck.scoring.quantity import last_quantity


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


@pytest.mark.parametrize("text", ["", "no number", "H2O", "x2", "eight", "1e999999999999999999999"])
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1’234.50", "1234.5"),
        ("1'234'567", "1234567"),
        ("1ʼ234", "1234"),
        ("1\u2009234", "1234"),
        ("1\u2007234.5", "1234.5"),
        ("1_000_000", "1000000"),
        ("12,34,567", "1234567"),
        ("₹1,00,000.50", "100000.5"),
        ("1.234.567", "1234567"),
        ("1.234.567,89", "1234567.89"),
    ],
)
def test_every_mark_that_people_group_by_groups(text: str, number: str) -> None:
    assert read(text) == Decimal(number)


@pytest.mark.parametrize(("text", "number"), [("0,125", "125"), ("1'23", "23"), ("1.000,50", "50"), ("12,34", "34")])
def test_what_is_no_group_is_no_part_of_the_number(text: str, number: str) -> None:
    assert read(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("４２", "42"),
        ("１，２３４．５", "1234.5"),
        ("٣٫١٤", "3.14"),
        ("١٬٢٣٤٫٥", "1234.5"),
        ("४२", "42"),
        ("\u200e-5", "-5"),
        ("–5", "-5"),
        ("－５", "-5"),
        ("5–10", "10"),
        ("1½", "1.5"),
        ("-½", "-0.5"),
        ("3⁄4", "0.75"),
        ("1.5×10³", "1500"),
        (r"2 \times 10^{-2}", "0.02"),
        ("₩1,234", "1234"),
    ],
)
def test_digits_marks_and_signs_of_any_script_are_read(text: str, number: str) -> None:
    assert read(text) == Decimal(number)


@pytest.mark.parametrize("text", ["共42个", "答えは42です", "총42개", "คำตอบคือ๔๒", "ຄຳຕອບ໔໒"])
def test_a_letter_of_a_script_without_spaces_may_stand_before_a_number(text: str) -> None:
    assert read(text) == 42


def test_a_sign_may_follow_a_letter_of_a_script_without_spaces() -> None:
    assert read("气温是-5度") == -5


@pytest.mark.parametrize("text", ["75٪", "75％", r"75\%", "75 per cent"])
def test_percentages_are_marked_however_they_are_written(text: str) -> None:
    found = last_quantity(text)
    assert found is not None
    assert (found.value, found.percent) == (Decimal(75), True)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Der Preis ist 4,2 Milliarden", "4.2"),
        ("Summe: 1.000,50 EUR", "1000.5"),
        ("1 234,5", "1234.5"),
        ("1’234,5", "1234.5"),
        ("1.234", "1234"),
        ("-3,5 %", "-3.5"),
        ("1,5e3", "1500"),
        ("0,125", "0.125"),
        (",5", "0.5"),
        ("4.2", "4.2"),
        ("0.125", "0.125"),
        ("1,234,567.5", "1234567.5"),
        ("٣٫١٤", "3.14"),
        ("3/4", "0.75"),
    ],
)
def test_the_comma_is_the_decimal_mark_where_that_is_said(text: str, number: str) -> None:
    found = last_quantity(text, ",")
    assert found is not None
    assert found.value == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"), [("24.12.2026", "2026"), ("3,5,7", "7"), ("[1,2],3", "3"), ("1, 2", "2"), ("12.345.67", "67")]
)
def test_dates_and_lists_stay_lists_with_a_decimal_comma(text: str, number: str) -> None:
    found = last_quantity(text, ",")
    assert found is not None
    assert found.value == Decimal(number)

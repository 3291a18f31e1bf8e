"""Numbers in sentences: the digits they deserve, signs, p-values, rounded counts."""

import pytest

from gradcheck.texts.numbers import MINUS, about, amount, count, difference, limit, p_value, part, percent, rounded


@pytest.mark.parametrize(
    ("value", "interval", "shown"),
    [
        (0.1311, (-0.0012, 0.2634), "+0.13 [-0.00, +0.26]"),
        (-0.0311, (-0.0412, -0.0234), "-0.0311 [-0.0412, -0.0234]"),
        (-0.0311, (-0.0512, -0.0134), "-0.031 [-0.051, -0.013]"),
        (0.5, (-1.2, 2.2), "+0.5 [-1.2, +2.2]"),
        (12.3, (-20.0, 44.0), "+12 [-20, +44]"),
        (0.25, (0.25, 0.25), "+0.25 [+0.25, +0.25]"),
        (0.0, None, "+0.00"),
    ],
)
def test_a_difference_has_two_digits_of_its_intervals_half_width(
    value: float, interval: tuple[float, float] | None, shown: str
) -> None:
    assert difference(value, interval) == shown.replace("-", MINUS)


def test_an_amount_has_no_sign_unless_it_is_below_0() -> None:
    assert amount(0.69, (0.57, 0.79)) == "0.69 [0.57, 0.79]"
    assert amount(-0.04, (-0.31, 0.23)) == "-0.04 [-0.31, 0.23]".replace("-", MINUS)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0304, "p = 0.03"), (0.0314, "p = 0.031"), (0.25, "p = 0.25"), (0.00099, "p < 0.001"), (1.0, "p = 1")],
)
def test_a_p_value_has_two_digits_and_an_end(value: float, shown: str) -> None:
    assert p_value(value) == shown


def test_what_was_counted_is_exact_and_what_was_estimated_is_rounded() -> None:
    assert (count(3104), about(3104), about(97), about(1_249_000)) == ("3,104", "3,100", "97", "1,200,000")
    assert [rounded(value) for value in (0.0934, 12.4, -0.5, 3104, 0)] == ["0.093", "12", f"{MINUS}0.5", "3,100", "0"]


def test_a_bound_is_said_as_it_was_chosen_and_a_computed_one_to_three_digits() -> None:
    assert [limit(value) for value in (0.1, 0.125, 0.145833, 1.0)] == ["0.1", "0.125", "0.146", "1"]


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.65, "two thirds"), (0.32, "a third"), (0.5, "half"), (0.02, "none"), (1.2, "all"), (-0.3, "none")],
)
def test_a_share_is_said_as_the_nearest_simple_one(share: float, words: str) -> None:
    assert part(share) == words
    assert percent(0.654) == "65 %"

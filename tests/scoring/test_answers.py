"""The rules of labels."""

import pytest

from gradcheck.domain.task import Expected
from gradcheck.scoring import labels


def test_few_repeated_answers_are_labels_in_sorted_order() -> None:
    assert labels(["yes", "no", "no", "yes"]) == ("no", "yes")
    assert labels([True, False, True, False]) == ("false", "true")


@pytest.mark.parametrize(
    "expecteds",
    [
        [],
        ["a", "a"],
        ["a", "b", "b"],
        [str(number) for number in range(21)] * 2,
        ["a", "b", None, "a", "b"],
        ["a", "b", ["a"], "a", "b"],
    ],
)
def test_one_answer_rare_answers_and_answers_that_are_no_scalars_are_no_labels(
    expecteds: list[Expected],
) -> None:
    assert labels(expecteds) == ()


def test_twenty_answers_are_few() -> None:
    assert len(labels([str(number) for number in range(20)] * 2)) == 20

"""The rules of the `f1` scorer."""

import pytest

from gradcheck.domain.task import Expected
from gradcheck.scoring.f1 import F1


def value(output: str, expected: Expected) -> float | None:
    return F1().score(output, expected, ()).value


@pytest.mark.parametrize("output", ["The red car!", "red   car", "CAR, RED", "a red car"])
def test_case_order_punctuation_and_articles_do_not_count(output: str) -> None:
    assert value(output, "red car") == 1


def test_the_score_is_the_f1_of_shared_words() -> None:
    assert value("red car", "blue car") == pytest.approx(0.5)
    assert value("red fast car", "car") == pytest.approx(0.5)


def test_a_repeated_word_counts_as_often_as_it_is_shared() -> None:
    assert value("go go go", "go") == pytest.approx(0.5)


def test_the_best_of_a_list_counts() -> None:
    assert value("blue car", ["red", "blue car"]) == 1


def test_answers_without_words() -> None:
    assert value("", "the") == 1
    assert value("", "car") == 0
    assert value("car", "") == 0


def test_the_note_says_how_much_is_shared() -> None:
    assert F1().score("red car", "blue car", ()).note == ('expected "blue car", got "red car" (overlap 0.50 of 1)')


@pytest.mark.parametrize("expected", [None, [], {"a": 1}])
def test_an_unusable_expected_value_is_a_fault(expected: Expected) -> None:
    assert F1().expected_error(expected, ()) is not None


def test_no_parameters_are_faulty() -> None:
    assert F1().validate("s") == []


@pytest.mark.parametrize(
    ("output", "expected", "shared"),
    [
        ("東京都の渋谷区です", "東京都渋谷区", 0.8),
        ("서울은", "서울", 0.8),
        ("ไทย", "ไท", 0.8),
        ("iPhoneを買う", "iphone", 0.4),
        ("北京。", "北京", 1),
    ],
)
def test_characters_count_where_a_script_has_no_spaces(output: str, expected: str, shared: float) -> None:
    assert value(output, expected) == pytest.approx(shared)

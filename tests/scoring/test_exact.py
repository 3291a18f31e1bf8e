"""The rules of the `exact` scorer."""

import pytest

from gradcheck.domain.task import Expected
from gradcheck.scoring.exact import Exact


def value(scorer: Exact, output: str, expected: Expected) -> float | None:
    return scorer.score(output, expected, ()).value


@pytest.mark.parametrize(
    "output",
    ["positive", "Positive", " positive\n", "positive.", '"Positive."', "**positive**", "\u00a0positive!"],
)
def test_case_outer_white_space_and_end_punctuation_do_not_count_by_default(output: str) -> None:
    assert value(Exact(), output, "positive") == 1


@pytest.mark.parametrize("output", ["", "pos itive", "the positive", "The sentiment is positive", "negative"])
def test_anything_more_or_else_is_wrong(output: str) -> None:
    assert value(Exact(), output, "positive") == 0


@pytest.mark.parametrize(("output", "expected"), [("-5", "5"), ("5%", "5"), ("$5", "5"), (".5", "5"), ("C#", "C")])
def test_signs_and_units_belong_to_the_answer(output: str, expected: str) -> None:
    assert value(Exact(), output, expected) == 0


def test_an_answer_of_punctuation_alone_keeps_it() -> None:
    assert value(Exact(), "?", "!") == 0
    assert value(Exact(), " ? ", "?") == 1


@pytest.mark.parametrize(
    ("scorer", "output", "expected"),
    [
        (Exact(ignore_case=False), "Paris", "paris"),
        (Exact(ignore_outer_whitespace=False), " paris", "paris"),
        (Exact(ignore_end_punctuation=False), "paris.", "paris"),
        (Exact(), "new  york", "new york"),
        (Exact(), "the hague", "hague"),
    ],
)
def test_each_difference_counts_when_it_is_not_ignored(scorer: Exact, output: str, expected: str) -> None:
    assert value(scorer, output, expected) == 0


@pytest.mark.parametrize(
    ("scorer", "output", "expected"),
    [
        (Exact(ignore_inner_whitespace=True), "new \n york", "new york"),
        (Exact(ignore_articles=True), "The Hague", "hague"),
        (Exact(ignore_articles=True), '"A cat"', "the cat"),
        (Exact(), "cafe\u0301", "caf\u00e9"),
    ],
)
def test_each_difference_can_be_ignored(scorer: Exact, output: str, expected: str) -> None:
    assert value(scorer, output, expected) == 1


def test_an_article_alone_is_an_answer() -> None:
    assert value(Exact(ignore_articles=True), "A", "the") == 0
    assert value(Exact(ignore_articles=True), "A", "a") == 1


@pytest.mark.parametrize("output", ["colour", "color"])
def test_a_list_holds_acceptable_answers(output: str) -> None:
    assert value(Exact(), output, ["color", "colour"]) == 1


@pytest.mark.parametrize(("output", "expected"), [("18", 18), ("True", True), ("1.5", 1.5), ("2", [1, 2])])
def test_other_scalars_are_compared_as_json_writes_them(output: str, expected: Expected) -> None:
    assert value(Exact(), output, expected) == 1


def test_the_note_says_what_was_expected_what_came_and_what_is_allowed() -> None:
    score = Exact().score("The sentiment\nis bad", "positive", ("negative", "positive"))
    assert score.note == ('expected "positive", got "The sentiment is bad"; allowed answers: negative or positive')


def test_the_note_of_a_right_answer_is_correct() -> None:
    assert Exact().score("yes", "yes", ()).note == "correct"


def test_the_note_names_all_acceptable_answers() -> None:
    assert Exact().score("", ["a", "b"], ()).note == 'expected "a" or "b", got an empty answer'


@pytest.mark.parametrize("expected", [None, [], {"a": 1}, [None], [["a"]]])
def test_an_unusable_expected_value_is_a_fault(expected: Expected) -> None:
    error = Exact().expected_error(expected, ())
    assert error is not None
    assert "accepted is a text" in error


def test_no_parameters_are_faulty() -> None:
    assert Exact().validate("task.scoring") == []


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("「正面」。", "正面"),
        ("ｐｏｓｉｔｉｖｅ", "positive"),
        ("٤٢", "42"),
        ("نعم؟", "نعم"),
        ("हाँ।", "हाँ"),
        ("İYİ", "iyi"),
    ],
)
def test_every_script_has_its_marks_digits_and_case(output: str, expected: str) -> None:
    assert Exact().score(output, expected, ()).value == 1


def test_a_raised_digit_is_no_digit_beside_another() -> None:
    assert Exact().score("102", "10²", ()).value == 0

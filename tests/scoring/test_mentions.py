"""The rules of how labels are found in a text."""

import pytest

from gradcheck.scoring.mentions import key_of

SENTIMENT = ("negative", "positive")


def settled(output: str, labels: tuple[str, ...] = SENTIMENT) -> tuple[str, ...]:
    return key_of(labels, ordered=False).settled(output)


@pytest.mark.parametrize(
    "output",
    [
        "positive",
        "POSITIVE.",
        "The sentiment is **positive**.",
        "Negative? No.\nAnswer: positive",
        "(positive)",
    ],
)
def test_a_label_names_its_answer_in_any_case(output: str) -> None:
    assert settled(output) == ("positive",)


@pytest.mark.parametrize("output", ["positively", "non-positive", "positive-ish", "unpositive", "", "good"])
def test_part_of_a_word_names_nothing(output: str) -> None:
    assert settled(output) == ()


def test_the_last_answer_named_wins() -> None:
    assert settled("It seems positive at first. But it is negative.") == ("negative",)


def test_what_follows_the_answer_may_name_another() -> None:
    assert settled("Yes, there is no doubt.", ("no", "yes")) == ("no",)


@pytest.mark.parametrize(
    "output",
    [
        "positive or negative",
        "positive/negative",
        "positive, negative",
        "'positive' and 'negative'",
        "**positive** or **negative**",
        "It is positive, positive or negative.",
    ],
)
def test_two_answers_in_one_place_are_ambiguous(output: str) -> None:
    assert settled(output) == ("positive", "negative")


@pytest.mark.parametrize("output", ["positive, positive", "positive\npositive", "positive or positive"])
def test_the_same_answer_twice_is_not_ambiguous(output: str) -> None:
    assert settled(output) == ("positive",)


def test_options_repeated_before_the_answer_are_not_ambiguous() -> None:
    assert settled("positive or negative? Answer: negative") == ("negative",)
    assert settled("positive, negative\nnegative") == ("negative",)


@pytest.mark.parametrize(
    ("output", "label"),
    [("not the same", "not the same"), ("They are not  the\nsame.", "not the same"), ("the same", "same")],
)
def test_the_longest_label_counts(output: str, label: str) -> None:
    assert settled(output, ("same", "not the same")) == (label,)


@pytest.mark.parametrize(
    "output",
    [
        "not positive",
        "It isn't positive.",
        "never a positive",
        'not "positive"',
        "neither positive nor negative",
        "not positive or negative",
        "Positive? It is not positive.",
    ],
)
def test_a_negated_answer_names_nothing_and_takes_back_its_label(output: str) -> None:
    assert settled(output) == ()


@pytest.mark.parametrize(
    "output",
    [
        "negative, not positive",
        "not positive but negative",
        "not positive, negative",
        "negative rather than positive",
    ],
)
def test_a_negation_leaves_the_other_labels_alone(output: str) -> None:
    assert settled(output) == ("negative",)


def test_an_answer_after_its_negation_stands() -> None:
    assert settled("Not positive... on reflection: positive") == ("positive",)


@pytest.mark.parametrize(("output", "found"), [("4", ("4",)), ("4.5", ()), ("I give it 4.", ("4",)), ("-4", ())])
def test_a_number_as_label_is_no_part_of_another_number(output: str, found: tuple[str, ...]) -> None:
    assert settled(output, ("4", "5")) == found

"""The rules of the `set` scorer and of how lists of labels are read."""

import pytest

from gradcheck.domain.task import Expected
from gradcheck.scoring.registry import task_labels
from gradcheck.scoring.sets import Set

BOTH = ["refund", "billing"]
CHOSEN = Set(choices=("refund", "billing", "terms and conditions", "none"))


def value(output: str, expected: Expected = BOTH, labels: tuple[str, ...] = ()) -> float | None:
    return Set().score(output, expected, labels).value


@pytest.mark.parametrize(
    "output",
    [
        "billing, refund",
        "Refund & Billing.",
        "refund and billing",
        "refund; billing; refund",
        "refund/billing",
        "refund\nbilling\n",
        "- refund\n- billing",
        "1. **Refund**\n2. Billing (charged twice)",
        "* refund: they want money back\n* billing: charged twice",
        '["billing", "refund"]',
        '```json\n["refund", "billing"]\n```',
        '{"labels": ["refund", "billing"]}',
        '{"refund": true, "shipping": false, "billing": true}',
        "Labels: refund, billing",
        "The labels are refund and billing.",
        "The customer wants a refund, since billing was wrong.",
        "ｒｅｆｕｎｄ、ｂｉｌｌｉｎｇ",
    ],
)
def test_the_same_labels_are_right_however_they_are_listed(output: str) -> None:
    assert value(output) == 1


@pytest.mark.parametrize(
    ("output", "score"),
    [
        ("refund", 2 / 3),
        ("refund, not billing", 2 / 3),
        ("refund, billing, shipping", 0.8),
        ("- refund\n- shipping", 0.5),
        ('["refund", "shipping"]', 0.5),
        ("The labels are refund, billing and shipping costs.", 0.8),
        ("shipping", 0),
        ("none", 0),
        ("", 0),
    ],
)
def test_missing_and_extra_labels_lower_the_score(output: str, score: float) -> None:
    assert value(output) == pytest.approx(score)


def test_labels_of_the_task_are_extra_in_prose_too() -> None:
    prose = "It is about a refund and billing, and shipping took long as well."
    assert value(prose) == 1
    assert value(prose, labels=("billing", "refund", "shipping")) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("output", "score"), [("none", 1), ("[]", 1), ("None.", 1), ("", 1), ("It is fine as it is.", 1), ("refund", 0)]
)
def test_an_empty_set_is_an_answer(output: str, score: float) -> None:
    assert value(output, []) == score


@pytest.mark.parametrize("output", ["退款、账单", "客户想要退款，因为账单错误", "账单和退款"])
def test_labels_are_found_in_scripts_without_spaces(output: str) -> None:
    assert value(output, ["账单", "退款"]) == 1


def test_choices_are_the_allowed_labels_and_may_hold_separators_and_letters() -> None:
    expected: Expected = ["refund", "terms and conditions"]
    assert CHOSEN.score("terms and conditions, refund", expected, ()).value == 1
    assert CHOSEN.score("A, C", expected, ()).value == 1
    assert CHOSEN.score("none", ["none"], ()).value == 1
    assert CHOSEN.expected_error(["shipping"], ()) == (
        "holds shipping, which is no allowed label; accepted are: refund, billing, terms and conditions, none"
    )


def test_numbers_in_brackets_are_no_list_of_labels() -> None:
    assert value("refund [1], billing [2]") == 1


@pytest.mark.parametrize(
    ("expected", "members"),
    [
        (["a", "b"], ("a", "b")),
        ("a; b", ("a", "b")),
        ('["a, b", "c"]', ("a, b", "c")),
        ("a\nb", ("a", "b")),
        ("none", ()),
        ([], ()),
        ([1, True], ("1", "true")),
    ],
)
def test_expected_labels_are_a_list_or_a_text(expected: Expected, members: tuple[str, ...]) -> None:
    assert Set().expected_error(expected, ()) is None
    assert Set().members(expected) == members
    assert Set().members(Set().written(expected)) == members


@pytest.mark.parametrize("expected", [None, {"a": 1}, [["a"]], [""], " "])
def test_an_expected_value_without_labels_is_a_fault(expected: Expected) -> None:
    assert Set().expected_error(expected, ()) is not None


def test_faulty_choices_are_named() -> None:
    assert [error.path for error in Set(choices=("a", "A")).validate("s")] == ["s.choices"]


def test_the_note_names_what_is_missing_and_what_is_extra() -> None:
    assert Set().score("refund, shipping", BOTH, ()).note == (
        'expected "refund" and "billing", got "refund, shipping" (missing: "billing"; extra: "shipping")'
    )


def test_the_labels_of_a_task_of_sets_are_their_members() -> None:
    assert task_labels(Set(), [["a", "b"], "b", ["a"], []]) == ("a", "b")
    assert task_labels(Set(), [["a", "b"], ["c", "d"]]) == ()

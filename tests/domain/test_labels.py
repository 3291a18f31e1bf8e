"""The rules of figures by label."""

import pytest

from gradcheck.domain.labels import ByLabel, LabelScore, Named, by_label

NO, YES, NOTHING = frozenset({"no"}), frozenset({"yes"}), frozenset[str]()


def table(*items: tuple[Named, Named | None], labels: tuple[str, ...] = ("no", "yes")) -> dict[str, LabelScore]:
    return {row.label: row for row in by_label(labels, items).labels}


def test_rows_count_what_was_said_to_the_items_of_a_label() -> None:
    rows = table((NO, NO), (NO, YES), (NO, NOTHING), (YES, YES))
    assert (rows["no"].n, rows["no"].said, rows["no"].unread) == (3, {"no": 1, "yes": 1}, 1)
    assert (rows["yes"].n, rows["yes"].said, rows["yes"].unread) == (1, {"yes": 1}, 0)


def test_recall_precision_and_f1_are_those_of_a_label() -> None:
    rows = table((NO, NO), (NO, YES), (NO, NOTHING), (YES, YES))
    assert [rows["no"].recall, rows["no"].precision, rows["no"].f1] == [1 / 3, 1.0, 0.5]
    assert [rows["yes"].recall, rows["yes"].precision, rows["yes"].f1] == [1.0, 0.5, 2 / 3]


def test_a_failed_call_is_counted_and_no_wrong_answer() -> None:
    rows = table((NO, NO), (NO, None), (YES, None))
    assert (rows["no"].n, rows["no"].failed, rows["no"].recall) == (1, 1, 1.0)
    assert (rows["yes"].n, rows["yes"].failed, rows["yes"].recall, rows["yes"].f1) == (0, 1, None, None)


def test_macro_f1_is_the_mean_over_labels_that_occur() -> None:
    figures = by_label(("maybe", "no", "yes"), [(NO, NO), (NO, YES), (YES, YES)])
    assert figures.macro_f1 == pytest.approx((2 / 3 + 2 / 3) / 2)
    said_only = by_label(("no", "yes"), [(NO, NO), (NO, YES)])
    assert said_only.macro_f1 == pytest.approx((2 / 3 + 0) / 2)
    assert by_label(("no", "yes"), []) == ByLabel(macro_f1=None, labels=by_label(("no", "yes"), []).labels)


def test_of_sets_a_row_says_what_stood_in_the_place_of_a_missing_label() -> None:
    both = frozenset({"a", "b"})
    rows = table((both, both), (both, frozenset({"a", "c"})), (both, frozenset({"a"})), labels=("a", "b", "c"))
    assert (rows["a"].said, rows["a"].unread, rows["a"].recall) == ({"a": 3}, 0, 1.0)
    assert (rows["b"].said, rows["b"].unread) == ({"b": 1, "c": 1}, 1)
    assert (rows["c"].n, rows["c"].precision, rows["c"].f1) == (0, 0.0, 0.0)

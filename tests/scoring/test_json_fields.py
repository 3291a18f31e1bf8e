"""The rules of the `json` scorer."""

import pytest

from service.domain.task import Expected
from service.scoring.json_fields import Json


def value(output: str, expected: Expected, *, extra: bool = False) -> float | None:
    return Json(count_extra_fields=extra).score(output, expected, ()).value


def test_the_score_is_the_share_of_equal_fields() -> None:
    assert value('{"a": 1, "b": 3}', {"a": 1, "b": 2}) == 0.5
    assert value('{"a": 1}', {"a": 1, "b": 2, "c": 3, "d": 4}) == 0.25


def test_nested_fields_are_compared_by_path() -> None:
    expected: Expected = {"a": {"b": 1, "c": [1, 2]}}
    assert value('{"a": {"b": 1, "c": [1, 2]}}', expected) == 1
    assert value('{"a": {"b": 1, "c": [2, 1]}}', expected) == pytest.approx(1 / 3)
    assert value('{"b": 1}', expected) == 0


def test_a_dotted_name_is_not_a_path() -> None:
    assert value('{"a.b": 1}', {"a": {"b": 1}}) == 0


def test_empty_containers_are_leaves() -> None:
    assert value('{"a": [], "b": {}}', {"a": [], "b": []}) == 0.5


@pytest.mark.parametrize(("got", "equal"), [("1.0", 1), ("1", 1), ("true", 0), ('"1"', 0), ("null", 0)])
def test_numbers_are_equal_by_value_and_only_to_numbers(got: str, equal: float) -> None:
    assert value(f'{{"a": {got}}}', {"a": 1}) == equal


def test_zero_is_not_false() -> None:
    assert value('{"a": 0}', {"a": False}) == 0


@pytest.mark.parametrize(
    "output",
    [
        ' {"a": 1} ',
        '```json\n{"a": 1}\n```',
        'Here:\n```\n{"a": 1}\n```\nDone.',
        '```json\n{"a": 2}\n```\nNo:\n```JSON\n{"a": 1}\n```',
    ],
)
def test_json_stands_alone_or_in_the_last_fenced_block(output: str) -> None:
    assert value(output, {"a": 1}) == 1


@pytest.mark.parametrize("output", ["", "a: 1", 'It is {"a": 1}', "[1]", "1", "[" * 100_000, '{"a": \ud800}'])
def test_an_output_that_is_no_object_scores_zero(output: str) -> None:
    score = Json().score(output, {"a": 1}, ())
    assert score.value == 0
    assert "(not a JSON object)" in score.note


def test_extra_fields_are_ignored_unless_counted() -> None:
    assert value('{"a": 1, "b": 2}', {"a": 1}) == 1
    assert value('{"a": 1, "b": 2}', {"a": 1}, extra=True) == 0.5


def test_the_note_names_the_unequal_fields() -> None:
    note = Json(count_extra_fields=True).score('{"a": {"b": [2]}, "x": 1}', {"a": {"b": [1]}, "c": "d"}, ()).note
    assert "0 of 3 fields are right: a.b[0]: expected 1, got 2; c: expected d, got none; x was not expected" in note


def test_the_note_of_many_unequal_fields_stays_short() -> None:
    note = Json().score("{}", dict.fromkeys("abcdefgh", 1), ()).note
    assert note.endswith("; and 5 more)")


@pytest.mark.parametrize("expected", [None, "a", 1, [1], {}])
def test_an_expected_value_that_is_no_object_is_a_fault(expected: Expected) -> None:
    assert Json().expected_fault(expected, ()) is not None
    assert Json().expected_fault({"a": expected}, ()) is None


def test_no_parameters_are_faulty() -> None:
    assert Json().faults("s") == []

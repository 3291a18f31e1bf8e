"""The rules of the `json` scorer."""

import pytest

from gradcheck.domain.task import Expected
from gradcheck.scoring.json_fields import Json


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


@pytest.mark.parametrize(
    "output",
    ["", "a: 1", "It is {a: 1}", '[{"a": 1}]', 'It is [{"a": 1}].', "[1]", "1", "[" * 100_000, '{"a": \ud800}'],
)
def test_an_output_that_is_no_object_scores_zero(output: str) -> None:
    score = Json().score(output, {"a": 1}, ())
    assert score.value == 0
    assert "(not a JSON object)" in score.note


def test_extra_fields_are_ignored_unless_counted() -> None:
    assert value('{"a": 1, "b": 2}', {"a": 1}) == 1
    assert value('{"a": 1, "b": 2}', {"a": 1}, extra=True) == 0.5


def test_the_note_names_the_unequal_fields() -> None:
    note = Json(count_extra_fields=True).score('{"a": {"b": [2]}, "x": 1}', {"a": {"b": [1]}, "c": "d"}, ()).note
    assert '0 of 3 fields are right: a.b[0]: expected 1, got 2; c: expected "d", got none; x was not expected' in note


def test_the_note_of_many_unequal_fields_stays_short() -> None:
    note = Json().score("{}", dict.fromkeys("abcdefgh", 1), ()).note
    assert note.endswith("; and 5 more)")


@pytest.mark.parametrize("expected", [None, "a", 1, [1], {}])
def test_an_expected_value_that_is_no_object_is_a_fault(expected: Expected) -> None:
    assert Json().expected_error(expected, ()) is not None
    assert Json().expected_error({"a": expected}, ()) is None


def test_no_parameters_are_faulty() -> None:
    assert Json().validate("s") == []


@pytest.mark.parametrize(
    "output",
    [
        'Here is the JSON:\n{"a": 1}',
        'First {"a": 2}, then {"a": 1}.',
        '{"a": 1}, see [1]; nothing is {}.',
        '{note: {"a": 1}}',
        '```json {"a": 1}```',
        '```python\nanswer = {"a": 1}\n```',
        '\\frac{1}{2}: {"a": 1}',
    ],
)
def test_the_last_object_in_running_text_counts_unless_that_is_switched_off(output: str) -> None:
    assert value(output, {"a": 1}) == 1
    assert Json(in_running_text=False).score(output, {"a": 1}, ()).value == 0


@pytest.mark.parametrize(
    "output",
    [
        '~~~json\n{"a": 1}\n~~~',
        '~~~\n{"a": 1}\n~~~\nThat is all, {"b": 2}.',
        '````json\n{"a": 1}\n````',
        '```json\n{"a": 1}',
        '```json5\n{"a": 1}\n``` I hope it helps.',
        '```json\n{"a": 1}\n```\nRun it:\n```\nnpm start\n```',
        '\ufeff{"a": 1}',
    ],
)
def test_fences_are_those_that_people_write(output: str) -> None:
    assert Json(in_running_text=False).score(output, {"a": 1}, ()).value == 1


@pytest.mark.parametrize("output", ['{"a": {"a": 1}, oops}', '[{"a": 1}]', 'It is {"b": {"a": 1}}.', '{"a": 1'])
def test_what_stands_inside_another_value_is_not_the_answer(output: str) -> None:
    assert value(output, {"a": 1}) == 0


def test_notes_show_the_type_of_a_value() -> None:
    assert 'a: expected 1, got "1"' in Json().score('{"a": "1"}', {"a": 1}, ()).note
    assert 'a: expected "true", got true' in Json().score('{"a": true}', {"a": "true"}, ()).note
    assert 'a: expected null, got "é"' in Json().score('{"a": "é"}', {"a": None}, ()).note


def test_texts_are_equal_however_they_are_composed() -> None:
    assert value('{"a": "e\u0301"}', {"a": "\u00e9"}) == 1


def unordered(output: str, expected: Expected, *, extra: bool = False) -> float | None:
    return Json(ignore_order=True, count_extra_fields=extra).score(output, expected, ()).value


def test_lists_keep_their_order_unless_it_is_ignored() -> None:
    assert value('{"a": [2, 1]}', {"a": [1, 2]}) == 0
    assert unordered('{"a": [2, 1]}', {"a": [1, 2]}) == 1


def test_without_order_every_item_is_paired_once() -> None:
    assert unordered('{"a": [3, 2]}', {"a": [1, 2, 3]}) == pytest.approx(2 / 3)
    assert unordered('{"a": [1, 1]}', {"a": [1, 2]}) == 0.5
    assert unordered('{"a": [2, 1, 3]}', {"a": [1, 2]}) == 1
    assert unordered('{"a": [2, 1, 3]}', {"a": [1, 2]}, extra=True) == pytest.approx(2 / 3)
    assert unordered('{"a": ["1", true]}', {"a": [1, 1]}) == 0


def test_without_order_objects_are_paired_so_that_the_most_is_equal() -> None:
    expected: Expected = {"a": [{"id": 1, "tags": ["x", "y"]}, {"id": 2, "tags": ["z"]}]}
    assert unordered('{"a": [{"id": 2, "tags": ["z"]}, {"tags": ["y", "x"], "id": 1}]}', expected) == 1
    assert unordered('{"a": [{"id": 2, "tags": ["q"]}, {"tags": ["y", "x"], "id": 1}]}', expected) == 0.8
    assert unordered('{"a": [[], {}, [1]]}', {"a": [{}, [1], []]}) == 1


def test_too_many_levels_without_order_are_a_fault() -> None:
    deep: Expected = 1
    for _ in range(60):
        deep = [deep]
    assert Json(ignore_order=True).expected_error({"a": deep}, ()) is not None
    assert Json().expected_error({"a": deep}, ()) is None

"""JSON arrays and JSON lines: what is read, and what is refused by row and column."""

import json

import pytest

from gradcheck.domain.dataset import FileFormat
from tests.datasets.reading import faults, read


def test_an_array_and_lines_hold_the_same_rows() -> None:
    rows = [{"a": f"text {number}", "b": number} for number in range(5000)]
    array, lines = read(json.dumps(rows), "json"), read("\n".join(map(json.dumps, rows)), "jsonl")
    assert list(array.rows.values()) == list(lines.rows.values()) == rows
    assert list(array.rows) == list(lines.rows) == list(range(1, 5001))


def test_an_element_may_be_longer_than_what_is_read_at_once() -> None:
    rows = [{"a": "x" * 200_000}, {"a": "é" * 100_000, "b": [1, {"c": ["]"]}]}, {"a": "\\"}]
    assert list(read(json.dumps(rows, indent=2), "json").rows.values()) == rows


def test_objects_one_after_the_other_are_lines_whatever_the_file_is_called() -> None:
    found = read('{"a": 1}\n\n{"a": 2}\n', "json")
    assert found.taken.file.format == "jsonl"
    assert found.rows == {1: {"a": 1}, 3: {"a": 2}}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize(
    ("kind", "body"), [("json", '[{{"a": 1}}, {{"a": {0}}}]'), ("jsonl", '{{"a": 1}}\n{{"a": {0}}}\n')]
)
def test_what_is_no_json_number_is_named(kind: FileFormat, body: str, number: str) -> None:
    assert faults(body.format(number), kind) == {
        "rows[2]": f"row 2: holds {number}, which is no JSON; leave the value out, or write null"
    }


def test_values_that_no_store_holds_are_named_by_column() -> None:
    found = faults('[{"a": 1e999}, {"b": ["x\\u0000"]}, {"c": "\\ud800"}, {"d": {"\\u0000": [-1e999]}}]', "json")
    assert list(found) == ["rows[1].a", "rows[2].b", "rows[3].c", "rows[4].d"]


def test_an_integer_of_any_length_is_kept() -> None:
    assert read('[{"a": 99999999999999999999}]', "json").rows == {1: {"a": 99999999999999999999}}


@pytest.mark.parametrize(
    ("body", "row"),
    [
        ('[{"a": 1}, {"b": ', 2),
        ('[{"a": 1} {"b": 2}]', 1),
        ("[", 1),
        ('[{"a": 1}, ]', 2),
        ('[{"a": 1}] x', 1),
        ("[,]", 1),
    ],
)
def test_an_array_that_is_no_json_is_named_by_its_element(body: str, row: int) -> None:
    (path,) = faults(body, "json")
    assert path == f"rows[{row}]"


def test_lines_that_are_no_objects_are_named_by_kind() -> None:
    found = faults('{"a": 1}\n[1]\n{"a": \n5\nnull\n"x"\n{"a": 2}} \n', "jsonl")
    assert found["rows[2]"].startswith("row 2: is an array; accepted is an object")
    assert found["rows[2]"].endswith("and 3 more rows (4, 5, 6)")
    assert found["rows[3]"].endswith("and 1 more row (7)")


def test_nesting_has_an_end() -> None:
    deep = '{"a": ' + "[" * 150 + "]" * 150 + "}"
    assert faults(deep, "jsonl") == {"rows[1].a": "row 1, column 'a': nests deeper than 100 levels"}
    bottomless = '{"a": ' + "[" * 400_000
    assert "rows[1]" in faults(bottomless, "jsonl")
    assert "rows[1]" in faults(f"[{bottomless}", "json")


def test_one_name_twice_in_an_object_is_a_fault() -> None:
    (message,) = faults('{"a": 1, "a": 2}', "jsonl").values()
    assert message.startswith("row 1: holds 'a' twice in one object")


def test_a_column_has_a_name_of_some_length() -> None:
    assert "a column is called ''" in faults('{"": 1}', "jsonl")["rows[1]"]
    assert "names of 1 to 200" in faults(json.dumps({"x" * 201: 1}), "jsonl")["rows[1]"]


def test_a_row_that_is_too_long_is_named_before_it_is_read_whole() -> None:
    long = json.dumps({"a": "x" * 5000})
    assert "longer than 2,000 bytes" in faults(f'{{"a": 1}}\n{long}\n', "jsonl", max_row_bytes=2000)["rows[2]"]
    huge = '[{"a": 1}, {"a": "' + "x" * 300_000
    assert "longer than 2,000 bytes" in faults(huge, "json", max_row_bytes=2000)["rows[2]"]


@pytest.mark.parametrize("body", ["[]", "", "  \n "])
def test_no_rows_are_a_fault(body: str) -> None:
    assert faults(body, "json") == {"rows": "the file holds no rows; accepted are one and more"}

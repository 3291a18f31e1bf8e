"""The digest: what rows say, whatever file they stood in; and what columns hold."""

import json

import pytest

from gradcheck.domain.dataset import Column
from tests.datasets.reading import read

ROWS = [{"text": "a, b", "stars": 5, "good": True}, {"text": "c\nd", "stars": 2.5, "good": None}]


def test_the_same_rows_have_one_digest_in_every_format() -> None:
    digests = {
        read(json.dumps(ROWS), "json").digest,
        read("\n".join(map(json.dumps, ROWS)), "jsonl").digest,
        read('text,stars,good\n"a, b",5,true\n"c\nd",2.5,\n').digest,
        read('good;text;stars\ntrue;"a, b";5\n;"c\nd";2.5\n').digest,
        read('good\ttext\tstars\r\ntrue\t"a, b"\t5\r\n\t"c\nd"\t2.5\r\n'.encode("utf-16")).digest,
    }
    assert len(digests) == 1


@pytest.mark.parametrize(
    "rows",
    [
        ROWS[::-1],
        ROWS[:1],
        [ROWS[0], {**ROWS[1], "text": "c d"}],
        [ROWS[0], {**ROWS[1], "more": "x"}],
        [ROWS[0], {**ROWS[1], "stars": "2.50"}],
    ],
)
def test_other_rows_have_another(rows: list[dict[str, object]]) -> None:
    assert read(json.dumps(rows), "json").digest != read(json.dumps(ROWS), "json").digest


def test_a_list_is_not_its_text() -> None:
    assert read('[{"a": ["x"]}]', "json").digest != read('[{"a": "[\\"x\\"]"}]', "json").digest


def test_columns_say_their_type_and_what_is_missing() -> None:
    found = read(
        '[{"a": 1, "b": "x", "c": [1]}, {"a": "2", "b": "", "c": {}}, {"a": null, "b": "x", "d": null}]', "json"
    )
    assert found.taken.content.columns == (
        Column(name="a", type="number", missing=1, distinct=2),
        Column(name="b", type="text", missing=1, distinct=1),
        Column(name="c", type="mixed", missing=1, distinct=2),
        Column(name="d", type="empty", missing=3, distinct=0),
    )


def test_a_column_of_a_csv_file_that_is_empty_is_a_column() -> None:
    assert [column.type for column in read("a,b\n1,\n2,\n").taken.content.columns] == ["number", "empty"]


def test_counting_different_values_is_given_up_where_there_are_many() -> None:
    (column,) = read("a\n" + "\n".join(f"t{number}" for number in range(20_000))).taken.content.columns
    assert (column.distinct, column.distinct_at_least) == (10_000, True)

"""Parquet files: what is read, and that no file takes more than its bounds."""

import datetime as dt
import decimal
import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gradcheck.errors import BodyTooLargeError
from tests.datasets.reading import faults, read


def parquet(columns: dict[str, Any], **options: Any) -> bytes:  # noqa: ANN401 - as pyarrow takes them
    """A file with these columns."""
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, **options)
    return file.getvalue()


def test_rows_are_those_of_the_same_csv_file() -> None:
    body = parquet({"text": ["a, b", "c\nd"], "stars": [5, None], "good": [True, False]})
    found = read(body, "parquet")
    assert found.taken.file.format == "parquet"
    assert found.rows == {
        1: {"text": "a, b", "stars": 5, "good": True},
        2: {"text": "c\nd", "stars": None, "good": False},
    }
    assert found.digest == read('text,stars,good\n"a, b",5,true\n"c\nd",,false\n').digest


def test_values_of_every_type_are_json() -> None:
    body = parquet(
        {
            "float": [1.5, float("nan"), float("inf")],
            "list": [["x"], [], None],
            "struct": [{"a": 1, "b": ["q"]}, None, {"a": None, "b": []}],
            "date": [dt.date(2020, 1, 2)] * 3,
            "time": [dt.datetime(2020, 1, 2, 3, 4, 5, tzinfo=dt.UTC)] * 3,
            "decimal": [decimal.Decimal("1.20")] * 3,
            "bytes": [b"ok", b"", None],
            "coded": pa.array(["u", "v", "u"]).dictionary_encode(),
            "map": pa.array([[("k", 1)], None, []], type=pa.map_(pa.string(), pa.int64())),
        }
    )
    rows = read(body, "parquet").rows
    assert rows[1] == {
        "float": 1.5,
        "list": ["x"],
        "struct": {"a": 1, "b": ["q"]},
        "date": "2020-01-02",
        "time": "2020-01-02T03:04:05+00:00",
        "decimal": "1.20",
        "bytes": "ok",
        "coded": "u",
        "map": {"k": 1},
    }
    assert (rows[2]["float"], rows[3]["float"]) == (None, "inf")


def test_many_row_groups_are_read_in_order() -> None:
    body = parquet({"n": list(range(10_000))}, row_group_size=700)
    assert [row["n"] for row in read(body, "parquet").rows.values()] == list(range(10_000))


WHOLE = parquet({"text": [f"text {number}" for number in range(1000)]})


@pytest.mark.parametrize(
    "body",
    [WHOLE[: len(WHOLE) // 2], WHOLE[:-4], b"PAR1", b"", b"PAR1 and nothing of the kind PAR1", b"PAR1" + WHOLE[-300:]],
)
def test_a_file_that_is_not_whole_is_a_fault(body: bytes) -> None:
    (message,) = faults(body, "parquet").values()
    assert message.endswith("the file is no Parquet file, or not a whole one")


def test_a_page_that_is_broken_is_a_fault() -> None:
    (message,) = faults(WHOLE[:100] + bytes(200) + WHOLE[300:], "parquet").values()
    assert "no Parquet file, or not a whole one" in message


def test_columns_of_one_name_are_a_fault() -> None:
    table, file = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"]), io.BytesIO()
    pq.write_table(table, file)
    (message,) = faults(file.getvalue(), "parquet").values()
    assert "two columns of one name" in message


def test_a_small_file_that_unfolds_without_end_is_stopped_by_its_bytes() -> None:
    codes = pa.array([0] * 1_000_000, pa.int32())
    body = parquet({"a": pa.DictionaryArray.from_arrays(codes, pa.array(["x" * 100_000]))})
    assert len(body) < 200_000
    with pytest.raises(BodyTooLargeError, match="more than 10,000,000 bytes"):
        read(body, "parquet", max_bytes=10_000_000)


def test_a_value_that_unfolds_to_more_than_the_memory_is_a_fault() -> None:
    body = parquet({"a": ["x" * 400_000_000]}, compression="zstd", use_dictionary=False)
    assert len(body) < 200_000
    (message,) = faults(body, "parquet", parquet_memory_bytes=300_000_000).values()
    assert message.startswith("row 1: cannot be read in 300,000,000 bytes of memory")


def test_rows_without_columns_or_none_are_a_fault() -> None:
    assert faults(parquet({"a": pa.array([], pa.string())}), "parquet") == {
        "rows": "the file holds no rows; accepted are one and more"
    }
    assert "rows" in faults(parquet({}), "parquet")

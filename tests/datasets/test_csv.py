"""CSV files: what is read, and what is refused by row and column."""

import pytest

from tests.datasets.reading import faults, read


def test_a_quoted_cell_holds_delimiters_quotes_and_line_breaks() -> None:
    rows = read('text,label\r\n"a, ""b""\r\nc",pos\r\nd,neg\r\n').rows
    assert rows == {2: {"text": 'a, "b"\r\nc', "label": "pos"}, 3: {"text": "d", "label": "neg"}}


@pytest.mark.parametrize(("mark", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab")])
def test_the_delimiter_is_found_among_three_and_said(mark: str, name: str) -> None:
    found = read(f"text{mark}label\nHello; there, you\tall{mark}x\n".replace("; there, you\tall", " there"))
    assert found.taken.file.delimiter == name
    assert found.rows == {2: {"text": "Hello there", "label": "x"}}


def test_a_delimiter_is_the_one_by_which_rows_are_as_wide_as_the_header() -> None:
    found = read("text;label\none, two, three;x\nfour, five;y\n")
    assert found.taken.file.delimiter == "semicolon"
    assert read("review\nGood, very good\n".replace(",", "")).taken.file.delimiter == "comma"


def test_one_column_is_a_data_set() -> None:
    assert read("text\na\nb\n").rows == {2: {"text": "a"}, 3: {"text": "b"}}


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert read(b"\xef\xbb\xbftext,label\na,b\n").rows == {2: {"text": "a", "label": "b"}}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_says_the_encoding(encoding: str) -> None:
    found = read("text\tlabel\nğü\tja\n".encode(encoding))
    assert found.rows == {2: {"text": "ğü", "label": "ja"}}
    assert found.taken.file.encoding == encoding.removesuffix("-sig")


def test_bytes_that_are_no_utf8_are_named_by_row_and_column() -> None:
    body = "a,b\n1,2\n3,é\n4,ü\n".encode("latin-1")
    (path,) = found = faults(body)
    assert path == "rows[3].b"
    assert found[path].startswith("row 3, column 'b': holds bytes that are no UTF-8")
    assert found[path].endswith("and 1 more row (4)")
    assert read(body, charset="latin-1").rows[3] == {"a": "3", "b": "é"}


def test_a_file_that_ends_inside_a_character_is_a_fault() -> None:
    assert faults("a,b\n1,2\n".encode("utf-16")[:-1]) == {
        "rows": "the file is no utf-16-le, or ends inside a character"
    }


def test_an_unknown_charset_is_a_fault_with_those_that_are_known() -> None:
    assert "utf-16" in faults("a\n1\n", charset="klingon")["Content-Type"]
    assert "utf-16" in faults("a\n1\n", charset="idna\0")["Content-Type"]


def test_rows_of_another_width_are_one_fault_with_a_count() -> None:
    (path,) = found = faults("a;b\n1;2\n3\n4;5;6\n\n7;8;9\n" + "1;2\n" + "x\n" * 77)
    assert path == "rows[3]"
    assert found[path].startswith("row 3: has 1 cell where the header has 2 (delimiter: semicolon)")
    assert found[path].endswith("and 79 more rows (4, 6, 8, …)")


def test_a_blank_line_is_passed_over_and_counted() -> None:
    assert read("\na,b\n\n1,2\n\n\n").rows == {4: {"a": "1", "b": "2"}}


def test_columns_of_one_name_are_a_fault() -> None:
    assert faults("a,b, a ,b\n1,2,3,4\n") == {
        "rows[1].a": "row 1, column 'a': is the name of the columns 1 and 3; give every column a name of its own",
        "rows[1].b": "row 1, column 'b': is the name of the columns 2 and 4; give every column a name of its own",
    }


def test_an_empty_header_cell_is_a_fault_only_where_a_value_stands_under_it() -> None:
    assert read("a,b,\n1,2,\n").rows == {2: {"a": "1", "b": "2"}}
    (message,) = faults(",text\n0,x\n1,y\n").values()
    assert message.startswith("row 2: '0' is in column 1, which has no name in the header")
    (message,) = faults(",,\n1,2,3\n").values()
    assert message.startswith("row 1: names no columns")


@pytest.mark.parametrize("body", ["", "\n\n\n", "a,b\n", "\ufeffa,b\r\n\r\n"])
def test_a_file_without_rows_is_a_fault(body: str) -> None:
    assert faults(body) == {"rows": "the file holds no rows; accepted are one and more"}


def test_a_quotation_mark_that_nothing_closes_is_named() -> None:
    (message,) = faults('a,b\n1,2\n"3,4\n5,6\n').values()
    assert message.startswith("row 3: a quotation mark is open where the file ends")
    (message,) = faults('a,b\n1,2\n"3,' + "4" * 3000, max_row_bytes=2000).values()
    assert message.startswith("row 3: holds a cell of more than 2,000 characters, or a quotation mark that nothing")
    (message,) = faults('a,b\n"1"x,2\n').values()
    assert message.startswith("row 2: cannot be read")


def test_the_character_nul_is_a_fault_of_its_cell() -> None:
    assert list(faults("a,b\n1,x\0y\n")) == ["rows[2].b"]


def test_a_text_that_only_looks_like_an_escaped_nul_is_taken() -> None:
    assert read("a\n\\u0000\n").rows == {2: {"a": "\\u0000"}}


def test_a_row_has_at_most_so_many_bytes_and_columns() -> None:
    (message,) = faults("a,b\n" + "x" * 90 + "," + "y" * 90 + "\n", max_row_bytes=100).values()
    assert message.startswith("row 2: is 2")
    (message,) = faults("a,b,c\n1,2,3\n", max_columns=2).values()
    assert message == "row 1: has 3 columns; accepted are 2"


def test_faults_of_different_kinds_are_all_named() -> None:
    assert list(faults("a,b\n1\nx\0,2\n3,y\0\n1,2,3\n")) == ["rows[2]", "rows[3].a", "rows[4].b"]

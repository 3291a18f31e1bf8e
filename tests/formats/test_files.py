import pytest

from gradcheck.errors import InvalidRequestError
from gradcheck.formats import recognize
from gradcheck.formats.parsing_files import parse


def _fault(content: bytes | str) -> str:
    with pytest.raises(InvalidRequestError) as caught:
        parse(content)
    return "; ".join(f"{error.path}: {error.message}" for error in caught.value.errors)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('{"a": "ж"}'.encode("utf-16"), {"a": "ж"}),
        ('{"a": 1}\n\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        ('{"a": 1}\r\n{"a": 2}', [{"a": 1}, {"a": 2}]),
        ('a,b\n1,"x, y"\n\n', [{"a": "1", "b": "x, y"}]),
        ('a,b\n"two\nlines",z\n', [{"a": "two\nlines", "b": "z"}]),
        ("tests: [1]\nprompts: 2", {"tests": [1], "prompts": 2}),
        ("{tests: [1], prompts: x}", {"tests": [1], "prompts": "x"}),
        ("- a, b\n- c", ["a, b", "c"]),
    ],
)
def test_a_file_is_read_by_its_content(content: bytes | str, value: object) -> None:
    assert parse(content) == value


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "file: is empty"),
        (b" \n", "file: is empty"),
        (b"\x80\x04\x95", "is a Python pickle, which runs code when it is read; save the state as JSON"),
        (b"PK\x03\x04", "is a zip archive"),
        (b"a: \xff\xfe\xff", "is no text in UTF-8: byte 3"),
        ('{"a": 1, "a": 2}', "holds 'a' twice in one object"),
        ('{"a": NaN}', "holds NaN, which is no JSON"),
        (f'{{"a":\n {"9" * 5000}}}', "file: holds a whole number of 5,000 digits; write it as a text"),
        (f'{{"a": 1}}\n{{"a": {"9" * 5000}}}', "line 2: holds a whole number of 5,000 digits"),
        (f"a: {'9' * 5000}", "holds a whole number of 5,000 digits"),
        ('{"a": 1}\n{"a":', "line 2: is no JSON"),
        ('{"a": [}', "line 1, column 8: is no JSON"),
        ("a,b\n1,2,3\n", "rows[0]: has 3 columns, the first line has 2"),
        ("a,a\n1,2\n", "line 1: the column 'a' stands twice"),
        ("[" * 5000, "is no JSON: it is nested too deep"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(content: bytes | str, said: str) -> None:
    assert said in _fault(content)


@pytest.mark.parametrize(
    "document", [b"hello", "[1, 2]", "[]", {"a": 1}, [{"question": "x", "label": "y"}], 7, "a,b\n1,2"]
)
def test_what_has_no_known_shape_is_left_to_whoever_asks(document: object) -> None:
    assert recognize(document) is None


def test_rows_unlike_the_others_are_named() -> None:
    rows = [{"inputs": {"q": "a"}, "expectations": {}}, {"question": "x"}, {"inputs": {"q": "b"}, "expectations": {}}]
    with pytest.raises(InvalidRequestError) as caught:
        recognize(rows)
    [error] = caught.value.errors
    assert error.path == "rows[1]"
    assert "is not like the others" in error.message


def test_a_kind_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        recognize([{"a": 1}], "excel")
    assert "'excel' is none that is known" in caught.value.errors[0].message
    assert "openai_chat" in caught.value.errors[0].message

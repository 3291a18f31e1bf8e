"""What is no text becomes a field's text by one rule, and what cannot be a field is refused where it stands."""

from typing import Any

import pytest

from gradcheck.errors import FieldError
from gradcheck.inputs.fields import InputReader, as_text
from gradcheck.inputs.images import Images


def read_fields(given: str | dict[str, Any], where: str, errors: list[FieldError]) -> dict[str, str]:
    return InputReader(Images()).read(given, where, errors).fields


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('as it is, even {"so": 1}', 'as it is, even {"so": 1}'),
        ("", ""),
        (7, "7"),
        (1.0, "1.0"),
        (-0.25, "-0.25"),
        (True, "true"),
        ([], "[]"),
        ({}, "{}"),
        ({"z": 1, "a": [True, None, 'ß, 日本: "q"\n']}, '{"z": 1, "a": [true, null, "ß, 日本: \\"q\\"\\n"]}'),
    ],
)
def test_a_value_is_written_as_json_on_one_line_and_a_text_stays_as_it_is(value: object, text: str) -> None:
    assert as_text(value) == text


def test_names_keep_the_order_in_which_they_were_given() -> None:
    assert read_fields({"b": {"y": 1, "x": 2}, "a": [1]}, "w", []) == {"b": '{"y": 1, "x": 2}', "a": "[1]"}


def test_a_text_alone_is_the_field_input() -> None:
    assert read_fields("hi", "w", []) == {"input": "hi"}


@pytest.mark.parametrize(
    ("given", "paths"),
    [
        ({}, ["w"]),
        ({"a": None}, ["w.a"]),
        ({"a b": 1, "": "x", "1": None}, ["w.a b", "w.", "w.1", "w.1"]),
        ({"a": {"inner": None}}, []),
    ],
)
def test_what_cannot_be_a_field_is_named(given: dict[str, Any], paths: list[str]) -> None:
    errors: list[FieldError] = []
    read_fields(given, "w", errors)
    assert [error.path for error in errors] == paths

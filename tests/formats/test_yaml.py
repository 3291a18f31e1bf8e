import itertools
import time

import pytest

from gradcheck.errors import InvalidRequestError
from gradcheck.formats.yaml_text import read_yaml


def _fault(text: str) -> str:
    with pytest.raises(InvalidRequestError) as caught:
        read_yaml(text)
    [error] = caught.value.errors
    return f"{error.path}: {error.message}"


def test_scalars_are_those_of_yaml_1_2() -> None:
    text = "a: no\nb: 2024-05-01\nc: 010\nd: 1:30\ne: 0x10\nf: .inf\ng: ~\nh:\ni: 1e3\nj: true\nk: 0o10\n1: one"
    values = ["no", "2024-05-01", 10, "1:30", 16, ".inf", None, None, 1000.0, True, 8, "one"]
    assert read_yaml(text) == dict(zip("abcdefghijk1", values, strict=True))


def test_anchors_and_merges_are_followed() -> None:
    text = "x: &x {a: 1}\ny:\n  <<: *x\n  b: 2\nz: *x"
    assert read_yaml(text) == {"x": {"a": 1}, "y": {"a": 1, "b": 2}, "z": {"a": 1}}


def _bomb(line: str) -> str:
    names = [chr(97 + place) for place in range(12)]
    return "a: &a {k: 1}\n" + "".join(
        line.format(new=new, old=", ".join([f"*{old}"] * 9)) for old, new in itertools.pairwise(names)
    )


@pytest.mark.parametrize("line", ["{new}: &{new} [{old}]\n", "{new}: &{new}\n  <<: [{old}]\n"])
def test_aliases_that_expand_without_bound_are_refused_at_once(line: str) -> None:
    began = time.monotonic()
    assert "aliases make it larger" in _fault(_bomb(line))
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &a [*a]", "line 1, column 4: an alias stands within what it names"),
        ("a: 1\nb: 2\na: 3", "line 3, column 1: the key 'a' stands twice, first in line 1"),
        ("a: !!python/object/apply:os.system ['true']", "!!python/object/apply:os.system is not read here"),
        ("a: !!binary aGk=", "!!binary is not read here"),
        ("a: !mine x", "the tag !mine is not read here"),
        ("[" * 100_000, "nested deeper than 100"),
        ("- " * 2000 + "x", "nested deeper than 100"),
        ("? [a]\n: b", "a key is no text"),
        ("--- 1\n--- 2", "another document"),
        ("a: \x00", "unacceptable character"),
        ("a: b: c", "line 1, column 5: mapping values are not allowed"),
    ],
)
def test_what_is_not_read_is_refused_with_its_place(text: str, said: str) -> None:
    assert said in _fault(text)

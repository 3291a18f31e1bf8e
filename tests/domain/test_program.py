"""Placeholders and rendering."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.program import Candidate, Module, Program, default_user_message, fill, is_identifier, render

CHAIN = Program(
    modules=(
        Module(name="a", system=None, user="a.user", output="summary"),
        Module(name="b", system="b.system", user=None, output="b"),
    ),
    frozen=("a.user",),
)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("{text}", {"text"}),
        ("{text} and {text} and {other_1}", {"text", "other_1"}),
        ('{"key": 1} { text } {1} {} {a b} {a.b} {a-b}', set()),
        ("{größe}", {"größe"}),
        ("{literal}", set()),
    ],
)
def test_only_an_identifier_in_braces_is_a_placeholder(text: str, asked: set[str]) -> None:
    assert Program(modules=(), literals=("literal",)).placeholders(text) == asked


def test_a_name_is_an_identifier_exactly_if_a_placeholder_can_ask_for_it() -> None:
    for name in ("text", "_x", "größe", "a1", "1a", "a b", "", "a-b", "a\n"):
        assert is_identifier(name) == (Program(modules=()).placeholders("{" + name + "}") == {name})


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text(alphabet="abc{}", max_size=8), min_size=3))
def test_a_value_is_never_looked_at_again(fields: dict[str, str]) -> None:
    assert fill("{a}|{b}|{c}", fields, ()) == f"{fields['a']}|{fields['b']}|{fields['c']}"


def test_a_literal_stays_as_it_is() -> None:
    assert fill("{a} {b}", {"a": "1", "b": "2"}, ("b",)) == "1 {b}"


def test_a_module_without_a_user_component_is_given_the_default_message() -> None:
    system, user = render(
        CHAIN,
        CHAIN.modules[1],
        Candidate(id="c", components={"b.system": "Use {summary}."}),
        {"summary": "S"},
        "the default",
    )
    assert (system.role, system.content) == ("system", "Use S.")
    assert (user.role, user.content) == ("user", "the default")


def test_a_lone_field_is_the_message_and_several_are_lines() -> None:
    assert default_user_message({"text": "x"}) == "x"
    assert default_user_message({"a": "x", "b": "y"}) == "a: x\nb: y"


def test_frozen_components_are_not_optimizable() -> None:
    assert CHAIN.components == ("a.user", "b.system")
    assert CHAIN.optimizable == ("b.system",)
    assert CHAIN.module_of("b.system").name == "b"

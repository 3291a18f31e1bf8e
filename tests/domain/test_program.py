"""Placeholders and rendering."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck.domain.program import (
    Candidate,
    Demo,
    Module,
    Program,
    Style,
    default_user_message,
    is_identifier,
    joined,
)
from gradcheck.inputs.asking import render

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
    texts: dict[Style, str] = {"single": "{a}|{b}|{c}", "double": "{{a}}|{{ b }}|{{c }}"}
    for style, text in texts.items():
        assert Program(modules=(), style=style).fill(text, fields) == f"{fields['a']}|{fields['b']}|{fields['c']}"


def test_a_literal_stays_as_it_is() -> None:
    values = {"a": "1", "b": "2"}
    assert Program(modules=(), literals=("b",)).fill("{a} {b}", values) == "1 {b}"
    assert Program(modules=(), literals=("b",), style="double").fill("{{a}} {{ b }}", values) == "1 {{ b }}"


@pytest.mark.parametrize(
    ("text", "asked", "filled"),
    [
        ("{{text}} {{ text }} {{\ttext }}", {"text"}, "T T T"),
        ("{text} { text } {{te xt}} {{text", set(), "{text} { text } {{te xt}} {{text"),
        ('{"a": {"b": 1}} {{größe}}', {"größe"}, '{"a": {"b": 1}} G'),
        ("{{{text}}} {{1}} {{}} {{a.text}} {{text|trim}}", {"text"}, "{T} {{1}} {{}} {{a.text}} {{text|trim}}"),
    ],
)
def test_in_double_style_only_an_identifier_in_two_braces_is_a_placeholder(
    text: str, asked: set[str], filled: str
) -> None:
    program = Program(modules=(), style="double")
    assert program.placeholders(text) == asked
    assert program.fill(text, {"text": "T", "größe": "G"}) == filled


def test_an_earlier_program_reads_single_braces_as_it_did() -> None:
    stored = msgspec.json.decode(b'{"modules": [], "frozen": [], "max_length": null, "literals": []}', type=Program)
    assert stored.style == "single"
    assert stored.fill("{{text}} {text}", {"text": "T"}) == "{T} T"


@pytest.mark.parametrize(("style", "written"), [("single", "{a} {b}"), ("double", "{{a}} {{b}}")])
def test_placeholders_are_written_in_the_program_s_style(style: Style, written: str) -> None:
    program = Program(modules=(), style=style)
    assert program.written({"b", "a"}) == tuple(written.split())
    assert program.written_placeholders("system", f"{written} {written}") == written
    assert program.in_other_braces(written) == set()
    assert Program(modules=(), style="double" if style == "single" else "single").in_other_braces(written) == {"a", "b"}


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


def test_shots_are_the_demos_of_each_example_and_count_towards_the_length() -> None:
    made = {"a": "ab", "b": "cde"}
    demos = [Demo(module=m, example=e, fields={}, input=m, output=text) for e, text in made.items() for m in ("1", "2")]
    candidate = Candidate(id="c", components={"system": "1234", "user": "56"}, demos=tuple(demos))
    modules = {name: [demo.module for demo in own] for name, own in candidate.shots.items()}
    assert modules == {"a": ["1", "2"], "b": ["1", "2"]}
    assert candidate.length == 4 + 2 + 2 * (1 + 2) + 2 * (1 + 3)


def test_changes_of_several_edits_are_joined_and_of_two_to_one_component_the_later_counts() -> None:
    base = Candidate(id="base", components={"a": "0", "b": "0", "c": "0"})
    first = Candidate(id="first", components={"a": "1", "b": "1", "c": "0"})
    second = Candidate(id="second", components={"a": "0", "b": "2", "c": "0"})
    assert joined(base, [first, second]) == {"a": "1", "b": "2", "c": "0"}
    assert joined(base, [second, first])["b"] == "1"
    assert joined(base, []) == base.components

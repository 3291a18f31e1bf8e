"""Flags as a request: one place, without files or a service."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck.cli.arguments import parser
from gradcheck.cli.body import dataset_name, run_body, with_tools
from gradcheck.cli.spec import named, pairs
from gradcheck.errors import InvalidRequestError

Json = dict[str, Any]


def body(*flags: str, given: Json | None = None, prompt: str | Json | None = "Say {text}") -> Json:
    """The body that flags of `optimize` give, above those of a file."""
    return run_body(vars(parser().parse_args(["optimize", *flags])), given or {}, prompt)


def fault(*flags: str) -> str:
    with pytest.raises(InvalidRequestError) as refused:
        body(*flags)
    (error,) = refused.value.errors
    return f"{error.path}: {error.message}"


def test_what_no_flag_says_is_left_to_the_service_but_for_the_method() -> None:
    assert body() == {"prompt": "Say {text}", "method": "portfolio"}


@pytest.mark.parametrize(
    ("prompt", "part"), [("Be brief.", "system"), ("Say {text}", "user"), ("Say {{ text }}", "user")]
)
def test_tools_stand_beside_the_message_that_a_text_alone_would_have_been(prompt: str, part: str) -> None:
    assert with_tools({"prompt": prompt}, [{}])["prompt"] == {part: prompt, "tools": [{}]}


def test_tools_of_a_flag_replace_those_of_a_prompt_in_parts() -> None:
    assert with_tools({"prompt": {"user": "x", "tools": [1]}}, [2]) == {"prompt": {"user": "x", "tools": [2]}}


def test_every_flag_has_its_field() -> None:
    flags = {
        "--scoring": 'choice,choices=["a","b"]',
        "--split": "train=0.5,validation=0.3,test=0.2",
        "--description": "Letters.",
        "--method": "gepa,steps=3",
        "--model": "openai/gpt-4o-mini,temperature=0,max_tokens=8",
        "--optimizer": "router/meta/llama-3,effort=high",
        "--judge": "embedded",
        "--max-calls": "100",
        "--max-tokens": "2000",
        "--max-cost": "1.5",
        "--max-seconds": "60",
        "--target-score": "0.9",
        "--seed": "7",
        "--name": "first",
        "--tag": "nightly",
        "--webhook": "ci",
    }
    assert body("--reject-quotes", *(word for pair in flags.items() for word in pair)) == {
        "prompt": "Say {text}",
        "task": {
            "scoring": {"kind": "choice", "choices": ["a", "b"]},
            "split": {"train": 0.5, "validation": 0.3, "probe": 0, "test": 0.2},
            "description": "Letters.",
        },
        "method": {"name": "gepa", "steps": 3},
        "models": {
            "task": {"provider": "openai", "model": "gpt-4o-mini", "temperature": 0, "max_tokens": 8},
            "optimizer": {"provider": "router", "model": "meta/llama-3", "effort": "high"},
            "judge": {"provider": "embedded"},
        },
        "budget": {"max_calls": 100, "max_tokens": 2000, "max_cost_usd": 1.5, "max_seconds": 60.0},
        "stop": {"target_score": 0.9},
        "reject_quotes": True,
        "seed": 7,
        "name": "first",
        "tags": ["nightly"],
        "webhook": "ci",
    }


def test_data_takes_the_place_of_examples_and_its_columns_are_mapped() -> None:
    flags = (
        "--data",
        "../my data/Reviews (2).csv",
        "--input",
        "review=text",
        "--input",
        "stars",
        "--expected",
        "label",
    )
    parts = ("--expected", "label", "--group", "customer", "--split", "part")
    said = body(*flags, *parts, "--sample", "50", given={"task": {"examples": [1]}})
    assert said["task"] == {
        "dataset": {
            "name": "Reviews-2",
            "sample": 50,
            "map": {
                "input": {"text": "review", "stars": "stars"},
                "expected": "label",
                "group": "customer",
                "split": "part",
            },
        }
    }


def test_a_stored_data_set_is_named_with_its_version_or_without() -> None:
    assert body("--dataset", "reviews")["task"] == {"dataset": {"name": "reviews"}}
    assert body("--dataset", "reviews@3")["task"] == {"dataset": {"name": "reviews", "version": 3}}
    file = {"task": {"dataset": {"name": "old", "version": 1, "map": {"expected": "a", "group": "g"}}}}
    assert body("--expected", "b", given=file)["task"]["dataset"] == {
        "name": "old",
        "version": 1,
        "map": {"expected": "b", "group": "g"},
    }
    assert body("--data", "a.csv", "--dataset", "b")["task"]["dataset"]["name"] == "b"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("reviews.csv", "reviews"),
        ("a/b.c/reviews.test.jsonl.gz", "reviews"),
        ("C:\\data\\reviews.csv", "reviews"),
        ("../../etc/passwd", "passwd"),
        ("отзывы 2026.csv", "отзывы-2026"),
        (".hidden", "data"),
        ("_-_.csv", "data"),
        ("-", "data"),
        ("x" * 300 + ".csv", "x" * 128),
    ],
)
def test_a_file_is_stored_under_a_name_that_may_be_one(file: str, name: str) -> None:
    assert dataset_name(file) == name


def test_flags_replace_what_a_file_says_and_keep_the_rest() -> None:
    file = {
        "prompt": "old",
        "method": "opro",
        "task": {"examples": [1], "scoring": {"kind": "exact"}},
        "budget": {"max_calls": 5, "weight": 3},
        "seed": 1,
    }
    said = body("--scoring", "f1", "--max-calls", "9", given=file, prompt=None)
    assert said == {
        "prompt": "old",
        "method": "opro",
        "task": {"examples": [1], "scoring": {"kind": "f1"}},
        "budget": {"max_calls": 9, "weight": 3},
        "seed": 1,
    }
    assert body("--method", "gepa", given=file)["prompt"] == "Say {text}"
    assert file["seed"] == 1
    assert file["budget"] == {"max_calls": 5, "weight": 3}


def test_a_request_without_a_prompt_is_told_which_flag_gives_one() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        body(prompt=None)
    assert refused.value.errors[0].path == "--prompt"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("exact", {"kind": "exact"}),
        (" exact , a=1", {"kind": "exact", "a": 1}),
        ("regex,pattern=^a.c$", {"kind": "regex", "pattern": "^a.c$"}),
        ('regex,pattern="a,b"', {"kind": "regex", "pattern": "a,b"}),
        ("x,a=[1, 2],b=true,c=null,d=no", {"kind": "x", "a": [1, 2], "b": True, "c": None, "d": "no"}),
        ("x,a=", {"kind": "x", "a": ""}),
        ("x,a=b=c", {"kind": "x", "a": "b=c"}),
        ("x,a=12abc", {"kind": "x", "a": "12abc"}),
        ("x,a=[1", {"kind": "x", "a": "[1"}),
        ('{"kind": "judge", "rubric": "Is it, kind?"}', {"kind": "judge", "rubric": "Is it, kind?"}),
        ("正確", {"kind": "正確"}),
    ],
)
def test_a_short_form_is_a_name_and_parameters_whose_values_are_json_or_text(text: str, found: Json) -> None:
    assert named("scoring", text, "kind") == found


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--scoring", ""), "--scoring: '' begins with no name"),
        (("--scoring", ",a=1"), "--scoring: ',a=1' begins with no name"),
        (("--method", "gepa,steps"), "--method: 'steps' is not of the form NAME=VALUE"),
        (("--method", "gepa,a,b=1"), "--method: 'a,b=1' is not of the form NAME=VALUE"),
        (("--method", "gepa,a=1,a=2"), "--method: a is given twice"),
        (("--method", '{"name": '), "--method: is no JSON"),
        (("--split", "train=0.5,0.5"), "--split: '0.5' is not of the form NAME=VALUE"),
        (("--expected", "label"), "--expected: is about the columns of --data FILE or --dataset NAME"),
        (("--split", "part"), "--split: is about the columns of --data FILE or --dataset NAME"),
        (("--dataset", "reviews@new"), "--dataset: the version behind @ is a whole number, not 'new'"),
    ],
)
def test_a_flag_that_cannot_be_read_is_named_with_what_it_takes(flags: tuple[str, str], said: str) -> None:
    assert fault(*flags).startswith(said)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
        st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda one: st.lists(one, max_size=3)),
        max_size=4,
    )
)
def test_json_values_of_parameters_come_back_as_they_were(values: Json) -> None:
    text = ",".join(f"{name}={json.dumps(value)}" for name, value in values.items())
    assert pairs("method", text) == values

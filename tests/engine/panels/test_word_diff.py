"""A word diff gives both texts back, whatever they are written in."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck.engine.panels.word_diff import word_diff


def sides(before: str, after: str) -> tuple[str, str]:
    runs = word_diff(before, after)
    old = "".join(run.text for run in runs if run.kind != "insert")
    return old, "".join(run.text for run in runs if run.kind != "delete")


@given(st.text("ab  \n.回答จ่ำé", max_size=40), st.text("ab  \n.回答จ่ำé", max_size=40))
def test_both_texts_come_back(before: str, after: str) -> None:
    assert sides(before, after) == ((before, after) if before != after else ("", ""))


def test_equal_texts_have_no_runs() -> None:
    assert word_diff("Answer.", "Answer.") == ()


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        ("Answer yes.", "Answer yes or no.", [("equal", "Answer yes"), ("insert", " or no"), ("equal", ".")]),
        ("Say foo bar now", "Say baz qux now", [
            ("equal", "Say "), ("delete", "foo bar"), ("insert", "baz qux"), ("equal", " now"),
        ]),
        ("", "new", [("insert", "new")]),
        ("old", "", [("delete", "old")]),
        ("请用一个词回答", "请用两个词回答", [
            ("equal", "请用"), ("delete", "一"), ("insert", "两"), ("equal", "个词回答"),
        ]),
        ("ตอบว่าดี", "ตอบว่าไม่ดี", [("equal", "ตอบว่า"), ("insert", "ไม่"), ("equal", "ดี")]),
    ],
)  # fmt: skip
def test_runs_are_words_in_any_script(before: str, after: str, runs: list[tuple[str, str]]) -> None:
    assert [(run.kind, run.text) for run in word_diff(before, after)] == runs


@pytest.mark.parametrize("unit", ["word ", "字", "line\n", "a b c.\n"])
def test_long_texts_are_compared_in_seconds(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    before, after = f"start\n{text}", f"{text[: len(text) // 2]}changed{text[len(text) // 2 :]}"
    started = time.monotonic()
    assert sides(before, after) == (before, after)
    assert time.monotonic() - started < 20

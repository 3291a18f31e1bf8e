"""The rules of the `regex` scorer."""

import pytest

from gradcheck.scoring.regex import Regex

FINAL = Regex(pattern=r"(?si).*answer is:? (?P<final>[^\n]*)", group="final")


def test_a_match_anywhere_is_right() -> None:
    assert Regex(pattern=r"\d{4}").score("in 1984", None, ()).value == 1
    assert Regex(pattern=r"^\d{4}$").score("in 1984", None, ()).value == 0


def test_case_can_be_ignored() -> None:
    assert Regex(pattern="yes").score("YES", None, ()).value == 0
    assert Regex(pattern="yes", ignore_case=True).score("YES", None, ()).value == 1


@pytest.mark.parametrize("group", [1, "final"])
def test_the_text_of_a_group_is_compared(group: int | str) -> None:
    scorer = Regex(pattern=r"answer is (?P<final>\w+)", group=group)
    assert scorer.score("The answer is Blue", "blue", ()).value == 1
    assert scorer.score("The answer is red", "blue", ()).value == 0
    assert scorer.score("Blue", "blue", ()).value == 0


def test_a_greedy_prefix_finds_the_last_match() -> None:
    assert FINAL.score("The answer is 1. No, the answer is: 2.", ["2", "two"], ()).value == 1


def test_a_group_that_took_no_part_is_empty() -> None:
    assert Regex(pattern="(a)|b", group=1).score("b", "a", ()).value == 0


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b$", "(.*a){20}c", "(x+x+)+y"])
def test_no_pattern_hangs(pattern: str) -> None:
    assert Regex(pattern=pattern).score("ax" * 50_000 + "!", None, ()).value == 0


def test_text_that_utf8_cannot_hold_is_searched() -> None:
    assert Regex(pattern="b").score("\ud800b", None, ()).value == 1


@pytest.mark.parametrize("pattern", ["(", "(?<=a)b", r"(a)\1", "a{1000}{1000}"])
def test_a_pattern_that_cannot_be_read_is_a_fault(pattern: str, capfd: pytest.CaptureFixture[str]) -> None:
    (error,) = Regex(pattern=pattern).validate("s")
    assert error.path == "s.pattern"
    assert "accepted is RE2 syntax" in error.message
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("group", [2, -1, "other"])
def test_a_group_that_the_pattern_does_not_have_is_a_fault(group: int | str) -> None:
    (error,) = Regex(pattern="(?P<final>a)", group=group).validate("s")
    assert error.path == "s.group"
    assert error.message.endswith("accepted is null or one of 0 to 1, final")


def test_usable_patterns_are_no_fault() -> None:
    assert FINAL.validate("s") == []
    assert Regex(pattern="a", group=0).validate("s") == []


def test_an_expected_value_is_needed_only_for_a_group() -> None:
    assert Regex(pattern="a").expected_error(None, ()) is None
    assert FINAL.expected_error(None, ()) is not None
    assert FINAL.expected_error("a", ()) is None


def test_the_note_names_the_pattern() -> None:
    assert Regex(pattern="a+").score("b", None, ()).note == 'expected a match of "a+", got "b"'


def test_the_note_says_when_a_group_had_no_match() -> None:
    note = Regex(pattern="is (.)", group=1).score("b", "a", ("a", "b")).note
    assert note == 'expected "a", got "b" (no match of is (.)); allowed answers: a or b'

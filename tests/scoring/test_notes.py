"""The rules of notes."""

from gradcheck.scoring.notes import mismatch, quote, shorten


def test_a_text_is_shown_on_one_line() -> None:
    assert quote(" a\n\tb ") == '"a b"'


def test_a_long_text_shows_its_beginning_and_its_end() -> None:
    short = shorten("start " + "x" * 1000 + " end")
    assert len(short) <= 200
    assert short.startswith("start x")
    assert short.endswith("x end")


def test_characters_that_cannot_be_stored_are_replaced() -> None:
    assert shorten("a\x00\ud800b") == "a\ufffd\ufffdb"


def test_a_note_says_why_and_what_is_allowed() -> None:
    assert mismatch("a", "b", why="c", labels=("d", "e")) == 'expected a, got "b" (c); allowed answers: d or e'

"""Bounded edits of a text: what one says, and what a text is once they are carried out. No model is asked.

An edit is `ADD: text` for the end, `AFTER: words ADD: text`, `REPLACE: words WITH: text` or `DELETE: words`; whatever
has none of these forms is text for the end. It owns how words are found in a text. All that no edit names stays.
"""

import re
from collections.abc import Iterable, Sequence

from gradcheck.domain.base import Value

_FORMS = tuple(
    re.compile(form, re.DOTALL)
    for form in (
        r"(?P<how>AFTER):\s*(?P<words>.+?)\s+ADD:\s*(?P<text>.+)",
        r"(?P<how>REPLACE):\s*(?P<words>.+?)\s+WITH:\s*(?P<text>.+)",
        r"(?P<how>DELETE):\s*(?P<words>.+)(?P<text>)",
        r"(?P<how>ADD):\s*(?P<words>)(?P<text>.+)",
    )
)
_QUOTES = "\"'`“”"
_NUMBER = re.compile(r"\d+")


class TextEdit(Value, frozen=True, kw_only=True):
    """One edit: how, the words of the text that it is about, and the text that comes there."""

    how: str
    words: str
    text: str


def read_edit(said: str) -> TextEdit:
    """What an edit says; a text without any of the forms is added at the end."""
    said = said.strip()
    found = next((match for form in _FORMS if (match := form.fullmatch(said))), None)
    if found is None:
        return TextEdit(how="ADD", words="", text=said)
    return TextEdit(how=found["how"], words=found["words"].strip().strip(_QUOTES), text=found["text"].strip())


def carried_out(text: str, edits: Iterable[str]) -> str:
    """The text after the edits, one after another.

    Words are found whatever space is between them. What is to be replaced or deleted and is not there is left as it is,
    and what is to follow it comes at the end.
    """
    for edit in map(read_edit, edits):
        spot = _spot(text, edit.words)
        match edit.how:
            case "REPLACE" | "DELETE" if spot is not None:
                text = text[: spot[0]] + edit.text + text[spot[1] :]
            case "AFTER" if spot is not None:
                end = text.find("\n", spot[1])
                end = len(text) if end < 0 else end
                text = f"{text[:end]}\n{edit.text}{text[end:]}"
            case "ADD" | "AFTER":
                text = f"{text.rstrip()}\n\n{edit.text}".strip()
    return text


def numbered(edits: Sequence[str]) -> str:
    """Edits as one who chooses among them is shown them, a line each."""
    return "\n".join(f"{number}. {' '.join(edit.split())}" for number, edit in enumerate(edits, start=1))


def chosen(said: str | None, among: int, most: int) -> list[int]:
    """The first so many places that an answer names by numbers from 1; the first ones where it names none."""
    named = dict.fromkeys(int(number) - 1 for number in _NUMBER.findall(said or ""))
    return [place for place in named if 0 <= place < among][:most] or list(range(min(most, among)))


def _spot(text: str, words: str) -> tuple[int, int] | None:
    """Where words stand in a text first."""
    found = re.search(r"\s+".join(map(re.escape, words.split())), text) if words.strip() else None
    return found.span() if found else None

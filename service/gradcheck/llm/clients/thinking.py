"""Thinking that a model wrote into its answer, told from the answer by the marks around it."""

import re
from functools import lru_cache
from typing import NamedTuple

# What gpt-oss writes where its server does not take the channels apart: thoughts, then the one for the reader.
_FINAL = re.compile(r"<\|channel\|>\s*final[^<]*<\|message\|>(.*?)(?:<\|(?:end|return)\|>|\Z)", re.DOTALL)
_CHANNEL = re.compile(r"\s*(?:<\|start\|>\s*assistant)?<\|channel\|>\s*(?:analysis|commentary|final)")


class _Marks(NamedTuple):
    """The marks of a dialect: any of them in one pattern, and for each the name that a match of it has."""

    pattern: re.Pattern[str]
    opened: dict[str, str]
    closed: dict[str, str]


def split(text: str, marks: tuple[str, ...]) -> tuple[str, str | None]:
    """An answer without its thinking, and the thinking or None.

    Thinking stands in front of an answer: in one block or several, between an opening and a closing mark; up to a
    closing mark that nothing has opened, where the opening one was part of the prompt; or from an opening mark to the
    end, where a limit cut the thought off. A mark behind the answer's first words is part of the answer. Without
    thinking the text is as it came.
    """
    if not marks or not ("<" in text or "[" in text or "◁" in text):
        return text, None
    if _CHANNEL.match(text):
        return _channels(text)
    patterns = _compiled(marks)
    thoughts: list[str] = []
    rest = text
    while (opening := patterns.pattern.match(rest.lstrip())) and opening[0].lower() in patterns.opened:
        body = rest.lstrip()[opening.end() :]
        thought, rest = _closed(body, patterns, patterns.opened[opening[0].lower()])
        thoughts.append(thought)
    if not thoughts:
        first = patterns.pattern.search(text)
        if first is None or first[0].lower() not in patterns.closed:
            return text, None
        thoughts, rest = [text[: first.start()]], text[first.end() :]
    return rest.lstrip(), "\n\n".join(filter(None, (thought.strip() for thought in thoughts))) or None


def _closed(body: str, marks: _Marks, name: str) -> tuple[str, str]:
    """A thought and what follows its closing mark; thoughts may hold thoughts. What is never closed goes to the end."""
    depth, last = 1, None
    for mark in marks.pattern.finditer(body):
        word = mark[0].lower()
        if marks.opened.get(word) == name:
            depth += 1
        elif marks.closed.get(word) == name:
            depth, last = depth - 1, mark
            if depth == 0:
                break
    return (body, "") if last is None else (body[: last.start()], body[last.end() :])


def _channels(text: str) -> tuple[str, str | None]:
    final = _FINAL.search(text)
    if final is None:
        return "", text.strip()
    return final[1].strip(), text[: final.start()].strip() or None


@lru_cache(maxsize=64)
def _compiled(marks: tuple[str, ...]) -> _Marks:
    opened: dict[str, str] = {}
    closed: dict[str, str] = {}
    for mark in marks:
        opening = mark if not mark[:1].isalnum() else f"<{mark}>"
        opened[opening.lower()] = mark
        closed[f"{opening[0]}/{opening[1:]}".lower()] = mark
    pattern = "|".join(re.escape(mark) for mark in (*opened, *closed))
    return _Marks(re.compile(pattern, re.IGNORECASE), opened, closed)

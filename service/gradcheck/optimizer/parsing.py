"""Answers of the optimizer's model, read strictly: the texts that a template asks for, or why there is none."""

import re
from collections.abc import Sequence

from gradcheck.domain.call import Answer
from gradcheck.domain.feedback import Template
from gradcheck.domain.silence import in_words, silence

_FENCED = re.compile(r"(`{3,}|~{3,})[\w+-]*[ \t]*\n(.*)\n\1", re.DOTALL)
_QUOTED = re.compile(r"""(["'`])((?:(?!\1).)+)\1|“([^“”]+)”""")


def parse(template: Template, answer: Answer) -> tuple[tuple[str, ...], str]:
    """The texts of an answer, or none and why not."""
    cause = silence(answer)
    if cause is not None:
        return (), in_words(cause, answer)
    if answer.cut:
        return (), "cut off at the token limit"
    if template.reply == "line":
        line = _unquoted(_unfenced(answer.text).split("\n", 1)[0].strip())
        return ((line,), "") if line else ((), "empty")
    opened, closed = f"<{template.tag}>", f"</{template.tag}>"
    parts = re.split(f"({re.escape(opened)}|{re.escape(closed)})", answer.text)
    if template.reply == "tags":
        if parts[1::2] != [opened, closed] * max(len(parts) // 4, 1):
            return (), f"expected one or more of {opened}…{closed}"
        texts_found = parts[2::4]
    else:
        texts_found = _last_pair(parts, opened)
        if not texts_found:
            return (), f"expected {opened}…{closed}"
    texts = tuple(filter(None, map(_unfenced, texts_found)))
    return (texts, "") if texts else ((), "empty")


def _last_pair(parts: Sequence[str], opened: str) -> list[str]:
    """What the last complete pair of tags holds, tags inside it included; nothing where no pair is complete.

    `parts` are texts at even positions and tags at odd ones. A model may think aloud in tags that it never closes, or
    write drafts before its answer.
    """
    starts: list[int] = []
    last = (0, 0)
    for index in range(1, len(parts), 2):
        if parts[index] == opened:
            starts.append(index)
        elif starts:
            last = (starts.pop(), index)
    return ["".join(parts[last[0] + 1 : last[1]])] if last[1] else []


def _unfenced(text: str) -> str:
    """A text without the blank space and the code fence around the whole of it; fences inside it stay."""
    stripped = text.strip()
    fenced = _FENCED.fullmatch(stripped)
    if fenced is None or any(line.startswith(fenced[1]) for line in fenced[2].splitlines()):
        return stripped
    return fenced[2].strip()


def _unquoted(line: str) -> str:
    """A line without the quotes around the whole of it; quotes inside it stay."""
    quoted = _QUOTED.fullmatch(line)
    return line if quoted is None else (quoted[2] or quoted[3]).strip()

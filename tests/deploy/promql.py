"""Which series and labels a PromQL query names, and which of them nobody exposes.

It reads names, and refuses what it cannot read. It does not check that a query makes sense.
"""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

_BETWEEN = {"and", "or", "unless"}
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:\\.|[^"\\])*")|(?P<window>\[[^\]]*\])|(?P<name>[A-Za-z_:][\w:]*)|(?P<number>\d[\w.]*)"""
    r"""|(?P<sign>=~|!~|!=|==|>=|<=|[-+*/%^(){},=<>]))"""
)


def faults(query: str, exposed: Mapping[str, AbstractSet[str]]) -> list[str]:
    """What the query names and `exposed` (labels by series) lacks, in words; empty where nothing is missing."""
    found = []
    for name, labels in named(query):
        if name not in exposed:
            found.append(f"unknown series {name}")
        else:
            found.extend(f"{name} has no label {label}" for label in sorted(labels - exposed[name]))
    return found


def named(query: str) -> Iterator[tuple[str, set[str]]]:
    """Each series the query selects, with the labels it is matched and grouped by.

    Raises ValueError for a grouping after its argument, which cannot be told to belong to it in one pass.
    """
    tokens = _tokens(query)
    enclosing: list[set[str]] = []
    pending: set[str] = set()
    while tokens:
        word = tokens.pop(0)
        following = tokens[0] if tokens else ""
        if word in {"by", "without"}:
            pending = _labels(tokens, ")")
            if tokens[:1] != ["("]:
                raise ValueError(f"the grouping stands after its argument: {query}")
        elif word == "(":
            enclosing.append(pending)
            pending = set()
        elif word == ")":
            enclosing.pop()
        elif re.match(r"[A-Za-z_:]", word) and word not in _BETWEEN and following not in {"(", "by", "without"}:
            matched = _labels(tokens, "}") if following == "{" else set()
            yield word, matched.union(*enclosing)


def _tokens(query: str) -> list[str]:
    tokens, position = [], 0
    text = query.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"unreadable at {position}: {query}")
        if match.lastgroup != "window":
            tokens.append(match[0].strip())
        position = match.end()
    return tokens


def _labels(tokens: list[str], end: str) -> set[str]:
    """The names up to the closing sign; those tokens are consumed."""
    inside = tokens[: tokens.index(end)]
    del tokens[: len(inside) + 1]
    return {word for word in inside if re.match(r"[A-Za-z_]", word)}

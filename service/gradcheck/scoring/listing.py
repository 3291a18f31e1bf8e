"""Lists of labels in an output: JSON, bullets, or labels between commas and the like; and labels named in prose.

- JSON counts where there is any: a list, an object with one list, or an object whose fields are true or false.
- Otherwise a label is listed where it is named and not negated, as by `choice`.
- Words that are no known label are only looked for where the text is a list and nothing else: bullets, or pieces
  between commas, semicolons, slashes, lines and words like `and`, each a label or at most three words. What stands
  before a colon that introduces the list, and behind a colon, dash or bracket after an item, does not count.
"""

import re

from gradcheck.domain.base import Value
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.expected import text_of
from gradcheck.scoring.folding import fold
from gradcheck.scoring.json_text import last_json
from gradcheck.scoring.mentions import Key, Mention, standing

_NAMED, _DENIED = "\ue000", "\ue001"  # stand for the labels in a text
_BULLET = re.compile(r"\s*(?:[-*+•·–—▪◦]|\(?\d{1,3}[.)])\s+")
_INTRODUCTION = re.compile(
    rf"[^:{_NAMED}{_DENIED}]{{1,60}}:\s*|[^:,{_NAMED}{_DENIED}]{{1,60}}?(?:\b(?:is|are)\b|[是为為は])\s*(?=\W*{_NAMED})"
)
_BETWEEN = re.compile(
    r"[,;|/、،؛\n]|(?<=[\s\W])(?:and|or|und|oder|et|ou|y|e|o|en|og|och|и|или|ve|dan|[&+])(?=[\s\W])|以?及|和|与|與|と|및|และ"
)
_REMARK = re.compile(r"\s*[:(\[]|\s[-–—]\s")
_SHORT = re.compile(r"\S+(?:\s+\S+){0,2}")
_LONGEST = 40
_NOTHING = frozenset({"", "none", "nothing", "no label", "no labels", "n/a", "null", "[]"})
_PLAIN = Exact()


class Listed(Value, frozen=True, kw_only=True):
    """The known labels that an output lists, and what it lists besides."""

    labels: frozenset[str]
    others: frozenset[str]


def is_nothing(text: str) -> bool:
    """Whether a text says that no label applies."""
    return _PLAIN.normal(text) in _NOTHING


def listed(output: str, key: Key) -> Listed:
    """What an output lists, where the key knows the labels."""
    items = _json_items(output, key)
    if items is None:
        return _in_text(fold(output), key)
    label_by_item = {item: key.label_of(_PLAIN.normal(item)) for item in items if not _is_nothing(item, key)}
    return Listed(
        labels=frozenset(label for label in label_by_item.values() if label is not None),
        others=frozenset(_PLAIN.normal(item) for item, label in label_by_item.items() if label is None),
    )


def _json_items(output: str, key: Key) -> list[str] | None:
    """The texts that an output lists as JSON; None where it does not."""
    value = last_json(output, object, in_text=True)
    if isinstance(value, dict):
        if value and all(isinstance(child, bool) for child in value.values()):
            return [name for name, holds in value.items() if holds]
        lists = [child for child in value.values() if isinstance(child, list)]
        value = lists[0] if len(lists) == 1 else None
    if not isinstance(value, list) or not all(isinstance(item, str | int | float) for item in value):
        return None
    texts = [text_of(item) for item in value]
    known = all(isinstance(item, str) or key.label_of(text) for item, text in zip(value, texts, strict=True))
    return texts if known else None


def _in_text(text: str, key: Key) -> Listed:
    mentions = key.mentions(text)
    stands = standing(mentions)
    others = _others(_marked(text, mentions, stands), key)
    return Listed(labels=frozenset(mention.label for mention in stands), others=frozenset(others))


def _marked(text: str, mentions: list[Mention], stands: list[Mention]) -> str:
    """The text with a sign in the place of each mention, so that labels may hold what separates them."""
    parts, end, named = [], 0, {mention.start for mention in stands}
    for mention in mentions:
        parts += [text[end : mention.start], _NAMED if mention.start in named else _DENIED]
        end = mention.end
    return "".join([*parts, text[end:]])


def _others(text: str, key: Key) -> set[str]:
    """The words of a list that are no label; none where the text is no list."""
    lines = [line for line in text.splitlines() if line.strip() and not line.rstrip().endswith(":")]
    bullets = [line[match.end() :] for line in lines if (match := _BULLET.match(line))]
    pieces = bullets or [piece for line in lines for piece in _BETWEEN.split(_INTRODUCTION.sub("", line, count=1))]
    heads = [_PLAIN.normal(_REMARK.split(piece, maxsplit=1)[0]) for piece in pieces]
    others = {head for head in heads if head != _NAMED and _DENIED not in head and not _is_nothing(head, key)}
    is_list = all(_NAMED not in head and len(head) <= _LONGEST and _SHORT.fullmatch(head) for head in others)
    return others if is_list else set()


def _is_nothing(text: str, key: Key) -> bool:
    return is_nothing(text) and key.label_of(text) is None

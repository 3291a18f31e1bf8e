"""A playbook: short pieces of advice, each with how often it has helped and harmed. It only grows, and never anew.

It owns what of a delta is new, how tags are counted, and how readers see it. A prompt holds its bullets alone.
"""

import itertools
import re
from collections.abc import Collection, Iterable, Sequence

from gradcheck.domain.base import Value
from gradcheck.domain.feedback import Feedback
from gradcheck.scoring.folding import fold

_TAGS = re.compile(r"^\W*(helpful|harmful)\W*:([\d\s,;#.]+?)$", re.IGNORECASE | re.MULTILINE)
_WORD = re.compile(r"\w+")
_NOTHING = "none"
HEADING, MARK = "What was learned from earlier inputs:", "- "
"""What a playbook stands under in a prompt, and what a bullet begins with."""


class Bullet(Value, frozen=True, kw_only=True):
    """A piece of advice with how often it was called helpful and harmful."""

    text: str
    helpful: int = 0
    harmful: int = 0


Playbook = tuple[Bullet, ...]


def held(text: str) -> Playbook:
    """The playbook that stands in a text, uncounted; none where its heading is gone."""
    _, _, after = text.rpartition(f"{HEADING}\n")
    lines = itertools.takewhile(lambda line: line.startswith(MARK), after.splitlines() if after != text else [])
    return tuple(Bullet(text=line.removeprefix(MARK)) for line in lines)


def without(text: str, bullets: Collection[str]) -> str:
    """The text without these bullets of its playbook, and without its heading where none is left."""
    book = held(text)
    if not book:
        return text
    before, _, after = text.rpartition(f"{HEADING}\n")
    rest = after.splitlines()[len(book) :]
    kept = [f"{MARK}{bullet.text}" for bullet in book if bullet.text not in bullets]
    return "\n".join([before + HEADING, *kept, *rest] if kept else [before.rstrip("\n"), *rest])


def tagged(playbook: Playbook, reflections: Iterable[Feedback]) -> Playbook:
    """The playbook with the bullets counted that reflections name by their numbers, from 1, after `Helpful:` and so on.

    In one reflection each bullet counts once a tag; numbers that there are none of say nothing.
    """
    counts = {"helpful": [0] * len(playbook), "harmful": [0] * len(playbook)}
    for reflection in reflections:
        named = {(tag.lower(), int(n)) for tag, ns in _TAGS.findall(reflection.text) for n in re.findall(r"\d+", ns)}
        for tag, number in named:
            if 1 <= number <= len(playbook):
                counts[tag][number - 1] += 1
    return tuple(
        Bullet(text=one.text, helpful=one.helpful + helped, harmful=one.harmful + harmed)
        for one, helped, harmed in zip(playbook, counts["helpful"], counts["harmful"], strict=True)
    )


def new_in(playbook: Playbook, delta: Sequence[Feedback]) -> list[Feedback]:
    """What of a delta is not in the playbook, in its order; the same words otherwise written are no news."""
    known = {_NOTHING, "", *(same_words(bullet.text) for bullet in playbook)}
    found = []
    for one in delta:
        if same_words(one.text) not in known:
            known.add(same_words(one.text))
            found.append(one)
    return found


def grown(playbook: Playbook, delta: Sequence[Feedback]) -> Playbook:
    """The playbook with new bullets at its end, which nobody has counted yet."""
    return (*playbook, *(Bullet(text=" ".join(one.text.split())) for one in delta))


def template(playbook: Playbook) -> str:
    """The one by which bullets come to the end of a text that holds this playbook; no model is asked."""
    return "add_bullets" if playbook else "start_playbook"


def shown(playbook: Playbook) -> str:
    """The playbook as those who reflect and curate see it."""
    return (
        "\n".join(
            f"{number}. [helpful {one.helpful}, harmful {one.harmful}] {one.text}"
            for number, one in enumerate(playbook, start=1)
        )
        or _NOTHING
    )


def same_words(text: str) -> str:
    """What texts have in common that differ in case and punctuation alone."""
    return " ".join(_WORD.findall(fold(text).lower()))

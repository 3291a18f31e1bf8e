"""A bank of rules that feedback has asked for, each with how often: what came up many times holds for many inputs.

It owns how they are counted and shown. Who says that two rules are one is a critic.
"""

import re
from collections.abc import Iterable

from gradcheck.domain.base import Value
from gradcheck.domain.feedback import Feedback
from gradcheck.optimizer.playbook import same_words

_NUMBER = re.compile(r"\W*(\d+)\W*")
_MOST = 30
_NOTHING = "none"


class CountedRule(Value, frozen=True, kw_only=True):
    """A rule with how often it was asked for."""

    text: str
    count: int = 1


RuleBank = tuple[CountedRule, ...]


def counted(bank: RuleBank, said: Iterable[Feedback]) -> RuleBank:
    """The bank after these, each of which is the number of a rule that is there, from 1, or the text of a new one.

    A text that is there but for case and punctuation counts for it; numbers that there are none of say nothing.
    """
    texts, counts = [rule.text for rule in bank], [rule.count for rule in bank]
    for one in said:
        number, words = _NUMBER.fullmatch(one.text), same_words(one.text)
        places = [place for place, text in enumerate(texts) if same_words(text) == words]
        if number:
            places = [place for place in range(len(bank)) if place + 1 == int(number[1])]
        elif not places and words not in {_NOTHING, ""}:
            texts.append(" ".join(one.text.split()))
            counts.append(1)
        for place in places:
            counts[place] += 1
    return tuple(CountedRule(text=text, count=count) for text, count in zip(texts, counts, strict=True))


def shown(bank: RuleBank) -> str:
    """The rules that were asked for most as critics see them, by number and the most frequent first."""
    numbered = sorted(enumerate(bank, start=1), key=lambda each: -each[1].count)[:_MOST]
    return "\n".join(f"{number}. [{rule.count} times] {rule.text}" for number, rule in numbered) or _NOTHING

"""Sentences of a prompt that speak to whoever scores its answers, and answers of the data that it gives away.

Words are read in English; full marks in figures (10/10) and the line or field by which a judge gives its verdict are
the same in every language and script. What the task itself speaks of is no suspicion: a prompt about judges may mention
them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from gradcheck.domain.division import normal
from gradcheck.domain.task import Example, Expected
from gradcheck.scoring.folding import fold
from gradcheck.texts.quoting import spaced
from gradcheck.texts.vocabulary import known_words, tokens

_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:[.!?。！？]+(?!\s|$)[^.!?。！？\n]+)*")  # noqa: RUF001 - the ends of sentences
_ROLE = r"graders?|judges?|evaluators?|raters?|assessors?|scorers?"
_ADDRESSED = re.compile(
    rf"\b(?:dear|the|any|every|your|to|for|attention)\s+(?:\w+\s+)?({_ROLE})\b"
    r"(?=.*\b(?:scor\w+|rat(?:e|ed|ing)|marks?|grad(?:e|ed|ing)|points?|award\w*|credit|accept\w*|correct|pass)\b)"
)
_SCORED = re.compile(
    r"\b(?:full|maximum|perfect|top|highest(?: possible)?) (?:score|marks?|credit|points?|rating|grade)\b"
)
_FULL_MARKS = re.compile(r"(?<![\d/.])(5|10|20|100) ?/ ?\1(?![\d/]|\.\d)")
_VERDICT = re.compile(r"\b(score|better)(?: ?: ?[0-9]|: ?(?:a|b|tie)\b|[\"'] ?: ?[\"'0-9])")
_OVERRULED = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:rubric|grading|scoring|criteria|reference answer|expected answer"
    r"|(?:previous|prior|above|earlier) instructions?)\b"
)
_CLAIMED = re.compile(
    r"\b(?:say|state|claim|write|begin|start|end|append|add|insist|repeat|assert)\b.{0,60}"
    r"(?:that|:|[\"'“«])\s*(?:this|the|my|your) (?:answer|response|output|solution) (?:is|was|has been|deserves)\b"
    r".{0,30}\b(?:correct|right|verified|accurate|perfect|best|full|highest|accepted)\b"
)
_LEAST_LETTERS, _LEAST_WORDS = 6, 2


def addressed_to_scorers(after: str, before: str, task_texts: Sequence[str]) -> tuple[str, ...]:
    """Sentences of the new prompt alone that address whoever scores, ask for scores, or claim to be right."""
    known = known_words((before, *task_texts))
    told = normal("\n".join((before, *task_texts[:1])))
    old = {normal(sentence) for sentence in _SENTENCE.findall(before)}
    new = (sentence.strip() for sentence in _SENTENCE.findall(after) if normal(sentence) not in old)
    return tuple(sentence for sentence in new if _speaks_to_scorers(normal(sentence), told, known))


def _speaks_to_scorers(sentence: str, told: str, known: set[str]) -> bool:
    addressed = _ADDRESSED.search(sentence)
    if addressed is not None and known.isdisjoint({addressed[1], addressed[1].rstrip("s")}):
        return True
    scored = _SCORED.search(sentence)
    if scored is not None and scored[0] not in told and known.isdisjoint({tokens(scored[0])[-1]}):
        return True
    figures = fold(sentence)
    if any(known.isdisjoint({found[1]}) for found in (*_FULL_MARKS.finditer(figures), *_VERDICT.finditer(figures))):
        return True
    return any(pattern.search(sentence) is not None for pattern in (_OVERRULED, _CLAIMED))


def given_away(after: str, before: str, examples: Iterable[Example]) -> tuple[str, ...]:
    """Ids of the examples whose answer, which no other example has, the new prompt holds and the old one does not.

    Answers of one short word may stand there by chance and are passed over.
    """
    every = [(example.id, {_words(text) for text in _texts(example.expected)}) for example in examples]
    uses = Counter(chain.from_iterable(answers for _, answers in every))
    new, old = _words(after), _words(before)
    return tuple(
        name
        for name, answers in every
        if any(uses[a] == 1 and _telling(a) and f" {a} " in f" {new} " and f" {a} " not in f" {old} " for a in answers)
    )


def _telling(answer: str) -> bool:
    return len(answer.replace(" ", "")) >= _LEAST_LETTERS and (
        len(answer.split()) >= _LEAST_WORDS or not answer.isascii() or len(answer) > _LEAST_LETTERS
    )


def _texts(expected: Expected) -> tuple[str, ...]:
    match expected:
        case str():
            return (expected,)
        case list():
            return tuple(text for text in expected if isinstance(text, str))
        case _:
            return ()


def _words(text: str) -> str:
    """The words of a text, whatever stands between them."""
    return " ".join(tokens(spaced(normal(text))))

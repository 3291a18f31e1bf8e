"""Whether a text is another one over again: the same sentences, whatever their case, marks, layout and order.

A single word may turn a sentence into its opposite, so only sentences that are equal but for words that say nothing
are the same; how many words two texts share does not matter. What a sentence means is left to a judge.
"""

import re
import unicodedata

from gradcheck.texts.vocabulary import tokens

_NEARLY = 0.8
_MARKS = dict.fromkeys(map(ord, ",;:?.…'\"«»“”‘’`´()[]{}*_#。，、；：！？「」『』"), " ")  # noqa: RUF001 - punctuation of texts
_BULLET = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+", re.MULTILINE)  # noqa: RUF001 - a dash may be a bullet
_SHOUT = re.compile(r"!(?!=)")
_END = re.compile(r"[.!?;](?=[\"'”’»)\]*_]*(?:\s|$))|[。！？；]|\n")  # noqa: RUF001 - the ends of sentences in other scripts
_HEADING = re.compile(r"^[^:：]*[:：]")  # noqa: RUF001 - the colon of other scripts
_EMPTY = frozenset({"a", "an", "the", "that", "please", "also", "indeed", "just", "really"})

Sentence = tuple[str, ...]


def echoes(text: str, original: str) -> bool:
    """Whether at least four fifths of either text, by words, are sentences of the other; a text without words is none.

    What stands before a colon may be a heading that was put before a sentence.
    """
    if not tokens(text) or not tokens(original):
        return text.split() == original.split()
    if _words(text) == _words(original):
        return True
    said, headed = sentences(text), sentences(text, headings=False)
    known = sentences(original)
    return _share(known, {*said, *headed}) >= _NEARLY or _share(said, set(known)) >= _NEARLY


def sentences(text: str, *, headings: bool = True) -> list[Sentence]:
    """The sentences of a text as the words that say something, without those that have none."""
    parts = _END.split(_BULLET.sub("", text))
    found = (_words(part if headings else _HEADING.sub("", part)) for part in parts)
    return [sentence for sentence in found if sentence]


def _words(text: str) -> Sentence:
    """The words that say something, with what is no punctuation: signs may turn a meaning as words do."""
    bare = _SHOUT.sub(" ", unicodedata.normalize("NFKC", _BULLET.sub("", text)).casefold())
    return tuple(word for word in bare.translate(_MARKS).split() if word not in _EMPTY)


def _share(sentences: list[Sentence], known: set[Sentence]) -> float:
    """The share of the sentences' words that stand in known ones."""
    sizes = [(len(sentence), sentence in known) for sentence in sentences]
    return sum(size for size, stands in sizes if stands) / max(sum(size for size, _ in sizes), 1)

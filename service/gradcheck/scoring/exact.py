"""The `exact` scorer: the whole output is one of the acceptable answers.

- Ways of writing that make no difference (`folding`) make none on either side, whatever the options.
- Punctuation at the ends is sentence marks after the answer, and quotation marks, brackets, `*` and
  backquotes around it, of any script. Signs (`-5`, `+5`), currency signs, `%`, `#` and a leading point (`.5`) belong to
  the answer.
- An answer that is nothing but punctuation keeps it, so `?` is not `!`.
- An article is dropped only before another word: the answer `A` stays.
- White space inside, when ignored, counts as one space, never as none.
"""

import re
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.task import Expected
from gradcheck.scoring.base import CORRECT, Score, Scorer
from gradcheck.scoring.expected import acceptable
from gradcheck.scoring.folding import caseless, fold
from gradcheck.scoring.notes import either, mismatch

_SPACE = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
_OPENING = "\"'“”„‘’«»‹›([{*`¿¡「『【〔〖《〈"
_CLOSING = "\"'“”‘’«»‹›)]}*`.,;:!?…」』】〕〗》〉。、؟،؛۔।॥።։។៕။།"
_ARTICLE = re.compile(r"(?<!\w)(?:an?|the)\s+(?=\S)", re.IGNORECASE)


class Exact(Scorer, frozen=True, kw_only=True, tag="exact", tag_field="kind"):
    """The whole output is one of the acceptable answers."""

    needs_expected: ClassVar[bool] = True
    summary: ClassVar[str] = "1 when the whole output is the expected answer, or one of a list of them, else 0"

    ignore_case: Annotated[bool, Meta(description="Upper and lower case are the same.")] = True
    ignore_outer_whitespace: Annotated[
        bool, Meta(description="White space before and after the answer does not count.")
    ] = True
    ignore_inner_whitespace: Annotated[
        bool, Meta(description="A run of white space inside the answer counts as one space.")
    ] = False
    ignore_end_punctuation: Annotated[
        bool,
        Meta(description="Sentence marks after it and quotation marks or brackets around it do not count."),
    ] = True
    ignore_articles: Annotated[bool, Meta(description="`a`, `an` and `the` before a word do not count.")] = False

    def score(self, output: str, expected: Expected, labels: tuple[str, ...], /) -> Score:
        answers = acceptable(expected)
        if self.normal(output) in map(self.normal, answers):
            return CORRECT
        return Score(value=0.0, note=mismatch(either(answers), output, labels=labels))

    def normal(self, text: str) -> str:
        """The text without the differences that are ignored."""
        text = caseless(text) if self.ignore_case else fold(text)
        if self.ignore_articles:
            text = _ARTICLE.sub("", text)
        if self.ignore_inner_whitespace:
            text = re.sub(r"\s+", " ", text)
        return self._trimmed(text)

    def _trimmed(self, text: str) -> str:
        space = _SPACE if self.ignore_outer_whitespace else ""
        bare = text.strip(space) if space else text
        if not self.ignore_end_punctuation:
            return bare
        return text.lstrip(_OPENING + space).rstrip(_CLOSING + space) or bare

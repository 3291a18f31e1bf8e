"""The `choice` scorer: of the allowed answers the output settles on the expected one.

- Allowed are `choices`, or the labels of the task where `choices` is null.
- An answer is named by its label, in any case, as whole words: `positive` is not named by `positively` or
  `non-positive`, and where labels contain each other the longest counts (`not the same` before `same`).
  Scripts that put no space between words, and Hangul, have no whole words: `正面的` names `正面`.
- An answer is named by its letter (`A`, `(B)`, `C.`) where `choices` gives an order, or where the labels
  are letters themselves. Labels that were only collected from the examples have no order, so letters mean
  nothing there.
- `A` and `I` before a word other than `or`, `and`, `is` are an article and a pronoun, unless "answer",
  "option", "choice" or "is" comes before. A small letter counts alone, in brackets or after these words.
- The place that names an answer last wins: reasoning before the answer may name others. What follows the
  answer may not: `Yes, there is no doubt` names `no` last.
- One place names two answers where only commas, slashes, `or`, `and` and the like stand between them
  (`positive or negative`), or where a letter stands next to a label (`(A) negative`). If they differ, the
  answer is wrong.
- A negated answer (`not`, `n't`, `never`, `neither … nor`, `without`, `cannot`, `rather than` or `instead
  of` directly before, and the like in other languages: `不是正面`, `긍정이 아니라`) names nothing and takes back
  what named the same label before; nothing follows for the other labels. `not positive` alone is wrong
  whatever was expected; `negative, not positive` is `negative`.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.task import Expected
from gradcheck.errors import FieldError
from gradcheck.scoring.base import CORRECT, Score, Scorer
from gradcheck.scoring.expected import text_of
from gradcheck.scoring.mentions import Key, key_of
from gradcheck.scoring.notes import mismatch, quote, shorten

_MOST_CHOICES = 1000


class Chooser(Scorer, frozen=True, kw_only=True):
    """A scorer of allowed answers: `choices`, or the labels of the task."""

    needs_expected: ClassVar[bool] = True

    choices: Annotated[
        tuple[str, ...] | None,
        Meta(description="The allowed answers in the order of their letters; null for the labels of the task."),
    ] = None

    def validate(self, path: str, /) -> list[FieldError]:
        return choices_errors(self.choices, path)

    def allowed(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """The allowed answers, `labels` where there are no choices."""
        return labels if self.choices is None else self.choices

    def key(self, labels: tuple[str, ...]) -> Key:
        """The key to the allowed answers."""
        return key_of(self.allowed(labels), ordered=self.choices is not None)


class Choice(Chooser, frozen=True, kw_only=True, tag="choice", tag_field="kind"):
    """The output settles on the expected one of the allowed answers.

    Labels are whole words, the longest first; in scripts without spaces, and in Hangul, they may stand anywhere. A
    denied label (`not positive`, `不是正面`) is not named.
    """

    summary: ClassVar[str] = (
        "1 when the last allowed answer that the output names, by label or letter, is expected, else 0"
    )

    def expected_error(self, expected: Expected, labels: tuple[str, ...], /) -> str | None:
        allowed = self.allowed(labels)
        if not allowed:
            return "comes without allowed answers: the examples have no labels, so list them as `choices`"
        if not isinstance(expected, str | int | float) or self.key(labels).label_of(text_of(expected)) is None:
            came = "missing" if expected is None else f"{shorten(text_of(expected))}, which is no allowed answer"
            return f"is {came}; accepted is one of: {', '.join(allowed)}"
        return None

    def score(self, output: str, expected: Expected, labels: tuple[str, ...], /) -> Score:
        key, allowed = self.key(labels), self.allowed(labels)
        wanted, settled = key.label_of(text_of(expected)), key.settled(output)
        if settled == (wanted,):
            return CORRECT
        note = mismatch(quote(wanted or ""), output, why=_why(settled), labels=allowed)
        return Score(value=0.0, note=note)


def choices_errors(choices: tuple[str, ...] | None, path: str) -> list[FieldError]:
    """What is wrong with the allowed answers of a scorer; `path` is where the scorer stands in the request."""
    if choices is None:
        return []
    where = f"{path}.choices"
    if len(choices) < 2:
        return [FieldError(path=where, message="names too few answers; accepted are null or two and more answers")]
    if len(choices) > _MOST_CHOICES:
        return [FieldError(path=where, message=f"names too many answers; accepted are up to {_MOST_CHOICES}")]
    if not all(any(map(str.isalnum, choice)) for choice in choices):
        return [FieldError(path=where, message="holds an answer without letters or digits; accepted are words")]
    key = key_of(choices, ordered=True)
    if len(key.words or key.letters) < len(choices):
        return [FieldError(path=where, message="holds the same answer twice; accepted are different answers")]
    return []


def _why(settled: tuple[str, ...]) -> str:
    match settled:
        case ():
            return "it settles on no allowed answer"
        case (label,):
            return f"read as {shorten(label)}"
        case _:
            return f"ambiguous: it names {' and '.join(map(shorten, settled))} in one place"

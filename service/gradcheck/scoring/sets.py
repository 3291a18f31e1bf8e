"""The `set` scorer: how well the labels that the output lists agree with the expected ones.

- The score is the F1 of both sets: twice the labels they share, over the labels of both. Order and repetition do not
  count; two empty sets are equal.
- Allowed are `choices`, or the labels of the task where `choices` is null: those of all examples, when these are few.
  In running text only allowed and expected labels are looked for; in a list any other word is an extra label.
- `expected` is a list of labels (an empty one where none applies) or a text with the labels between commas,
  semicolons or lines, as JSON, or `none`.
"""

import re
from collections.abc import Iterable
from typing import ClassVar

import msgspec

from gradcheck.domain.task import Expected
from gradcheck.scoring.base import CORRECT, Score
from gradcheck.scoring.choice import Chooser
from gradcheck.scoring.expected import text_of
from gradcheck.scoring.json_text import last_json
from gradcheck.scoring.listing import is_nothing, listed
from gradcheck.scoring.notes import mismatch, quote, shorten

_BETWEEN = re.compile(r"[,;\n、，；]")


class Set(Chooser, frozen=True, kw_only=True, tag="set", tag_field="kind"):
    """The labels that the output lists are the expected ones, in any order.

    A list is JSON, bullets, or labels between commas, lines, `and` and the like; in prose the allowed and expected
    labels are looked for. `expected` is a list of labels or a text with labels between commas; an empty list or `none`
    where no label applies.
    """

    summary: ClassVar[str] = (
        "the F1 of the labels listed and those expected, in any order: extra and missing ones lower it"
    )

    def expected_error(self, expected: Expected, _labels: tuple[str, ...], /) -> str | None:
        if expected is None:
            return "is missing; accepted is a list of labels, or a text with labels between commas"
        scalars = expected if isinstance(expected, list) else [expected]
        if not all(
            isinstance(scalar, int | float) or (isinstance(scalar, str) and scalar.strip()) for scalar in scalars
        ):
            return "is not usable; accepted is a list of labels, or a text with labels between commas"
        key = self.key(())
        strange = [member for member in self.members(expected) if key.label_of(member) is None] if self.choices else []
        if strange:
            allowed = ", ".join(self.choices or ())
            return f"holds {shorten(strange[0])}, which is no allowed label; accepted are: {allowed}"
        return None

    def score(self, output: str, expected: Expected, labels: tuple[str, ...], /) -> Score:
        members = self.members(expected)
        key = self.key((*labels, *members))
        wanted = dict.fromkeys(label for member in members if (label := key.label_of(member)) is not None)
        got = listed(output, key)
        shared = wanted.keys() & got.labels
        total = len(wanted) + len(got.labels) + len(got.others)
        if 2 * len(shared) == total:
            return CORRECT
        missing = [label for label in wanted if label not in shared]
        extra = sorted(got.labels - shared) + sorted(got.others)
        why = "; ".join(
            f"{what}: {', '.join(map(quote, which))}"
            for what, which in (("missing", missing), ("extra", extra))
            if which
        )
        note = mismatch(" and ".join(map(quote, wanted)) or "no label", output, why=why, labels=self.choices or labels)
        return Score(value=2 * len(shared) / total, note=note)

    def members(self, expected: Expected) -> tuple[str, ...]:
        """The labels that `expected` says."""
        if isinstance(expected, list):
            return tuple(map(text_of, expected))
        text = text_of(expected)
        if self.choices is not None and self.key(()).label_of(text) is not None:
            return (text,)
        if is_nothing(text):
            return ()
        value = last_json(text, list, in_text=False)
        parts: Iterable[str] = _BETWEEN.split(text) if value is None else map(text_of, value)
        return tuple(part.strip() for part in parts if part.strip())

    def written(self, expected: Expected) -> str:
        """The expected labels in one text, as a right answer may be written."""
        members = self.members(expected)
        text = ", ".join(members) or "none"
        return text if self.members(text) == members else msgspec.json.encode(members).decode()

"""The `json` scorer: the share of the expected fields that the output has with equal values.

- A field is a leaf: `a.b` inside objects, `c[0]` inside lists. An empty object or list is a leaf of its
  own.
- Fields that were not expected are ignored, or count as unequal ones with `count_extra_fields`.
- An output without a JSON object scores 0.
- Notes show values as JSON writes them, so that `1` is not taken for `"1"`.
"""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from gradcheck.domain.task import Expected
from gradcheck.scoring.base import CORRECT, Score, Scorer
from gradcheck.scoring.expected import text_of
from gradcheck.scoring.json_leaves import DEEPEST, Leaves, Path, arranged, equal, leaves
from gradcheck.scoring.json_text import last_json
from gradcheck.scoring.notes import mismatch, shorten

_SHOWN = 3  # unequal fields that a note spells out


class Json(Scorer, frozen=True, kw_only=True, tag="json", tag_field="kind"):
    """The share of the expected fields that the output has with equal values.

    The JSON is the whole output, stands in a fenced block (backquotes or tildes), or in running text. `1`, `"1"` and
    `true` are three things.
    """

    needs_expected: ClassVar[bool] = True
    summary: ClassVar[str] = "the share of the expected JSON fields, nested ones too, that the output has equal"

    count_extra_fields: Annotated[
        bool,
        Meta(description="Fields that were not expected count as unequal ones instead of being ignored."),
    ] = False
    ignore_order: Annotated[bool, Meta(description="The items of a list may stand in any order.")] = False
    in_running_text: Annotated[
        bool,
        Meta(
            description="JSON may stand in running text: where it is neither the whole output nor in a fenced block, "
            "the last JSON object in the text counts."
        ),
    ] = True

    def expected_error(self, expected: Expected, _labels: tuple[str, ...], /) -> str | None:
        if not isinstance(expected, dict) or not expected:
            return "is not usable; accepted is a JSON object with at least one field"
        if self.ignore_order and max(map(len, leaves(expected))) > DEEPEST:
            return f"is nested too deep for `ignore_order`; accepted are {DEEPEST} levels"
        return None

    def score(self, output: str, expected: Expected, _labels: tuple[str, ...], /) -> Score:
        got = last_json(output, dict, in_text=self.in_running_text)
        if got is None:
            note = mismatch(shorten(text_of(expected)), output, why="not a JSON object")
            return Score(value=0.0, note=note)
        return self._compare(leaves(expected), leaves(arranged(got, expected) if self.ignore_order else got), output)

    def _compare(self, wanted: Leaves, got: Leaves, output: str) -> Score:
        unequal = [_difference(path, wanted, got) for path in wanted if not equal(path, wanted, got)]
        extra = [path for path in got if path not in wanted] if self.count_extra_fields else []
        unequal += [f"{_name(path)} was not expected" for path in extra]
        if not unequal:
            return CORRECT
        total = len(wanted) + len(extra)
        right = total - len(unequal)
        more = f"; and {len(unequal) - _SHOWN} more" if len(unequal) > _SHOWN else ""
        why = f"{right} of {total} fields are right: {'; '.join(unequal[:_SHOWN])}{more}"
        return Score(value=right / total, note=mismatch("a JSON object", output, why=why))


def _difference(path: Path, wanted: Leaves, got: Leaves) -> str:
    came = f"got {_written(got[path])}" if path in got else "got none"
    return f"{_name(path)}: expected {_written(wanted[path])}, {came}"


def _written(leaf: object) -> str:
    return shorten(msgspec.json.encode(leaf).decode())


def _name(path: Path) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return shorten("".join(steps).removeprefix("."))

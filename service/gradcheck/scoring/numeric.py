"""The `numeric` scorer: the last number in the output is the expected one, within a tolerance.

- The allowed distance is the larger of the absolute tolerance and the relative one times the expected
  size.
- The tolerances are 0 unless given: `0.33` is not `1/3`.
- A percent sign on one side only may mean the number or its hundredth: `75%` agrees with `75` and with
  `0.75`. With a sign on both sides or on neither the numbers are compared as they stand.
- The expected value is a number, or a text that is one number and nothing else; `72 apples` is a fault. A
  number of JSON is what it is; texts are read by `decimal_mark`, as outputs are.
- The allowed answers of a task are not named: a list of numbers that other examples have is no help to
  anyone.
"""

import math
from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.task import Expected
from gradcheck.errors import FieldError
from gradcheck.scoring.base import CORRECT, Score, Scorer
from gradcheck.scoring.expected import text_of
from gradcheck.scoring.notes import mismatch, shorten
from gradcheck.scoring.quantity import CONTEXT, DecimalMark, Quantity, last_quantity, only_quantity

_NOT_NEGATIVE = {"minimum": 0}


class Numeric(Scorer, frozen=True, kw_only=True, tag="numeric", tag_field="kind"):
    """The last number in the output is the expected one, within a tolerance.

    Digits of any script are read. Digits are grouped in threes by the mark that is not the decimal one, by apostrophes,
    underscores or spaces, and by commas as in India; a list such as `3,14` ends in 14 unless the comma is the decimal
    mark.
    """

    needs_expected: ClassVar[bool] = True
    summary: ClassVar[str] = "1 when the last number in the output is the expected one within a tolerance, else 0"

    decimal_mark: Annotated[
        DecimalMark,
        Meta(
            description="What stands before the decimals in outputs and in expected texts; the other one of point and "
            "comma groups digits."
        ),
    ] = "."
    absolute_tolerance: Annotated[
        float,
        Meta(description="How far off the number may be.", extra_json_schema=_NOT_NEGATIVE),
    ] = 0.0
    relative_tolerance: Annotated[
        float,
        Meta(
            description="How far off the number may be, as a share of the expected one.",
            extra_json_schema=_NOT_NEGATIVE,
        ),
    ] = 0.0

    def validate(self, path: str, /) -> list[FieldError]:
        tolerances = {
            "absolute_tolerance": self.absolute_tolerance,
            "relative_tolerance": self.relative_tolerance,
        }
        return [
            FieldError(path=f"{path}.{name}", message=f"is {value}; accepted is a finite number, 0 or greater")
            for name, value in tolerances.items()
            if not (math.isfinite(value) and value >= 0)
        ]

    def expected_error(self, expected: Expected, _labels: tuple[str, ...], /) -> str | None:
        if self._wanted(expected) is None:
            such = "1,234.5" if self.decimal_mark == "." else "1.234,5"
            return f'is not numeric; accepted is a number or a text that is one, such as "{such}" or "3/4"'
        return None

    def score(self, output: str, expected: Expected, _labels: tuple[str, ...], /) -> Score:
        wanted, got = self._wanted(expected), last_quantity(output, self.decimal_mark)
        if wanted is not None and got is not None and self._agree(wanted, got):
            return CORRECT
        why = "no number in it" if got is None else f"the last number in it is {self._shown(got)}"
        return Score(value=0.0, note=mismatch(shorten(text_of(expected)), output, why=why))

    def _agree(self, wanted: Quantity, got: Quantity) -> bool:
        if wanted.percent == got.percent:
            return self._near(wanted.value, got.value)
        return any(self._near(left, right) for left in _readings(wanted) for right in _readings(got))

    def _near(self, wanted: Decimal, got: Decimal) -> bool:
        relative = CONTEXT.multiply(Decimal(self.relative_tolerance), abs(wanted))
        allowed = max(Decimal(self.absolute_tolerance), relative)
        return CONTEXT.subtract(wanted, got).copy_abs() <= allowed

    def _wanted(self, expected: Expected) -> Quantity | None:
        match expected:
            case bool():
                return None
            case int() | float():
                return only_quantity(text_of(expected))
            case str():
                return only_quantity(expected, self.decimal_mark)
            case _:
                return None

    def _shown(self, quantity: Quantity) -> str:
        return f"{quantity.value:.12g}{'%' if quantity.percent else ''}".replace(".", self.decimal_mark)


def _readings(quantity: Quantity) -> tuple[Decimal, ...]:
    hundredth = CONTEXT.scaleb(quantity.value, Decimal(-2))
    return (quantity.value, hundredth) if quantity.percent else (quantity.value,)

"""Numbers in running text: how they are recognized and read.

It does not own when two numbers agree (`numeric`).

- A comma groups thousands only when the whole run of digits and commas is grouped in threes: `1,234,567`
  is one number, `1,2`, `1234,567` and `12,34` are lists, so the last number of `3,14` is 14. The decimal
  mark is the point.
- A space (plain, no-break, narrow or thin) groups thousands by the same rule: `1 234` is one number, `2020
  100` two.
- `3/4` is a fraction and `1 1/2` a mixed number, if its fraction is below one. `12/25/1937` is a date:
  three numbers. A fraction over zero is no number.
- `-`, `+` and the minus sign are signs unless they follow a letter, a digit or a closing bracket: `10-5`
  ends in 5.
- `1.5e3`, `1.5 x 10^3` and `1.5 × 10^3` are in scientific notation. A currency sign may stand before the
  number.
- `75%` and `75 percent` are marked as percentages.
- Digits that follow a letter (`H2O`, `x2`) and the third part of `1.2.3` are no numbers; units may follow
  (`5kg`). Numbers in words are not read. Numbers beyond 100 digits are rounded, those too large to hold
  are no numbers.
"""  # noqa: RUF002 - the multiplication sign is meant

import re
from decimal import Context, Decimal

from service.domain.base import Value

CONTEXT = Context(prec=100, traps=[])

_CURRENCY = "$€£¥₹"
_MINUS = "\N{MINUS SIGN}"
_SPACES = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]"
_NUMBER = re.compile(
    rf"""
    (?:(?<![^\W_])(?<![)\].%])(?P<sign>[-+{_MINUS}]))?
    (?:[{_CURRENCY}]\ ?(?P<late_sign>[-+{_MINUS}])?)?
    (?<![^\W_]) (?<![0-9][.])
    (?:
        (?<!/) (?:(?P<whole>[0-9]++)\ )? (?P<top>[0-9]++)\ ?/\ ?(?P<bottom>[0-9]++)
        (?!\ ?/\ ?[0-9]) (?![.][0-9])
      | (?P<plain>
            (?:
                (?<![0-9],) [0-9]{{1,3}} (?:,[0-9]{{3}})++ (?!,?[0-9])
              | (?<![0-9]{_SPACES}) [0-9]{{1,3}} (?:{_SPACES}[0-9]{{3}})++ (?!{_SPACES}?[0-9])
              | [0-9]++
            )
            (?:[.][0-9]++)?
          | [.][0-9]++
        )
        (?: [eE](?P<power>[-+]?[0-9]++)(?![^\W_])
          | \ ?[x×*]\ ?10\^{{?(?P<ten>[-+{_MINUS}]?[0-9]++)}}? )?
    )
    (?P<percent>\ ?(?:%|percent\b))?
    """,  # noqa: RUF001 - the multiplication sign is meant
    re.VERBOSE,
)


class Quantity(Value, frozen=True, kw_only=True):
    """A number as it was written; `percent` says that a percent sign follows it."""

    value: Decimal
    percent: bool


def last_quantity(text: str) -> Quantity | None:
    """The last number in the text, or None."""
    found = None
    for match in _NUMBER.finditer(text):
        found = _read(match) or found
    return found


def only_quantity(text: str) -> Quantity | None:
    """The number that the text consists of, or None where there is more or less than that."""
    matches = list(_NUMBER.finditer(text))
    if len(matches) != 1 or _NUMBER.sub("", text).strip(f" \t\n{_CURRENCY}"):
        return None
    return _read(matches[0])


def _read(match: re.Match[str]) -> Quantity | None:
    size = _fraction(match) if match["bottom"] else _decimal(match)
    if size is None or not size.is_finite():
        return None
    negative = "-" in _plain_minus((match["sign"] or "") + (match["late_sign"] or ""))
    return Quantity(value=-size if negative else size, percent=match["percent"] is not None)


def _fraction(match: re.Match[str]) -> Decimal | None:
    whole, top, bottom = (CONTEXT.create_decimal(match[part] or "0") for part in ("whole", "top", "bottom"))
    if bottom.is_zero():
        return None
    part = CONTEXT.divide(top, bottom)
    return part if match["whole"] is None or top >= bottom else CONTEXT.add(whole, part)


def _decimal(match: re.Match[str]) -> Decimal:
    digits = re.sub(rf",|{_SPACES}", "", match["plain"])
    power = _plain_minus(match["power"] or match["ten"] or "0")
    return CONTEXT.create_decimal(f"{digits}e{power}")


def _plain_minus(sign: str) -> str:
    return sign.replace(_MINUS, "-")

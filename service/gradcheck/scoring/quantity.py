"""Numbers in running text: how they are recognized and read.

- The decimal mark is the point unless the caller says that it is the comma; the other of the two groups.
- A group is three digits: the other mark, apostrophes, underscores or spaces group thousands only when the
  whole run of digits and marks is grouped so and does not begin with a zero: `1,234,567`, `1’234` and `1 234`
  are one number; `1,2`, `1234,567` and `2020 100` are lists, so the last number of `3,14` is 14. Commas group
  as in India too: `12,34,567`.
- A decimal mark that stands twice or more where only groups do groups all the same: `1.234.567,89`. Where the
  comma is the decimal mark, a single point that groups nothing is a decimal point: nobody writes lists with
  points. `4.2` is `4,2` then, `1.234` is 1234 and `24.12.2026` is a date: three numbers.
- Digits, marks and signs of any script are read: `４２`, `٣٫١٤`, `−5`, `75٪`; the marks of Arabic are what they are
  whatever the decimal mark is.
- `3/4` is a fraction and `1 1/2`, like `1½`, a mixed number, if its fraction is below one. `12/25/1937` is a
  date: three numbers. A fraction over zero is no number.
- `-`, `+`, the minus sign and the short dash are signs unless they follow a letter, a digit or a closing
  bracket: `10-5` ends in 5.
- `1.5e3`, `1.5 x 10^3` and `1.5 × 10³` are in scientific notation. A currency sign may stand before the
  number.
- `75%` and `75 percent` are marked as percentages.
- Digits that follow a letter (`H2O`, `x2`) are no numbers, unless the letter is of a script without spaces
  (`共42个`), nor is the third part of `1.2.3`; units may follow (`5kg`). Numbers in words are not read. Numbers
  beyond 100 digits are rounded, those too large to hold are no numbers.
"""

import re
import unicodedata
from decimal import Context, Decimal
from functools import lru_cache
from typing import Literal

from gradcheck.domain.base import Value
from gradcheck.scoring.folding import UNSPACED, fold

CONTEXT = Context(prec=100, traps=[])
DecimalMark = Literal[".", ","]

_SIGNS = {
    **dict.fromkeys("‐‑‒–−", "-"),
    **dict.fromkeys("’‘ʼ′", "'"),
    **dict.fromkeys("⁄∕", "/"),
    **dict.fromkeys("×·⋅∙", "*"),
    "٪": "%",
}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９])")
_VULGAR = re.compile(r"([0-9]\ ?)?([¼½¾⅐-⅞])")
_NOT_IN_WORD = rf"(?:(?<![^\W_])|(?<=[{UNSPACED}]))"
_INDIAN = r"(?<![0-9],) [1-9][0-9]? (?:,[0-9]{2}(?![0-9]))++ ,[0-9]{3} (?!,?[0-9])"


class Quantity(Value, frozen=True, kw_only=True):
    """A number as it was written; `percent` says that a percent sign follows it."""

    value: Decimal
    percent: bool


def last_quantity(text: str, mark: DecimalMark = ".") -> Quantity | None:
    """The last number in the text, or None."""
    last = None
    for match in _number(mark).finditer(_plain(text, mark)):
        last = _read(match, mark) or last
    return last


def only_quantity(text: str, mark: DecimalMark = ".") -> Quantity | None:
    """The number that the text consists of, or None where there is more or less than that."""
    plain, number = _plain(text, mark), _number(mark)
    matches = list(number.finditer(plain))
    if len(matches) != 1 or number.sub("", plain).strip(" \t\n$"):
        return None
    return _read(matches[0], mark)


def _plain(text: str, mark: DecimalMark) -> str:
    """The text with one way of writing for each digit, mark and sign."""
    if text.isascii():
        return text
    plain = "".join(_sign(char, mark) for char in fold(_WIDE_COMMA.sub(",", text)))
    return _VULGAR.sub(_spelled, plain)


@lru_cache(maxsize=10_000)
def _sign(char: str, mark: DecimalMark) -> str:
    if char == "\N{ARABIC DECIMAL SEPARATOR}":
        return mark
    if char == "\N{ARABIC THOUSANDS SEPARATOR}":
        return _other(mark)
    return "$" if unicodedata.category(char) == "Sc" else _SIGNS.get(char, char)


def _spelled(match: re.Match[str]) -> str:
    """`½` as `1/2`, and `1½` as `1 1/2`."""
    fraction = unicodedata.normalize("NFKC", match[2]).replace("⁄", "/")
    return f"{match[1].rstrip()} {fraction}" if match[1] else fraction


def _other(mark: DecimalMark) -> str:
    return "," if mark == "." else "."


@lru_cache(maxsize=2)
def _number(mark: DecimalMark) -> re.Pattern[str]:
    """What a number looks like; `foreign` is one that can only have been written with the other decimal mark."""
    other = re.escape(_other(mark))
    whole = "|".join((*map(_grouped, (other, "'", "_", r"\ ")), *([_INDIAN] if mark == "." else []), "[0-9]++"))
    foreign = rf"[1-9][0-9]{{0,2}} (?:[{mark}][0-9]{{3}}){{2,}}+ (?:{other}[0-9]++)? (?![.,]?[0-9])"
    if mark == ".":
        start, decimal = r"(?<![0-9][.])", rf"(?P<foreign>{foreign}) | (?:{whole}) (?:[.][0-9]++)? | [.][0-9]++"
    else:
        start, pointed = "", "[0-9]++ [.] [0-9]++ (?![.,][0-9])"
        listed = rf"(?<![0-9],) (?:{whole}) ,[0-9]++ (?!,[0-9])"
        written = rf"(?P<foreign>(?<![0-9][.,]) (?:{foreign} | (?!{_grouped(other)}) {pointed}))"
        decimal = rf"{listed} | {written} | {whole} | (?<![^\s$+-]),[0-9]++"
    return re.compile(
        rf"""
        (?:{_NOT_IN_WORD}(?<![)\].%])(?P<sign>[-+]))?
        (?:[$]\ ?(?P<late_sign>[-+])?)?
        {_NOT_IN_WORD} {start}
        (?:
            (?<!/) (?:(?P<whole>[0-9]++)\ )? (?P<top>[0-9]++)\ ?/\ ?(?P<bottom>[0-9]++)
            (?!\ ?/\ ?[0-9]) (?![{mark}][0-9])
          | (?P<plain> {decimal} )
            (?: [eE](?P<power>[-+]?[0-9]++)(?![^\W_])
              | \ ?(?:[x*]|\\times|\\cdot)\ ?10(?:\^{{?(?P<ten>[-+]?[0-9]++)}}?|(?P<raised>[⁺⁻]?[⁰¹²³⁴-⁹]++)) )?
        )
        (?P<percent>\ ?\\?(?:%|per\ ?cent\b))?
        """,
        re.VERBOSE,
    )


def _grouped(mark: str) -> str:
    return rf"(?<![0-9]{mark}) [1-9][0-9]{{0,2}} (?:{mark}[0-9]{{3}})++ (?!{mark}?[0-9])"


def _read(match: re.Match[str], mark: DecimalMark) -> Quantity | None:
    size = _fraction(match) if match["bottom"] else _decimal(match, mark)
    if size is None or not size.is_finite():
        return None
    negative = "-" in (match["sign"] or "") + (match["late_sign"] or "")
    return Quantity(value=-size if negative else size, percent=match["percent"] is not None)


def _fraction(match: re.Match[str]) -> Decimal | None:
    whole, top, bottom = (CONTEXT.create_decimal(match[part] or "0") for part in ("whole", "top", "bottom"))
    if bottom.is_zero():
        return None
    part = CONTEXT.divide(top, bottom)
    return part if match["whole"] is None or top >= bottom else CONTEXT.add(whole, part)


def _decimal(match: re.Match[str], mark: DecimalMark) -> Decimal:
    decimal, other = (_other(mark), mark) if match["foreign"] else (mark, _other(mark))
    digits = re.sub(rf"[{other}'_ ]", "", match["plain"]).replace(decimal, ".")
    power = match["power"] or match["ten"] or (match["raised"] or "0").translate(_RAISED)
    return CONTEXT.create_decimal(f"{digits}e{power}")

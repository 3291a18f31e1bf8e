"""Numbers as sentences show them, with the digits they deserve. It owns no sentence and computes nothing.

An estimate has the digits of its interval: two of the half-width, which is about twice the standard error. A minus is
the typographic one.
"""

import math
from collections.abc import Sequence

MINUS = "\N{MINUS SIGN}"
_FALLBACK, _MOST = 2, 6
_LEAST_P = 0.001
_SHARES = {
    0.0: "none",
    0.1: "a tenth",
    0.2: "a fifth",
    0.25: "a quarter",
    1 / 3: "a third",
    0.4: "two fifths",
    0.5: "half",
    0.6: "three fifths",
    2 / 3: "two thirds",
    0.75: "three quarters",
    0.8: "four fifths",
    0.9: "nine tenths",
    1.0: "all",
}


def difference(value: float, interval: Sequence[float] | None = None) -> str:
    """A difference with its sign and, where there is one, its interval: `+0.13 [+0.04, +0.22]`."""
    return _with_interval(value, interval, "+")


def amount(value: float, interval: Sequence[float] | None = None) -> str:
    """A number that has no direction, with its interval where there is one: `0.69 [0.57, 0.79]`."""
    return _with_interval(value, interval, "")


def p_value(value: float) -> str:
    """A p-value to two digits: `p = 0.03`, and `p < 0.001` below that."""
    return f"p < {_LEAST_P}" if value < _LEAST_P else f"p = {value:.2g}"


def score(value: float) -> str:
    """A mean score, to three digits: `0.95`."""
    return _minus(f"{value:.3g}")


def limit(value: float) -> str:
    """A bound that was chosen, as it was written; one that was computed to three digits: `0.1`, `0.146`."""
    return _minus(f"{value:.3g}")


def rounded(value: float) -> str:
    """A figure without an interval, to two digits: `0.093`, `12`, `3,100`."""
    if value and abs(value) >= 1:
        return _minus(f"{_to_two_digits(value):,.0f}" if abs(value) >= 10 else f"{value:.2g}")
    return _minus(f"{value:.2g}" if abs(value) >= 10**-_MOST else "0")


def count(value: int) -> str:
    """A number of things that were counted: `3,104`."""
    return f"{value:,}"


def about(value: float) -> str:
    """A number of things that were estimated, to two digits: `3,100`."""
    return f"{_to_two_digits(value):,.0f}"


def dollars(value: float) -> str:
    """An amount of money, to a hundredth of a cent: `1,204.0312`."""
    return f"{value:,.4f}"


def percent(share: float) -> str:
    """A share in whole percent: `37 %`."""
    return f"{share * 100:.0f} %"


def part(share: float) -> str:
    """A share in words, the nearest simple one: `two thirds`. Of what is below none or above all, none and all."""
    return _SHARES[min(_SHARES, key=lambda known: abs(known - share))]


def places(interval: Sequence[float] | None) -> int:
    """The decimals that numbers with this interval deserve."""
    half = 0.0 if interval is None else (interval[1] - interval[0]) / 2
    if not (math.isfinite(half) and half > 0):
        return _FALLBACK
    return min(max(1 - math.floor(math.log10(half)), 0), _MOST)


def _with_interval(value: float, interval: Sequence[float] | None, sign: str) -> str:
    decimals = places(interval)
    shown = _minus(f"{value:{sign}.{decimals}f}")
    if interval is None:
        return shown
    low, high = (_minus(f"{end:{sign}.{decimals}f}") for end in interval)
    return f"{shown} [{low}, {high}]"


def _to_two_digits(value: float) -> float:
    return float(f"{value:.2g}")


def _minus(text: str) -> str:
    return text.replace("-", MINUS)

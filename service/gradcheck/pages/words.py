"""How pages say numbers, times, money and states. Numbers have the digits that `texts.numbers` gives them."""

import re
from datetime import datetime

from gradcheck.domain.run import JobError, Status
from gradcheck.texts import numbers

_MINUS = re.compile(r"(?<= )-(?= )|(?<![\w-])-(?=\d)")
_ENDS = (".", "?", "!")
_DASH = "\N{EN DASH}"
_LEAST = 0.0001
_VERDICTS = {
    "improved": ("Improved", "good"),
    "worse": ("Worse", "bad"),
    "not_distinguishable": ("Not distinguishable", "open"),
    "not_tested": ("Not tested", "open"),
    "supported": ("Supported", "good"),
    "refuted": ("Refuted", "bad"),
    "inconclusive": ("Inconclusive", "open"),
    "not_testable": ("Not testable", "open"),
    "reacts": ("Reacts to prompts", "good"),
    "no_reaction_seen": ("No reaction seen", "open"),
    "first_better": ("First is better", "good"),
    "second_better": ("Second is better", "good"),
}
_STATES = {"succeeded": "good", "failed": "bad", "cancelled": "open", "running": "busy", "queued": "busy"}


def without_result(status: Status, error: JobError | None) -> str:
    """The first sentence about a job that has failed or has no result."""
    if error is not None:
        return f"It failed: {error.message}"
    return {"queued": "It waits for its turn.", "running": "It is at work."}.get(status, "It has no result.")


def score(value: float | None) -> str:
    """A mean score; a dash where there is none."""
    return _DASH if value is None else numbers.score(value)


def figure(value: float | None) -> str:
    """A figure without an interval."""
    return _DASH if value is None else numbers.rounded(value)


def with_interval(value: float | None, interval: tuple[float, float] | None) -> str:
    """An amount with its interval where there is one."""
    return _DASH if value is None else numbers.amount(value, interval)


def difference(value: float | None, interval: tuple[float, float] | None = None) -> str:
    """A difference with its sign, and its interval where there is one."""
    return _DASH if value is None else numbers.difference(value, interval)


def p_value(value: float | None) -> str:
    """A p-value in words."""
    return _DASH if value is None else numbers.p_value(value)


def count(value: int | None) -> str:
    """A number of things; a dash where nobody has counted."""
    return _DASH if value is None else numbers.count(value)


def percent(share: float | None) -> str:
    """A share in whole percent."""
    return _DASH if share is None else numbers.percent(share)


def money(dollars: float | None) -> str:
    """An amount of money; where a price is not known nobody knows it."""
    if dollars is None:
        return "unknown: no price"
    return f"under ${_LEAST:.4f}" if 0 < dollars < _LEAST else f"${numbers.dollars(dollars)}"


def when(moment: datetime | None) -> str:
    """A moment to the minute, in UTC."""
    return _DASH if moment is None else f"{minute(moment)} UTC"


def minute(moment: datetime) -> str:
    """A moment to the minute where a heading says that it is in UTC."""
    return f"{moment:%Y-%m-%d %H:%M}"


def lasting(seconds: float | None) -> str:
    """A span of time in two units at most."""
    if seconds is None:
        return _DASH
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def sentence(text: str) -> str:
    """What the service says, as it stands alone: a capital, an end, and minus signs where it has hyphens for them."""
    said = _MINUS.sub(numbers.MINUS, text)
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith(_ENDS) else '.'}"


def words(name: str) -> str:
    """A name of ours as words: `format_share` is `format share`."""
    return name.replace("_", " ")


def verdict(name: str) -> str:
    """A verdict as a heading says it."""
    return _VERDICTS[name][0] if name in _VERDICTS else words(name).capitalize()


def tone(name: str) -> str:
    """Whether a verdict or a state is good news, bad news, open or still coming."""
    return _VERDICTS[name][1] if name in _VERDICTS else _STATES.get(name, "open")


def title_of(name: str | None, identity: str) -> str:
    """What a job is called on a page: its name, else its id in short."""
    return name or short(identity)


def short(identity: str) -> str:
    """An id in short: its kind and its first eight characters."""
    kind, _, rest = identity.partition("_")
    return f"{kind}_{rest[:8]}" if rest else identity

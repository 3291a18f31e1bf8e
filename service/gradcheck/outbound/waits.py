"""How long a provider asks to be left alone: headers and bodies, in every way of writing a time."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SPAN = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|[smhd]))+")
_PIECE = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhd])")
_ASKED = re.compile(r"(?:try|retry)\w*(?: again)?(?: in| after):? (\d[\d.]*(?:ms|[smhd])?(?:\d[\d.]*(?:ms|[smhd]))*)")
_EPOCH_S, _EPOCH_MS = 1e9, 1e12  # numbers as large as these are points in time
_QUOTAS = ("requests", "tokens")


def wish_s(headers: Mapping[str, str], error: Mapping[str, Any], words: str) -> float | None:
    """Seconds that a refusal asks to wait, or None. `headers` have names in lower case, `error` is its body."""
    milliseconds = seconds(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    for text in (headers.get("retry-after"), _retry_info(error), *_resets(headers), _asked(words)):
        wait_s = seconds(text)
        if wait_s is not None:
            return wait_s
    return None


def seconds(text: str | None) -> float | None:
    """A wait in seconds, given as a number, a span ("2m59s", "6ms") or a date; None where it says nothing."""
    if text is None:
        return None
    text = text.strip()
    if _SPAN.fullmatch(text):
        return sum(float(number) * _UNITS_S[unit] for number, unit in _PIECE.findall(text))
    try:
        number = float(text)
    except ValueError:
        when = _date(text)
        return None if when is None else max((when - datetime.now(UTC)).total_seconds(), 0.0)
    if number >= _EPOCH_S and math.isfinite(number):
        number = (number / 1000 if number >= _EPOCH_MS else number) - datetime.now(UTC).timestamp()
    return max(number, 0.0) if math.isfinite(number) else None


def _date(text: str) -> datetime | None:
    """A point in time as HTTP (RFC 9110, 10.2.3) or RFC 3339 write it."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            when = read(text)
        except (ValueError, TypeError):
            continue
        if when.tzinfo is not None:
            return when
    return None


def _retry_info(error: Mapping[str, Any]) -> str | None:
    """The delay that Google's errors carry in their details."""
    details = error.get("details")
    for detail in details if isinstance(details, list) else []:
        if isinstance(detail, dict) and isinstance(detail.get("retryDelay"), str):
            return str(detail["retryDelay"])
    return None


def _resets(headers: Mapping[str, str]) -> list[str]:
    """When the quotas are full again: of those that are used up where that is said, the latest first."""
    resets: list[tuple[bool, float, str]] = []
    for prefix in ("x-ratelimit", "anthropic-ratelimit", "ratelimit"):
        for suffix in (*(f"-{quota}" for quota in _QUOTAS), ""):
            names = (f"{prefix}-reset{suffix}", f"{prefix}{suffix}-reset")
            reset = headers.get(names[0]) or headers.get(names[1])
            left = headers.get(f"{prefix}-remaining{suffix}") or headers.get(f"{prefix}{suffix}-remaining")
            if reset is not None and (wait := seconds(reset)) is not None:
                resets.append((left == "0", wait, reset))
    used_up = [reset_of for reset_of in resets if reset_of[0]]
    if used_up:
        return [max(used_up)[2]]
    return [min(resets, key=lambda reset_of: reset_of[1])[2]] if resets else []


def _asked(words: str) -> str | None:
    match = _ASKED.search(words)
    return match[1].rstrip(".") if match else None

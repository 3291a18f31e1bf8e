"""What went wrong with a job's calls, how that is told, and with which code it ends a job."""

import re
from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from gradcheck.domain.run import JobError

_SHOWN = 3
_MODEL = re.compile(r"model|deployment", re.IGNORECASE)
_KEY = re.compile(r"api[-_ ]?key|authenti|unauthori", re.IGNORECASE)
_BY_STATUS = {401: "wrong_key", 402: "quota", 403: "wrong_key", 407: "wrong_key"}
_REFUSED, _MISSING = frozenset({400, 422}), frozenset({404, 410})
_NAMED = frozenset({"quota", "provider_away", "unknown_provider", "unknown_model"})
THINKING, NO_ANSWER = "thinking_limit", "no_answer"
FATAL = _NAMED | {"wrong_key", "parameter", "provider_refused", THINKING}
"""Codes of what is a run's own fault: every further call would fail alike."""


class Trouble(Struct):
    """A job's calls that were not answered, each with what its last attempt met; `answered` are the others."""

    answered: int = 0
    _met: dict[str, str] = {}

    def met(self, path: str, words: str) -> None:
        """An attempt at the call at this path failed."""
        self._met[path] = words

    def over(self, path: str) -> None:
        """The call at this path was answered after all."""
        self._met.pop(path, None)
        self.answered += 1

    def forget(self, path: str) -> None:
        """The call at this path is none of the job's own."""
        self._met.pop(path, None)

    @property
    def told(self) -> str:
        """How many calls failed and in whose words; empty where all went well."""
        return in_words(Counter(self._met.values()), len(self._met) + self.answered)


def in_words(causes: Mapping[str, int], calls: int) -> str:
    """How many of so many calls failed and of what, the commonest first; empty where none did."""
    failed = sum(causes.values())
    if not failed:
        return ""
    ordered = sorted(causes.items(), key=lambda cause_and_count: (-cause_and_count[1], cause_and_count[0]))
    parts = [f"{count} \N{MULTIPLICATION SIGN} {words}" for words, count in ordered[:_SHOWN]]
    rest = sum(count for _, count in ordered[_SHOWN:])
    parts += [f"{rest} others"] if rest else []
    return f"{failed} of {calls} calls failed: {'; '.join(parts)}"


def fatal(cause: str, status: int | None, code: str | None, message: str) -> JobError:
    """How a failure ends the job that every further call would meet too, in the provider's words."""
    return JobError(code=_code(cause, status, f"{code or ''}", message), message=message)


def _code(cause: str, status: int | None, code: str, message: str) -> str:
    about = f"{code} {message}"
    if cause in _NAMED:
        return cause
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status in _REFUSED:
        return "wrong_key" if _KEY.search(about) else "unknown_model" if _MODEL.search(code) else "parameter"
    return "unknown_model" if status in _MISSING and _MODEL.search(about) else "provider_refused"

"""The one error tree of the service.

GradcheckError
├── InvalidRequestError        422  the request is well-formed but cannot be carried out as written
├── MalformedBodyError         400  the body is not JSON
├── BodyTooLargeError          413
├── MediaTypeError             415  a body that is not said to be JSON, where a web page could have sent it
├── UnauthorizedError          401
├── ForbiddenOriginError       403  something else than this machine called a service without keys
├── MissingScopeError          403  the caller's key does not open this
├── NotFoundError              404
├── ConflictError              409  the state of a job forbids the call
├── IdempotencyMismatchError   422  a key was used before with another body
├── RateLimitedError           429  a key has sent more requests than it may
│   └── QuotaExceededError     429  what it may use in a day is used
├── StorageUnavailableError    503  the database is away for the moment; nothing is wrong with the request
├── FencedError                500  a job is another worker's now: nothing more may be written of it here
├── TooManyStreamsError        503  no further event stream is opened in this process
├── ConfigurationError         500  the server's own settings are wrong; raised at start, never in a request
├── ReplayMismatchError        500  a replayed call is not the call that was recorded
└── AttemptError               502  one attempt at a call over the network failed; carries what a retry needs
"""

import heapq
import re
from collections.abc import Iterable, Sequence
from typing import ClassVar, Self

import msgspec

MOST_ERRORS = 100
_LONGEST_PATH, _LONGEST_MESSAGE = 300, 1000
_ROW = re.compile(r"\[([0-9]+)\]")
_HELD = re.compile(r"""'[^']*'|"[^"]*"|`[^`]*`|[0-9]+(?:\.[0-9]+)?""")
_FEW, _SHOWN = 3, 5


class FieldError(msgspec.Struct, frozen=True):
    """One faulty field: `path` in the request's JSON, `message` says what is wrong and what is accepted."""

    path: str
    message: str


def gathered(errors: Sequence[FieldError], *, all_of_them: bool = True) -> tuple[FieldError, ...]:
    """The errors, where more than a few that differ in a row and in what it holds are one: `rows[*].field`."""
    alike: dict[tuple[str, str], list[FieldError]] = {}
    for error in errors:
        alike.setdefault((_ROW.sub("[]", error.path), _HELD.sub("…", error.message)), []).append(error)
    return tuple(
        error
        for (path, _), same in alike.items()
        for error in (
            [_pattern(same, "" if all_of_them else "at least ")] if len(same) > _FEW and "[]" in path else same
        )
    )


def _pattern(errors: Sequence[FieldError], bound: str) -> FieldError:
    """One fault for many: the first one's words, how many there are, and the first rows."""
    rows = [_ROW.findall(error.path) for error in errors]
    varied = [len(set(column)) > 1 for column in zip(*rows, strict=True)]
    places = iter(varied)
    path = _ROW.sub(lambda match: "[*]" if next(places) else match[0], errors[0].path)
    by_row = sum(varied) == 1
    names = [row[varied.index(True)] if by_row else error.path for row, error in zip(rows, errors, strict=True)]
    return FieldError(
        path, f"{errors[0].message}; {bound}{len(errors)} are like this, the first {', '.join(names[:_SHOWN])}"
    )


class GradcheckError(Exception):
    """Root of the tree. `code` is stable and for programs, the message is for people."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500

    def __init_subclass__(cls, *, code: str, status: int = 500) -> None:
        cls.code, cls.status = code, status

    def __init__(self, message: str, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors


class InvalidRequestError(GradcheckError, code="invalid_request", status=422):
    """The request cannot be carried out; every faulty field is named."""

    @classmethod
    def of(cls, *errors: FieldError) -> "InvalidRequestError":
        """The error for these fields, at least one: the first hundred, cut to what can be read, alike ones as one."""
        noun = "field is" if len(errors) == 1 else "fields are"
        message = f"{len(errors)} {noun} not acceptable"
        if len(errors) >= MOST_ERRORS:
            message = f"at least {MOST_ERRORS} fields are not acceptable; the first {MOST_ERRORS} are named"
        shown = [FieldError(_cut(error.path, _LONGEST_PATH), _cut(error.message, _LONGEST_MESSAGE)) for error in errors]
        return cls(message, gathered(shown[:MOST_ERRORS], all_of_them=len(errors) < MOST_ERRORS))


class FieldErrors(list[FieldError]):
    """Faults as they are found. Nobody reads more than a hundred: the hundredth raises InvalidRequestError."""

    def append(self, error: FieldError) -> None:
        """Note a fault. Raises InvalidRequestError where enough are found."""
        super().append(error)
        if len(self) >= MOST_ERRORS:
            raise InvalidRequestError.of(*self)

    def extend(self, errors: Iterable[FieldError]) -> None:
        """Note errors, taken one by one. Raises InvalidRequestError where enough are found."""
        for error in errors:
            self.append(error)

    def __iadd__(self, errors: Iterable[FieldError]) -> Self:  # type: ignore[misc,override]
        self.extend(errors)
        return self


def some(names: Iterable[str], most: int = 20) -> str:
    """The first names in alphabetical order, and how many more there are."""
    known = list(names)
    first = ", ".join(heapq.nsmallest(most, known))
    return first if len(known) <= most else f"{first} and {len(known) - most} more"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


class MalformedBodyError(GradcheckError, code="malformed_body", status=400):
    """The body is not JSON."""


class BodyTooLargeError(GradcheckError, code="body_too_large", status=413):
    """The body is over the configured limit."""


class MediaTypeError(GradcheckError, code="not_json", status=415):
    """The body is not said to be JSON."""


class UnauthorizedError(GradcheckError, code="unauthorized", status=401):
    """No key, or not a known one."""


class ForbiddenOriginError(GradcheckError, code="forbidden_origin", status=403):
    """A web page of another site or origin, or by another host's name, called a service that asks for no key."""


class MissingScopeError(GradcheckError, code="missing_scope", status=403):
    """The key is known and does not open this."""


class NotFoundError(GradcheckError, code="not_found", status=404):
    """Nothing has this id."""


class ConflictError(GradcheckError, code="conflict", status=409):
    """The job's state forbids the call."""


class IdempotencyMismatchError(GradcheckError, code="idempotency_mismatch", status=422):
    """The same `Idempotency-Key` came with another body."""


class RateLimitedError(GradcheckError, code="rate_limited", status=429):
    """A key has sent more requests than it may; `retry_after_s` says when the next is let through."""

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class QuotaExceededError(RateLimitedError, code="quota_exceeded", status=429):
    """What a key may use in a day is used, or held by jobs that go on."""


class StorageUnavailableError(GradcheckError, code="storage_unavailable", status=503):
    """The database does not answer, is locked or full."""


class FencedError(GradcheckError, code="fenced"):
    """Another worker has taken the job over."""


class TooManyStreamsError(GradcheckError, code="too_many_streams", status=503):
    """As many event streams are open as the settings allow."""


class ConfigurationError(GradcheckError, code="configuration_error"):
    """The server's settings are wrong."""


class ReplayMismatchError(GradcheckError, code="replay_mismatch"):
    """At a path already in the ledger a different call was made."""


class AttemptError(GradcheckError, code="call_failed", status=502):
    """One attempt at a call over the network failed: of a model, or of a host that a team declared.

    `cause` is a bounded word for counters. `retryable` says whether another attempt may help.
    `retry_after_s` is the provider's own wish. `possibly_paid` is true when the request went out
    and its outcome is unknown. `outage` is true of a 5xx, a lost connection or a timeout. `fatal` is true where every
    further call of the job would fail alike: a wrong key, model or parameter, a spent quota; `remedy` names the
    setting. `foreign` is true where something else answered in its place: a web page, a redirect, what is no JSON.
    `http_status` and `provider_code` are what the provider said.
    """

    def __init__(  # noqa: PLR0913 - what one refusal may say
        self,
        cause: str,
        message: str,
        *,
        retryable: bool = False,
        retry_after_s: float | None = None,
        possibly_paid: bool = False,
        outage: bool = False,
        fatal: bool = False,
        remedy: str | None = None,
        foreign: bool = False,
        http_status: int | None = None,
        provider_code: str | None = None,
    ) -> None:
        super().__init__(f"{message}; {remedy}" if remedy else message)
        self.cause = cause
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        self.possibly_paid = possibly_paid
        self.outage = outage
        self.fatal = fatal
        self.foreign = foreign
        self._words = message
        self.http_status = http_status
        self.provider_code = provider_code

    def passing(self) -> "AttemptError":
        """The same of a host that has answered before: that something else does is an outage, no setting is wrong."""
        return AttemptError(
            self.cause,
            self._words,
            retryable=True,
            possibly_paid=self.possibly_paid,
            outage=True,
            http_status=self.http_status,
        )

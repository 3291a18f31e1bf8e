# Generated from `aio/transport.py` by `clients/generate.py`.
"""Sends calls, tries again what did not arrive, reads pages one after another."""

from collections.abc import Generator, Sequence
from itertools import count
from time import monotonic, sleep
from typing import Any, Protocol, TypeVar

import httpx
from msgspec.structs import replace

from gradcheck_client.errors import WaitTimeoutError
from gradcheck_client.exchange import TIMEOUT, Outcome, Retries, release, settled, written
from gradcheck_client.wire import Operation

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Page(Protocol[T_co]):
    """A part of a list, and the cursor of the next part."""

    @property
    def items(self) -> Sequence[T_co]: ...
    @property
    def next(self) -> str | None: ...


class Transport:
    """A connection to a service, with an API key where it asks for one."""

    def __init__(self, url: str, api_key: str | None, retries: Retries, http: httpx.Client | None) -> None:
        self.url = url.rstrip("/")
        self.api_key = api_key
        self.retries = retries
        self.http = http or httpx.Client(timeout=TIMEOUT)

    def call(self, operation: Operation[T], *, deadline: float | None = None) -> T:
        """The answer. A call that was not answered, or put off, is made again until `deadline` on the monotonic clock.

        Raises ProblemError where it is refused, ConnectionFailedError where nobody answers, WaitTimeoutError at the
        deadline.
        """
        parts = written(operation, self.api_key)
        try:
            return settled(operation, self._outcome(operation, parts, deadline))
        finally:
            release(parts)

    def _outcome(self, operation: Operation[T], parts: dict[str, Any], deadline: float | None) -> Outcome:
        """What came of the last attempt."""
        request = self.http.build_request(operation.method, f"{self.url}{operation.path}", **parts)
        for attempt in count(1):
            if deadline is not None:
                request.extensions["timeout"] = httpx.Timeout(max(deadline - monotonic(), 0.05)).as_dict()
            outcome: Outcome
            try:
                outcome = self.http.send(request)
            except httpx.RequestError as error:
                outcome = error
            pause_s = self.retries.pause_s(attempt, operation, outcome)
            if deadline is not None and pause_s is not None and monotonic() + pause_s >= deadline:
                raise WaitTimeoutError(f"{operation.method} {operation.path} was not answered in time")
            if pause_s is None:
                return outcome
            sleep(pause_s)
        raise AssertionError("attempts have no end of their own")

    def entries(self, operation: Operation[Page[T]]) -> Generator[T, None]:
        """Every entry of a list, page after page as they are needed."""
        while True:
            page = self.call(operation)
            yield from page.items
            if page.next is None:
                return
            operation = replace(operation, query={**operation.query, "after": page.next})

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

"""The client of one declared target: a signed POST of JSON, and what came back or why nothing did."""

import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

import httpx
import msgspec
from aiohttp.abc import AbstractResolver

from gradcheck.domain.target import Target, secret_bytes
from gradcheck.errors import AttemptError
from gradcheck.outbound.checked_network import CheckedNetwork
from gradcheck.outbound.error_bodies import masked, said
from gradcheck.outbound.exchange import EXTENSIONS, Received, exchange
from gradcheck.outbound.signing import signed_headers
from gradcheck.outbound.waits import wish_s

T = TypeVar("T")

MOST_ANSWERED = 1 << 20  # bytes
_WORDS = 300
_PASSING = frozenset({408, 409, 425, 429})
_LASTING = frozenset({401, 403, 404, 405, 407, 410, 421})  # every further request would meet them too


class TargetClient:
    """Posts to one target, `name` in words. `resolver` looks names up, by default as this machine does."""

    def __init__(
        self,
        name: str,
        target: Target,
        secret: str,
        *,
        proxy: str | None = None,
        ca_file: Path | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self.name = name
        self._target = target
        self._url = httpx.URL(target.url)
        self._secrets = (secret,)
        self._key = secret_bytes(secret)
        self._network = CheckedNetwork(name, private=target.private, proxy=proxy, ca_file=ca_file, resolver=resolver)

    async def ask(self, request_id: str, content: object, decode: Callable[[bytes], T]) -> T:
        """What the target answers to JSON. Raises AttemptError, also where `decode` does not take the answer.

        An answer that nobody can use was probably charged, and another would be charged again.
        """
        received = await self._post(request_id, msgspec.json.encode(content))
        try:
            return decode(received.content)
        except msgspec.ValidationError as error:
            problem = f"an answer that does not hold what is promised: {masked(str(error), self._secrets)[:_WORDS]}"
        except (msgspec.DecodeError, ValueError, RecursionError):
            problem = f"something that is no JSON: {said(received.content, self._secrets).words or 'nothing'}"
        message = f"{self.name} answered {problem}"
        raise AttemptError("garbage", message, possibly_paid=True, http_status=received.status)

    async def deliver(self, request_id: str, content: object) -> None:
        """Post JSON to the target, whatever it answers with a status of success. Raises AttemptError."""
        await self._post(request_id, msgspec.json.encode(content), reads=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._network.close()

    async def _post(self, request_id: str, body: bytes, *, reads: bool = True) -> Received:
        network = await self._network.connected(self._url.host)
        headers = {
            "content-type": "application/json",
            "accept-encoding": "identity",
            **signed_headers(self._key, request_id, int(time.time()), body),
        }
        request = httpx.Request("POST", self._url, headers=headers, content=body, extensions=EXTENSIONS)
        received = await exchange(
            network, request, name=self.name, timeout_s=self._target.timeout_s, most=MOST_ANSWERED, reads=reads
        )
        if not HTTPStatus(200) <= received.status < HTTPStatus(300):
            raise self._refused(received)
        return received

    def _refused(self, received: Received) -> AttemptError:
        """What a status without success means, in the target's words."""
        status = received.status
        details = said(received.content, self._secrets)
        if HTTPStatus(300) <= status < HTTPStatus(400):
            where = masked(received.headers.get("location", "nowhere"), self._secrets)
            message = f"{self.name} answered {status}, a redirect to {where}; the settings name where it leads"
            return AttemptError("redirect", message, fatal=True, http_status=status)
        message = f"{self.name} answered {status}" + (f": {details.words}" if details.words else "")
        if status < HTTPStatus(500) and status not in _PASSING:
            return AttemptError(f"http_{status}", message, fatal=status in _LASTING, http_status=status)
        return AttemptError(
            "throttled" if status == HTTPStatus.TOO_MANY_REQUESTS else f"http_{status}",
            message,
            retryable=True,
            outage=status >= HTTPStatus(500),
            retry_after_s=wish_s(received.headers, details.error, details.text),
            http_status=status,
        )

"""The client of one provider: one request, one typed answer, whatever dialect the call's model speaks.

What each saving on the hot path was worth, in CPU per call at 64 calls at once; aiohttp alone takes 0.25 ms:

- the aiohttp transport under httpx's types, because plain httpx scans its connection pool at every request: 16 ms;
- the transport asked directly, without `httpx.AsyncClient` (redirects, cookies, auth flows, merged headers and
  URLs, event hooks): 0.20 ms;
- headers and URLs made once, no content negotiation, bodies and answers through msgspec into the few fields used:
  0.04 ms.
"""

import re
from collections.abc import Callable
from pathlib import Path

import httpx

from gradcheck.domain.call import Answer, Call, Completion
from gradcheck.errors import AttemptError
from gradcheck.llm.clients import answers, bodies, refusals
from gradcheck.llm.clients.remedies import Place
from gradcheck.outbound.exchange import EXTENSIONS, exchange
from gradcheck.outbound.transport import MOST_BYTES, connect
from gradcheck.settings import Provider
from gradcheck.telemetry.tracing import NO_TRACER

_ANTHROPIC_VERSION = "2023-06-01"
_RATES = re.compile(r"(x-|anthropic-)?ratelimit|retry-after")
_OPERATIONS = ("/chat/completions", "/completions", "/messages")  # what is often pasted with a base URL


class Client:
    """A client of one provider. `network` replaces the network in tests; `traceparent` is told to the provider."""

    def __init__(
        self,
        name: str,
        provider: Provider,
        key: str | None,
        *,
        proxy: str | None = None,
        ca_file: Path | None = None,
        network: httpx.AsyncBaseTransport | None = None,
        traceparent: Callable[[], str | None] = NO_TRACER.traceparent,
    ) -> None:
        self._timeout_s = provider.timeout_s
        self._place = Place(name=name, provider=provider, secrets=() if key is None else (key,))
        self._headers = {wire: _headers(provider, key, wire) for wire in ("openai", "anthropic")}
        self._chat = {
            "openai": _url(provider, "/chat/completions"),
            "anthropic": _url(provider, "/messages" if _path(provider).endswith("/v1") else "/v1/messages"),
        }
        self._completion = _url(provider, "/completions")
        self._transport = network or connect(proxy, ca_file)
        self._traceparent = traceparent

    async def attempt(self, call: Call, heard: dict[str, str] | None = None) -> Answer:
        """Make one request and read its answer; what it says of rates goes into `heard`. Raises AttemptError."""
        wire = call.endpoint.dialect.wire
        url = self._chat[wire]
        if isinstance(call.request, Completion):
            if wire == "anthropic":
                hint = f'write `{self._place.table} profile = "standard"`'
                raise AttemptError("unsupported", f"Anthropic's format has no raw completions; {hint}", fatal=True)
            url = self._completion
        stream = httpx.ByteStream(bodies.body(call))
        request = httpx.Request("POST", url, headers=self._headers[wire], stream=stream, extensions=EXTENSIONS)
        trace = self._traceparent()
        if trace is not None:
            request.headers["traceparent"] = trace  # httpx has copied those it was given
        request.read()
        received = await exchange(
            self._transport, request, name=self._place.name, timeout_s=self._timeout_s, most=MOST_BYTES
        )
        if heard is not None:
            heard.update({name: value for name, value in received.headers.items() if _RATES.match(name)})
        if received.status == httpx.codes.OK:
            return answers.read(call, received.content, self._place)
        return refusals.refused(call, received, self._place)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


def _headers(provider: Provider, key: str | None, wire: str) -> httpx.Headers:
    headers = httpx.Headers({"content-type": "application/json", "accept-encoding": "identity"})
    if wire == "anthropic":
        headers["anthropic-version"] = _ANTHROPIC_VERSION
    if key is not None:
        name = provider.key_header or ("x-api-key" if wire == "anthropic" else None)
        headers[name or "authorization"] = key if name else f"Bearer {key}"
    headers.update(provider.headers)
    return headers


def _path(provider: Provider) -> str:
    """The path that operations are added to."""
    path = httpx.URL(provider.base_url.strip()).path.rstrip("/")
    for operation in _OPERATIONS:
        path = path.removesuffix(operation)
    return path.rstrip("/")


def _url(provider: Provider, operation: str) -> httpx.URL:
    """Where an operation is: its path before the query of the base URL, and the provider's own query with it."""
    url = httpx.URL(provider.base_url.strip()).copy_with(path=f"{_path(provider)}{operation}")
    return url.copy_merge_params(provider.query) if provider.query else url

"""The client of one provider: one request, one typed answer, whatever dialect the call's model speaks.

What each saving on the hot path was worth, in CPU per call at 64 calls at once; aiohttp alone takes 0.25 ms:

- the aiohttp transport under httpx's types, because plain httpx scans its connection pool at every request: 16 ms;
- the transport asked directly, without `httpx.AsyncClient` (redirects, cookies, auth flows, merged headers and
  URLs, event hooks): 0.20 ms;
- headers and URLs made once, no content negotiation, bodies and answers through msgspec into the few fields used:
  0.04 ms.
"""

import asyncio
import re
import ssl
import zlib
from pathlib import Path

import aiohttp
import httpx

from gradcheck.domain.call import Answer, Call, Completion
from gradcheck.errors import AttemptError
from gradcheck.llm.clients import answers, bodies, refusals, transport
from gradcheck.llm.clients.remedies import Place
from gradcheck.settings import Provider

_EXTENSIONS = {"timeout": {"connect": 10.0}}  # the whole call's time is bounded by `asyncio.timeout`
_ANTHROPIC_VERSION = "2023-06-01"
_RATES = re.compile(r"(x-|anthropic-)?ratelimit|retry-after")
_OPERATIONS = ("/chat/completions", "/completions", "/messages")  # what is often pasted with a base URL


class Client:
    """A client of one provider. `network` replaces the network in tests."""

    def __init__(
        self,
        name: str,
        provider: Provider,
        key: str | None,
        *,
        proxy: str | None = None,
        ca_file: Path | None = None,
        network: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._timeout_s = provider.timeout_s
        self._place = Place(name=name, provider=provider, secrets=() if key is None else (key,))
        self._headers = {wire: _headers(provider, key, wire) for wire in ("openai", "anthropic")}
        self._chat = {
            "openai": _url(provider, "/chat/completions"),
            "anthropic": _url(provider, "/messages" if _path(provider).endswith("/v1") else "/v1/messages"),
        }
        self._completion = _url(provider, "/completions")
        self._transport = network or transport.connect(proxy, ca_file)

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
        request = httpx.Request("POST", url, headers=self._headers[wire], stream=stream, extensions=_EXTENSIONS)
        request.read()
        response, content = await self._ask(request)
        if heard is not None:
            heard.update({name: value for name, value in response.headers.items() if _RATES.match(name)})
        if response.status_code == httpx.codes.OK:
            return answers.read(call, content, self._place)
        refusal = refusals.Response(status=response.status_code, headers=response.headers, content=content)
        return refusals.refused(call, refusal, self._place)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def _ask(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        name = self._place.name
        try:
            async with asyncio.timeout(self._timeout_s):
                response = await self._transport.handle_async_request(request)
                try:
                    cut = response.status_code != httpx.codes.OK
                    return response, await transport.body(response, cut=cut)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx.ReadTimeout):
            message = f"{name} gave no answer within {self._timeout_s:g} s"
            raise AttemptError("timeout", message, retryable=True, possibly_paid=True, outage=True) from None
        except (httpx.RequestError, aiohttp.ClientError, zlib.error) as error:
            raise self._lost(error) from None
        except transport.TooLargeError:
            message = f"{name} answered more than {transport.MOST_BYTES >> 20} MB, which nobody reads"
            raise AttemptError("too_large", message, possibly_paid=True) from None
        except transport.UnknownCodingError as error:
            message = f"{name} compressed its answer as {error} although none was asked for; gzip could be read"
            raise AttemptError("garbage", message, possibly_paid=True) from None

    def _lost(self, error: Exception) -> AttemptError:
        """What a request without an answer means: it never went out, or nobody knows what became of it.

        The transport calls every error of a connection a `ConnectTimeout`, so what it was made of is asked first.
        """
        name = self._place.name
        origin = error.__cause__ if isinstance(error.__cause__, aiohttp.ClientError) else error
        if isinstance(origin, ssl.SSLCertVerificationError | aiohttp.ClientConnectorCertificateError):
            message = f"{name} has a certificate that nobody here vouches for; own authorities go into `ca_file`"
            return AttemptError("certificate", message, fatal=True)
        never = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, httpx.ConnectError, httpx.ConnectTimeout)
        if isinstance(origin, never):
            message = f"no connection to {name}: {type(origin).__name__}"
            return AttemptError("unreachable", message, retryable=True, outage=True)
        message = f"the connection to {name} broke: {type(origin).__name__}"
        return AttemptError("broken", message, retryable=True, possibly_paid=True, outage=True)


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

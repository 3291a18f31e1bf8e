"""Connections to a host: certificates, proxy, and bodies that may not be larger than what anybody would say."""

import ssl
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver
from httpx_aiohttp import AiohttpTransport

MOST_BYTES = 8 << 20
_COMPRESSED = frozenset({"gzip", "x-gzip", "deflate"})
_DEFLATED = 8  # the method in the first byte of a zlib stream; without it a stream is bare


class TooLargeError(Exception):
    """The body is larger than the bound."""


class UnknownCodingError(Exception):
    """The body is compressed in a way that was not asked for and is not understood."""


def connect(
    proxy: str | None, ca_file: Path | None, resolver: AbstractResolver | None = None
) -> httpx.AsyncBaseTransport:
    """A transport without limits of its own: the limiter in front of it is the limit.

    Connections go to the addresses that `resolver` gives, and to no others.
    """
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(ca_file)

    def open_session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=30, ssl=context, resolver=resolver)
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    return AiohttpTransport(verify=context, client=open_session, proxy=None if proxy is None else httpx.Proxy(proxy))


async def body(response: httpx.Response, *, cut: bool, most: int = MOST_BYTES) -> bytes:
    """The response's body, decoded. One above `most` bytes is cut there, or else raises TooLargeError.

    Raises UnknownCodingError, and zlib.error where a body is not what its headers say.
    """
    stream = response.stream
    assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101 - narrows the type of an asynchronous transport
    chunks: AsyncIterator[bytes] = aiter(stream)
    coding = response.headers.get("content-encoding", "identity").lower().strip()
    if coding in _COMPRESSED:
        chunks = _inflated(chunks, most)
    elif coding != "identity":
        raise UnknownCodingError(coding)
    parts: list[bytes] = []
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > most:
            if not cut:
                raise TooLargeError
            break
        parts.append(chunk)
    return b"".join(parts)


async def _inflated(chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    """What compressed chunks hold, never more at once than the bound and one byte; raises zlib.error."""
    inflate: Any = None
    async for chunk in chunks:
        rest = chunk
        while rest:
            if inflate is None:
                bare = rest[0] & 15 != _DEFLATED and rest[:1] != b"\x1f"
                inflate = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
            yield inflate.decompress(rest, most + 1)
            rest = inflate.unconsumed_tail or inflate.unused_data
            inflate = None if inflate.eof else inflate
    if inflate is not None:
        raise zlib.error("the stream ends early")

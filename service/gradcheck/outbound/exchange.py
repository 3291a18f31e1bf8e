"""One request over a connection and what came back, or why nothing did."""

import asyncio
import ssl
import zlib
from collections.abc import Mapping

import aiohttp
import httpx

from gradcheck.domain.base import Value
from gradcheck.errors import AttemptError
from gradcheck.outbound import transport

EXTENSIONS = {"timeout": {"connect": 10.0}}  # the whole exchange's time is bounded by `asyncio.timeout`


class Received(Value, frozen=True, kw_only=True):
    """A response that was read to its end or its bound; `headers` are asked for by names in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


async def exchange(
    network: httpx.AsyncBaseTransport,
    request: httpx.Request,
    *,
    name: str,
    timeout_s: float,
    most: int,
    reads: bool = True,
) -> Received:
    """What a host answers, `name` in words. Raises AttemptError.

    A 200 with more than `most` bytes is an error; any other answer is cut there. Who does not read it asks for no
    content of a success.
    """
    try:
        async with asyncio.timeout(timeout_s):
            response = await network.handle_async_request(request)
            try:
                content = b""
                if reads or not response.is_success:
                    content = await transport.body(response, cut=response.status_code != httpx.codes.OK, most=most)
            finally:
                await response.aclose()
            return Received(status=response.status_code, headers=response.headers, content=content)
    except (TimeoutError, httpx.ReadTimeout):
        message = f"{name} gave no answer within {timeout_s:g} s"
        raise AttemptError("timeout", message, retryable=True, possibly_paid=True, outage=True) from None
    except (httpx.RequestError, aiohttp.ClientError, zlib.error) as error:
        raise _lost(error, name) from None
    except transport.TooLargeError:
        message = f"{name} answered more than {most >> 20} MB, which nobody reads"
        raise AttemptError("too_large", message, possibly_paid=True) from None
    except transport.UnknownCodingError as error:
        message = f"{name} compressed its answer as {error} although none was asked for; gzip could be read"
        raise AttemptError("garbage", message, possibly_paid=True) from None


def _lost(error: Exception, name: str) -> AttemptError:
    """What a request without an answer means: it never went out, or nobody knows what became of it.

    The transport calls every error of a connection a `ConnectTimeout`, so what it was made of is asked first.
    """
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

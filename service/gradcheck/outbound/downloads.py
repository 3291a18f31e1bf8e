"""Files that requests name by their address: fetched from the hosts that the settings declare, and from no others."""

from collections.abc import Collection

import httpx
from aiohttp.abc import AbstractResolver

from gradcheck.errors import AttemptError
from gradcheck.outbound.checked_network import CheckedNetwork
from gradcheck.outbound.exchange import EXTENSIONS, Received, exchange
from gradcheck.settings import Settings

_PORTS = {"https": 443, "http": 80}
_HEADERS = {"accept": "image/png, image/jpeg, image/gif, image/webp", "accept-encoding": "identity"}
_HEADERS |= {"user-agent": "gradcheck"}
Address = tuple[str, int]
"""A host as it is looked up, and a port."""


class Downloads:
    """Fetches files. `resolver` looks names up, by default as this machine does."""

    def __init__(self, settings: Settings, resolver: AbstractResolver | None = None) -> None:
        self._settings = settings
        self._resolver = resolver
        self._networks: dict[tuple[str, Address], CheckedNetwork] = {}

    async def fetch(self, address: str, most: int) -> bytes:
        """The file at an address, of at most so many bytes. Raises AttemptError, whose message is about the address."""
        url, private = self._declared(address)
        try:
            received = await self._received(url, most, private=private)
        except AttemptError as error:
            words = _words(error, url.host, most)
            raise AttemptError(error.cause, words, outage=error.outage, fatal=error.fatal) from None
        if httpx.codes.is_redirect(received.status):
            raise AttemptError("redirect", f"is redirected by {url.host}; give the address that it leads to")
        if received.status != httpx.codes.OK:
            raise AttemptError("refused", f"is answered {received.status} by {url.host}")
        return received.content

    async def close(self) -> None:
        """Close the connections."""
        for network in self._networks.values():
            await network.close()
        self._networks.clear()

    async def _received(self, url: httpx.URL, most: int, *, private: bool) -> Received:
        network = await self._network(url, private=private).connected(url.host)
        request = httpx.Request("GET", url, headers=_HEADERS, extensions=EXTENSIONS)
        return await exchange(network, request, name=url.host, timeout_s=self._settings.images.timeout_s, most=most)

    def _declared(self, address: str) -> tuple[httpx.URL, bool]:
        """An address, and whether its host may be private. Raises AttemptError where nothing declares it."""
        try:
            url = httpx.URL(address).copy_with(fragment=None)
        except (httpx.InvalidURL, ValueError):
            raise AttemptError("address", "is no address that can be read") from None
        if url.userinfo:
            raise AttemptError("address", "holds a user or a password; none is sent")
        declared, asked = self._settings.images, _asked(url)
        if asked in _all(declared.private_hosts, url.scheme):
            return url, True
        if url.scheme != "https":
            raise AttemptError("address", "is no https address; accepted is https")
        if asked not in _all(declared.hosts, "https"):
            where = f"{url.host}:{url.port}" if url.port else url.host
            message = f"is at {where}, a host that the server's settings do not declare for images"
            raise AttemptError("undeclared", f"{message}; upload the image to /files, or give it as a data URL")
        return url, False

    def _network(self, url: httpx.URL, *, private: bool) -> CheckedNetwork:
        key = (url.scheme, _asked(url))
        if key not in self._networks:
            proxy = self._settings.proxy(str(url))
            self._networks[key] = CheckedNetwork(
                url.host, private=private, proxy=proxy, ca_file=self._settings.ca_file, resolver=self._resolver
            )
        return self._networks[key]


def _words(error: AttemptError, host: str, most: int) -> str:
    """What is said of a fetch without an answer."""
    match error.cause:
        case "private_address":
            return f"is at {host}, whose address is not public; `private_hosts` of the table [images] takes such hosts"
        case "too_large":
            return f"has more than {most} bytes: scale it down"
        case _:
            return f"cannot be fetched: {error.message}"


def _asked(url: httpx.URL) -> Address:
    return url.raw_host.decode("ascii").rstrip(".").lower(), url.port or _PORTS[url.scheme]


def _all(hosts: Collection[str], scheme: str) -> set[Address]:
    """Declared hosts; one without a port has the scheme's own."""
    return {_asked(httpx.URL(f"{scheme}://{host}")) for host in hosts}

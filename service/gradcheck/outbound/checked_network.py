"""Connections to one declared host: to addresses that were checked, or to the proxy."""

import socket
from pathlib import Path

import httpx
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import DefaultResolver

from gradcheck.domain.target import is_address
from gradcheck.outbound.addresses import PublicResolver, refuse_private
from gradcheck.outbound.transport import connect


class CheckedNetwork:
    """Opened when it is asked for first. `name` is the host's in words; `private` allows addresses that are not public.

    `resolver` looks names up, by default as this machine does.
    """

    def __init__(
        self,
        name: str,
        *,
        private: bool,
        proxy: str | None = None,
        ca_file: Path | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._name = name
        self._private = private
        self._proxy = proxy
        self._ca_file = ca_file
        self._resolver = resolver
        self._network: httpx.AsyncBaseTransport | None = None

    async def connected(self, host: str) -> httpx.AsyncBaseTransport:
        """The connections to a host. Raises AttemptError where it is at an address that it may not be at."""
        if self._resolver is None:
            self._resolver = DefaultResolver()
        if not self._private:
            await self._check(host, self._resolver)
        if self._network is None:
            checked = self._resolver if self._private else PublicResolver(self._name, self._resolver)
            self._network = connect(self._proxy, self._ca_file, None if self._proxy else checked)
        return self._network

    async def close(self) -> None:
        """Close the connections."""
        if self._network is not None:
            await self._network.aclose()
            self._network = None

    async def _check(self, host: str, resolver: AbstractResolver) -> None:
        """Raises AttemptError where no resolver will be asked and the host is not public.

        A proxy looks names up by itself; what this machine knows of a name must be public then too.
        """
        addresses = [host]
        if not is_address(host):
            if self._proxy is None:
                return
            try:
                addresses = [result["host"] for result in await resolver.resolve(host, 0, socket.AF_UNSPEC)]
            except OSError:
                return
        refuse_private(self._name, addresses)

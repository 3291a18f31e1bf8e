"""Which addresses may be connected to: a name is looked up once, and the connection goes to what was checked."""

import ipaddress
import socket
from collections.abc import Iterable

from aiohttp.abc import AbstractResolver, ResolveResult

from gradcheck.domain.target import is_public
from gradcheck.errors import AttemptError


class PublicResolver(AbstractResolver):
    """Gives the addresses of a target, `name` in words, only where all of them are public."""

    def __init__(self, name: str, resolver: AbstractResolver) -> None:
        self._name = name
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises AttemptError where one is not public, OSError where there is none."""
        found = await self._resolver.resolve(host, port, family)
        refuse_private(self._name, (result["host"] for result in found))
        return found

    async def close(self) -> None:
        """Close the resolver that is asked."""
        await self._resolver.close()


def refuse_private(name: str, addresses: Iterable[str]) -> None:
    """Raises AttemptError where one of these addresses of a target, `name` in words, is not public."""
    private = next((address for address in addresses if not is_public(address)), None)
    if private is not None:
        message = f"{name} is at {private}, which is no public address; `private = true` in its settings allows it"
        raise AttemptError("private_address", message, fatal=True)


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

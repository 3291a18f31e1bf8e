"""Hosts of a team's own, as settings declare them. Requests name them; they never carry a URL or a secret."""

import base64
import binascii
import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta

from gradcheck.domain.base import Positive, Wire

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_OLD_NUMBER = re.compile(r"[0-9.]+|0x[0-9a-fx.]+", re.IGNORECASE)  # ways of writing an address that are no more in use
_HOST = re.compile(r"[^\s/?#@*\\%]+")
_PREFIX, _LEAST_BYTES = "whsec_", 24


class Target(Wire, frozen=True, kw_only=True):
    """Where requests are posted, and the environment variable that holds the secret they are signed with.

    `private` allows addresses that are not public: this machine and the networks behind it. `timeout_s` bounds a whole
    exchange.
    """

    url: str
    secret_env: str
    private: bool = False
    timeout_s: Annotated[float, Meta(gt=0)] = 60.0


class ImageHosts(Wire, frozen=True, kw_only=True):
    """Hosts that images of requests are fetched from, each a name or address, with `:port` where it is no usual one.

    Those of `private_hosts` may be at addresses that are not public, and are asked over plain HTTP too. `timeout_s`
    bounds a whole fetch.
    """

    hosts: tuple[str, ...] = ()
    private_hosts: tuple[str, ...] = ()
    timeout_s: Annotated[float, Meta(gt=0, le=120)] = 20.0


class Tracing(Wire, frozen=True, kw_only=True):
    """The collector that traces are sent to by OTLP over HTTP, and the share of them that is; none without `endpoint`.

    A request that brings a trace of its own is followed as that trace is.
    """

    endpoint: Annotated[str, Meta(pattern="^https?://")] | None = None
    share: Annotated[float, Meta(ge=0, le=1)] = 1.0


class Webhook(Target, frozen=True, kw_only=True):
    """One that is told of jobs' ends: of those of these tenants, of all where none are named."""

    tenants: tuple[str, ...] | None = None

    def hears(self, tenant: str) -> bool:
        """Whether a tenant's jobs may name it."""
        return self.tenants is None or tenant in self.tenants


class HostedService(Target, frozen=True, kw_only=True):
    """A program that the team runs and that calls are made to.

    What another `version` answered is asked for anew. `price_usd` is what a call costs, null where nobody knows.
    """

    version: Annotated[str, Meta(min_length=1, max_length=200)]
    price_usd: Annotated[float, Meta(ge=0)] | None = None
    max_concurrency: Positive = 16
    max_outage_s: Annotated[float, Meta(ge=0)] = 600.0

    @property
    def slots(self) -> int:
        """How many calls may be under way."""
        return self.max_concurrency


class Application(HostedService, frozen=True, kw_only=True):
    """One that answers examples, in at most `max_output_bytes`."""

    max_output_bytes: Positive = 16_384


class Grader(HostedService, frozen=True, kw_only=True):
    """One that scores outputs, up to `batch` of them in one request."""

    batch: Annotated[int, Meta(ge=1, le=1000)] = 1

    @property
    def slots(self) -> int:
        """How many outputs may be under way."""
        return self.max_concurrency * self.batch


def fault(target: Target, secret: str | None) -> tuple[str, str] | None:
    """The field of a declaration that cannot be used and why, or None."""
    wrong = _wrong_url(target)
    if wrong is not None:
        return "url", wrong
    if secret is None:
        return "secret_env", f"the environment has no {target.secret_env}"
    try:
        secret_bytes(secret)
    except ValueError as error:
        return "secret_env", f"{target.secret_env} {error}"
    return None


def image_hosts_fault(declared: ImageHosts) -> tuple[str, str] | None:
    """The field of a declaration that cannot be used and why, or None."""
    for field, private in (("hosts", False), ("private_hosts", True)):
        for host in getattr(declared, field):
            wrong = _wrong_image_host(host, private=private)
            if wrong is not None:
                return field, wrong
    return None


def _wrong_image_host(host: str, *, private: bool) -> str | None:
    accepted = f"{host!r} is no host; accepted are names such as pictures.example or pictures.example:8443"
    if _HOST.fullmatch(host) is None:
        return accepted
    try:
        parts = urlsplit(f"https://{host}")
        _ = parts.port
    except ValueError:
        return accepted
    if not parts.hostname:
        return accepted
    return _wrong_host(parts.hostname, private=private, allowed="`private_hosts` takes it")


def _wrong_url(target: Target) -> str | None:
    if re.search(r"\s", target.url) or not target.url.isprintable():
        return "holds blanks or characters that are not printed"
    try:
        parts = urlsplit(target.url)
        _ = parts.port
    except ValueError as error:
        return f"is no address: {error}"
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return "must begin with http:// or https:// and name a host"
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "holds a user, a password or a fragment; requests are signed with the secret of secret_env"
    return _wrong_host(parts.hostname, private=target.private)


def _wrong_host(host: str, *, private: bool, allowed: str = "`private = true` allows it") -> str | None:
    if _OLD_NUMBER.fullmatch(host) and not is_address(host):
        return f"{host} is no name, and no address as it is written today"
    public = is_public(host) if is_address(host) else host.rstrip(".").lower() != "localhost"
    return None if public or private else f"{host} is no public address; {allowed}"


def is_address(host: str) -> bool:
    """Whether a host is an address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether an address, and any that it stands for, can be reached from everywhere. Raises ValueError of a name."""
    meant = _meant(ipaddress.ip_address(address.partition("%")[0]))
    return all(one.is_global and not (one.is_multicast or one.is_reserved) for one in meant)


def _meant(address: _Address) -> tuple[_Address, ...]:
    """The addresses that one leads to: itself, or those of IPv4 that it carries."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    return (address, *filter(None, (address.sixtofour, *(address.teredo or ()))))


def secret_bytes(secret: str) -> bytes:
    """The bytes of a secret as Standard Webhooks writes it: base64 with or without `whsec_`. Raises ValueError."""
    try:
        held = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        held = b""
    if len(held) < _LEAST_BYTES:
        raise ValueError(f"holds no base64 of at least {_LEAST_BYTES} bytes; `openssl rand -base64 32` writes one")
    return held

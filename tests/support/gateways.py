"""A gateway as the service wires it, without the service."""

import httpx
from prometheus_client import CollectorRegistry

from gradcheck.llm.gateway import Gateway
from gradcheck.settings import Settings
from gradcheck.simulation.provider.client import PROVIDER
from gradcheck.telemetry import Telemetry


def wired(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> Gateway:
    """A gateway with all built-in providers and a telemetry of its own."""
    return Gateway(settings, Telemetry(CollectorRegistry()), transport, built_in=(PROVIDER,))

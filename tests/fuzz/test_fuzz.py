"""Nothing that two tenants ask is a fault of the server, against its document, or tells one of the other.

`make fuzz` does the same for minutes.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.api.server import Server
from tests.fuzz.machine import Found, search
from tests.fuzz.seeded import seed


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with TemporaryDirectory() as home:
        running = Server(Path(home))
        running.start()
        try:
            yield running
        finally:
            running.stop()


@pytest.mark.slow
def test_no_drawn_call_is_a_fault_or_tells_what_another_tenant_has(server: Server) -> None:
    found = Found()
    tenants = seed(server, "acme", 1), seed(server, "beta", 2)
    search(server, tenants, found, scenarios=8, steps=12, seed=7)
    assert not found.faults, found.said
    assert sum(found.calls.values()) > 40
    assert found.foreign > 5

"""No number of a request takes the service's time or memory: what is accepted goes on, what is too much is refused."""

import resource
import time
from collections.abc import Iterator

import msgspec
import pytest

from tests.api.server import Json, Server, until
from tests.api.test_nothing_unasked import KINDS, SEEN_TO, send
from tests.fuzz.seeded import Tenant, seed
from tests.support.fields import Place, fractions, whole_numbers, with_value

WALKED = (
    "POST /optimize/estimate",
    "POST /studies/plan",
    "POST /runs/{run_id}/diagnostics/plan",
    "POST /runs/{run_id}/diagnostics",
    "POST /headroom",
    "POST /evaluate",
)
HUGE = (2**31 - 1, 10**12, 2**64 - 1, 10**30)
EXTREME = (1e305, 5e-324)
MOST_S, MOST_BYTES = 20.0, 400_000_000


@pytest.fixture(scope="module")
def tenant(server: Server) -> Tenant:
    return seed(server, "acme", 1)


@pytest.fixture(autouse=True)
def _memory_stays() -> Iterator[None]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < MOST_BYTES


def read_here(operation: str, place: Place) -> bool:
    """Whether a place is read by code of this operation and of no other that is walked."""
    return place[0] not in SEEN_TO.get(operation, ()) or "budget" in place


def ended(server: Server, tenant: Tenant, path: str) -> Json:
    def job() -> Json:
        found: Json = server.http.get(path, headers=tenant.key).json()
        return found

    until(lambda: job()["status"] not in {"queued", "running"})
    return job()


@pytest.mark.parametrize("operation", WALKED)
def test_a_number_however_large_or_small_is_refused_or_costs_nothing(
    server: Server, tenant: Tenant, operation: str
) -> None:
    works, kind = tenant.bodies.get(operation, {}), KINDS[operation]
    walked = [(place, HUGE) for place in whole_numbers(kind)] + [(place, EXTREME) for place in fractions(kind)]
    accepted: list[str] = []
    assert walked
    for place, numbers in walked:
        for number in numbers if read_here(operation, place) else ():
            began = time.monotonic()
            answer = send(server, tenant, operation, with_value(works, place, number))
            assert answer.status_code in {200, 202, 422, 400}, (place, number, answer.text)
            assert time.monotonic() - began < MOST_S, (place, number)
            if answer.status_code == 202:
                accepted.append(answer.headers["location"])
    jobs = [ended(server, tenant, path) for path in accepted]
    assert [job for job in jobs if job["finish_reason"] == "internal_error"] == []
    began = time.monotonic()
    assert server.http.get("/health/live").status_code == 200
    assert time.monotonic() - began < MOST_S


def test_a_diagnostic_of_too_many_pairs_is_refused_with_the_most_there_may_be(server: Server, tenant: Tenant) -> None:
    answer = send(server, tenant, "POST /runs/{run_id}/diagnostics", {"force": True, "replicates": 10**9})
    assert answer.status_code == 422
    (error,) = msgspec.json.decode(answer.content)["errors"]
    assert error["path"] == "replicates"
    assert "at most 100000 replicates" in error["message"]

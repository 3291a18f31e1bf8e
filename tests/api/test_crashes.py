"""What nobody expected is a problem without any of the inside, and is logged without any of the outside."""

import pytest
from structlog.testing import capture_logs

from gradcheck.jobs import worker
from tests.api.server import Json, Server, until
from tests.support import databases


@pytest.fixture(scope="module")
def broken(server: Server) -> Json:
    """A run whose outline cannot be read any more."""
    run = server.run(method="none")
    databases.rows(
        server.service.settings.database_url,
        "UPDATE jobs SET outline = :outline WHERE id = :id",
        outline=b'{"secret prompt": 1',
        id=run["id"],
    )
    return run


def test_an_unexpected_error_tells_nothing_of_the_inside(server: Server, broken: Json) -> None:
    answer = server.http.get(f"/runs/{broken['id']}")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "title": "Internal Server Error",
        "status": 500,
        "detail": "an unexpected error; it has been logged",
        "code": "internal_error",
        "request_id": answer.headers["x-request-id"],
    }


def test_a_job_that_nothing_can_be_loaded_for_ends_as_failed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(worker, "_LATE", ("no_such_library",))
        run = server.run()
    assert (run["status"], run["finish_reason"]) == ("failed", "internal_error")
    assert run["error"]["message"] == "an unexpected ModuleNotFoundError"
    assert server.run()["status"] == "succeeded"


def test_an_unexpected_error_is_logged_with_its_places_and_no_text(server: Server, broken: Json) -> None:
    with capture_logs() as logs:
        server.http.get(f"/runs/{broken['id']}")
    (entry,) = [entry for entry in logs if entry["event"] == "request_crashed"]
    assert entry["error"] == "DecodeError"
    assert entry["route"] == "/runs/{run_id}"
    assert any(place.startswith("run_view:") for place in entry["places"])
    assert "secret" not in repr(entry)


def test_an_unexpected_error_is_counted_and_the_service_goes_on(server: Server, broken: Json) -> None:
    before = server.gauge("gradcheck_http_request_seconds_count", operation="get_run", status="500")
    server.http.get(f"/runs/{broken['id']}")
    until(lambda: server.gauge("gradcheck_http_request_seconds_count", operation="get_run", status="500") > before)
    assert server.get("/health/ready") == {"status": "ready"}

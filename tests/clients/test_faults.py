"""What the client makes of faults on the wire: what is tried again, how often, and what is raised in the end."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from gradcheck_client import ProblemError, Retries, operations
from gradcheck_client.errors import (
    ConflictError,
    ConnectionFailedError,
    NoResultError,
    ServerError,
    TooManyRequestsError,
    UnexpectedAnswerError,
    WaitTimeoutError,
)
from tests.api.server import Json, Server
from tests.clients.conftest import Connect, Handler
from tests.support import world

Answer = httpx.Response | type[httpx.TransportError]
REQUEST = world.request(method="none")
BUSY = httpx.Response(429, headers={"Retry-After": "0"})


@pytest.fixture(scope="module")
def state(server: Server) -> Json:
    """A run as the service tells of it."""
    return server.run(method="none")


def script(*answers: Answer) -> tuple[Handler, list[httpx.Request]]:
    """A wire that gives these answers in turn, the last one for ever; and what it was asked."""
    left, asked = list(answers), list[httpx.Request]()

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        raise answer("gone", request=request)

    return handle, asked


def problem(status: int, code: str = "conflict") -> httpx.Response:
    body = {"title": "t", "status": status, "detail": "no", "code": code, "request_id": "req"}
    return httpx.Response(status, json=body, headers={"Content-Type": "application/problem+json"})


async def test_a_start_is_sent_again_with_the_same_key_and_body_until_it_is_answered(
    connect: Connect, state: Json
) -> None:
    faults: list[Answer] = [BUSY, httpx.ReadError, httpx.Response(503), httpx.ConnectError]
    handler, asked = script(*faults, httpx.Response(202, json=state))
    run = await connect(handler=handler).optimize(**REQUEST)
    assert run.id == state["id"]
    keys = {request.headers["Idempotency-Key"] for request in asked}
    assert (len(asked), len(keys), len({request.content for request in asked})) == (5, 1, 1)
    assert all(len(key) >= 32 for key in keys)


async def test_every_start_has_a_key_of_its_own_and_nothing_else_has_one(connect: Connect, state: Json) -> None:
    handler, asked = script(httpx.Response(200, json=state))
    client = connect(handler=handler)
    for _ in range(2):
        run = await client.optimize(**REQUEST)
    await run.continue_run()
    await run.refresh()
    assert len({request.headers["Idempotency-Key"] for request in asked[:3]}) == 3
    assert "Idempotency-Key" not in asked[3].headers


async def test_what_a_dropped_connection_had_started_already_is_not_started_twice(
    server: Server, connect: Connect
) -> None:
    before = server.runs()
    dropped: list[str] = []

    def lossy(request: httpx.Request) -> httpx.Response:
        answer = server.http.post("/optimize", content=request.content, headers=dict(request.headers))
        if not dropped:
            dropped.append(answer.json()["id"])
            raise httpx.ReadError("the answer is lost", request=request)
        return httpx.Response(answer.status_code, content=answer.content)

    run = await connect(handler=lossy).optimize(**REQUEST)
    assert [run.id] == dropped
    assert server.runs() == before + 1


@pytest.mark.parametrize("said", ["0", "0.0", "Wed, 21 Oct 2015 07:28:00 GMT"])
async def test_the_pause_the_service_asks_for_goes_before_our_own(connect: Connect, state: Json, said: str) -> None:
    handler, asked = script(httpx.Response(503, headers={"Retry-After": said}), httpx.Response(200, json=state))
    await connect(handler=handler, retries=Retries(first_pause_s=30)).get_run("r")
    assert len(asked) == 2


async def test_a_pause_is_waited_out(connect: Connect, state: Json) -> None:
    handler, _ = script(httpx.Response(429, headers={"Retry-After": "0.3"}), httpx.Response(200, json=state))
    began = time.monotonic()
    await connect(handler=handler).get_run("r")
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_a_pause_longer_than_the_longest_is_raised_with_its_length(connect: Connect, form: str) -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    handler, asked = script(httpx.Response(429, headers={"Retry-After": then if form == "date" else "3600"}))
    with pytest.raises(TooManyRequestsError) as refused:
        await connect(handler=handler).get_run("r")
    assert refused.value.retry_after_s == pytest.approx(3600, abs=60)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (httpx.ConnectError, ConnectionFailedError, r"the service does not answer: gone \(GET /runs/r\)"),
        (httpx.ReadTimeout, ConnectionFailedError, r"the service does not answer: gone \(GET /runs/r\)"),
        (httpx.Response(502, text="<html>bad</html>"), ServerError, "GET /runs/r: HTTP 502 Bad Gateway"),
        (problem(503, "unready"), ServerError, "no"),
    ],
)
async def test_tries_end_with_the_last_error(
    connect: Connect, answer: Answer, kind: type[Exception], words: str
) -> None:
    handler, asked = script(answer)
    with pytest.raises(kind, match=f"^{words}$"):
        await connect(handler=handler, retries=Retries(most=2, first_pause_s=0.01)).get_run("r")
    assert len(asked) == 3


@pytest.mark.parametrize(
    "answer", [httpx.LocalProtocolError, httpx.UnsupportedProtocol, problem(500), problem(409), problem(418)]
)
async def test_what_will_not_pass_is_not_tried_again(connect: Connect, answer: Answer) -> None:
    handler, asked = script(answer)
    with pytest.raises((ConnectionFailedError, ProblemError)):
        await connect(handler=handler).get_run("r")
    assert len(asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>sign in</html>"),
        httpx.Response(200, json={"id": "r"}),
        httpx.Response(200, content=b"\xff\xfe"),
    ],
)
async def test_an_answer_of_something_else_is_told_as_such(connect: Connect, answer: httpx.Response) -> None:
    handler, _ = script(answer)
    with pytest.raises(UnexpectedAnswerError, match="GET /runs/r: the answer is not what this client knows"):
        await connect(handler=handler).get_run("r")


async def test_a_field_of_a_later_service_is_passed_over(connect: Connect, state: Json) -> None:
    handler, _ = script(httpx.Response(200, json={**state, "later": {"x": 1}}))
    assert (await connect(handler=handler).get_run("r")).status == "succeeded"


async def test_an_unready_service_is_an_answer_where_that_was_the_question(connect: Connect) -> None:
    handler, asked = script(httpx.Response(503, json={"status": "starting"}))
    assert (await connect(handler=handler).call(operations.health_ready())).status == "starting"
    assert len(asked) == 1


async def test_a_cancel_whose_answer_was_lost_is_known_to_be_done(connect: Connect, state: Json) -> None:
    running, cancelled = {**state, "status": "running"}, {**state, "status": "cancelled"}
    ok: Callable[[Json], httpx.Response] = lambda body: httpx.Response(200, json=body)  # noqa: E731 - it is short
    handler, asked = script(ok(running), httpx.ReadError, problem(409), ok(cancelled))
    run = await connect(handler=handler).get_run("r")
    assert (await run.cancel()).status == "cancelled"
    assert [request.method for request in asked] == ["GET", "POST", "POST", "GET"]


async def test_a_cancel_that_comes_too_late_is_raised(connect: Connect, state: Json) -> None:
    running = httpx.Response(200, json={**state, "status": "running"})
    handler, _ = script(running, problem(409), httpx.Response(200, json=state))
    run = await connect(handler=handler).get_run("r")
    with pytest.raises(ConflictError):
        await run.cancel()
    assert run.status == "succeeded"


@pytest.mark.parametrize("then", [httpx.ConnectError, httpx.Response(503), httpx.Response(429)])
async def test_a_wait_ends_in_time_though_the_service_is_away(connect: Connect, state: Json, then: Answer) -> None:
    running = httpx.Response(200, json={**state, "status": "running"})
    handler, _ = script(running, then)
    run = await connect(handler=handler, retries=Retries(most=100, first_pause_s=0.1)).get_run("r")
    began = time.monotonic()
    with pytest.raises(WaitTimeoutError):
        await run.wait(timeout_s=0.5)
    assert time.monotonic() - began < 2


async def test_a_failed_job_has_no_result_and_says_why(connect: Connect, state: Json) -> None:
    error = {"code": "provider_error", "message": "Incorrect key."}
    handler, _ = script(httpx.Response(200, json={**state, "status": "failed", "result": None, "error": error}))
    run = await connect(handler=handler).get_run("r")
    with pytest.raises(NoResultError, match=r"has no result: it is failed: Incorrect key\.") as missing:
        _ = run.result
    assert missing.value.error is not None
    assert missing.value.error.code == "provider_error"


async def test_a_key_is_sent_and_shown_nowhere(connect: Connect) -> None:
    handler, asked = script(httpx.ConnectError)
    client = connect(handler=handler, api_key="a-secret", retries=Retries(most=0))
    with pytest.raises(ConnectionFailedError) as failed:
        await client.get_run("r")
    assert asked[0].headers["Authorization"] == "Bearer a-secret"
    assert "a-secret" not in f"{client!r}{failed.value}"


async def test_what_stands_at_its_default_is_not_sent(connect: Connect, state: Json) -> None:
    from gradcheck_client.models import BestOfN, Budget, ExampleSpec  # noqa: PLC0415 - the types a caller would name

    handler, asked = script(httpx.Response(202, json=state))
    await connect(handler=handler).optimize(
        prompt="p", examples=[ExampleSpec(input="a", expected="b")], method=BestOfN(n=None), budget=Budget(max_calls=9)
    )
    assert json.loads(asked[0].content) == {
        "prompt": "p",
        "method": {"name": "best_of_n", "n": None},
        "budget": {"max_calls": 9},
        "task": {"scoring": {"kind": "exact"}, "examples": [{"input": "a", "expected": "b"}]},
    }

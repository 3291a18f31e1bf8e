"""A declared target over real connections: what is sent, which addresses are spoken to, and what an answer may be."""

import asyncio
import base64
import gzip
import hashlib
import hmac
import json
import runpy
import socket
import time
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from gradcheck.domain.target import Target
from gradcheck.errors import AttemptError
from gradcheck.outbound.signing import signed_headers
from gradcheck.outbound.target_client import MOST_ANSWERED, TargetClient
from tests.llm.server import Handler, serving

VARIABLE = "SUPPORT_SECRET"
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


class Answered(msgspec.Struct, frozen=True):
    """What the tests' target promises."""

    output: str


DECODE = msgspec.json.Decoder(Answered).decode


class Names(AbstractResolver):
    """Answers with one list of addresses after the other, and then always with the last."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        assert family in {socket.AF_UNSPEC, socket.AF_INET}
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not found:
            raise OSError(f"no address for {host}")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        """Nothing is open."""


def answers(content: object = None, *, status: int = 200, headers: dict[str, str] | None = None) -> Handler:
    body = content if isinstance(content, bytes) else json.dumps(content or {"output": "yes"}).encode()

    async def handler(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=body, status=status, headers=headers)

    return handler


async def ask(
    url: str,
    *,
    private: bool = True,
    timeout_s: float = 5.0,
    proxy: str | None = None,
    resolver: AbstractResolver | None = None,
) -> Answered:
    target = Target(url=url, secret_env=VARIABLE, private=private, timeout_s=timeout_s)
    client = TargetClient("application:support", target, SECRET, proxy=proxy, resolver=resolver)
    try:
        return await client.ask("req_1", {"input": "héllo"}, DECODE)
    finally:
        await client.close()


async def failure(handler: Handler, timeout_s: float = 5.0) -> AttemptError:
    async with serving(handler) as server:
        with pytest.raises(AttemptError) as caught:
            await ask(server.url, timeout_s=timeout_s)
        return caught.value


async def refusal(url: str, *addresses: list[str], proxy: str | None = None) -> AttemptError:
    with pytest.raises(AttemptError) as caught:
        await ask(url, private=False, resolver=Names(*addresses or [[]]), proxy=proxy)
    return caught.value


def test_a_signature_is_that_of_the_specification() -> None:
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed_headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_a_request_is_signed_over_its_id_its_time_and_its_body() -> None:
    seen: list[tuple[dict[str, str], bytes]] = []

    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        seen.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        return web.json_response({"output": "yes"})

    async with serving(handler) as server:
        assert await ask(server.url) == Answered("yes")
    headers, body = seen[0]
    assert json.loads(body) == {"input": "héllo"}
    assert (headers["content-type"], headers["webhook-id"]) == ("application/json", "req_1")
    signed = f"req_1.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(bytes(range(32)), signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),  # noqa: S104
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::"),
    ],
)
async def test_a_name_that_leads_to_no_public_address_is_refused(address: str) -> None:
    error = await refusal("http://app.example", [address])
    assert (error.cause, error.fatal, error.possibly_paid) == ("private_address", True, False)
    assert "private = true" in error.message
    assert address in error.message


async def test_one_private_address_among_public_ones_is_refused() -> None:
    assert (await refusal("http://app.example", ["93.184.215.14", "10.0.0.1"])).cause == "private_address"


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254"])
async def test_a_private_address_in_the_url_is_refused_without_a_connection(host: str) -> None:
    assert (await refusal(f"http://{host}:9")).cause == "private_address"


async def test_a_connection_goes_to_the_address_that_was_checked_though_the_name_changes() -> None:
    """A name that is public when it is checked and private when it is used: it is looked up once and not again."""
    names = Names(["192.88.99.1"], ["127.0.0.1"])
    async with serving(answers()) as server:
        with pytest.raises(AttemptError) as caught:
            await ask(server.url.replace("127.0.0.1", "app.example"), private=False, timeout_s=0.5, resolver=names)
        assert server.arrived == 0
    assert names.asked == 1
    assert caught.value.cause in {"timeout", "unreachable", "private_address"}


async def test_a_name_that_changes_to_a_private_address_between_requests_is_refused() -> None:
    client = TargetClient(
        "application:support",
        Target(url="http://app.example:9", secret_env=VARIABLE, timeout_s=0.3),
        SECRET,
        resolver=Names(["127.0.0.1"]),
    )
    for _ in range(2):
        with pytest.raises(AttemptError) as caught:
            await client.ask("req_1", {}, DECODE)
        assert caught.value.cause == "private_address"
    await client.close()


async def test_a_name_that_leads_to_a_private_address_is_refused_before_a_proxy_is_asked() -> None:
    async with serving(answers()) as server:
        error = await refusal("http://app.example", ["10.0.0.1"], proxy=server.url)
        assert (error.cause, server.arrived) == ("private_address", 0)
        literal = await refusal("http://127.0.0.1", proxy=server.url)
        assert (literal.cause, server.arrived) == ("private_address", 0)


async def test_a_proxy_of_the_settings_is_used_and_may_be_private() -> None:
    async with serving(answers()) as server:
        found = await ask("http://app.example", private=False, proxy=server.url, resolver=Names([]))
        assert (found, server.arrived) == (Answered("yes"), 1)


async def test_a_declared_private_address_is_spoken_to() -> None:
    async with serving(answers()) as server:
        url = server.url.replace("127.0.0.1", "app.example")
        assert await ask(url, resolver=Names(["127.0.0.1"])) == Answered("yes")


async def test_a_redirect_is_not_followed() -> None:
    async with serving(answers()) as other:
        for status in (301, 302, 303, 307, 308):
            error = await failure(answers(b"", status=status, headers={"location": other.url}))
            assert (error.cause, error.fatal, error.retryable) == ("redirect", True, False)
            assert other.url in error.message
        assert other.arrived == 0


async def test_an_answer_without_end_is_cut_off() -> None:
    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" " * 65536)

    error = await failure(handler, 20)
    assert (error.cause, error.possibly_paid, error.retryable) == ("too_large", True, False)


async def test_an_answer_that_grows_when_it_is_unpacked_is_cut_off() -> None:
    packed = gzip.compress(b" " * (MOST_ANSWERED + 1))
    assert (await failure(answers(packed, headers={"content-encoding": "gzip"}))).cause == "too_large"


async def test_an_answer_that_trickles_in_is_given_up() -> None:
    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.05)

    error = await failure(handler, 0.3)
    assert (error.cause, error.retryable, error.possibly_paid) == ("timeout", True, True)
    assert error.message == "application:support gave no answer within 0.3 s"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "nothing"),
        (b"ok", "ok"),
        (b"<html><title>Sign in</title></html>", "Sign in"),
        (b'{"output": NaN}', ""),
        (b'{"output": "a"} {"output": "b"}', ""),
        (b"\xff\xfe{", ""),
        (b"[" * 100_000, ""),
        (b'{"output": 3}', "$.output"),
        (b'{"answer": "yes"}', "output"),
        (b"[]", "object"),
        (b"null", "object"),
    ],
)
async def test_an_answer_that_is_not_what_is_promised_is_an_error_in_words(content: bytes, said: str) -> None:
    error = await failure(answers(content) if content else answers(b""))
    assert (error.cause, error.possibly_paid, error.retryable) == ("garbage", True, False)
    assert said in error.message
    assert len(error.message) < 500


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        *((status, "again") for status in (500, 502, 503, 429, 408)),
        *((status, "this one") for status in (400, 422, 413)),
        *((status, "every one") for status in (401, 403, 404, 405)),
    ],
)
async def test_a_status_says_what_another_attempt_would_meet(status: int, meaning: str) -> None:
    error = await failure(answers({"error": "the tool is down"}, status=status))
    assert (error.retryable, error.fatal) == (meaning == "again", meaning == "every one")
    assert error.http_status == status
    assert error.message == f"application:support answered {status}: the tool is down"


async def test_the_peers_words_are_cut_and_hold_no_secret() -> None:
    error = await failure(answers({"error": f"bad signature with {SECRET} " + "x y " * 5000}, status=400))
    assert len(error.message) < 400
    assert SECRET not in error.message


async def test_a_target_that_asks_for_time_is_given_it() -> None:
    error = await failure(answers({}, status=429, headers={"retry-after": "7"}))
    assert (error.cause, error.retry_after_s) == ("throttled", 7)


@pytest.mark.parametrize(
    "said",
    [
        answers(b"thanks", status=202),
        answers(b" " * (MOST_ANSWERED + 1)),
        answers(b"packed", headers={"content-encoding": "br"}),
    ],
)
async def test_an_event_is_delivered_whatever_the_target_says_with_success(said: Handler) -> None:
    async with serving(said) as server:
        client = TargetClient("webhook:team", Target(url=server.url, secret_env=VARIABLE, private=True), SECRET)
        await client.deliver("evt_1", {"type": "run_succeeded"})
        assert server.arrived == 1
        await client.close()


async def test_nobody_listening_is_no_payment() -> None:
    with pytest.raises(AttemptError) as caught:
        await ask("http://127.0.0.1:9")
    assert (caught.value.cause, caught.value.possibly_paid, caught.value.outage) == ("unreachable", False, True)


async def test_the_check_of_the_example_takes_what_is_signed_and_nothing_else() -> None:
    is_ours = runpy.run_path(str(Path(__file__).parents[2] / "examples/application.py"))["is_ours"]
    now = int(time.time())
    headers = signed_headers(bytes(range(32)), "req_1", now, b"{}")
    assert is_ours(SECRET, headers, b"{}")
    assert not is_ours(SECRET, headers, b"{ }")
    assert not is_ours(SECRET, signed_headers(bytes(32), "req_1", now, b"{}"), b"{}")
    assert not is_ours(SECRET, signed_headers(bytes(range(32)), "req_1", now - 400, b"{}"), b"{}")

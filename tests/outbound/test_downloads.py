"""Files from declared hosts over real connections: which are asked, and what an answer may be."""

import asyncio
import gzip
from pathlib import Path

import pytest
from aiohttp import web

from gradcheck.errors import AttemptError, ConfigurationError
from gradcheck.outbound.downloads import Downloads
from gradcheck.settings import Settings, load
from tests.llm.server import Handler, serving
from tests.outbound.test_target_client import Names

MOST = 1000
HOSTS = 'hosts = ["pictures.example", "pictures.example:8443", "пример.example", "[2606:4700::1111]"]\n'


def declared(folder: Path, images: str) -> Settings:
    path = folder / "gradcheck.toml"
    path.write_text(f"[images]\n{images}\n", "utf-8")
    return load({"GRADCHECK_CONFIG": str(path)})


def answers(content: bytes, *, status: int = 200, headers: dict[str, str] | None = None) -> Handler:
    async def handler(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=content, status=status, headers=headers)

    return handler


async def fetched(folder: Path, handler: Handler, path: str = "/a.png?size=2#top", timeout_s: float = 5) -> bytes:
    """What a local server that is declared as private answers."""
    async with serving(handler) as server:
        host = server.url.removeprefix("http://").removesuffix("/v1")
        downloads = Downloads(declared(folder, f'private_hosts = ["{host}"]\ntimeout_s = {timeout_s}'))
        try:
            return await downloads.fetch(f"http://{host}{path}", MOST)
        finally:
            await downloads.close()
            assert server.arrived == 1


async def refused(settings: Settings, address: str, *addresses: str) -> AttemptError:
    names = Names(list(addresses))
    downloads = Downloads(settings, names)
    try:
        with pytest.raises(AttemptError) as caught:
            await downloads.fetch(address, MOST)
    finally:
        await downloads.close()
    return caught.value


async def test_a_file_of_a_declared_host_is_asked_for_without_anything_of_ours(tmp_path: Path) -> None:
    asked: list[web.BaseRequest] = []

    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        asked.append(request)
        return web.Response(body=b"bytes")

    assert await fetched(tmp_path, handler) == b"bytes"
    assert (asked[0].method, asked[0].path_qs) == ("GET", "/a.png?size=2")
    assert not {"authorization", "cookie", "webhook-signature"} & {name.lower() for name in asked[0].headers}


@pytest.mark.parametrize(
    ("handler", "why"),
    [
        (answers(b"", status=302, headers={"location": "http://169.254.169.254/latest?token=s"}), "is redirected by"),
        (answers(b"secret words", status=404), "is answered 404 by"),
        (answers(b"x", status=206), "is answered 206 by"),
        (answers(b"x" * (MOST + 1)), f"has more than {MOST} bytes"),
        (answers(gzip.compress(b"x" * 100_000), headers={"content-encoding": "gzip"}), f"has more than {MOST} bytes"),
        (answers(b"x", headers={"content-encoding": "br"}), "cannot be fetched"),
    ],
)
async def test_redirects_refusals_and_large_answers_are_no_file(tmp_path: Path, handler: Handler, why: str) -> None:
    with pytest.raises(AttemptError) as caught:
        await fetched(tmp_path, handler)
    assert why in caught.value.message
    assert not caught.value.outage
    assert "token" not in caught.value.message
    assert "secret" not in caught.value.message


async def test_an_answer_that_comes_in_drops_ends_in_time(tmp_path: Path) -> None:
    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.05)

    with pytest.raises(AttemptError) as caught:
        await fetched(tmp_path, handler, timeout_s=0.3)
    assert "gave no answer within 0.3 s" in caught.value.message
    assert caught.value.outage


@pytest.mark.parametrize(
    "address",
    [
        "https://other.example/a.png",
        "https://pictures.example.evil.example/a.png",
        "https://sub.pictures.example/a.png",
        "https://pictures.example:444/a.png",
        "https://127.0.0.1/a.png",
        "https://xn--e1afmkfd.com/a.png",
    ],
)
async def test_a_host_that_is_not_declared_is_not_asked(tmp_path: Path, address: str) -> None:
    error = await refused(declared(tmp_path, HOSTS), address, "93.184.216.34")
    assert "do not declare for images" in error.message


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://pictures.example/a.png", "accepted is https"),
        ("https://me:secret@pictures.example/a.png", "holds a user"),
        ("https://[::1", "is no address"),
        ("https://pictures.example:99999/a", "do not declare"),
        ("https://", "do not declare"),
    ],
)
async def test_an_address_is_https_and_holds_no_secret(tmp_path: Path, address: str, why: str) -> None:
    error = await refused(declared(tmp_path, HOSTS), address, "93.184.216.34")
    assert why in error.message
    assert "secret" not in error.message


@pytest.mark.parametrize("found", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:192.168.0.1"])
@pytest.mark.parametrize("host", ["pictures.example", "PICTURES.example.", "пример.example"])
async def test_a_declared_host_at_a_private_address_is_not_asked(tmp_path: Path, host: str, found: str) -> None:
    error = await refused(declared(tmp_path, HOSTS), f"https://{host}/a.png", "93.184.216.34", found)
    assert "whose address is not public" in error.message
    assert error.fatal


@pytest.mark.parametrize(
    ("images", "why"),
    [
        ('hosts = ["https://pictures.example"]', "images.hosts: 'https://pictures.example' is no host"),
        ('hosts = ["*.pictures.example"]', "is no host"),
        ('hosts = ["pictures.example/a"]', "is no host"),
        ('hosts = ["me@pictures.example"]', "is no host"),
        ('hosts = ["pictures.example:99999"]', "is no host"),
        ('hosts = [""]', "is no host"),
        ('hosts = ["localhost"]', "`private_hosts` takes it"),
        ('hosts = ["10.0.0.1:8443"]', "`private_hosts` takes it"),
        ('private_hosts = ["0x7f.1"]', "no address as it is written today"),
        ('hosts = "pictures.example"', "images.hosts"),
        ("timeout_s = 0", "images.timeout_s"),
        ("host = []", "images"),
    ],
)
def test_a_faulty_declaration_is_named_at_the_start(tmp_path: Path, images: str, why: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        declared(tmp_path, images)
    assert why in caught.value.message

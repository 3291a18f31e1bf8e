"""A real server in a thread: one service, one port, one world whose calls are counted and can be held back.

It owns starting, stopping and watching it; it does not own what a test expects.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from gradcheck.app import create_app
from gradcheck.runtime import Service
from gradcheck.settings import Settings, load
from gradcheck.storage.jobs import Kind
from tests.support import world
from tests.support.homes import furnish
from tests.support.pictures import as_texts

KEY = "a-provider-key-nobody-may-see"
CLIENT_KEY = "a-key-for-clients"
Json = dict[str, Any]
KINDS: dict[str, Kind] = {"runs": "run", "diagnostics": "diagnostic", "studies": "study", "headroom": "headroom"}


def settings(home: Path, **environ: str) -> Settings:
    """Settings with the provider `world`, whose URL and key are secrets."""
    config = home / "gradcheck.toml"
    config.write_text('[providers.world]\nbase_url = "http://world/v1"\napi_key_env = "WORLD_KEY"\n', "utf-8")
    return load({"GRADCHECK_HOME": str(home), "GRADCHECK_CONFIG": str(config), "WORLD_KEY": KEY, **environ})


class World:
    """The provider behind the service: counts what it is asked, and answers nothing while it is held.

    So many calls as `busy` says are asked to wait a second.
    """

    def __init__(self) -> None:
        self.calls = 0
        self.received: list[Json] = []
        self.elsewhere: dict[str, str] = {}  # addresses of hosts that are real
        self.busy = 0
        self.open = threading.Event()
        self.open.set()

    @cached_property
    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(trust_env=False, timeout=30)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """The world's answer to a model call."""
        real = self.elsewhere.get(request.url.netloc.decode())
        if real is not None:
            told = await self._client.post(real + request.url.path, content=request.content)
            return httpx.Response(told.status_code, headers=told.headers, content=told.content)
        body = json.loads(request.content)
        if world.is_check(body):
            return httpx.Response(200, json=world.reply(body))
        if self.busy:
            self.busy -= 1
            return httpx.Response(429, headers={"Retry-After": "1"}, json={"error": {"message": "too many requests"}})
        self.calls += 1
        self.received.append(body)
        while not self.open.is_set():
            await asyncio.sleep(0.01)
        return httpx.Response(200, json=world.reply(as_texts(body)))

    @contextmanager
    def held(self) -> Iterator[None]:
        """No model call is answered inside."""
        self.open.clear()
        try:
            yield
        finally:
            self.open.set()


class Server:
    """A running server; `http` is a client of it without a key.

    Its provider is the world. Where it gets settings instead of a home, providers are those, over the network.
    """

    def __init__(self, home: Path | Settings, **environ: str) -> None:
        self.world = World()
        if isinstance(home, Settings):
            self.app = create_app(home)
        else:
            found = settings(home, **{**furnish(home), **environ})
            self.app = create_app(found, httpx.MockTransport(self.world.answer))
        config = uvicorn.Config(
            self.app,
            port=0,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=75,
            lifespan="on",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), name="server")
        self.url = ""

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self._server.serve()

    @property
    def service(self) -> Service:
        """The service inside."""
        service: Service = self.app.state.service
        return service

    def start(self) -> None:
        self._thread.start()
        until(lambda: self._server.started or not self._thread.is_alive())
        assert self._server.started, "the server did not start"
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        said = {"Content-Type": "application/json"}
        self.http = httpx.Client(base_url=self.url, timeout=60, trust_env=False, headers=said)

    def stop(self) -> None:
        self.world.open.set()
        if self.url:
            self.http.close()
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive(), "the server did not stop"

    def ended(self, run_id: str, of: str = "runs") -> Json:
        """The job once it has ended."""
        waiting = self.service.wait(run_id, KINDS[of], 60)
        asyncio.run_coroutine_threadsafe(waiting, self.loop).result()
        job = self.get(f"/{of}/{run_id}")
        assert job["status"] not in {"queued", "running"}, f"{run_id} does not end"
        return job

    def run(self, **changes: Any) -> Json:  # noqa: ANN401 - any part of a request
        """A finished run."""
        answer = self.http.post("/optimize", json=world.request(**changes), headers={"Prefer": "wait=60"})
        assert answer.status_code == 200, answer.text
        run: Json = answer.json()
        return run

    def get(self, path: str, **query: str | int) -> Json:
        """What a path holds."""
        answer = self.http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def runs(self) -> int:
        """How many runs there are."""
        return len(pages(self.http, "/runs", limit=500))

    def tasks(self) -> int:
        """How many tasks the server's loop has."""
        return len(asyncio.all_tasks(self.loop))

    def gauge(self, name: str, **labels: str) -> float:
        """A collector's value."""
        return self.service.telemetry.registry.get_sample_value(name, labels) or 0.0


def until(met: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for what must come."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def pages(http: httpx.Client, path: str, **query: str | int) -> list[Json]:
    """All entries of a paged list."""
    entries: list[Json] = []
    while True:
        answer = http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        entries += page["items"]
        if page["next"] is None:
            return entries
        query["after"] = page["next"]

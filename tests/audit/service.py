"""The real service in a process of its own, on a home that is thrown away, and the few calls that an audit makes to it.

It owns starting, asking and ending it. It does not own what is asked.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).parent.parent.parent
ENDED = {"succeeded", "failed", "cancelled"}
Json = dict[str, Any]


class RefusedError(Exception):
    """The service answered 4xx; the body says why."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"{status}: {body}")
        self.status, self.body = status, body


class Service:
    """A running service."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._session = session

    async def ask(self, method: str, path: str, body: Json | None = None, **headers: str) -> Json:
        """One call; a 4xx raises `RefusedError`, anything else that is no success `ClientResponseError`."""
        async with self._session.request(method, self.url + path, json=body, headers=headers) as answer:
            if 400 <= answer.status < 500:
                raise RefusedError(answer.status, await answer.json(content_type=None))
            answer.raise_for_status()
            said: Json = await answer.json()
            return said

    async def finished(self, path: str) -> Json:
        """The job at the path, once it has ended."""
        pause = 0.2
        while (job := await self.ask("GET", path))["status"] not in ENDED:
            await asyncio.sleep(pause)
            pause = min(1.5 * pause, 2)
        return job


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(home: Path, provider: str, port: int, jobs: int) -> dict[str, str]:
    config = home / "config.toml"
    config.write_text(f'[providers.audit]\nbase_url = "{provider}"\nprofile = "standard"\nmax_concurrency = 64\n')
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRADCHECK_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    settings = {"HOME": home, "CONFIG": config, "PORT": port, "MAX_JOBS": jobs, "LOG_LEVEL": "warning"}
    return {**kept, **{f"GRADCHECK_{name}": str(value) for name, value in settings.items()}}


@contextlib.asynccontextmanager
async def running(provider: str, jobs: int) -> AsyncIterator[Service]:
    """A started service whose provider `audit` is at this address, ended with the block."""
    with tempfile.TemporaryDirectory(prefix="audit-", ignore_cleanup_errors=True) as folder:
        home, port = Path(folder), _free_port()
        log = home / "log"
        with log.open("wb") as said:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "gradcheck",
                "serve",
                cwd=ROOT,
                env=_environment(home, provider, port, jobs),
                stdout=said,
                stderr=said,
            )
        try:
            # A connection that is kept may be closed by the service just when it is used again.
            single, patience = aiohttp.TCPConnector(force_close=True), aiohttp.ClientTimeout(total=300)
            async with aiohttp.ClientSession(connector=single, timeout=patience) as session:
                service = Service(f"http://127.0.0.1:{port}", session)
                await _ready(service, process, log)
                yield service
        finally:
            if process.returncode is not None:
                said_last = (await asyncio.to_thread(log.read_text))[-2000:]
                sys.stderr.write(f"the service ended by itself with {process.returncode}: {said_last}\n")
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), 20)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _ready(service: Service, process: asyncio.subprocess.Process, log: Path) -> None:
    for _ in range(1500):
        if process.returncode is not None:
            said = await asyncio.to_thread(log.read_text)
            raise RuntimeError(f"the service ended with {process.returncode}: {said[-2000:]}")
        with contextlib.suppress(aiohttp.ClientError, RefusedError):
            await service.ask("GET", "/health/ready")
            return
        await asyncio.sleep(0.05)
    raise RuntimeError("the service never became ready")

"""A service of one's own for the length of a command: a process on a free loopback port."""

import asyncio
import contextlib
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from gradcheck.domain.base import Value
from gradcheck.errors import GradcheckError
from gradcheck.settings import child_environment
from gradcheck.storage.holding import OWN_FILE, OWN_FOLDER

_START_S = 60.0
_STOP_S = 10.0
_SAYS = "gradcheck: "  # begins what a command says that is refused


class LocalService(Value, frozen=True, kw_only=True):
    """Where the service answers, what opens it, and where it keeps things."""

    url: str
    key: str
    home: str
    log: str

    @property
    def headers(self) -> dict[str, str]:
        """What every request to it has to hold."""
        return {"Authorization": f"Bearer {self.key}"}


@contextlib.asynccontextmanager
async def local_service(home: Path) -> AsyncIterator[LocalService]:
    """Start a service, wait until it is ready, stop it at the end. Raises GradcheckError if it does not start."""
    home.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
    log = home / "service.log"
    port, key = _free_port(), secrets.token_urlsafe(32)
    log.touch(mode=OWN_FILE)
    said_before = log.stat().st_size
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "gradcheck",
            "serve",
            env=child_environment(home, port, key),
            stdout=output,
            stderr=output,
            start_new_session=True,  # a terminal's Ctrl-C is for the command alone
        )
    service = LocalService(url=f"http://127.0.0.1:{port}", key=key, home=str(home), log=str(log))
    try:
        await _ready(service, process, said_before)
        yield service
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            async with asyncio.timeout(_STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _ready(service: LocalService, process: asyncio.subprocess.Process, said_before: int) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(int(_START_S / 0.2)):
            if process.returncode is not None:
                break
            with contextlib.suppress(httpx.TransportError):
                if (await client.get(f"{service.url}/health/ready")).status_code == httpx.codes.OK:
                    return
            await asyncio.sleep(0.2)
    why = _said(Path(service.log), said_before)
    raise GradcheckError(f"the service did not start{why}; its log is {service.log}")


def _said(log: Path, after: int) -> str:
    """Why a service was refused, in its own words, if it was."""
    lines = log.read_bytes()[after:].decode("utf-8", "replace").splitlines()
    said = [line.removeprefix(_SAYS) for line in lines if line.startswith(_SAYS)]
    return f": {said[-1]}" if said else ""

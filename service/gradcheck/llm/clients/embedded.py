"""The model that comes with the service: llama.cpp's own server, in this process, on a loopback port."""

import asyncio
import os
import secrets
from pathlib import Path

from msgspec import Struct, field

from gradcheck.domain.call import Answer, Call
from gradcheck.errors import ConfigurationError
from gradcheck.llm.clients.http import Client
from gradcheck.llm.clients.weights import locate
from gradcheck.settings import EMBEDDED, Embedded, Provider

_THREADS = min(os.cpu_count() or 1, 4)


class EmbeddedLLM(Struct, eq=False):
    """An LLM served from this process."""

    settings: Embedded
    home: Path
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _server: object = None
    _client: Client | None = None

    async def attempt(self, call: Call) -> Answer:
        """Answer a call, starting the server at the first. Raises ConfigurationError where it cannot be started."""
        async with self._starting:
            if self._client is None:
                self._client = await self._start()
        return await self._client.attempt(call)

    async def close(self) -> None:
        """Stop the server."""
        async with self._starting:
            if self._client is not None:
                await self._client.close()
                self._client = None
                await asyncio.to_thread(self._drop)

    async def _start(self) -> Client:
        key = secrets.token_urlsafe(24)  # without one any web page could call it
        path = await asyncio.to_thread(locate, self.settings, self.home)
        try:
            self._server, address = await asyncio.to_thread(serve, self.settings, path, key)
        except RuntimeError:
            raise ConfigurationError(f"the embedded model's file {path.name} cannot be loaded") from None
        except ModuleNotFoundError:
            raise ConfigurationError("the embedded model's engine is not installed (package xllamacpp)") from None
        provider = Provider(base_url=f"{address}/v1", timeout_s=self.settings.timeout_s)
        return Client(EMBEDDED, provider, key)

    def _drop(self) -> None:
        self._server = None  # the destructor stops the server and joins its threads


def serve(settings: Embedded, path: Path, key: str) -> tuple[object, str]:
    """A started server and its address. Raises RuntimeError where the file is none of a model."""
    # llama.cpp's threads wait for one another by spinning unless OpenMP is told otherwise before it is loaded: on two
    # busy cores two spinning threads made 2.0 calls a second, two patient ones 6.1.
    os.putenv("OMP_WAIT_POLICY", "passive")
    import xllamacpp  # noqa: PLC0415 - a process may serve without it, and images leave it out

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.n_parallel = settings.slots
    parameters.n_ctx = settings.slots * settings.context
    parameters.cpuparams.n_threads = settings.threads or _THREADS
    parameters.cpuparams_batch.n_threads = settings.threads or _THREADS
    parameters.cache_ram_mib = 0
    parameters.fit_params = False
    parameters.warmup = False
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.verbosity = -1
    server = xllamacpp.Server(parameters)
    return server, str(server.listening_address)

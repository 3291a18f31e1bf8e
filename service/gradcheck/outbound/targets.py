"""The hosts that the settings declare, each with its client; there is no way to any other."""

from aiohttp.abc import AbstractResolver

from gradcheck.errors import AttemptError
from gradcheck.outbound.target_client import TargetClient
from gradcheck.settings import Settings


class Targets:
    """The clients of one service's targets. `resolver` looks names up, by default as this machine does."""

    def __init__(self, settings: Settings, resolver: AbstractResolver | None = None) -> None:
        self._settings = settings
        self._resolver = resolver
        self._clients: dict[str, TargetClient] = {}

    def client(self, name: str) -> TargetClient:
        """The client of a target by its kind and name, such as `application:support`. Raises AttemptError."""
        if name not in self._clients:
            target = self._settings.targets.get(name)
            if target is None:
                raise AttemptError("unknown_provider", f"{name} is not in the server's settings", fatal=True)
            self._clients[name] = TargetClient(
                name,
                target,
                self._settings.secrets[target.secret_env],
                proxy=self._settings.proxy(target.url),
                ca_file=self._settings.ca_file,
                resolver=self._resolver,
            )
        return self._clients[name]

    async def close(self) -> None:
        """Close every client."""
        for client in self._clients.values():
            await client.close()
        self._clients.clear()

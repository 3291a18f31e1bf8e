"""`serve`, `api`, `worker`: the service or a part of it. `openapi`: its document.

`migrate`, `backup`, `restore`: its database.
"""

import asyncio
import json
import os
import signal
import threading
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from types import FrameType

import msgspec
import structlog
import uvicorn

from gradcheck.access.api_keys import stored_keys
from gradcheck.api.document.openapi import document
from gradcheck.api.wire.connections import BoundedProtocol
from gradcheck.app import create_app, drain, end_streams
from gradcheck.cli.output import tell
from gradcheck.errors import ConfigurationError
from gradcheck.jobs.queue import migrate_queue
from gradcheck.outbound.addresses import is_loopback
from gradcheck.process_memory import keep_level
from gradcheck.runtime import ProcessRole
from gradcheck.settings import Settings, load
from gradcheck.storage.backend import beside, is_shared, open_engine, prepare, reach
from gradcheck.storage.holding import held
from gradcheck.storage.keeping import copying
from gradcheck.storage.migrations import migrating
from gradcheck.telemetry import configure_logging

_REACHED_S = 10.0  # a server that starts beside it
_GRACE_S = 5
_END_S = 9.0  # less than those wait that stop a service: containers 10 s, commands 10 s, Kubernetes 30 s
ENDED_LATE = 1
# Whoever closes an idle connection first decides which request finds it closed. Clients close theirs after 5 s (httpx),
# load balancers after 60 s: a service that is more patient than both never answers a request with a broken connection.
_KEEP_ALIVE_S = 75
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


def run(arguments: Namespace) -> int:
    """Play the role that the command names until a signal ends it.

    Raises ConfigurationError where the settings are wrong, the home is in use or the role is one of several on SQLite.
    """
    settings = load()
    role: ProcessRole = arguments.command
    if role != "serve" and not is_shared(settings.database_url):
        raise ConfigurationError(
            f"`gradcheck {role}` needs a database for several processes: GRADCHECK_DATABASE_URL of the form "
            "postgresql+psycopg://USER:PASSWORD@HOST:PORT/NAME; on SQLite one process does both, `gradcheck serve`"
        )
    configure_logging(settings.log_level)
    reach(settings.database_url, _REACHED_S)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    with held(settings.database_url, settings.home, f"http://{host}:{settings.port}"):
        if not settings.api_keys and not is_loopback(settings.host):
            asyncio.run(_check_keys(settings))
        _serve(settings, role)
    return 0


def _serve(settings: Settings, role: ProcessRole) -> None:
    app = create_app(settings, role=role)
    keep_level()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=BoundedProtocol,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=_KEEP_ALIVE_S,
    )
    signal.signal(signal.SIGUSR1, lambda *_: drain(app))
    _Server(config, partial(end_streams, app)).run()


def document_of_api(_: Namespace) -> int:
    """Print the document of a service with these settings. Raises ConfigurationError where they are wrong."""
    schema = msgspec.json.encode(document(create_app(load())))
    print(json.dumps(json.loads(schema), indent=2))
    return 0


async def _check_keys(settings: Settings) -> None:
    """Raise ConfigurationError where no key was ever made: others than this machine would need none."""
    async with stored_keys(settings.database_url) as keys:
        if not await keys.all():
            raise ConfigurationError(
                f"there is no API key, so the service binds to loopback only, not to {settings.host}; "
                "make one with `gradcheck keys create`, or set GRADCHECK_API_KEYS or GRADCHECK_HOST=127.0.0.1"
            )


def migrate(arguments: Namespace) -> int:
    """Migrate, or only say what is to be done. Raises ConfigurationError where the settings or the tables are wrong."""
    url = load().database_url
    reach(url)
    prepare(url)
    engine = open_engine(url, 1)
    try:
        missing = migrating.missing_migrations(engine) if arguments.show else migrating.migrate(engine)
    finally:
        engine.dispose()
    if not arguments.show:
        migrate_queue(beside(url))
    for one in missing:
        print(f"{'to do' if arguments.show else 'done'}: {one.number} {one.says}")
    if not missing:
        print("nothing is to be done: the tables are those of this version")
    return 0


def _end_late() -> None:
    log.error("ended_late", after_s=_END_S)
    os._exit(ENDED_LATE)


class _Server(uvicorn.Server):
    """Ends the event streams as soon as it is told to stop: they would last as long as their jobs.

    And it ends the process in any case: a thread may be waiting for a file.
    """

    def __init__(self, config: uvicorn.Config, before_exit: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_exit = before_exit

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if not self.should_exit:
            timer = threading.Timer(_END_S, _end_late)
            timer.daemon = True
            timer.start()
        self._before_exit()
        super().handle_exit(sig, frame)


def backup(arguments: Namespace) -> int:
    """Copy the database, whether a service runs on it or not; the exit code. Raises ConfigurationError."""
    jobs = copying.back_up(load().database_url, arguments.file)
    tell(arguments, {"file": str(arguments.file), "jobs": jobs}, lambda: f"{jobs} jobs are in {arguments.file}")
    return 0


def restore(arguments: Namespace) -> int:
    """Put a copy where there is no database; the exit code. Raises ConfigurationError, also while a service runs."""
    settings = load()
    with held(settings.database_url, settings.home, "no URL: `gradcheck restore`"):
        jobs = copying.restore(arguments.file, settings.database_url)
    said = f"{jobs} jobs are restored; those that had not ended go on at the next start"
    tell(arguments, {"database": settings.database_url, "jobs": jobs}, lambda: said)
    return 0

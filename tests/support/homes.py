"""Homes whose databases are made already: migrations are the same for every test, and tested by their own.

It owns the databases that a service leaves in a new home, made once a process.
"""

import asyncio
import atexit
import shutil
import threading
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from gradcheck.runtime import Service
from gradcheck.settings import load
from tests.support import databases


def furnish(home: Path, kind: str = databases.DEFAULT) -> dict[str, str]:
    """Give a home that has no databases those of a service that has done nothing; the environment that names them."""
    home.mkdir(exist_ok=True, parents=True)
    if list(home.glob("*.sqlite*")):
        return {}
    if kind == "postgres":
        return databases.of_home(home, template())
    for file in _empty().glob("*.sqlite*"):
        shutil.copy(file, home)
    return {}


@cache
def template() -> str:
    """The name of such a database on the Postgres server."""
    url = databases.new_url("postgres", Path())
    _use_once(GRADCHECK_HOME=str(_empty()), GRADCHECK_DATABASE_URL=url)
    return databases.name_of(url)


@cache
def _empty() -> Path:
    home = Path(mkdtemp(prefix="gradcheck-home-"))
    atexit.register(shutil.rmtree, home)
    _use_once(GRADCHECK_HOME=str(home))
    return home


def _use_once(**environ: str) -> None:
    """Start and stop a service, in a loop of its own: a test's is running."""
    using = threading.Thread(target=asyncio.run, args=(_started_and_stopped(environ),))
    using.start()
    using.join()


async def _started_and_stopped(environ: dict[str, str]) -> None:
    service = Service(load(environ))
    await service.start()
    await service.stop()

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


def furnish(home: Path) -> None:
    """Give a home that has no databases those of a service that has done nothing."""
    home.mkdir(exist_ok=True, parents=True)
    if not list(home.glob("*.sqlite*")):
        for file in _empty().glob("*.sqlite*"):
            shutil.copy(file, home)


@cache
def _empty() -> Path:
    home = Path(mkdtemp(prefix="gradcheck-home-"))
    atexit.register(shutil.rmtree, home)
    making = threading.Thread(target=asyncio.run, args=(_started_and_stopped(home),))
    making.start()  # in a loop of its own: a test's is running
    making.join()
    return home


async def _started_and_stopped(home: Path) -> None:
    service = Service(load({"GRADCHECK_HOME": str(home)}))
    await service.start()
    await service.stop()

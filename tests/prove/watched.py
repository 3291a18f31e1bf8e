"""A command of the service with one thing more: at SIGUSR2 it writes down how many tasks its loop has.

`python -m tests.prove.watched ROLE`, with the file to write in `PROVE_COUNTS`.
"""

import asyncio
import os
import runpy
import signal
from pathlib import Path
from types import FrameType


def tell(_: int, __: FrameType | None) -> None:
    """Write the number of tasks; handlers run between two steps of the loop, in its thread."""
    path = Path(os.environ["PROVE_COUNTS"])
    new = path.with_suffix(".new")
    new.write_text(str(len(asyncio.all_tasks())))
    new.replace(path)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR2, tell)
    runpy.run_module("gradcheck", run_name="__main__", alter_sys=True)

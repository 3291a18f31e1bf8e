"""The first requests of a process may come all at once."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

# Threads change as often as they can, so that what is not made before they begin is made by several.
_FIRST = """
import asyncio, pathlib, sys
sys.setswitchinterval(1e-6)
from gradcheck.api.decode import read
from gradcheck.app import create_app
from gradcheck.engine.request import OptimizeRequest
from gradcheck.settings import load

async def main(home, body):
    async with create_app(load({"GRADCHECK_HOME": home})).lifespan():
        await asyncio.gather(*(read(body, OptimizeRequest) for _ in range(16)))

asyncio.run(main(sys.argv[1], pathlib.Path(sys.argv[2]).read_bytes()))
"""


def test_a_service_reads_many_first_bodies_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _FIRST, str(tmp_path), str(ROOT / "examples/sentiment.json")]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRADCHECK_")}
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]

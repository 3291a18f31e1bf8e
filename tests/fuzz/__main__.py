"""Ask whatever the document allows for some minutes: `python -m tests.fuzz [--minutes N] [--seed N]`.

With `GRADCHECK_TEST_DATABASE=postgres` the service is on Postgres. It owns the command.
"""

import argparse
import sys
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.api.server import Server
from tests.fuzz.machine import Found, search
from tests.fuzz.seeded import seed
from tests.support import databases

SCENARIOS, STEPS = 8, 20


def main() -> int:
    """Search, and say what was found; 1 where anything is a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Asks whatever the document allows.")
    parser.add_argument("--minutes", type=float, default=5, help="how long (5)")
    parser.add_argument("--seed", type=int, default=1, help="what is drawn first (1)")
    given = parser.parse_args()
    found = Found()
    with TemporaryDirectory() as home:
        server = Server(Path(home))
        server.start()
        try:
            tenants = seed(server, "acme", 1), seed(server, "beta", 2)
            ends = time.monotonic() + 60 * given.minutes
            for number in count(given.seed):
                search(server, tenants, found, scenarios=SCENARIOS, steps=STEPS, seed=number)
                sys.stdout.write(f"seed {number}: {sum(found.calls.values())} calls, {len(found.faults)} faults\n")
                sys.stdout.flush()
                if time.monotonic() > ends:
                    break
        finally:
            sys.stdout.write(f"{found.said}\n")
            sys.stdout.flush()
            server.stop()
            databases.close()
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())

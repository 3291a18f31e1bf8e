"""`python -m bench.leaderboard`: all methods on the same tasks at equal calls, and one table of what came of them.

Without options it runs what is missing of the table in simulated worlds, for twenty minutes at most; called again it
goes on. Rows are kept in `docs/leaderboard`, a file a part; `--collect` makes the page, its pictures and the figures
that `auto` goes by. It owns the command and the time.
"""

import argparse
import asyncio
import contextlib
import logging
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import structlog

from bench.leaderboard.collecting import collect
from bench.leaderboard.measuring import LeftOutError, measured
from bench.leaderboard.peer_rows import endpoint, measured_peer
from bench.leaderboard.rows import Failure, Part, Row, every_failure, every_row
from bench.leaderboard.serving import Model, model_of, serving
from bench.leaderboard.tasks import ASKED, ITEMS, REAL
from bench.peers.tasks import PEERS
from gradcheck.methods.registry import METHODS

BEGUN_WITHIN_S = 1200.0
"""After so many seconds no further run is begun."""
SEEDS = 20
OURS = [name for name in METHODS if name != "none"]
AT_ONCE = {"simulated": 20, "embedded": 4}


def main(arguments: Sequence[str]) -> int:
    """Run what is missing; 1 where something is left."""
    parser = argparse.ArgumentParser(prog="python -m bench.leaderboard", description=__doc__.split("\n")[0])
    parser.add_argument("--collect", action="store_true", help="run nothing: write the page, picture and figures")
    parser.add_argument("--worlds", nargs="+", choices=ASKED, default=list(ASKED), metavar="WORLD")
    parser.add_argument("--tasks", nargs="+", choices=REAL, metavar="TASK", help=f"real data: {', '.join(REAL)}")
    parser.add_argument("--provider", default="embedded", help="for --tasks: embedded, or URL/MODEL of an endpoint")
    parser.add_argument("--budget", type=int, choices=ITEMS, default=150, help="calls of a run")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument(
        "--methods", nargs="+", choices=[*OURS, *PEERS], metavar="METHOD", help="all without; of real data peers too"
    )
    parser.add_argument("--again", action="store_true", help="forget what is kept of these methods on these tasks")
    given = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    if given.collect:
        collect(every_row(), every_failure())
        return 0
    model = model_of(given.provider) if given.tasks else Model()
    parts = [Part(task, given.budget, model.name) for task in given.tasks or given.worlds]
    given.methods = given.methods or ([*OURS, *PEERS] if given.tasks else OURS)
    if given.again:
        for part in parts:
            part.forget(given.methods)
    until = time.monotonic() + BEGUN_WITHIN_S
    return max(asyncio.run(_run(part, given, model, until)) for part in parts)


async def _run(part: Part, given: argparse.Namespace, model: Model, until: float) -> int:
    """Run what a part lacks, seed by seed, as long as there is time; 1 where something is left."""
    missing, left, out = part.missing(given.methods, given.seeds), 0, set[str]()
    if not missing:
        return 0
    gate, alone, began = asyncio.Semaphore(AT_ONCE.get(model.name, 8)), asyncio.Lock(), time.monotonic()

    async def one(seed: int, method: str) -> None:
        nonlocal left
        async with alone if method in PEERS else gate:
            if time.monotonic() > until:
                left += 1
            elif method not in out:
                try:
                    part.add(await run(seed, method))
                except LeftOutError as reason:
                    out.add(method)
                    print(f"{part.name}: {reason}", flush=True)

    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as opened:
        home = Path(folder)
        at = opened.enter_context(endpoint(model, home)) if any(method in PEERS for _, method in missing) else None
        async with serving(home, model) as service:

            async def run(seed: int, method: str) -> Row | Failure:
                if at is not None and method in PEERS:
                    return await measured_peer(at, part, method, seed)
                return await measured(service, part, method, seed, model.spec)

            await asyncio.gather(*(one(*asked) for asked in missing))
    took = time.monotonic() - began
    print(f"{part.name}: {len(missing) - left} runs in {took:.0f} s, {left} are left", flush=True)
    return int(left > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m bench.option NAME=VALUE`: whole runs with an option that every method takes, beside the same without.

In simulated worlds, by true gain and at equal calls; whoever is compared shares the seed. It owns the pairs and their
table, and keeps nothing.
"""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import numpy as np
import scipy
import structlog

from bench.leaderboard.measuring import measured
from bench.leaderboard.rows import Part, Row
from bench.leaderboard.serving import Model, serving
from bench.leaderboard.tasks import ASKED, ITEMS
from gradcheck.methods.registry import METHODS
from gradcheck.runtime import Service

_AT_ONCE = 10
Pair = tuple[Row, Row]


def main(arguments: Sequence[str]) -> None:
    """Run the pairs, and print what the option changes."""
    parser = argparse.ArgumentParser(prog="python -m bench.option", description=__doc__.split("\n")[0])
    parser.add_argument("option", metavar="NAME=VALUE", help="as in informative=8; the value is JSON")
    parser.add_argument("--worlds", nargs="+", choices=ASKED, default=["W1", "W12", "W12-good"], metavar="WORLD")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=["opro", "copro", "gepa"], metavar="METHOD")
    parser.add_argument("--budget", type=int, choices=ITEMS, default=400, help="calls of a run")
    parser.add_argument("--seeds", type=int, default=20)
    given = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    name, _, value = given.option.partition("=")
    sys.stdout.write(f"| world | method | gain without | gain with {given.option} | difference | below the seed |\n")
    sys.stdout.write("|---|---|---|---|---|---|\n")
    for world in given.worlds:
        part = Part(world, given.budget)
        asyncio.run(_measure(part, given.methods, given.seeds, {name: json.loads(value)}))


async def _measure(part: Part, methods: Sequence[str], seeds: int, option: dict[str, object]) -> None:
    gate = asyncio.Semaphore(_AT_ONCE)
    with tempfile.TemporaryDirectory() as folder:
        async with serving(Path(folder), Model()) as service:

            async def pair(method: str, seed: int) -> Pair:
                async with gate:
                    return (
                        await _run(service, part, method, seed, {}),
                        await _run(service, part, method, seed, option),
                    )

            for method in methods:
                pairs = await asyncio.gather(*(pair(method, seed) for seed in range(seeds)))
                sys.stdout.write(_line(part.task, method, pairs))
                sys.stdout.flush()


async def _run(service: Service, part: Part, method: str, seed: int, option: dict[str, object]) -> Row:
    return await measured(service, part, method, seed, {}, **option)


def _line(world: str, method: str, pairs: Sequence[Pair]) -> str:
    """A row of the table; the difference is the mean over seeds with its 95 % t interval."""
    before, after = ([row.gain for row in arm] for arm in zip(*pairs, strict=True))
    differences = np.subtract(after, before)
    half = scipy.stats.t.ppf(0.975, len(pairs) - 1) * scipy.stats.sem(differences)
    below = " / ".join(f"{mean(gain < 0 for gain in arm):.0%}" for arm in (before, after))
    return (
        f"| {world} | `{method}` | {mean(before):+.3f} | {mean(after):+.3f} | "
        f"{differences.mean():+.3f} ± {half:.3f} | {below} |\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])

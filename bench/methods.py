"""`python -m bench.methods`: all methods at an equal budget of calls in simulated worlds, whose truth is known.

Every run has the same examples for a seed, ends with its budget and is scored by the world's true expected accuracy of
the prompt and the demos it ends with, not by a test. It owns the worlds, the budget and the way methods are made to use
it up.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from gradcheck.domain.call import Chat
from gradcheck.domain.program import default_user_message
from gradcheck.inputs.asking import render
from gradcheck.methods.registry import METHODS
from gradcheck.simulation.twin.truth import true_score, true_score_of
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from tests.support import harness
from tests.support.processes import ROOT

ASKED = ("W1", "W5", "W12", "W2", "W3")
_EXAMPLES, _CALLS, _SEEDS, _AT_ONCE = 120, 2000, 6, 20
_SPLIT = {"train": 0.5, "validation": 0.5, "probe": 0, "test": 0}
_ENDLESS = ("rounds", "steps", "iterations", "generations", "depth", "trials", "n")
_MANY = 500
# Methods whose own sizes do not fit the budget, or that come to an end of their own.
_SIZES: dict[str, dict[str, Any]] = {
    "ace": {"epochs": _MANY},
    "ape": {"iterations": _MANY, "prompts": 5},
    "bootstrap_fewshot": {},
    "hrpo": {"trials": 25},
    "promptwizard": {},
    "promptbreeder": {"population": 10, "generations": _MANY},
    "portfolio": {"rounds": _MANY, "quiet": _MANY},
    "repeat": {},
    "skillopt": {"epochs": _MANY},
}

Json = dict[str, Any]


def main() -> None:
    """Run, print, write `build/methods.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=_CALLS)
    parser.add_argument("--seeds", type=int, default=_SEEDS)
    parser.add_argument("--worlds", nargs="+", default=list(ASKED))
    parser.add_argument("--methods", nargs="+", default=[name for name in METHODS if name != "none"])
    asked = parser.parse_args()
    found = asyncio.run(_all(asked))
    path = ROOT / "build" / "methods.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(found) + "\n")
    _show(asked, found)


def unending(name: str) -> Json:
    """A method with its defaults, but for the number of steps, which the budget bounds where it can."""
    if name in _SIZES:
        return {"name": name, **_SIZES[name]}
    turns = next(turns for turns in _ENDLESS if turns in METHODS[name].__struct_fields__)
    return {"name": name, turns: _MANY}


async def _all(asked: argparse.Namespace) -> dict[str, dict[str, list[float]]]:
    """True scores by world, method and seed; the prompt that every run starts from under the name `seed`."""
    gate = asyncio.Semaphore(_AT_ONCE)
    found: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as home:
        async with harness.serving(Path(home), None) as service:

            async def score(world: str, method: str, seed: int) -> float:
                async with gate:
                    job = f"{world}-{method}-{seed}"
                    await harness.submit(
                        service, harness.plan_of(service, _request(asked, world, method, seed)), job_id=job
                    )
                    record = await harness.read(service, job)
                assert record.job.status == "succeeded", (job, record.job.error)
                return _truth(record, world)

            for world in asked.worlds:
                found[world] = {"seed": [true_score(WORLDS[world], seed_prompt(WORLDS[world]))] * asked.seeds}
                for method in asked.methods:
                    scores = await asyncio.gather(*(score(world, method, seed) for seed in range(asked.seeds)))
                    found[world][method] = list(scores)
                    print(f"{world} {method}: {mean(scores):.3f}", flush=True)
    return found


def _truth(record: harness.Record, world: str) -> float:
    """The true score of what a run ended with: its text with its demos."""
    best = next(one for one in record.candidates if one.id == record.result.candidate)
    program = record.plan.program
    (module,), fields = program.modules, record.plan.examples[0].fields
    messages = render(program, module, best, fields, default_user_message(fields))
    return true_score_of(WORLDS[world], Chat(messages=messages))


def _request(asked: argparse.Namespace, world: str, method: str, seed: int) -> Json:
    return {
        "prompt": seed_prompt(WORLDS[world]),
        "task": {**dataset(WORLDS[world], _EXAMPLES, seed), "split": _SPLIT},
        "method": unending(method),
        "models": {"task": {"provider": "simulated", "model": world}},
        "budget": {"max_calls": asked.calls},
        "seed": seed,
    }


def _show(asked: argparse.Namespace, found: dict[str, dict[str, list[float]]]) -> None:
    for line in _lines(asked, found):
        print(line)


def _lines(asked: argparse.Namespace, found: dict[str, dict[str, list[float]]]) -> Iterator[str]:
    """A Markdown table: mean true scores with their standard errors, and average ranks, the best method first."""
    worlds = asked.worlds
    ranks = {method: [_rank(found[world], method) for world in worlds] for method in asked.methods}
    yield f"| method | {' | '.join(worlds)} | average rank |"
    yield "|---" * (len(worlds) + 2) + "|"
    seed = " | ".join(f"{found[world]['seed'][0]:.3f}" for world in worlds)
    yield f"| the given prompt | {seed} | |"
    for method in sorted(asked.methods, key=lambda one: mean(ranks[one])):
        cells = " | ".join(_cell(found[world][method]) for world in worlds)
        yield f"| `{method}` | {cells} | {mean(ranks[method]):.1f} |"


def _rank(scores: dict[str, list[float]], method: str) -> float:
    """The place of a method's mean in a world, 1 the best; ties share theirs."""
    own = mean(scores[method])
    others = [mean(values) for name, values in scores.items() if name not in {"seed", method}]
    return 1 + sum(other > own for other in others) + sum(other == own for other in others) / 2


def _cell(scores: list[float]) -> str:
    error = stdev(scores) / len(scores) ** 0.5 if len(scores) > 1 else 0.0
    return f"{mean(scores):.3f} ± {error:.3f}"


if __name__ == "__main__":
    main()

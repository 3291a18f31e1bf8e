"""`python -m bench.briefing`: edits and runs whose critics and editors are briefed, beside the same without.

In simulated worlds whole runs are compared by their true gain, at equal calls. On real data and the embedded model,
where a run takes minutes, edits are: a step of `protegi` with all its edits scored, by seed as many calls in either
arm; an edit that was refused counts as the given prompt. The embedded model is asked by the words for models that
follow instructions, since others are not briefed. Whoever is compared shares the seed, so the data too. What was
measured is kept in `build/briefing.jsonl` and not measured again. It owns the two designs and their table.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import msgspec
import scipy

from bench.leaderboard.measuring import measured
from bench.leaderboard.peer_rows import endpoint
from bench.leaderboard.rows import Part
from bench.leaderboard.serving import Model, model_of, serving
from bench.leaderboard.tasks import ASKED, REAL, on_data
from gradcheck.domain.program import SEED
from gradcheck.runtime import Service
from tests.support import harness
from tests.support.processes import ROOT

Json = dict[str, Any]
KEPT = ROOT / "build" / "briefing.jsonl"
METHODS = ("protegi", "textgrad", "gepa", "portfolio", "skillopt", "vista")
DESCRIPTIONS = {
    "sentiment": "Say whether what somebody wrote about a film is positive or negative.",
    "navigate": "Say whether somebody who follows the instructions comes back to where they started.",
}
_EDITS, _ITEMS, _CALLS, _AT_ONCE = 4, 16, 150, {"simulated": 10, "embedded": 2}
_WRITTEN = 300  # tokens of a critic or an editor
_STEP: Json = {
    "name": "protegi",
    "rounds": 1,
    "beam": 1,
    "minibatch": 12,
    "gradients": _EDITS,
    "errors_per_gradient": 3,
    "paraphrases": 0,
    "max_expansion": _EDITS,
    "selection": "brute_force",
}


class Measured(msgspec.Struct, frozen=True, order=True):
    """What an arm came to with a seed: a run's true gain, or the mean score of a step's edits less the given one's."""

    task: str
    method: str
    seed: int
    briefed: bool
    gain: float
    refused: int = 0


def main(arguments: Sequence[str]) -> None:
    """Measure what is missing, seed by seed, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.briefing", description=__doc__.split("\n")[0])
    parser.add_argument("--worlds", nargs="+", choices=ASKED, default=["W1", "W5"], metavar="WORLD")
    parser.add_argument("--tasks", nargs="+", choices=DESCRIPTIONS, metavar="TASK", help="real data, no worlds")
    parser.add_argument("--methods", nargs="+", default=METHODS, metavar="METHOD", help="in worlds")
    parser.add_argument("--provider", default="embedded", help="for --tasks: embedded, or URL/MODEL of an endpoint")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=1200, help="after so many no further pair is begun")
    given = parser.parse_args(arguments)
    asyncio.run(_measure(given))
    print(*_table(_known()), sep="\n")


async def _measure(given: argparse.Namespace) -> None:
    model = model_of(given.provider) if given.tasks else Model()
    known = {(one.task, one.method, one.seed) for one in _known()}
    pairs = [
        (seed, task, method)
        for seed in range(given.seeds)
        for task in given.tasks or given.worlds
        for method in (["protegi"] if given.tasks else given.methods)
        if (_name(task, model), method, seed) not in known
    ]
    until, gate = time.monotonic() + given.seconds, asyncio.Semaphore(_AT_ONCE.get(model.name, 8))
    KEPT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as opened:
        home, key = Path(folder), None
        if given.tasks:
            at = opened.enter_context(endpoint(model, home))
            model, key = (
                msgspec.structs.replace(model, spec={"provider": "endpoint", "model": at.model}, url=at.url),
                at.key,
            )
        async with serving(home, model, key) as service:

            async def one(seed: int, task: str, method: str) -> None:
                async with gate:
                    if time.monotonic() < until:
                        work = _edits if task in REAL else _run
                        both = [
                            await work(service, task, method, seed, model, briefed=briefed) for briefed in (False, True)
                        ]
                        with KEPT.open("a", encoding="utf-8") as lines:
                            lines.writelines(json.dumps(msgspec.to_builtins(arm)) + "\n" for arm in both)

            await asyncio.gather(*(one(*pair) for pair in pairs))


async def _run(service: Service, task: str, method: str, seed: int, model: Model, *, briefed: bool) -> Measured:
    row = await measured(service, Part(task, _CALLS), method, seed, model.spec, briefing=briefed)
    return Measured(task, method, seed, briefed, row.gain)


async def _edits(service: Service, task: str, method: str, seed: int, model: Model, *, briefed: bool) -> Measured:
    request = on_data(task, _ITEMS, seed, model.spec)
    examples = [example for example in request["task"]["examples"] if example["split"] != "test"]
    request["prompt"] = f"{request['prompt']}\n\n{{input}}"
    request["task"] |= {"examples": examples, "description": DESCRIPTIONS[task]}
    request["models"]["optimizer"] = {**model.spec, "max_tokens": _WRITTEN}
    job = f"{task}-{seed}-{briefed}"
    plan = harness.plan_of(service, {**request, "method": {**_STEP, "briefing": briefed}})
    await harness.submit(service, plan, job_id=job)
    await service.wait(job, "run", 3600)
    record = await harness.read(service, job)
    validation = {example.id for example in plan.examples if example.split == "validation"}

    def score(candidate: str) -> float:
        return mean(r.score or 0.0 for r in record.rollouts if r.candidate == candidate and r.example in validation)

    before = score(SEED)
    proposals = [proposal for step in record.steps for proposal in step.proposals]
    worth = {one.text: score(one.candidate) for one in proposals if one.candidate is not None}
    gains = [worth.get(one.text, before) - before for one in proposals]  # what was written twice was scored once
    refused = sum(one.text not in worth for one in proposals)
    return Measured(_name(task, model), method, seed, briefed, mean(gains), refused)


def _name(task: str, model: Model) -> str:
    return task if model.name == "simulated" else f"{task} on {model.name}"


def _known() -> list[Measured]:
    lines = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    return sorted(msgspec.convert(json.loads(line), Measured) for line in lines)


def _table(known: Sequence[Measured]) -> list[str]:
    """Mean gains of both arms, and their difference with its 95 % interval over seeds, by task and method."""
    lines = ["| task | method | seeds | as it is | briefed | difference |", "|---|---|---|---|---|---|"]
    for task in dict.fromkeys(one.task for one in known):
        of_task = [one for one in known if one.task == task]
        methods = list(dict.fromkeys(one.method for one in of_task))
        lines += [_line(task, method, [one for one in of_task if one.method == method]) for method in methods]
        if len(methods) > 1:
            lines.append(_line(task, "all", of_task))
    return lines


def _line(task: str, method: str, rows: Sequence[Measured]) -> str:
    arms = [{(one.method, one.seed): one.gain for one in rows if one.briefed is arm} for arm in (False, True)]
    differences = [arms[1][key] - arms[0][key] for key in arms[0]]
    n = len(differences)
    half = float(scipy.stats.t.ppf(0.975, n - 1)) * stdev(differences) / n**0.5 if n > 1 else float("nan")
    plain, told = (mean(arm.values()) for arm in arms)
    return f"| {task} | {method} | {n} | {plain:+.3f} | {told:+.3f} | {mean(differences):+.3f} ± {half:.3f} |"


if __name__ == "__main__":
    main(sys.argv[1:])

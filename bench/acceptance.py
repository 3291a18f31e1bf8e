"""`python -m bench.acceptance`: how often a run takes over a prompt that is no better, and what it costs to prevent it.

Methods run in simulated worlds, whose truth is known, with a budget of calls. A policy changes which of a method's
choices the run takes over, never what the method does: so each run is made once, and every policy judges what it
recorded, by the code of the engine. What is recorded is kept in `build/acceptance.json`; cells that are in it are not
made again. It owns the worlds, the sizes and the table.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import msgspec

from bench.leaderboard.tasks import GOOD, start_prompt
from gradcheck.domain.call import Chat
from gradcheck.domain.program import Candidate, default_user_message
from gradcheck.engine.commits import Commits
from gradcheck.inputs.asking import render
from gradcheck.methods.acceptance import Acceptance, EValue, Greedy, Paired
from gradcheck.simulation.twin.truth import true_score_of
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset
from tests.support import harness
from tests.support.processes import ROOT

Json = dict[str, Any]
ASKED = (f"W12{GOOD}", "W0", "W3", "W1")
_MANY = 500  # steps, so that the budget ends a run
METHODS: dict[str, Json] = {
    "textgrad": {"steps": _MANY},
    "opro": {"steps": _MANY, "candidates": 2},
    "portfolio": {"rounds": _MANY, "quiet": _MANY},
}
POLICIES: dict[str, Acceptance] = {"greedy": Greedy(), "paired": Paired(), "evalue": EValue()}
_EXAMPLES, _CALLS, _RUNS, _AT_ONCE = 80, 300, 200, 20
_SPLIT = {"train": 0.5, "validation": 0.5, "probe": 0, "test": 0}
_LEAST = 1e-9  # of a true difference


class Turn(msgspec.Struct, frozen=True):
    """What a step added: validation scores by candidate and item, and the method's choice."""

    chosen: str
    scores: dict[str, dict[str, float | None]]


class Recorded(msgspec.Struct, frozen=True):
    """What of a run policies judge, with the true scores of all that its method chose."""

    items: list[str]
    turns: list[Turn]
    truth: dict[str, float]


class Outcome(msgspec.Struct, frozen=True):
    """A run under a policy: true gain over the given prompt, prompts taken over, those of them that are no better."""

    gain: float
    taken: int
    false: int


def main() -> None:
    """Run what is not there yet, print, write `build/acceptance.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=_CALLS)
    parser.add_argument("--runs", type=int, default=_RUNS)
    parser.add_argument("--worlds", nargs="+", default=list(ASKED))
    parser.add_argument("--methods", nargs="+", default=list(METHODS))
    asked = parser.parse_args()
    path = ROOT / "build" / "acceptance.json"
    path.parent.mkdir(exist_ok=True)
    cells = msgspec.json.decode(path.read_bytes(), type=dict[str, list[Recorded]]) if path.exists() else {}
    for world in asked.worlds:
        for method in asked.methods:
            name = f"{world} {method} {asked.calls} {asked.runs}"
            if name not in cells:
                cells[name] = asyncio.run(_cell(asked, world, method))
                path.write_bytes(msgspec.json.encode(cells))
            print(*_rows(world, method, cells[name]), sep="\n", flush=True)


async def _cell(asked: argparse.Namespace, world: str, method: str) -> list[Recorded]:
    found: list[Recorded] = []
    for first in range(0, asked.runs, _AT_ONCE):
        seeds = range(first, min(first + _AT_ONCE, asked.runs))
        found += await _some(asked.calls, world, method, seeds)
    return found


async def _some(calls: int, world: str, method: str, seeds: Sequence[int]) -> list[Recorded]:
    with tempfile.TemporaryDirectory() as home:
        async with harness.serving(Path(home), None) as service:

            async def run(seed: int) -> Recorded:
                plan = harness.plan_of(service, _request(calls, world, method, seed))
                await harness.submit(service, plan, job_id=str(seed))
                record = await harness.read(service, str(seed))
                return recorded(record, partial(_true_score, record))

            return await asyncio.gather(*map(run, seeds))


def _request(calls: int, name: str, method: str, seed: int) -> Json:
    world = WORLDS[name.removesuffix(GOOD)]
    return {
        "prompt": start_prompt(name),
        "task": {**dataset(world, _EXAMPLES, seed), "split": _SPLIT},
        "method": {"name": method, **METHODS[method]},
        "models": {"task": {"provider": "simulated", "model": world.name}},
        "budget": {"max_calls": calls},
        "seed": seed,
    }


def recorded(record: harness.Record, truth: Callable[[Candidate], float]) -> Recorded:
    """What policies judge of a run that was greedy; `truth` gives a candidate's true score."""
    items = [example.id for example in record.plan.examples if example.split == "validation"]
    turns = []
    for step in record.steps:
        scores: dict[str, dict[str, float | None]] = {}
        for rollout in record.rollouts:
            if step.made(rollout) and rollout.example in items:
                scores.setdefault(rollout.candidate, {}).setdefault(rollout.example, rollout.score)
        turns += [] if step.selection is None else [Turn(step.selection.best, scores)]
    chosen = {turn.chosen for turn in turns}
    return Recorded(items, turns, {one.id: truth(one) for one in record.candidates if one.id in chosen})


def _true_score(record: harness.Record, candidate: Candidate) -> float:
    program, fields = record.plan.program, record.plan.examples[0].fields
    messages = render(program, program.modules[0], candidate, fields, default_user_message(fields))
    return true_score_of(WORLDS[record.plan.models.task.model], Chat(messages=messages))


def taken_over(run: Recorded, policy: Acceptance) -> list[str]:
    """What the run holds for best by a policy, from the given prompt on."""
    commits, held = Commits(policy, run.items, {}), [run.turns[0].chosen]
    scores: dict[str, dict[str, float | None]] = {}
    for turn in run.turns:
        for candidate, own_scores in turn.scores.items():
            scores[candidate] = {**own_scores, **scores.get(candidate, {})}
        lead = commits.lead(turn.chosen, held[-1], scores)
        if turn.chosen != held[-1] and (lead is None or lead.enough):
            held.append(turn.chosen)
    return held


def outcome(run: Recorded, policy: Acceptance) -> Outcome:
    """What came of a run by a policy."""
    worth = [run.truth[name] for name in taken_over(run, policy)]
    gains = [after - before for before, after in pairwise(worth)]
    return Outcome(worth[-1] - worth[0], len(gains), sum(gain <= _LEAST for gain in gains))


def _rows(world: str, method: str, runs: Sequence[Recorded]) -> Iterator[str]:
    """Rows of a Markdown table: taken over a run, no better a run, ends below the given prompt, true gain."""
    for name, policy in POLICIES.items():
        found = [outcome(run, policy) for run in runs]
        gains = [one.gain for one in found]
        below = mean(gain < -_LEAST for gain in gains)
        error = stdev(gains) / len(gains) ** 0.5
        cells = f"{mean(one.taken for one in found):.3f} | {mean(one.false for one in found):.3f} | {below:.1%}"
        yield f"| {world} | `{method}` | {name} | {cells} | {round(mean(gains), 3) + 0.0:+.3f} ± {error:.3f} |"


if __name__ == "__main__":
    main()

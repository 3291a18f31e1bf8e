"""What a service works at while faults are done to it: a run of every method, diagnostics, a study, headroom.

Texts name the work, so that no two jobs ask a model the same. It owns the requests, and what of an
ended job has to be the same as of its twin.
"""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.methods.every import PROMPTS, SMALL
from tests.prove.asking import Caller, Json
from tests.support import world

_ID = re.compile(r"\b(run|diagnostic|study|headroom)_[0-9a-f]{32}\b")
_RUN_PAGES = ("steps", "candidates", "rollouts")
_UNTOLD = ("retries", "possibly_paid", "speculative")
"""What of a job's usage may depend on timing."""


@dataclass(frozen=True)
class Work:
    """A job, and further ones on it once it has ended: places below its own, with what is posted there."""

    name: str
    place: str
    body: Json
    then: tuple[tuple[str, Json], ...] = ()


@dataclass
class Outcome:
    """What came of a work: all that must be the same as of its twin, and what is wrong already."""

    same: list[Json] = field(default_factory=list)
    lost: int = 0
    misnumbered: bool = False
    """Whether a job's events are not numbered 1, 2, 3, …"""


def run(name: str, examples: int = 24) -> Json:
    """A request of a method with a task and a prompt of its own."""
    subject = f"{name.replace('_', ' ')} thing"
    task = world.task(examples)
    for number, example in enumerate(task["examples"]):
        word = ("good", "bad")[number % 2]
        example["input"]["text"] = f"A {word} {subject}, number {number}."
    prompt = PROMPTS.get(name, {"user": "What is the sentiment?\n\n{text}"})["user"]
    method = {"name": name, **SMALL.get(name, {})}
    return world.request(task=task, prompt=prompt.replace("sentiment", f"sentiment of a {subject}"), method=method)


def every() -> list[Work]:
    """A work of each family."""
    works = [Work(name, "/optimize", run(name)) for name in SMALL]
    asked = {"tests": ["content", "noise_floor"], "replicates": 4, "force": True}
    diagnosed = run("diagnosed", examples=40) | {"method": {"name": "textgrad", "steps": 3}}
    arms = [{"name": "given"}, {"name": "improve", "overrides": {"method": {"name": "improve", "rounds": 1}}}]
    studied = run("studied") | {"method": {"name": "textgrad", "steps": 2, "batch": 2}}
    study = {"optimize": studied, "arms": arms, "trials": 3, "run_sd": 0.05}
    return [
        *works,
        Work("diagnostic", "/optimize", diagnosed, (("diagnostics", asked),)),
        Work("study", "/studies", study),
        Work("headroom", "/headroom", {"optimize": run("headroom") | {"method": "none"}, "items": 12}),
    ]


def some() -> list[Work]:
    """A few of them, of other families each."""
    few = {"protegi", "gepa", "miprov2", "evoprompt_ga", "portfolio", "diagnostic", "study", "headroom"}
    return [work for work in every() if work.name in few]


def bounded(work: Work, seconds: float) -> Work:
    """The same, where its run may take so long and no longer."""
    budget = {"budget": {"max_seconds": seconds}}
    return replace(work, body={**work.body, **budget}) if work.place == "/optimize" else work


async def conduct(caller: Caller, work: Work, within_s: float) -> Outcome:
    """Have a work done by whoever is there; what came of it."""
    outcome, place, body = Outcome(), work.place, work.body
    for number, (below, following) in enumerate([*work.then, ("", {})]):
        job = await caller.ask("POST", place, body, **{"Idempotency-Key": f"{work.name}-{number}"})
        kind = place.rsplit("/", 1)[1]
        path = f"/{'runs' if kind == 'optimize' else kind}/{job['id']}"
        if not await _judged(caller, path, within_s, outcome):
            break
        place, body = f"{path}/{below}", following
    return outcome


async def conduct_all(caller: Caller, works: Sequence[Work], within_s: float) -> dict[str, Outcome]:
    """All of them side by side."""
    found = await asyncio.gather(*(conduct(caller, work, within_s) for work in works))
    return {work.name: outcome for work, outcome in zip(works, found, strict=True)}


async def _judged(caller: Caller, path: str, within_s: float, outcome: Outcome) -> bool:
    """Note what became of a job; whether it succeeded."""
    job = await caller.ended(path, within_s)
    if job is None or job["status"] != "succeeded":
        outcome.lost += 1
        outcome.same.append({"status": job and job["status"], "error": job and job["error"]})
        return False
    told = [line for line in (await caller.text("GET", f"{path}/events")).splitlines() if line.startswith("id:")]
    outcome.misnumbered |= told != [f"id: {number}" for number in range(1, len(told) + 1)]
    found: Json = {name: job[name] for name in ("status", "finish_reason")} | {"result": _untimed(job["result"])}
    for name in _RUN_PAGES if path.startswith("/runs/") else ():
        found[name] = await caller.all_of(f"{path}/{name}")
    outcome.same.append(json.loads(_ID.sub(r"\1_ID", json.dumps(found))))
    return True


def _untimed(result: Json) -> Json:
    usages = {role: usage | dict.fromkeys(_UNTOLD, 0) for role, usage in result.get("usage", {}).items()}
    return {**result, "usage": usages}

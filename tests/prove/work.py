"""What a service works at while faults are done to it: a run of every method, diagnostics, a study, headroom.

Texts name the work and its variant, so that no two jobs ask a model the same. It owns the requests, and what of an
ended job has to be the same as of its twin.
"""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.methods.every import LONGER, PROMPTS
from tests.prove.asking import Caller, Json
from tests.support import world

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

    @property
    def digest(self) -> str:
        """Of all that must be the same."""
        return hashlib.sha256(json.dumps(self.same, sort_keys=True).encode()).hexdigest()


def run(name: str, variant: int, examples: int = 24, **changes: object) -> Json:
    """A request of a method with a task and a prompt of its own."""
    subject = f"{name.replace('_', ' ')} of kind {variant}"
    task = world.task(examples)
    for number, example in enumerate(task["examples"]):
        word = ("good", "bad")[number % 2]
        example["input"]["text"] = f"A {word} {subject}, number {number}."
    prompt = PROMPTS.get(name, {"user": "What is the sentiment?\n\n{text}"})["user"]
    method = {"name": name, **LONGER.get(name, {})}
    return world.request(
        task=task,
        prompt=prompt.replace("sentiment", f"sentiment of a {subject}"),
        method=method,
        seed=variant + 1,
        **changes,
    )


def every(variant: int) -> list[Work]:
    """A work of each family."""
    works = [Work(name, "/optimize", run(name, variant)) for name in LONGER]
    asked = {"tests": ["content", "noise_floor"], "replicates": 4, "force": True, "seed": variant}
    diagnosed = run("textgrad", variant, examples=40) | {"method": {"name": "textgrad", "steps": 3}}
    arms = [{"name": "given"}, {"name": "improve", "overrides": {"method": {"name": "improve", "rounds": 1}}}]
    studied = run("textgrad", variant + 1000) | {"method": {"name": "textgrad", "steps": 2, "batch": 2}}
    study = {"optimize": studied, "arms": arms, "trials": 3, "run_sd": 0.05}
    return [
        *works,
        Work("diagnostic", "/optimize", renamed(diagnosed, "textgrad", "diagnosed"), (("diagnostics", asked),)),
        Work("study", "/studies", renamed(study, "textgrad of", "studied of")),
        Work("headroom", "/headroom", {"optimize": run("headroom", variant) | {"method": "none"}, "items": 12}),
    ]


def renamed(body: Json, before: str, after: str) -> Json:
    """The same with another word in its texts, its method left alone."""
    texts = json.dumps(body).replace(f"{before} of kind", f"{after} of kind").replace(before, after)
    changed: Json = json.loads(texts.replace(f'"name": "{after}"', f'"name": "{before}"'))
    return changed


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
    outcome.same.append(json.loads(json.dumps(found).replace(path.rsplit("/", 1)[1], "JOB")))
    return True


def _untimed(result: Json) -> Json:
    usages = {role: usage | dict.fromkeys(_UNTOLD, 0) for role, usage in result.get("usage", {}).items()}
    return {**result, "usage": usages}

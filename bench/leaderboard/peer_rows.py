"""Rows of peers: their own implementations on the same data, calls and endpoint, scored by the service's scorers."""

import asyncio
import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

import msgspec

from bench.leaderboard.measuring import LeftOutError, commit
from bench.leaderboard.rows import Part, Row
from bench.leaderboard.serving import Model, key_of
from bench.leaderboard.tasks import ITEMS, REAL, Json, on_data
from bench.peers import install
from bench.peers.compare import PeerError
from bench.peers.tasks import PeerTask, run
from gradcheck.llm.clients.embedded import serve
from gradcheck.llm.clients.weights import locate
from gradcheck.scoring import Scoring, task_labels
from gradcheck.scoring.base import Scorer
from gradcheck.settings import load


class Endpoint(msgspec.Struct, frozen=True):
    """Where peers find the model."""

    url: str
    key: str
    model: str
    slots: int


@contextlib.contextmanager
def endpoint(model: Model, home: Path) -> Iterator[Endpoint]:
    """The endpoint that is named, or a server of the embedded model for as long as it takes."""
    settings = load({"GRADCHECK_HOME": str(home)}).embedded
    if model.url:
        yield Endpoint(model.url, key_of() or "none", model.name, settings.slots)
        return
    key = secrets.token_urlsafe(24)
    server, address = serve(settings, locate(settings, home), key)
    yield Endpoint(f"{address}/v1", key, "gpt-4o-mini", settings.slots)  # a name that every peer knows
    del server  # its destructor stops it


async def measured_peer(at: Endpoint, part: Part, name: str, seed: int) -> Row:
    """Let a peer optimize and score what both prompts answer. Raises LeftOutError where it cannot or does not."""
    real = REAL[part.task]
    if not isinstance(real.prompt, str):
        raise LeftOutError(f"{name}: it is given one prompt, and {part.task} has several modules")
    made = await asyncio.to_thread(install.environment)
    if isinstance(made, install.Unavailable):
        raise LeftOutError(f"{name}: {made.reason}")
    request = on_data(part.task, ITEMS[part.budget], seed, {})
    pairs = {split: _pairs(request, split) for split in ("train", "validation", "test")}
    task = PeerTask(
        base_url=at.url,
        key=at.key,
        model=at.model,
        prompt=real.prompt,
        calls=part.budget,
        slots=at.slots,
        max_tokens=real.max_tokens,
        seed=seed,
        **pairs,
    )
    try:
        found = await asyncio.to_thread(run, name, task)
    except PeerError as error:
        raise LeftOutError(f"{name}: {error}") from error
    given, score = (scored(real.scoring, answers, pairs["test"]) for answers in (found.given, found.best))
    return Row(
        method=name,
        task=part.task,
        model=part.model,
        budget=part.budget,
        seed=seed,
        asked={},
        given=given,
        score=score,
        length=len(found.prompt),
        longer=round(len(found.prompt) / len(real.prompt), 3),
        calls=found.calls,
        seconds=found.seconds,
        prompt={"system": found.prompt},
        commit=commit(),
    )


def _pairs(request: Json, split: str) -> list[tuple[str, str]]:
    examples = (one for one in request["task"]["examples"] if one["split"] == split)
    return [(one["input"], one["expected"]) for one in examples]


def scored(scoring: Json, answers: list[str], items: list[tuple[str, str]]) -> float:
    """The mean score of answers to items."""
    scorer: Scoring = msgspec.convert(scoring, Scoring)
    labels = task_labels(scorer, [expected for _, expected in items])
    assert isinstance(scorer, Scorer)
    scores = [scorer.score(answer, expected, labels) for answer, (_, expected) in zip(answers, items, strict=True)]
    return fmean(score.value or 0 for score in scores)

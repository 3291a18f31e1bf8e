"""Rows of peers: their own implementations on the same data, calls and endpoint, scored by the service's scorers."""

import asyncio
import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

import msgspec

from bench.leaderboard.measuring import LeftOutError, commit
from bench.leaderboard.rows import Failure, Part, Row
from bench.leaderboard.serving import SLOTS, Model, embedded, key_of
from bench.leaderboard.tasks import ITEMS, REAL, Json, on_data
from bench.peers import install
from bench.peers.tasks import GivenUpError, PeerTask, run
from gradcheck.llm.clients.embedded import serve
from gradcheck.llm.clients.weights import locate
from gradcheck.optimizer.templates.chats import SAMPLING
from gradcheck.scoring import Scoring, task_labels
from gradcheck.scoring.base import Scorer
from gradcheck.settings import load

_SMALL_WRITES = 128
"""Tokens of what the embedded model writes for a peer's optimizer: for ours it writes 60, without marks around."""


class Endpoint(msgspec.Struct, frozen=True):
    """Where peers find the model."""

    url: str
    key: str
    model: str
    slots: int
    writing_tokens: int


@contextlib.contextmanager
def endpoint(model: Model, home: Path) -> Iterator[Endpoint]:
    """The endpoint that is named, or a server of the embedded model for as long as it takes."""
    if model.url:
        yield Endpoint(model.url, key_of() or "none", model.name, SLOTS, SAMPLING.max_tokens)
        return
    settings = load(embedded(home)).embedded
    key = secrets.token_urlsafe(24)
    server, address = serve(settings, locate(settings, home), key)
    # The name is one that every peer knows.
    yield Endpoint(f"{address}/v1", key, "gpt-4o-mini", settings.slots, _SMALL_WRITES)
    del server  # its destructor stops it


async def measured_peer(at: Endpoint, part: Part, name: str, seed: int) -> Row | Failure:
    """Let a peer optimize and score what both prompts answer. Raises LeftOutError where it cannot."""
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
        writing_tokens=at.writing_tokens,
        seed=seed,
        **pairs,
    )
    about: Json = {
        "method": name,
        "task": part.task,
        "model": part.model,
        "budget": part.budget,
        "seed": seed,
        "commit": commit(),
    }
    try:
        found = await asyncio.to_thread(run, name, task)
    except GivenUpError as error:
        return Failure(**about, calls=error.calls, reason=str(error))
    given, score = (scored(real.scoring, answers, pairs["test"]) for answers in (found.given, found.best))
    length = len(found.prompt) + found.demos
    return Row(
        **about,
        asked={},
        given=given,
        score=score,
        length=length,
        longer=round(length / len(real.prompt), 3),
        calls=found.calls,
        seconds=found.seconds,
        prompt={"system": found.prompt},
        late=found.late,
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

"""The tasks of the table: worlds of known truth, and files of real data. It owns prompts, sizes and splits."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from gradcheck.domain.seeds import stream
from gradcheck.simulation.worlds.catalogue import FORMAT, SENTENCES, own
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt

Json = dict[str, Any]
GOOD = "-good"  # after a world's name: runs start from half of the topic's hints and the format, which edits lose
DATA: Final = Path(__file__).parents[3] / "shared" / "data"
TEST = 40

ITEMS: Final = {60: 12, 150: 24, 400: 40, 2000: 60}
"""Items to train, and as many to validate, by the calls of a budget."""

ASKED: Final = {
    "W1": "feedback says what is missing",
    "W5": "feedback says what suits the task, not the batch",
    "W12": "feedback seldom helps, edits find form and general advice",
    "W12-good": "the same from a good prompt, which most edits spoil",
    "W2": "every edit polishes, whatever it is told",
    "W3": "edits differ by luck alone",
    "W15": "demos help, and nothing else",
}


class Real(msgspec.Struct, frozen=True):
    """A file of real data: the prompt that runs start from, how answers are scored, how long they may be.

    A prompt that is a text alone is the system's message, and an example's input the user's.
    """

    file: str
    prompt: str | Json
    scoring: Json
    max_tokens: int


REAL: Final = {
    "sentiment": Real("induction_sentiment", "What is the sentiment?", {"kind": "exact"}, max_tokens=8),
    "navigate": Real(
        "bbh_navigate", "Answer the question.", {"kind": "choice", "choices": ["Yes", "No"]}, max_tokens=24
    ),
    "counting": Real(
        "bbh_object_counting",
        {
            "modules": [
                {"name": "list", "user": "List what is counted.\n\n{input}", "output": "things"},
                {"name": "count", "user": "{input}\n\n{things}\n\nHow many are there?"},
            ]
        },
        {"kind": "numeric"},
        max_tokens=64,
    ),
}


def start_prompt(name: str) -> str:
    """The prompt that runs in a world start from."""
    world = WORLDS[name.removesuffix(GOOD)]
    hints = SENTENCES[own(world.topic)]
    better = " ".join([*hints[: len(hints) // 2], SENTENCES[FORMAT], ""]) if name.endswith(GOOD) else ""
    return better + seed_prompt(world)


def in_world(name: str, items: int, seed: int) -> Json:
    """A request for a run in a world, but for its method and budget: half of the items to train, half to validate."""
    world = WORLDS[name.removesuffix(GOOD)]
    split = {"train": 0.5, "validation": 0.5, "probe": 0, "test": 0}
    return {
        "prompt": start_prompt(name),
        "task": {**dataset(world, items, seed), "split": split},
        "models": {"task": {"provider": "simulated", "model": world.name}},
        "seed": seed,
    }


def on_data(name: str, items: int, seed: int, model: Json, folder: Path = DATA) -> Json:
    """The same on real data: the file's first lines are held out, the others drawn by seed.

    Raises FileNotFoundError where the data is not there.
    """
    real = REAL[name]
    lines = [json.loads(line) for line in (folder / f"{real.file}.jsonl").read_text("utf-8").splitlines()]
    drawn = stream("leaderboard", name, seed).permutation(len(lines) - TEST)[: 2 * items] + TEST
    chosen: Sequence[tuple[str, int]] = [
        *(("test", place) for place in range(TEST)),
        *(("train", int(place)) for place in drawn[:items]),
        *(("validation", int(place)) for place in drawn[items:]),
    ]
    examples = [
        {**{key: lines[at][key] for key in ("id", "input", "expected")}, "split": split} for split, at in chosen
    ]
    return {
        "prompt": real.prompt,
        "task": {"examples": examples, "scoring": real.scoring},
        "models": {"task": {**model, "max_tokens": real.max_tokens}},
        "seed": seed,
    }

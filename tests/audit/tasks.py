"""The optimize requests of an audit: made-up notes whose labels only the worlds know, and a method of one or few steps.

It owns bodies of `POST /optimize`. It does not own what a diagnostic is asked.
"""

import re

from tests.audit.chance import pick, uniform
from tests.audit.service import Json
from tests.audit.worlds.base import World

WORDS = re.findall(
    r"\w+",
    "harbour lantern orchard pebble meadow copper violin ladder saddle anchor basket canyon feather glacier hammer "
    "island kettle marble needle oyster parcel quarry ribbon shovel timber umbrella valley walnut yonder zephyr bridge",
)
ONE_STEP: Json = {
    "name": "protegi",
    "rounds": 1,
    "beam": 1,
    "minibatch": 12,
    "gradients": 1,
    "paraphrases": 0,
    "selection": "brute_force",
}


def note(number: int, *parts: object) -> str:
    """An input: the item's name and words of its own."""
    words = " ".join(pick(WORDS, place, number, *parts) for place in range(8))
    return f"case-{number:04d} {words}"


def examples(world: World, job: int, sizes: dict[str, int]) -> list[Json]:
    """Examples with their true labels, so many for each split; other items for every job."""
    splits = [split for split, size in sizes.items() for _ in range(size)]
    base = int(uniform("items", job) * 9000)
    return [
        {"input": note(base + k, job), "expected": world.label(f"case-{base + k:04d}"), "split": split}
        for k, split in enumerate(splits)
    ]


def optimize(world: World, name: str, job: int, method: Json | None = None, **sizes: int) -> Json:
    """A run in a world; job numbers give every run its own items, seeds and draws of the world."""
    model = {"provider": "audit", "model": f"{name}.{job}"}
    shares = {"train": 12, "validation": 6, "probe": 10, "test": 0} | sizes
    return {
        "prompt": world.tongue.seed_prompt,
        "task": {
            "examples": examples(world, job, shares),
            "scoring": {"kind": "choice", "choices": list(world.tongue.labels)},
            "split": {"train": 0.4, "validation": 0.3, "probe": 0.3, "test": 0},
        },
        "method": method or ONE_STEP,
        "models": {"task": model, "optimizer": model, "judge": model},
        "seed": job,
    }

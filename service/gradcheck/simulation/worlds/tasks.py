"""Tasks of a simulated world in the service's request format."""

from typing import Any

from gradcheck.domain.seeds import stream
from gradcheck.simulation.worlds.catalogue import LABELS
from gradcheck.simulation.worlds.items import item_text, label_of
from gradcheck.simulation.worlds.world import World

_POPULATION = 10_000_000
_NAMES = f"{', '.join(LABELS[:-1])} or {LABELS[-1]}"


def dataset(world: World, n: int, seed: int) -> dict[str, Any]:
    """A task of `n` items of the world, which items by seed; scored by exact comparison."""
    numbers = stream(world.name, "dataset", seed).choice(_POPULATION, size=n, replace=False)
    examples = [
        {"id": f"r{number}", "input": {"text": item_text(world, int(number))}, "expected": label_of(world, int(number))}
        for number in numbers
    ]
    return {"examples": examples, "scoring": {"kind": "exact"}}


def seed_prompt(world: World) -> str:
    """The prompt an optimization starts from: the question alone, without a hint."""
    return f"Which label fits the record of {world.name}: {_NAMES}?\n\n{{text}}"

"""Small tasks in the manner of real ones: yes or no, counts, sums, dates among options, senses of words, opposites.

It owns reading `fixtures/tasks`, a file a task; it does not own how their answers are scored.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent.parent / "fixtures" / "tasks"
TASKS = sorted(path.stem for path in _FOLDER.glob("*.jsonl"))


@cache
def rows(task: str) -> list[dict[str, Any]]:
    """The examples of a task: `id`, `input` and `expected`."""
    return [json.loads(line) for line in (_FOLDER / f"{task}.jsonl").read_text("utf-8").splitlines()]


def repeated() -> list[dict[str, Any]]:
    """Examples a and b that differ in a space, 12 of each, and c and d that differ in their label, 6 of each."""
    found = []
    for n in range(12):
        text, label = f"Chair {n} has {n % 5} scratches.", ("keep", "return")[n % 2]
        found += [(f"a{n}", text, label), (f"b{n}", f"{text} ", label)]
    for n in range(6):
        text = f"Lamp {n} flickers at times."
        found += [(f"c{n}", text, "keep"), (f"d{n}", text, "return")]
    return [{"id": name, "input": text, "expected": label} for name, text, label in found]

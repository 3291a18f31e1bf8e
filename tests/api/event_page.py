"""The page of all events, read from their types. `python -m tests.api.event_page` writes it anew."""

import json
import re
from pathlib import Path

from gradcheck.api.document import event_types
from gradcheck.domain.events.common import EventData

PAGE = Path(__file__).parents[2] / "docs/events.md"
_EVENTS = re.compile(r"(?<=<!-- events -->\n)(.*?)(?=<!-- /events -->)", re.DOTALL)
_HEADS = {"run": "Runs", "diagnostic": "Diagnostics", "study": "Studies", "headroom": "Measurements of headroom"}


def written() -> str:
    """Every type of event with what it tells and an example of it, by who tells it."""
    kinds = {kind: event_types.told_by(kind) for kind in event_types.kinds()}
    shared = [data for data in kinds["run"] if all(data in told for told in kinds.values())]
    parts = ["\n## All jobs\n", *map(_one, shared)]
    for kind, told in kinds.items():
        parts += [f"\n## {_HEADS[kind]}\n", *(_one(data) for data in told if data not in shared)]
    return "".join(parts)


def shown() -> str:
    """What the page has."""
    found = _EVENTS.search(PAGE.read_text("utf-8"))
    assert found is not None
    return found[0]


def _one(data: EventData) -> str:
    names = ", ".join(f"`{name}`" for name in data.names)
    said = " ".join(str(data.__doc__).split())
    example = json.dumps(event_types.event(data)["data"], ensure_ascii=False)
    return f"\n{names}: {said}\n\n```text\n{example}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(_EVENTS.sub(lambda _: written(), PAGE.read_text("utf-8")), "utf-8")

"""The audit on a running service, a few jobs of it: requests are recognized, and nothing is found where nothing is."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.audit.bounds import most_rejections
from tests.audit.programs import cold
from tests.audit.reading import Request, read
from tests.audit.records import Records, finding
from tests.audit.rows import Row, ask
from tests.audit.runner import run_part
from tests.audit.worlds.all import WORLDS
from tests.audit.worlds.base import World


@dataclass(frozen=True)
class Counting(World):
    """A world that counts what it takes requests for."""

    seen: Counter[str] = field(default_factory=Counter)

    def answer(self, request: Request) -> str:
        self.seen[request.kind] += 1
        return super().answer(request)


async def test_requests_are_recognized_and_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    counting = Counting(good=0.1, skill=0.5)
    small = (ask("content", replicates=6, items=6),)
    rows = [
        Row("kinds", "counting", "", (), (ask("sign", replicates=6, items=6),), 1),
        Row("null", "nothing", "", (), small, 2),
        Row("harmful placebo", "harmful_placebo", "", (), small, 1),
        Row("one edit", "still", "", (), small, 1, prepare=cold),
        Row("echo", "echo", "", (), (ask("sign", replicates=6, items=6),), 1),
    ]
    records = Records(tmp_path / "part.jsonl", "now")
    assert await asyncio.wait_for(run_part(rows, records, {**WORLDS, "counting": counting}), 300)

    (kinds,) = records.of("kinds")
    run, diagnostic = kinds["run"]["calls"], kinds["diagnostics"][0]["calls"]
    seen = counting.seen
    assert seen["task"] == run["task"] + run["check"] + diagnostic["task"]
    assert seen["critic"] + seen["editor"] + seen["invert"] == run["optimizer"] + diagnostic["optimizer"]
    assert seen["judge"] == diagnostic["judge"] > 0
    assert (seen["critic"], seen["invert"]) == (6, 6)  # each replicate but the first has a critique of its own

    verdicts = {
        row.name: [finding(record, row.asks[0]["tests"][0])["verdict"] for record in records.of(row.name)]
        for row in rows
    }
    assert len(verdicts["null"]) == 2
    assert verdicts["null"].count("supported") <= most_rejections(2)
    assert verdicts["harmful placebo"][0] in {"inconclusive", "refuted"}
    assert verdicts["one edit"] == verdicts["echo"] == ["not_testable"]


def test_the_feedback_of_a_request_is_told_from_its_evidence() -> None:
    user = (
        "The prompt:\n<data-0a>\nSort it.\n</data-0a>\n\n"
        "With it the model got these examples wrong:\n<data-0a>\n1. Input: x\n</data-0a>\n\n"
        "A reviewer found this problem with the prompt:\n<data-0a>\n- Too short.\n</data-0a>\n\nWrite it."
    )
    system = "You write prompts for a language model. Keep every placeholder."
    body = {"model": "m", "seed": 3, "temperature": 0.7, "messages": []}
    body["messages"] = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    request = read(body)
    assert (request.kind, request.instruction, request.evidence) == ("editor", "Sort it.", "1. Input: x")
    assert (request.feedback, request.draw) == ("- Too short.", 3)
    assert read({**body, "temperature": 0}).draw is None

"""What holds for every method where a prompt has tools: it changes their descriptions as any text, and nothing else."""

import copy
from pathlib import Path
from typing import Any

import pytest

from gradcheck.methods.registry import METHODS
from tests.methods.every import CHAINS, SMALL
from tests.support import harness, world

TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "note",
        "description": "Takes a note.",
        "parameters": {
            "type": "object",
            "properties": {"text": {"type": "string", "description": "What to note."}},
            "required": ["text"],
        },
    },
}
PROMPT = {"user": "Answer with one word: what is the sentiment?\n\n{text}", "tools": [TOOL]}
EDITING = sorted(METHODS.keys() - {"none", "bootstrap_fewshot"})


def bare(body: harness.Body) -> list[Any]:
    """The tools of a request without their descriptions."""
    tools: list[Any] = copy.deepcopy(body["tools"])
    for one in tools:
        del one["function"]["description"]
        del one["function"]["parameters"]["properties"]["text"]["description"]
    return tools


@pytest.mark.parametrize("name", EDITING)
async def test_every_method_edits_descriptions_and_leaves_the_rest_of_a_definition(tmp_path: Path, name: str) -> None:
    model = harness.Model()
    frozen = ["user"] if name in CHAINS else ["user", "tool.note.text"]
    # The portfolio ends at once where nothing is left to win.
    prompt = {**PROMPT, "user": "What is the sentiment?\n\n{text}"} if name == "portfolio" else PROMPT
    request = world.request(prompt={**prompt, "frozen": frozen}, method={"name": name, **SMALL[name]})
    record = await harness.run(tmp_path, request, model)
    assert record.job.status == "succeeded"
    assert len({one.components["tool.note"] for one in record.candidates}) > 1, "descriptions were edited"
    assert {one.components["user"] for one in record.candidates} == {prompt["user"]}
    sent = [body for body in model.received if "tools" in body]
    assert sent
    assert all(bare(body) == bare({"tools": [TOOL]}) for body in sent)
    assert all("tools" not in body for body in model.received if harness.role(body) != "task")

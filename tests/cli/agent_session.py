"""A session of a coding agent: `gradcheck mcp` as a process, the official client in front of it, and what was said.

`TRANSCRIPT` is the one that the documentation shows, with a model's name that no test asks.
"""

import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from mcp import Client, StdioServerParameters
from mcp_types import TextContent

from tests.docs.pages import ROOT

PAGE = ROOT / "docs/agents.md"
_CALL = re.compile(r"^> (\w+) (\{.*\})\n", re.MULTILINE)
_UNDER_WAY = re.compile(r"\w+ is (queued|running)\b")
_ID = re.compile(r"\b(?:run|diag)_[0-9a-f]{32}\b")
_SHOWN_MODEL, _ASKED_MODEL = "openai/gpt-4o-mini", "world/pure"


@asynccontextmanager
async def session(
    url: str,
    key: str,
    program: tuple[str, ...] = (sys.executable, "-m", "gradcheck"),
    **options: Any,  # noqa: ANN401 - the client's own
) -> AsyncIterator[Client]:
    """A client of a process that offers the service at a URL."""
    arguments = [*program[1:], "mcp", "--url", url]
    environ = {"GRADCHECK_API_KEY": key, "NO_PROXY": "*"}
    process = StdioServerParameters(command=program[0], args=arguments, env=environ, cwd=ROOT)
    async with Client(process, read_timeout_seconds=120, **options) as client:
        yield client


async def said(client: Client, tool: str, **arguments: object) -> tuple[str, bool]:
    """What a tool said, and whether that was an error."""
    answer = await client.call_tool(tool, arguments)
    (content,) = answer.content
    assert isinstance(content, TextContent)
    return content.text, bool(answer.is_error)


def shown() -> str:
    """The transcript of the page."""
    (block,) = re.findall(r"^```text\n(> .*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return str(block)


async def repeated(client: Client, transcript: str) -> str:
    """The transcript as it is when its calls are made again; what is new for every run has the name it had there."""
    told, known = [], dict[str, str]()
    parts = _CALL.split(transcript)[1:]
    for tool, given, before in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        arguments = given.replace(_SHOWN_MODEL, _ASKED_MODEL)
        for old, new in known.items():
            arguments = arguments.replace(old, new)
        text, _ = await said(client, tool, **json.loads(arguments))
        while tool == "status" and _UNDER_WAY.match(text):  # on a busy machine
            text, _ = await said(client, tool, **json.loads(arguments))
        for old, new in zip(dict.fromkeys(_ID.findall(before)), dict.fromkeys(_ID.findall(text)), strict=False):
            known.setdefault(old, new)
        for old, new in known.items():
            text = text.replace(new, old)
        lines = "\n".join(line.rstrip() for line in text.rstrip().splitlines())
        told.append(f"> {tool} {given}\n{lines}\n\n")
    return "".join(told).rstrip() + "\n"

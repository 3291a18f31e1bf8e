"""An application of a team's own in the world of `world`: an agent of three steps with one tool, and what it was asked.

What it answers is a pure function of its request, unless a test says otherwise.
"""

import base64
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from aiohttp import web

from tests.llm.server import serving
from tests.support import world

Body = dict[str, Any]
SECRET = base64.b64encode(b"a secret of the tests, 32 bytes.").decode()


def answer(body: Body) -> Body:
    """Step 1 reads the instructions, step 2 looks words up, step 3 writes the answer."""
    instructions, text = body["components"]["instructions"], body["input"]["text"]
    plan = "look the words up" if text.strip() else "give up"
    found = lexicon(text)
    truth = "positive" if found["good"] > found["bad"] else "negative"
    said = truth if "one word" in instructions.lower() else f"The text is {truth}."
    trace = [f"plan: {plan}", {"tool": "lexicon", "found": found}, f"write: {said}"]
    return {"output": said, "trace": trace}


def lexicon(text: str) -> dict[str, int]:
    """The agent's tool: how many good and bad words a text has."""
    return {word: text.split().count(word) for word in ("good", "bad")}


class Agent:
    """What came to a running agent, and how it answers: a body, or a whole response."""

    def __init__(self, answering: Callable[[Body], Body | web.Response]) -> None:
        self._answering = answering
        self.url = ""
        self.headers: list[dict[str, str]] = []
        self.received: list[Body] = []
        self.answered: list[str] = []

    def declared(self, **fields: object) -> str:
        """The settings that declare it as the application `agent`."""
        values = {"url": self.url, "secret_env": "AGENT_SECRET", "version": "1", "private": True} | fields
        return "[applications.agent]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        body = json.loads(await request.read())
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        self.received.append(body)
        answered = self._answering(body)
        if isinstance(answered, web.Response):
            return answered
        self.answered.append(body["id"])
        return web.json_response(answered)


@contextlib.asynccontextmanager
async def running(answering: Callable[[Body], Body | web.Response] = answer) -> AsyncIterator[Agent]:
    """An agent on this machine for the time of a test."""
    agent = Agent(answering)
    async with serving(agent.handle) as server:
        agent.url = server.url
        yield agent


MODULE = {
    "name": "agent",
    "kind": "http",
    "application": "agent",
    "components": {"instructions": "What is the sentiment?"},
}


def request(**changes: object) -> Body:
    """A small optimize request of the agent."""
    return world.request(**{"prompt": {"modules": [MODULE]}, "task": world.task(40), **changes})


def grade(body: Body) -> Body:
    """A result for every output: 1 for the one word that is expected, 0.5 for a sentence that holds it."""
    results = []
    for item in body["items"]:
        score = 1.0 if item["output"] == item["expected"] else 0.5 * (item["expected"] in item["output"])
        note = "" if score == 1 else f"say {item['expected']} in one word"
        results.append({"id": item["id"], "score": score, "note": note})
    return {"results": results}


def grader(url: str, **fields: object) -> str:
    """The settings that declare a grader `tone` there."""
    values = {"url": url, "secret_env": "AGENT_SECRET", "version": "1", "private": True, "batch": 8} | fields
    return "[graders.tone]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())

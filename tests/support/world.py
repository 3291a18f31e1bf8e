"""A model whose answer is a pure function of the request: enough of a world to optimize prompts in.

As a task model it answers with a whole sentence unless the prompt asks for one word, and knows a text's sentiment by
the words "good" and "bad", less reliably the shorter the prompt is. As a critic it names what is missing, as an editor
it adds what the feedback names.
"""

import hashlib
import json
import re
from typing import Any

from gradcheck.llm.checking import QUESTION

LABELS = ("negative", "positive")
_BRIEFING = re.compile(r"^Briefing, [^\n]*:\n<data-[0-9a-f]+>\n.*?\n</data-[0-9a-f]+>\n+", re.DOTALL | re.MULTILINE)
_DATA = re.compile(r"<data-[0-9a-f]+>\n(.*?)\n</data-", re.DOTALL)


def noise(*parts: object) -> float:
    """A number in [0, 1) that is a function of the parts."""
    return int(hashlib.sha256(repr(parts).encode()).hexdigest()[:8], 16) / 2**32


def answer(body: dict[str, Any]) -> str:
    """The text of the model's answer to a request body."""
    if "prompt" in body:
        return _continued(body["prompt"], body["seed"])
    text = _BRIEFING.sub("", "\n".join(message["content"] for message in body["messages"]))
    if QUESTION in text:
        return "ok"
    if "<FEEDBACK>" in text:
        return _critique(text, body["seed"])
    if "<PROMPT>" in text:
        return _edit(text, body["seed"])
    return _classify(text)


def is_check(body: dict[str, Any]) -> bool:
    """Whether a request is a run's check of its model."""
    return bool(body.get("messages", [{}])[-1].get("content") == QUESTION)


def reply(body: dict[str, Any]) -> dict[str, Any]:
    """The whole JSON answer of an OpenAI-compatible endpoint.

    Given two tools it calls one: the first for good texts and the second for bad ones if a description asks for one
    word, else the first.
    """
    if "tools" in body and not is_check(body):
        return _called(body)
    text = answer(body)
    said = {"text": text} if "prompt" in body else {"message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": len(json.dumps(body)) // 4, "completion_tokens": max(len(text) // 4, 1)}
    return {"choices": [{**said, "finish_reason": "stop"}], "usage": usage}


def _called(body: dict[str, Any]) -> dict[str, Any]:
    names = [one["function"]["name"] for one in body["tools"]]
    told = any("one word" in one["function"]["description"].lower() for one in body["tools"])
    good = "good" in body["messages"][-1]["content"] or not told
    call = {"name": names[0] if good else names[1], "arguments": "{}"}
    message = {"role": "assistant", "content": None, "tool_calls": [{"id": "c", "type": "function", "function": call}]}
    usage = {"prompt_tokens": len(json.dumps(body)) // 4, "completion_tokens": 8}
    return {"choices": [{"message": message, "finish_reason": "tool_calls"}], "usage": usage}


def _classify(text: str) -> str:
    truth = "positive" if "good" in text else "negative"
    if "one word" not in text.lower():
        return f"The text is {truth}."
    skill = 0.6 + min(len(text), 400) / 1600
    return truth if noise(text) < skill else LABELS[truth == "negative"]


def _critique(text: str, seed: int) -> str:
    wishes = ["It must ask for one word.", "It should name the labels.", "It could be longer and more careful."]
    return f"<FEEDBACK>{wishes[int(noise(text, seed) * len(wishes))]}</FEEDBACK>"


def _edit(text: str, seed: int) -> str:
    prompt = _DATA.findall(text)[0]
    luck = noise(text, seed)
    if "one word" in text and luck < 0.7:
        return f"<PROMPT>Answer with one word. {prompt}</PROMPT>"
    if luck < 0.1:
        return "I would rather not."
    if luck < 0.2:
        return f"<PROMPT>{re.sub(r'{[a-z]+}', '', prompt)}</PROMPT>"
    return f"<PROMPT>{prompt} (variant {int(luck * 1000)})</PROMPT>"


def _continued(prompt: str, seed: int) -> str:
    instruction = prompt.rsplit("\nInstruction: ", 1)[1].split("\n", 1)[0]
    if prompt.endswith("Problem:"):
        return " It does not ask for one word.\n"
    return f" {instruction} Answer with one word. Take {int(noise(prompt, seed) * 100)}.\n"


def task(count: int = 24) -> dict[str, Any]:
    """A task in this world: balanced, with a field `text`."""
    examples = []
    for number in range(count):
        word, label = (("good", "positive"), ("bad", "negative"))[number % 2]
        examples.append({"id": f"e{number}", "input": {"text": f"A {word} thing, number {number}."}, "expected": label})
    return {"examples": examples, "scoring": {"kind": "exact"}}


def request(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any part of a request
    """A small optimize request in this world."""
    return {
        "prompt": "What is the sentiment?\n\n{text}",
        "task": task(),
        "method": {"name": "protegi", "rounds": 2, "beam": 2, "minibatch": 6, "gradients": 2, "paraphrases": 1},
        "models": {"task": {"provider": "world", "model": "pure"}},
        "seed": 7,
        **changes,
    }

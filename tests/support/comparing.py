"""The world of `world` without labels, and judges in it: one that knows the truth, and ones that know nothing.

An answer is the better the more of this holds: it says the text's sentiment, in one word.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Literal

from tests.support import world

Kind = Literal["true", "first", "tie", "random"]
PAIRWISE = {"kind": "pairwise", "criteria": "The sentiment, in one word."}
JUDGE = {"kind": "judge", "rubric": "The sentiment, in one word."}
_SECTION = re.compile(r"^([A-Z][^\n]*):\nBEGIN (\w+)\n(.*?)\nEND \2$", re.DOTALL | re.MULTILINE)


def task(scoring: dict[str, Any], count: int = 40) -> dict[str, Any]:
    """The world's task, whose examples have no expected answers."""
    examples = [{"id": one["id"], "input": one["input"]} for one in world.task(count)["examples"]]
    return {"examples": examples, "scoring": scoring}


def sections(body: dict[str, Any]) -> dict[str, str]:
    """What a judge is shown, by title."""
    return {title: text for title, _, text in _SECTION.findall(body["messages"][-1]["content"])}


def judges(body: dict[str, Any]) -> bool:
    """Whether a request asks for a judgement."""
    return str(body["messages"][0]["content"]).startswith(("You compare two answers", "You score one answer"))


def compares(body: dict[str, Any]) -> bool:
    """Whether a request asks which of two answers is better."""
    return str(body["messages"][0]["content"]).startswith("You compare two answers")


def answer(kind: Kind = "true", *, varied: bool = False) -> Callable[[dict[str, Any]], str]:
    """A model of the world that judges as its kind says; where it is held to a schema, in JSON.

    As a task model that is `varied` it says something else where it is asked for another draw, now and then.
    """

    def answered(body: dict[str, Any]) -> str:
        if "messages" not in body or not judges(body):
            said = world.answer(body)
            return "positive" if varied and "<" not in said and world.noise(body) < 0.3 else said
        shown = sections(body)
        verdict = _compared(kind, shown) if compares(body) else _worth(shown, shown["Answer to score"])
        if "response_format" in body:
            return json.dumps({"reasons": "So it is.", "better" if compares(body) else "score": verdict})
        return f"So it is.\n{'BETTER' if compares(body) else 'SCORE'}: {verdict}"

    return answered


def _compared(kind: Kind, shown: dict[str, str]) -> str:
    first, second = (_worth(shown, shown[name]) for name in ("Answer A", "Answer B"))
    if kind == "tie" or (kind == "true" and first == second):
        return "tie"
    if kind == "random":
        return "AB"[int(2 * world.noise(shown))]
    return "A" if kind == "first" or first > second else "B"


def _worth(shown: dict[str, str], said: str) -> float:
    truth = "positive" if "good" in shown["Input text"] else "negative"
    return 0.5 * (truth in said) + 0.5 * (len(said.split()) == 1)

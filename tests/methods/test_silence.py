"""Silence never wins: a prompt that is not answered where it is hard loses against one that is answered and wrong."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from gradcheck.methods.registry import METHODS
from tests.methods.every import PROMPTS, SMALL
from tests.support import harness, world

_SAID = re.compile(r"REPLY<<<(.*?)>>>", re.DOTALL)
NULL = httpx.Response(200, json={"choices": [{"message": {"content": None}, "finish_reason": "stop"}]})
REFUSED = httpx.Response(
    200, json={"choices": [{"message": {"content": None, "refusal": "I cannot."}, "finish_reason": "stop"}]}
)
FAILED = harness.failure("no")
SLOW = pytest.mark.slow
OWN_WAY = {"capo", "gepa", "hrpo", "improve", "miprov2", "portfolio", "protegi", "simba"}  # of choosing
CASES = [  # an answer that is empty or refused is scored, and zero, as a wrong one is
    *(pytest.param(name, NULL, id=f"{name}-null", marks=SLOW) for name in sorted(set(METHODS) - {"none", "protegi"})),
    *(
        pytest.param(name, FAILED, id=f"{name}-failed", marks=() if name in OWN_WAY else SLOW)
        for name in sorted(set(METHODS) - {"none"})
    ),
    pytest.param("improve", REFUSED, id="improve-refused"),
    pytest.param("protegi", NULL, id="protegi-null"),
]
_ON_ALL_ITEMS = {"protegi": {"eval_samples": 40}}  # so that no luck of a few items decides


def _examples() -> list[dict[str, Any]]:
    """Of 24 items the model is wrong on 6 hard ones; another prompt makes it silent there and wrong on 2 more."""
    found = []
    for number in range(48):
        hard, breaks = number % 4 == 0, number in {1, 13, 25, 37}
        kind, reply = ("HARD: ", "wrong") if hard else ("BREAK: " if breaks else "", "right")
        text = f"item {number} {kind}REPLY<<<{reply}>>>"
        split = "validation" if number < 24 else "test"
        found.append({"id": str(number), "input": {"text": text}, "expected": "right", "split": split})
    return found


def _answer(body: harness.Body) -> harness.Reply:
    """What stands between the marks, but for a prompt that silences hard items and breaks others."""
    text = harness.text_of(body)
    if "NULLHARD" in text and "HARD: " in text:
        return NULL
    return "wrong" if "NULLHARD" in text and "BREAK: " in text else _SAID.findall(text)[0]


async def test_a_prompt_that_silences_hard_items_loses(tmp_path: Path) -> None:
    request = harness.request(
        prompt="Answer.\n\n{text}",
        task={"examples": _examples(), "scoring": {"kind": "exact"}},
        method={"name": "none", "alternatives": [{"user": "NULLHARD Answer.\n\n{text}"}]},
    )
    record = await harness.run(tmp_path, request, harness.Model(_answer))
    assert (record.job.status, record.result.candidate) == ("succeeded", "seed")
    selection = record.steps[-1].selection
    assert selection is not None
    scores = {entry.candidate: (entry.score, entry.n, entry.failed) for entry in selection.pool}
    assert sorted(scores.values()) == [(16 / 24, 24, 0), (18 / 24, 24, 0)]
    silent = [rollout for rollout in record.rollouts if rollout.cause is not None]
    assert len(silent) == 6
    assert {(rollout.score, rollout.cause) for rollout in silent} == {(0.0, "empty")}


def _silencing(silence: httpx.Response) -> harness.Model:
    """Every proposal makes the model silent on a third of the items, and wrong on two more; else it is as before."""

    def answer(body: harness.Body) -> harness.Reply:
        said = world.answer(body)
        if "<PROMPT>" in said:
            return said.replace("<PROMPT>", "<PROMPT>HUSH ")
        text = harness.text_of(body)
        if harness.role(body) != "task":
            return said
        number = int(re.findall(r"number (\d+)\.", text)[-1])
        truth = "positive" if "good" in text.rsplit("A ", 1)[-1] else "negative"
        if number % 3 == 0:
            return silence if "HUSH" in text else "neither"
        return "neither" if "HUSH" in text and number % 5 == 1 else truth

    return harness.Model(answer)


@pytest.mark.parametrize(("name", "silence"), CASES)
async def test_no_method_takes_a_prompt_that_is_not_answered_where_it_is_hard(
    tmp_path: Path, name: str, silence: httpx.Response
) -> None:
    given = {"prompt": PROMPTS[name]} if name in PROMPTS else {}
    request = harness.request(**{**given, "method": {"name": name, **SMALL[name], **_ON_ALL_ITEMS.get(name, {})}})
    record = await harness.run(tmp_path, request, _silencing(silence))
    assert "HUSH" not in str(record.result.prompt)
    if record.job.status == "failed":
        assert record.job.finish_reason == "error_budget"
    for step in record.steps:
        assert step.selection is None or "HUSH" not in str(_of(record, step.selection.best).components)


def _of(record: harness.Record, name: str) -> Any:  # noqa: ANN401 - a candidate
    return next(one for one in record.candidates if one.id == name)

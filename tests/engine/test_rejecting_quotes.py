"""With `reject_quotes` no edit becomes a candidate that quotes an example, whatever the method."""

from pathlib import Path
from typing import Any

import pytest

from gradcheck.texts.quoting import Quotations
from tests.methods.every import SMALL
from tests.support import harness, world

PROMPT = "What is the sentiment?\n\n{text}"
TEXTS = [
    f"A {('good', 'bad')[n % 2]} thing was seen on street {n} by all, {('好' * 3, '坏' * 3)[n % 2]}看的电影在这里"
    for n in range(40)
]
TASK = {
    "examples": [
        {"id": f"e{n}", "input": {"text": text}, "expected": ("positive", "negative")[n % 2]}
        for n, text in enumerate(TEXTS)
    ],
    "scoring": {"kind": "exact"},
}
QUOTATIONS = Quotations({f"e{n}": text for n, text in enumerate(TEXTS)}, [PROMPT])
QUOTES = (TEXTS[3], "A GOOD thing\nwas   seen on\tstreet 4 by", "好看 的电影\n在这里")


def copying(body: dict[str, Any]) -> str:
    """The world's editor, of whose texts two in three quote."""
    said = world.answer(body)
    luck = world.noise("copying", harness.text_of(body), body["seed"])
    return said.replace("</PROMPT>", f" {QUOTES[int(luck * 9) % 3]}</PROMPT>") if luck < 2 / 3 else said


def request(method: str, **changes: object) -> dict[str, Any]:
    return world.request(task=TASK, prompt=PROMPT, method={"name": method, **SMALL[method]}, **changes)


@pytest.mark.parametrize("method", ["protegi", "gepa", "opro", "miprov2", "evoprompt_ga", "portfolio", "rewrite"])
async def test_every_method_rejects_what_quotes_and_says_so(tmp_path: Path, method: str) -> None:
    free = await harness.run(tmp_path / "free", request(method), harness.Model(copying))
    assert any(QUOTATIONS.of(*candidate.components.values()) for candidate in free.candidates)
    assert not any(rejection.reason.startswith("quotes") for rejection in free.result.rejections)

    bound = await harness.run(tmp_path / "bound", request(method, reject_quotes=True), harness.Model(copying))
    assert bound.job.status == "succeeded", bound.job.error
    assert not any(QUOTATIONS.of(*candidate.components.values()) for candidate in bound.candidates)
    reasons = {rejection.reason: rejection.count for rejection in bound.result.rejections}
    assert sum(count for reason, count in reasons.items() if reason.startswith("quotes example e")) > 0
    (flag,) = (check for check in bound.result.hygiene if check.name == "quoted_examples")
    assert not flag.flagged


async def test_a_refused_edit_is_on_record_with_its_text_and_its_reason(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request("gepa", reject_quotes=True), harness.Model(copying))
    refused = [p for step in record.steps for p in step.proposals if p.reason.startswith("quotes example")]
    assert refused
    assert all(p.status == "rejected" and p.candidate is None and QUOTATIONS.of(p.text or "") for p in refused)
    told = [event.data["reason"] for event in record.events if event.type == "proposal_rejected"]
    assert {p.reason for p in refused} <= set(told)


async def test_what_the_given_prompt_quotes_is_no_quotation(tmp_path: Path) -> None:
    prompt = f"{TEXTS[0]} is positive. What is the sentiment?\n\n{{text}}"
    wanted = request("rewrite", reject_quotes=True) | {"prompt": prompt}
    record = await harness.run(tmp_path, wanted, harness.Model())
    assert len(record.candidates) > 1
    assert not any(rejection.reason.startswith("quotes") for rejection in record.result.rejections)


async def test_refusals_are_the_same_in_whatever_order_calls_complete(tmp_path: Path) -> None:
    wanted = request("protegi", reject_quotes=True)
    wide = await harness.run(tmp_path / "64", wanted, harness.Model(copying, lambda b: world.noise(b) * 0.01), slots=64)
    narrow = await harness.run(tmp_path / "1", wanted, harness.Model(copying), slots=1)
    assert wide.outcome() == narrow.outcome()


@pytest.mark.parametrize("rejecting", [False, True])
async def test_a_diagnostic_draws_edits_as_its_run_did(tmp_path: Path, rejecting: bool) -> None:  # noqa: FBT001
    model = harness.Model(copying)
    async with harness.serving(tmp_path, model) as service:
        await harness.submit(service, harness.plan_of(service, request("protegi", reject_quotes=rejecting)))
        record = await harness.read(service)
        before = len(model.received)
        found = await harness.diagnose(service, record, {"tests": ["content"], "replicates": 4, "items": 4})
    assert found["status"] == "succeeded", found
    asked = [harness.text_of(body) for body in model.received[before:] if harness.role(body) == "task"]
    assert any(QUOTES[1] in text for text in asked) is not rejecting

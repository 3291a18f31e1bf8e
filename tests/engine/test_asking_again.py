"""What has no score is asked again, at paths of its own, whatever the timing; and who lacks too many items loses."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support import harness, world

ALTERNATIVE = {"user": "Answer with one word. {text}"}
NONE: dict[str, Any] = {"name": "none", "alternatives": [ALTERNATIVE]}
WORSE = "Answer with one word."


def flaky(fails: dict[str, int], latency_s: float = 0.0) -> harness.Model:
    """Right answers, but calls about these items fail so often first; the pause differs from item to item."""
    seen: Counter[str] = Counter()

    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        item = next((name for name in fails if f"number {name}." in text), None)
        if item is not None:
            seen[text] += 1
            if seen[text] <= fails[item]:
                return harness.failure("no")
        return "positive" if "good" in text else "negative"

    def pause_s(body: harness.Body) -> float:
        return latency_s * (1 + hash(harness.text_of(body)) % 5)

    return harness.Model(answer, pause_s if latency_s else None)


def request(**changes: object) -> harness.Body:
    split = {"train": 0, "validation": 0.5, "probe": 0, "test": 0.5}
    return harness.request(**{"task": {**world.task(40), "split": split}, "method": "none", **changes})


@pytest.mark.parametrize(("times", "calls"), [(1, 2), (3, 4), (9, 4)])
async def test_an_item_without_a_score_is_asked_again_at_most_three_times_and_recorded_once(
    tmp_path: Path, times: int, calls: int
) -> None:
    model = flaky({"7": times})
    record = await harness.run(tmp_path, request(), model)
    own = [rollout for rollout in record.rollouts if rollout.example == "e7"]
    assert sum("number 7." in harness.text_of(body) for body in model.received) == calls
    assert [rollout.score for rollout in own] == [1.0 if times < calls else None]
    assert record.result.usage["task"].failed == calls - (times < calls)
    paths = [event.data["path"] for event in record.events if event.type == "call_failed"]
    assert len(set(paths)) == len(paths) == min(times, calls)


async def test_repeats_change_with_no_timing_and_no_interruption(tmp_path: Path) -> None:
    wanted = request(task=world.task(40))
    outcomes = []
    for slots, latency_s in ((1, 0.0), (64, 0.003)):
        model = Healing(latency_s).model
        outcomes.append((await harness.run(tmp_path / str(slots), wanted, model, slots=slots)).outcome())
    healing = Healing(0.003)
    cut = await harness.run_interrupted(tmp_path / "cut", wanted, healing.model, [5, 15], slots=8)
    assert any(rollout["status"] == "failed" for rollout in outcomes[0]["rollouts"])
    assert outcomes[0] == outcomes[1] == cut.outcome()


class Healing:
    """A world where some questions fail for good and the judge of others would; answers are pure functions of texts."""

    def __init__(self, latency_s: float) -> None:
        self.model = harness.Model(self._answer, lambda body: latency_s * (1 + len(harness.text_of(body)) % 5))

    def _answer(self, body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if harness.role(body) == "task" and any(f"number {n}." in text for n in (3, 12)):
            return harness.failure("no")
        return world.answer(body)


def lacking(share: float, validation: int = 20) -> harness.Model:
    """The given prompt is wrong at some items, at which the other is not answered; that one is wrong elsewhere."""
    silent = {str(2 * number) for number in range(round(share * validation))}

    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        hard = any(f"number {name}." in text for name in silent)
        if hard and WORSE in text:
            return harness.failure("no")
        right = "positive" if "good" in text else "negative"
        if WORSE in text and "number 39." in text:
            return "neither"
        return "neither" if hard else right

    return harness.Model(answer)


def divided(share: float) -> dict[str, Any]:
    """All the silent items and the one that the alternative gets wrong are in validation."""
    task = world.task(40)
    wanted = {*(f"e{2 * number}" for number in range(round(share * 20))), "e39"}
    free = [one for one in task["examples"] if one["id"] not in wanted]
    for place, one in enumerate(free):
        one["split"] = "validation" if place < 20 - len(wanted) else "test"
    for one in task["examples"]:
        one.setdefault("split", "validation")
    return task


@pytest.mark.parametrize("share", [0.05, 0.1, 0.15, 0.5])
async def test_a_prompt_that_is_better_only_where_it_was_not_answered_does_not_win(
    tmp_path: Path, share: float
) -> None:
    """On the common items the given prompt is right everywhere and the other is not; its own mean is lower."""
    wanted = request(task=divided(share), method=NONE)
    record = await harness.run(tmp_path, wanted, lacking(share))
    assert record.job.status == "succeeded"
    assert record.result.candidate == "seed"
    chosen = record.steps[-1].selection
    assert chosen is not None
    entry = next(one for one in chosen.pool if one.candidate != "seed")
    assert entry.failed == round(share * 20)
    assert (entry.score is None) == (share > 0.1)


async def test_a_test_whose_best_lacks_too_many_answers_concludes_nothing(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        number = int(text.rsplit("number ", 1)[1].split(".")[0])
        if WORSE in text and number >= 20 and number % 5 == 0:
            return harness.failure("no")
        return ("positive" if "good" in text else "negative") if WORSE in text else "neither"

    task = world.task(40)
    for number, one in enumerate(task["examples"]):
        one["split"] = "validation" if number < 20 else "test"
    record = await harness.run(tmp_path, request(task=task, method=NONE), harness.Model(answer))
    test = record.result.test
    assert record.result.candidate != "seed"
    assert (test.verdict, test.reason) == ("not_tested", "the best prompt lacks answers to 4 of 20 test examples")
    assert (test.best is not None and test.best.failed, test.baseline is not None and test.baseline.failed) == (4, 0)


async def test_a_judge_without_a_verdict_is_asked_for_another_draw(tmp_path: Path) -> None:
    judged: Counter[str] = Counter()

    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if "SCORE: x" not in text:
            return "fine"
        judged[text] += 1
        return "I like it." if judged[text] <= 2 else "SCORE: 0.5"

    model = harness.Model(answer)
    task = {**world.task(12), "scoring": {"kind": "judge", "rubric": "Be nice."}}
    split = {"train": 0, "validation": 1, "probe": 0, "test": 0}
    record = await harness.run(tmp_path, request(task={**task, "split": split}), model)
    assert {rollout.score for rollout in record.rollouts} == {0.5}
    seeds = {(harness.text_of(body), body["seed"]) for body in model.received if "SCORE: x" in harness.text_of(body)}
    assert len(seeds) == 3 * 12
    answers = sum("SCORE: x" not in harness.text_of(body) for body in model.received)
    assert answers == 12, "the answer itself is not asked for again"


async def test_repeats_that_a_cap_has_no_room_for_leave_the_rest_as_it_was(tmp_path: Path) -> None:
    split = {"train": 0, "validation": 1, "probe": 0, "test": 0}
    budget = {"max_calls": 13, "retry_share": 0}  # one is the first look at the model
    wanted = request(task={**world.task(12), "split": split}, budget=budget)
    record = await harness.run(tmp_path, wanted, flaky({"7": 9}), slots=4)
    assert (record.job.status, record.result.validation["baseline"].n) == ("succeeded", 11)
    assert record.result.validation["baseline"].failed == 1


async def test_throttled_items_are_asked_again_when_the_others_are_there(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()

    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        seen[text] += 1
        if "number 4." in text and seen[text] <= 1:
            return httpx.Response(429, headers={"retry-after": "0"}, json={})
        return "positive" if "good" in text else "negative"

    record = await harness.run(tmp_path, request(), harness.Model(answer))
    await asyncio.sleep(0)
    assert all(rollout.score == 1 for rollout in record.rollouts)

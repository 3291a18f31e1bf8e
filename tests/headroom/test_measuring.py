"""Measurements of headroom under a scripted model: what is asked, what counts, what interruptions and failures do."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from gradcheck.headroom.execute import new_headroom
from gradcheck.headroom.request import HeadroomPlan, HeadroomRequest
from gradcheck.headroom.validation import build_headroom_plan
from gradcheck.runtime import Service
from tests.support import harness, world
from tests.support.harness import Body, Model, failure, received, serving, text_of

ID = "headroom_1"
ASKING = "Answer with one word: is it positive or negative?\n\n{text}"


def plan_of(service: Service, optimize: Body, **changes: Any) -> HeadroomPlan:  # noqa: ANN401 - fields of the request
    asked = msgspec.convert({"optimize": optimize, "items": 12, **changes}, HeadroomRequest)
    return build_headroom_plan(asked, service.gateway)


async def start(service: Service, optimize: Body, **changes: Any) -> HeadroomPlan:  # noqa: ANN401
    plan = plan_of(service, optimize, **changes)
    await service.jobs_of("").create(new_headroom(plan, ID), None)
    await service.queue.enqueue(ID)
    return plan


async def result(service: Service) -> dict[str, Any]:
    job = await harness.ended(service, ID, "headroom")
    assert job.result is not None
    return {**json.loads(job.result), "status": job.status, "finish_reason": job.finish_reason, "error": job.error}


async def measured(home: Path, model: Model, optimize: Body | None = None, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    async with serving(home, model) as service:
        await start(service, optimize or harness.request(), **changes)
        return await result(service)


def without_timing(found: dict[str, Any]) -> dict[str, Any]:
    for usage in found["usage"].values():
        del usage["retries"], usage["possibly_paid"], usage["speculative"]
    return found


def asked_again(number: int) -> Callable[[Body], str]:
    """A model whose editors all write the same few prompts, as one at temperature 0 does."""

    def answer(body: Body) -> str:
        if harness.role(body) == "editor":
            return f"<PROMPT>Answer with one word, kind {len(text_of(body)) % number}.\n\n{{text}}</PROMPT>"
        return world.answer(body)

    return answer


async def test_nothing_of_test_or_probe_is_asked_about(tmp_path: Path) -> None:
    model = Model()
    async with serving(tmp_path, model) as service:
        plan = await start(service, harness.request())
        await result(service)
    kept = {example.fields["text"] for example in plan.run.examples if example.split in {"probe", "test"}}
    scored = {example.fields["text"] for example in plan.items}
    assert len(scored) == 12
    assert not any(text in text_of(body) for body in model.received for text in kept)
    shown = {name for variant in plan.variants for name in variant.shown}
    assert shown
    assert not shown & {example.id for example in plan.items}


async def test_an_interrupted_measurement_comes_to_the_same_and_asks_nothing_twice(tmp_path: Path) -> None:
    whole = Model()
    once = without_timing(await measured(tmp_path / "whole", whole))
    parts = Model()
    async with serving(tmp_path / "parts", parts) as service:
        await start(service, harness.request())
        await received(service, parts, 40)
    async with serving(tmp_path / "parts", parts) as service:
        await received(service, parts, 80)
    async with serving(tmp_path / "parts", parts) as service:
        again = without_timing(await result(service))
    assert again == once
    assert len(parts.received) <= len(whole.received) + 2 * 64  # what was in flight at the stops is asked again


async def test_slots_change_nothing(tmp_path: Path) -> None:
    found = []
    for slots in (1, 64):
        async with serving(tmp_path / str(slots), Model(), slots=slots) as service:
            await start(service, harness.request())
            found.append(without_timing(await result(service)))
    assert found[0] == found[1]


async def test_a_call_that_fails_is_no_score_and_its_item_counts_for_no_prompt(tmp_path: Path) -> None:
    lost = set[str]()

    def answer(body: Body) -> str | httpx.Response:
        said = text_of(body)
        if harness.role(body) == "task" and next(iter(lost)) in said and "variant" in said:
            return failure("no, thank you")
        return world.answer(body)

    model = Model(answer)
    async with serving(tmp_path, model) as service:
        optimize = harness.request(prompt=ASKING)
        plan = plan_of(service, optimize, items=12, prompts=12, seed=4)
        lost.add(plan.items[0].fields["text"])
        await start(service, optimize, items=12, prompts=12, seed=4)
        found = await result(service)
    holes = [prompt for prompt in found["prompts"] if None in prompt["scores"]]
    assert holes
    assert all(prompt["scores"][0] is None and prompt["score"]["failed"] == 1 for prompt in holes)
    assert found["spread"]["items"] == 11
    assert found["failures"][0]["message"]


async def test_where_the_given_prompt_is_not_answered_nothing_is_testable(tmp_path: Path) -> None:
    def answer(body: Body) -> str | httpx.Response:
        given = harness.role(body) == "task" and "What is the sentiment?\n\nA" in text_of(body)
        return failure("not this one") if given and "variant" not in text_of(body) else world.answer(body)

    found = await measured(tmp_path, Model(answer))
    assert (found["verdict"], found["spread"], found["gain"]) == ("not_testable", None, None)
    assert "the given prompt lacks scores on" in found["said"]


async def test_editors_that_write_nothing_usable_are_counted_with_their_reasons(tmp_path: Path) -> None:
    refusing = Model(lambda body: "I cannot." if harness.role(body) == "editor" else world.answer(body))
    found = await measured(tmp_path, refusing)
    assert found["verdict"] == "not_testable"
    assert found["rejected"] == {"expected <PROMPT>…</PROMPT>": 6}
    assert "0 of 6 prompts asked for can be compared" in found["said"]
    assert "6 expected <PROMPT>…</PROMPT>" in found["said"]


async def test_the_same_text_counts_once_and_one_other_prompt_is_too_few(tmp_path: Path) -> None:
    found = await measured(tmp_path, Model(asked_again(1)))
    assert found["verdict"] == "not_testable"
    assert found["rejected"] == {"the same as another": 5}
    assert "1 of 6 prompts asked for can be compared with the given one, 2 are needed" in found["said"]
    assert "a higher temperature in models.optimizer" in found["said"]


async def test_answers_that_nobody_gives_fail_the_job_in_the_providers_words(tmp_path: Path) -> None:
    found = await measured(tmp_path, Model(lambda _: failure("out of order")))
    assert (found["status"], found["verdict"]) == ("failed", "not_testable")
    assert "out of order" in found["error"].message


async def test_a_budget_in_tokens_ends_it_with_what_was_scored_whole(tmp_path: Path) -> None:
    whole = await measured(tmp_path / "whole", Model())
    found = await measured(tmp_path / "part", Model(), budget={"max_tokens": 4_500})
    assert (found["status"], found["finish_reason"]) == ("succeeded", "budget_tokens")
    assert len(found["prompts"]) < len(whole["prompts"])
    assert all(None not in prompt["scores"] for prompt in found["prompts"])


async def test_a_model_that_repeats_itself_is_not_asked_again(tmp_path: Path) -> None:
    cold = await measured(tmp_path / "cold", Model(), harness.request(prompt=ASKING))
    assert cold["spread"]
    assert cold["changed"] is None
    warm = harness.request(prompt=ASKING, models={"task": {"provider": "world", "model": "pure", "temperature": 1}})
    assert (await measured(tmp_path / "warm", Model(), warm))["changed"] == 0


async def test_a_program_of_several_modules_is_rewritten_in_all_its_parts(tmp_path: Path) -> None:
    modules = [
        {"name": "look", "user": "Look at it. Answer with one word.\n\n{text}", "output": "seen"},
        {"name": "judge", "user": "Say the mood in one word: {seen}\n\n{text}"},
    ]
    model = Model()
    found = await measured(tmp_path, model, harness.request(prompt={"modules": modules}))
    assert found["status"] == "succeeded"
    kinds = {prompt["kind"] for prompt in found["prompts"]}
    assert "induce" not in kinds
    given = found["prompts"][0]["components"]
    changed = [
        {name for name, text in prompt["components"].items() if text != given[name]} for prompt in found["prompts"]
    ]
    assert any(len(names) == 2 for names in changed)
    assert all("{text}" in prompt["components"]["judge.user"] for prompt in found["prompts"])


async def test_a_judge_without_verdicts_leaves_nothing_to_test(tmp_path: Path) -> None:
    def answer(body: Body) -> str:
        return "hm" if "Answer to score" in text_of(body) else world.answer(body)

    optimize = harness.request()
    optimize["task"] = {**optimize["task"], "scoring": {"kind": "judge", "rubric": "It names the mood."}}
    found = await measured(tmp_path, Model(answer), optimize)
    assert (found["verdict"], found["spread"], found["given"]) == ("not_testable", None, None)


@pytest.mark.parametrize("changes", [{"prompts": 3}, {"items": 8}, {"seed": 5}])
async def test_a_measurement_makes_as_many_calls_as_it_says(tmp_path: Path, changes: dict[str, int]) -> None:
    model = Model(asked_again(1000))
    async with serving(tmp_path, model) as service:
        plan = await start(service, harness.request(), **changes)
        found = await result(service)
    job_calls = sum(used["calls"] for used in found["usage"].values())
    lost = sum(found["rejected"].values())
    rows = 2 + len(plan.variants) - lost
    assert job_calls == len(plan.variants) + rows * len(plan.items)

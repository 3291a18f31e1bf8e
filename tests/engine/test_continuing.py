"""Runs that continue others: answers are inherited by content, failures are asked again, whoever else does the same."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest

from gradcheck.domain.run import Budget
from gradcheck.engine.plan import Plan
from gradcheck.engine.validation import continued
from gradcheck.runtime import Service
from gradcheck.storage.tables import calls
from tests.support import harness, world

METHODS: dict[str, Any] = {
    "protegi": {"name": "protegi", "rounds": 2, "beam": 2, "minibatch": 6, "gradients": 2, "paraphrases": 1},
    "textgrad": {"name": "textgrad", "steps": 3},
    "improve": {"name": "improve", "rounds": 3, "candidates": 2},
    "portfolio": {"name": "portfolio", "rounds": 3, "width": 3},
}
CALM: dict[str, dict[str, Any]] = {}
Fails = Callable[[harness.Body], bool]


class Weather:
    """A model that refuses some requests, as long as it is not well, and remembers what it has answered."""

    def __init__(self, fails: Fails = lambda _: False) -> None:
        self.fails = fails
        self.paid: Counter[str] = Counter()
        self.model = harness.Model(self.answer, latency_s=lambda _: 0.002)

    def answer(self, body: harness.Body) -> harness.Reply:
        if self.fails(body):
            return harness.failure("not today")
        self.paid[json.dumps(body, sort_keys=True)] += 1
        return world.answer(body)

    def is_well(self) -> None:
        self.fails = lambda _: False


def every(_: harness.Body) -> bool:
    return True


def some(body: harness.Body) -> bool:
    return world.noise("luck", harness.text_of(body)) < 0.15


def others(body: harness.Body) -> bool:
    return world.noise("other luck", harness.text_of(body)) < 0.15


def critics(body: harness.Body) -> bool:
    return harness.role(body) == "critic"


def editors(body: harness.Body) -> bool:
    return harness.role(body) == "editor" and world.noise("luck", harness.text_of(body)) < 0.5


def request(method: str = "protegi", **changes: object) -> harness.Body:
    return harness.request(method=METHODS[method], **changes)


async def first(service: Service, asked: harness.Body) -> None:
    """A run, to its end."""
    await harness.submit(service, harness.plan_of(service, asked))
    await harness.ended(service)


async def begin(service: Service, job_id: str, parent: str = "run_1", budget: Budget | None = None) -> str:
    """Continue a run that has ended."""
    stored = msgspec.json.decode(await service.jobs.plan(parent), type=Plan)
    return await harness.submit(service, continued(stored, budget or Budget()), job_id=job_id, parent=parent)


def same(record: harness.Record) -> dict[str, Any]:
    """What must not depend on what was inherited: everything but what was paid."""
    outcome = record.outcome()
    for usage in outcome["result"]["usage"].values():
        for name in ("cached", "input_tokens", "output_tokens", "cost_usd", "cached_input_tokens", "thinking_tokens"):
            usage.pop(name, None)
    outcome["result"]["test"]["times_used"] = 0
    outcome["result"].pop("check", None)
    return outcome


async def undisturbed(asked: harness.Body) -> dict[str, Any]:
    """What a run ends as that nothing disturbs; each is made once."""
    known = json.dumps(asked)
    if known not in CALM:
        with TemporaryDirectory() as home:
            CALM[known] = same(await harness.run(Path(home), asked, harness.Model()))
    return CALM[known]


@pytest.mark.parametrize(
    ("method", "fails"),
    [("improve", every), *((method, some) for method in METHODS), ("textgrad", critics), ("protegi", editors)],
)
async def test_a_run_that_failed_is_continued_as_if_nothing_had_failed(
    tmp_path: Path, method: str, fails: Fails
) -> None:
    """Also where what healed changes every later prompt; and no answer is paid for twice."""
    weather, asked = Weather(fails), request(method)
    async with harness.serving(tmp_path / "home", weather.model) as service:
        await first(service, asked)
        weather.is_well()
        second = await harness.read(service, await begin(service, "run_2"))
    assert second.job.status == "succeeded"
    assert same(second) == await undisturbed(asked)
    assert max(weather.paid.values()) == 1
    assert sum(usage.failed for usage in second.result.usage.values()) == 0


async def test_a_failure_in_the_first_step_that_healed_changes_what_is_asked_later(tmp_path: Path) -> None:
    """The premise of the test above: at the same places other calls are made, and the run does not mind."""
    weather, asked = Weather(critics), request()
    async with harness.serving(tmp_path, weather.model) as service:
        await first(service, asked)
        weather.is_well()
        await harness.read(service, await begin(service, "run_2"))
        before, after = [await service.ledger.scope(scope) for scope in ("run_1", "run_2")]
    assert set(before) & set(after)
    assert set(after) - set(before)


async def test_a_chain_of_continuations_inherits_from_all_of_it(tmp_path: Path) -> None:
    weather, asked = Weather(some), request()
    async with harness.serving(tmp_path / "home", weather.model) as service:
        await first(service, asked)
        weather.fails = others
        await harness.ended(service, await begin(service, "run_2"))
        weather.is_well()
        third = await harness.read(service, await begin(service, "run_3", "run_2"))
        rows = await service.database.read(lambda c: c.execute(calls.select().where(calls.c.scope == "run_3")).all())
        told = len(weather.model.received)
        fourth = await harness.read(service, await begin(service, "run_4", "run_3"))
    assert same(third) == same(fourth) == await undisturbed(asked)
    assert {row.job_id for row in rows} == {"run_1", "run_2", "run_3"}
    assert max(weather.paid.values()) == 1
    assert len(weather.model.received) == told
    assert fourth.paid_calls() == 0


async def test_what_is_inherited_debits_nothing_and_is_marked(tmp_path: Path) -> None:
    weather, asked = Weather(), request()
    async with harness.serving(tmp_path, weather.model, prices=(1.0, 2.0)) as service:
        await first(service, asked)
        second = await harness.read(service, await begin(service, "run_2", budget=Budget(max_calls=60)))
        rows = await service.database.read(lambda c: c.execute(calls.select().where(calls.c.scope == "run_2")).all())
    assert second.job.finish_reason == "completed"
    assert {usage.cost_usd for role, usage in second.result.usage.items() if role != "check"} == {0.0}
    assert {(row.job_id, row.cached) for row in rows} == {("run_1", True)}


async def test_two_continuations_of_one_run_at_once_end_as_one_alone_does(tmp_path: Path) -> None:
    weather, asked = Weather(some), request()
    async with harness.serving(tmp_path / "home", weather.model, slots=4) as service:
        await first(service, asked)
        answered = sum(weather.paid.values())
        weather.is_well()
        for name in ("run_2", "run_3"):
            await begin(service, name)
        second, third = [await harness.read(service, name) for name in ("run_2", "run_3")]
    assert same(second) == same(third) == await undisturbed(asked)
    assert second.paid_calls() == third.paid_calls(), "each pays for what is missing, and inherits nothing of the other"
    assert sum(weather.paid.values()) == answered + second.paid_calls() + third.paid_calls()


@pytest.mark.parametrize("method", ["protegi", "portfolio"])
async def test_an_interrupted_continuation_ends_as_an_undisturbed_one(tmp_path: Path, method: str) -> None:
    asked, counts = request(method), {}
    for name, stops in (("calm", ()), ("home", (5, 12))):
        weather = Weather(some)
        async with harness.serving(tmp_path / name, weather.model, slots=4) as service:
            await first(service, asked)
            weather.is_well()
            before = len(weather.model.received)
            await begin(service, "run_2", budget=Budget(max_calls=200))  # room for the calls that a stop loses
            if stops:
                await harness.received(service, weather.model, before + stops[0])
        for stop in stops[1:]:
            async with harness.serving(tmp_path / name, weather.model, slots=4) as service:
                await harness.received(service, weather.model, before + stop)
        async with harness.serving(tmp_path / name, weather.model, slots=64) as service:
            counts[name] = (await harness.read(service, "run_2")).outcome()
    assert counts["home"] == counts["calm"]


async def test_a_continuation_that_needs_more_than_its_budget_ends_in_bounds(tmp_path: Path) -> None:
    """What healed makes other calls than were foreseen; they are paid for, and never beyond the cap."""
    weather, asked = Weather(critics), request(budget={"max_calls": 150})
    async with harness.serving(tmp_path, weather.model) as service:
        await first(service, asked)
        weather.is_well()
        before = len(weather.model.received)
        second = await harness.read(service, await begin(service, "run_2", budget=Budget(max_calls=20)))
    assert second.job.finish_reason == "budget_calls"
    assert len(weather.model.received) - before <= 20
    assert second.paid_calls() <= 20

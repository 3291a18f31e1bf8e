"""What holds for every method: its costs, its budget, its placeholders, its seeds, its catalogue entry."""

import random
import re
from collections import Counter
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from gradcheck.methods.formulas import Costs
from gradcheck.methods.registry import METHODS
from gradcheck.optimizer import templates
from gradcheck.optimizer.templates import TEMPLATES
from tests.methods.every import CHAINS, PROMPTS, SMALL
from tests.support import harness

PROGRAM = {
    "modules": [
        {"name": "first", "system": "Read with care.", "user": "Note down: {text}", "output": "notes"},
        {"name": "second", "system": "Name the sentiment.", "user": "{text} {notes}"},
    ]
}
NAMES = set(METHODS)
NOTHING = Costs(first="0", step="0", steps="0", rounds="0")
PROPOSING = NAMES - {"none"}
DRAWING = PROPOSING - {"repeat"}  # what they propose is a matter of chance
CALM: dict[str, harness.Record] = {}
LONGEST = 200


def each(names: set[str]) -> pytest.MarkDecorator:
    """The test once a method; all tests of a method follow one another and share its calm run."""
    return pytest.mark.parametrize("name", sorted(names), scope="module")


def request(name: str, **changes: object) -> dict[str, Any]:
    prompt = {"user": "What is the sentiment?\n\n{text}", **PROMPTS.get(name, {}), "max_length": LONGEST}
    return harness.request(**{"prompt": prompt, "method": {"name": name, **SMALL[name]}, **changes})


def jitter(seed: int, most_s: float = 0.01) -> harness.Model:
    rng = random.Random(seed)
    return harness.Model(latency_s=lambda _: rng.random() * most_s)


async def calm(name: str) -> harness.Record:
    """The method's run at 64 slots, made once: what others are compared with."""
    if name not in CALM:
        with TemporaryDirectory() as home:
            CALM[name] = await harness.run(Path(home), request(name), jitter(1), slots=64)
    return CALM[name]


def calls_of_test(record: harness.Record) -> int:
    """Calls of the test: the seed alone is scored where it won."""
    return record.plan.test_calls // (1 if record.result.candidate != "seed" else 2)


def test_every_method_has_small_parameters_here() -> None:
    assert set(SMALL) == set(METHODS)


@each(NAMES)
async def test_calls_are_at_most_what_the_formulas_say(name: str) -> None:
    record = await calm(name)
    assert record.job.status == "succeeded", record.job.error
    plan = record.plan
    baseline = plan.context.validation * plan.context.per_item
    own = record.new_calls - baseline - calls_of_test(record)
    assert own <= plan.method.calls("most", plan.context)
    assert plan.method.calls("first", plan.context) <= plan.method.calls("most", plan.context)


@each(NAMES)
async def test_a_run_makes_no_call_it_does_not_record(name: str) -> None:
    record = await calm(name)
    written = sum(
        len(step.critic_requests)
        + len(step.backgrounds)
        + sum(one.template.endpoint != "none" for one in step.edit_requests)
        for step in record.steps
    )
    assert record.calls == len(record.rollouts) + written


@each(PROPOSING)
async def test_every_candidate_keeps_its_placeholders_and_its_length(name: str) -> None:
    record = await calm(name)
    assert len(record.candidates) > 1
    for candidate in record.candidates:
        assert candidate.components["user"].count("{text}") >= 1
        assert len(candidate.components["user"]) <= LONGEST


@each(NAMES)
async def test_half_a_budget_ends_at_the_same_place_in_whatever_order_calls_complete(tmp_path: Path, name: str) -> None:
    plan = (await calm(name)).plan
    half = max(plan.least.calls, plan.expected_calls // 2)
    wanted = request(name, budget={"max_calls": half})
    wide = await harness.run(tmp_path / "64", wanted, jitter(3), slots=64)
    narrow = await harness.run(tmp_path / "1", wanted, harness.Model(), slots=1)
    assert wide.outcome() == narrow.outcome()
    assert wide.paid_calls() <= half


@each(NAMES)
async def test_results_are_the_same_at_64_slots_and_at_8_before_and_1_after_an_interruption(
    tmp_path: Path, name: str
) -> None:
    whole = await calm(name)
    model = jitter(2)
    async with harness.serving(tmp_path, model, slots=8) as service:
        await harness.submit(service, harness.plan_of(service, request(name)))
        await harness.received(service, model, len(whole.rollouts) // 3)
    async with harness.serving(tmp_path, harness.Model(), slots=1) as service:
        resumed = await harness.read(service)
    assert resumed.outcome() == whole.outcome()


@each(DRAWING)
async def test_another_seed_is_another_run_on_the_same_division(tmp_path: Path, name: str) -> None:
    one, two = await calm(name), await harness.run(tmp_path, request(name, seed=2), harness.Model())
    assert one.plan.examples == two.plan.examples
    assert one.outcome()["steps"] != two.outcome()["steps"]


@each(NAMES)
async def test_the_least_budget_is_not_overdrawn_and_enough_for_a_step(tmp_path: Path, name: str) -> None:
    least = (await calm(name)).plan.least.calls
    record = await harness.run(tmp_path, request(name, budget={"max_calls": least}), harness.Model())
    assert record.job.status == "succeeded"
    assert record.result.test.verdict != "not_tested"
    assert record.result.steps >= 1
    assert record.paid_calls() <= least


@each(CHAINS)
async def test_a_method_for_programs_changes_every_component(tmp_path: Path, name: str) -> None:
    method = {"name": name, **SMALL[name]}
    for turns in ("rounds", "steps", "iterations", "trials"):
        if turns in method:
            method[turns] = 4
    record = await harness.run(tmp_path, harness.request(method=method, prompt=PROGRAM), harness.Model())
    assert record.job.status == "succeeded", record.job.error
    asked = {one.component for step in record.steps for one in step.edit_requests}
    assert asked == {"first.system", "first.user", "second.system", "second.user"} or not asked


@each(PROPOSING - CHAINS)
def test_a_method_for_one_component_says_so(tmp_path: Path, name: str) -> None:
    found = harness.errors(tmp_path, request(name, prompt=PROGRAM))
    assert any(name in error.message and "one component" in error.message for error in found)


@each(NAMES)
async def test_unusable_answers_of_the_optimizer_end_no_run(tmp_path: Path, name: str) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        return "nothing between tags" if harness.role(body) != "task" else "wrong"

    record = await harness.run(tmp_path, request(name), harness.Model(answer))
    assert record.job.status == "succeeded", record.job.error
    assert record.result.candidate == "seed"


@each(NAMES)
def test_every_method_says_what_it_is(name: str) -> None:
    about = METHODS[name].about
    assert about.summary
    assert METHODS[name].__doc__
    assert (about.interception == "none") == (not about.points)
    assert name == "none" or about.defaults


@each(NAMES)
def test_every_term_of_a_cost_is_used_and_a_run_is_not_summed_up_by_hand(name: str) -> None:
    costs = METHODS[name].costs
    used = " ".join([*costs.terms.values(), costs.first, costs.step, costs.steps, costs.rounds])
    assert [term for term in costs.terms if not re.search(rf"\b{term}\b", used)] == []
    assert (costs.least, costs.most) == (NOTHING.least, NOTHING.most)


def test_both_profiles_have_the_same_templates_with_the_same_gaps() -> None:
    standard, small = TEMPLATES["standard"], TEMPLATES["small"]
    assert set(standard) == set(small)


@pytest.mark.parametrize("profile", ["STANDARD", "SMALL"])
def test_every_template_has_a_name_of_its_own(profile: str) -> None:
    modules = [import_module(f"{templates.__name__}.{found.name}") for found in iter_modules(templates.__path__)]
    names = [template.name for module in modules for template in getattr(module, profile, ())]
    assert [name for name, times in Counter(names).items() if times > 1] == []

"""CAPO against a scripted model: who breeds, where shots come from, how the race goes."""

from pathlib import Path
from typing import Any

import pytest

from gradcheck.domain.feedback import EditRequest
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Step
from gradcheck.methods import capo
from gradcheck.methods.base import ProblemSize
from tests.methods.graded import Graded, assert_costs_are_exact, means, texts
from tests.support import harness

CAPO: dict[str, Any] = {"name": "capo", "steps": 4, "population": 4, "crossovers": 3, "upper_shots": 3, "block": 4}
BARE = {"upper_shots": 0, "length_penalty": 0}


def shuffled(number: int) -> int:
    return number * 7 % 10


async def run(home: Path, model: harness.Model, **changes: object) -> harness.Record:
    return await harness.run(home, harness.request(method={**CAPO, **changes}), model)


def pulls(record: harness.Record, number: int) -> list[int]:
    """How many candidates were tried together, for each time that some were in a step's race."""
    tried: dict[str, set[str]] = {}
    for rollout in record.rollouts:
        if rollout.stage.startswith(f"step/{number}/validation/"):
            tried.setdefault(rollout.stage, set()).add(rollout.candidate)
    return sorted(map(len, tried.values()))


def made(step: Step, request: EditRequest) -> str:
    """The candidate that an edit was to become."""
    return f"s{step.n}.{request.id.split('/')[-1]}"


def shots(candidate: Candidate) -> list[str]:
    return [demo.example for demo in candidate.demos]


async def test_where_nobody_leaves_all_blocks_are_run_and_the_costs_are_exact(tmp_path: Path) -> None:
    record = await run(tmp_path, harness.Model(Graded()), **BARE)
    assert_costs_are_exact(record)
    assert pulls(record, 2) == [1] * 7 + [7] * 2


@pytest.mark.parametrize(("upper_shots", "rounds"), [(0, 3 + 3), (3, 5 + 3)])
def test_the_first_step_waits_for_paraphrases_and_children_and_their_shots(upper_shots: int, rounds: int) -> None:
    """Paraphrases, shots, crossovers, mutations, shots, and three blocks of the race, one of which may be the last."""
    context = ProblemSize(components=1, depth=1, modules=1, train=12, validation=12, test=8, per_item=1)
    assert capo.CAPO(upper_shots=upper_shots, block=4).calls("rounds", context) == rounds


async def test_children_are_mutations_of_crossovers_of_two_parents(tmp_path: Path) -> None:
    model = harness.Model(Graded(shuffled))
    record = await run(tmp_path, model, steps=2)
    parents = {candidate.id: candidate.parents for candidate in record.candidates}
    text, prompts = texts(record), [harness.text_of(body) for body in model.of("editor")]
    first = [one for one in record.steps[1].edit_requests if one.parents == ("seed",)]
    assert [one.operator for one in first] == ["paraphrase"] * 3
    for step in record.steps[1:]:
        bred = [one for one in step.edit_requests if one not in first]
        crossovers = {made(step, one): one for one in bred if one.operator == "crossover"}
        mutations = {one.parents[0]: one for one in bred if one.operator == "paraphrase"}
        assert len(bred) == 6
        assert set(mutations) == set(crossovers)
        for name, crossover in crossovers.items():
            assert len(set(crossover.parents)) == 2
            if step.n > 1:
                assert set(crossover.parents) <= set(step.parents)
            assert any(all(text[parent] in prompt for parent in crossover.parents) for prompt in prompts)
            assert any(text[name] in prompt for prompt in prompts)
        raced = {r.candidate for r in record.rollouts if r.stage.startswith(f"step/{step.n}/validation/")}
        assert not raced & set(crossovers)
        children = {made(step, one) for one in mutations.values()}
        assert sum(name in children or parents[name][0] in children for name in raced - {"seed"}) == 3


async def test_shots_hold_the_models_own_answer_where_it_is_right_and_else_the_expected_one(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        said = graded(body)
        return f"I say {said}" if harness.role(body) == "task" else said

    graded = Graded(lambda _: 5)
    request = harness.request(method={**CAPO, "steps": 1, "population": 16})
    request["task"]["scoring"] = {"kind": "contains"}
    record = await harness.run(tmp_path, request, harness.Model(answer))
    examples = {example.id: example for example in record.plan.examples}
    demos = [demo for candidate in record.candidates for demo in candidate.demos]
    assert {demo.output.split()[0] for demo in demos} == {"I", "positive", "negative"}
    for demo in demos:
        example = examples[demo.example]
        assert example.split == "train"
        assert demo.fields == example.fields
        own = int(demo.example[1:]) % 10 < 5
        assert demo.output == (f"I say {example.expected}" if own else example.expected)


async def test_a_child_has_half_of_its_parents_shots_and_one_more_or_less(tmp_path: Path) -> None:
    record = await run(tmp_path, harness.Model(Graded(shuffled)), steps=2, population=10, crossovers=12)
    by_id = {candidate.id: candidate for candidate in record.candidates}
    changes = set()
    for step in record.steps[1:]:
        for request in step.edit_requests:
            if request.operator != "crossover":
                continue
            name = next(made(step, one) for one in step.edit_requests if one.parents == (made(step, request),))
            dressed = (one for one in record.candidates if one.operator == "shots" and one.parents == (name,))
            child = next(dressed, None) or by_id[name]
            one, other = (shots(by_id[name]) for name in request.parents)
            inherited = [name for name in shots(child) if name in {*one, *other}]
            half = min((len(one) + len(other)) // 2, len({*one, *other}))
            assert len(set(shots(child))) == len(shots(child)) <= 3
            added = len(shots(child)) - len(inherited)
            changes.add((added, len(inherited) - half))
    assert changes == {(0, 0), (1, 0), (0, -1)}


async def test_every_first_prompt_but_the_given_one_gets_a_random_number_of_shots(tmp_path: Path) -> None:
    record = await run(tmp_path, harness.Model(Graded()), population=24, steps=1)
    raced = {r.candidate for r in record.rollouts if r.stage.startswith("step/1/validation/")}
    written = {one.id for one in record.candidates if one.operator == "paraphrase" and one.parents == ("seed",)}
    own = written | {one.id for one in record.candidates if one.operator == "shots" and one.parents[0] in written}
    first = [one for one in record.candidates if one.id in raced & {"seed", *own}]
    assert len(first) == 24
    assert first[0].demos == ()
    assert {len(shots(candidate)) for candidate in first} == {0, 1, 2, 3}


async def test_who_is_beaten_leaves_the_race_and_the_best_go_on(tmp_path: Path) -> None:
    record = await run(tmp_path, harness.Model(Graded(lambda n: 10 if n in {1, 2, 3, 8} else 0)), steps=1, **BARE)
    assert pulls(record, 1) == [1] * 7
    step, score = record.steps[1], means(record)
    assert step.selection is not None
    assert len(step.selection.pool) == 7
    assert len(step.selection.chosen) == 4
    perfect = [name for name, own in score.items() if own == 1]
    assert set(step.selection.chosen) >= set(perfect)


async def test_of_equally_good_prompts_the_shortest_wins(tmp_path: Path) -> None:
    """The given prompt is the longest of all: every edit is a short text, and all are always right."""
    for penalty, winner in ((0.05, "short"), (0, "seed")):
        method = {**CAPO, "steps": 1, "upper_shots": 0, "length_penalty": penalty}
        prompt = f"{'What is the sentiment? ' * 4}{{text}}"
        home, model = tmp_path / str(penalty), harness.Model(Graded(lambda _: 10))
        record = await harness.run(home, harness.request(method=method, prompt=prompt), model)
        assert (record.result.candidate == "seed") == (winner == "seed")


@pytest.mark.parametrize("given", ["nothing", "wrong"])
async def test_a_shot_without_a_right_or_an_expected_answer_is_left_out(tmp_path: Path, given: str) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if "SCORE:" in text:
            return "SCORE: 0.5" if given == "wrong" or "number 1" not in text else "SCORE: 1"
        return graded(body)

    graded = Graded()
    examples = [{**example, "expected": None} for example in harness.request()["task"]["examples"]]
    task = {"examples": examples, "scoring": {"kind": "judge", "rubric": "It is friendly."}}
    record = await harness.run(tmp_path, harness.request(method=CAPO, task=task), harness.Model(answer))
    assert record.job.status == "succeeded", record.job.error
    demos = [demo for candidate in record.candidates for demo in candidate.demos]
    assert bool(demos) == (given == "nothing")
    assert all("number 1" in demo.fields["text"] for demo in demos)

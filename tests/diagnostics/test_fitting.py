"""Fitting: the best prompts after every step of several runs, on train and probe examples."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from gradcheck.diagnostics.effects.samples import Matrix, Samples, Trajectories
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.estimate import estimate
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.errors import InvalidRequestError
from gradcheck.methods.registry import METHODS
from gradcheck.statistics.student import pair_t
from tests.support import harness, world
from tests.support.drawing import found, samples

ITEMS = 24
MORE = "Look closely."
LABELS = ("negative", "positive")
STEPS = 4
SHARE = "first step's share of the gain"


def request(seed: int = 1, **changes: object) -> dict[str, Any]:
    """A run of blind improvements, a method without any feedback."""
    examples = []
    for number in range(60):
        split = "train" if number < ITEMS else "validation" if number < ITEMS + 12 else "probe"
        example = {"id": f"e{number}", "input": {"text": f"This is thing k{number}."}, "expected": LABELS[number % 2]}
        examples.append({**example, "split": split})
    task = {"examples": examples, "scoring": {"kind": "exact"}}
    method = {"name": "improve", "rounds": STEPS, "candidates": 1}
    values = {"prompt": "Answer.\n\n{text}", "task": task, "method": method, "seed": seed, **changes}
    return world.request(**values)


def answering(skill: Callable[[int], float]) -> harness.Model:
    """Every edit looks more closely; `skill` is the share of examples that so many closer looks know."""

    def answer(body: harness.Body) -> str:
        text = harness.text_of(body)
        if harness.role(body) == "editor":
            draft = world.noise(body["seed"])
            return f"<PROMPT>{MORE * (text.count(MORE) + 1)} Draft {draft}. {{text}}</PROMPT>"
        own = text.rsplit(" k", 1)[1].split(".")[0]
        drafts = re.findall(r"Draft (\S+)\.", text)
        knows = (int(own) % 12 + 0.5) / 12 < skill(text.count(MORE)) + 0.1 * (world.noise(drafts) - 0.5)
        return LABELS[int(own) % 2] if knows else "I do not know"

    return harness.Model(answer)


async def recorded(home: Path, model: harness.Model, runs: int) -> list[harness.Record]:
    async with harness.serving(home, model) as service:
        names = [
            await harness.submit(service, harness.plan_of(service, request(seed)), job_id=f"run_{seed}")
            for seed in range(1, runs + 1)
        ]
        return [await harness.read(service, name) for name in names]


async def diagnosed(
    home: Path, model: harness.Model, runs: list[harness.Record], **changes: object
) -> tuple[dict[str, Any], dict[str, Any]]:
    async with harness.serving(home, model) as service:
        others = runs[1:]
        asked = {"tests": ["fitting"], "delta": 0.1, "runs": [one.job.id for one in others], **changes}
        result = await harness.diagnose(service, runs[0], asked, others=others)
    return result["findings"]["fitting"], result


def accepted(runs: list[harness.Record], **changes: object) -> DiagnosticPlan:
    asked = {"tests": ["fitting"], "runs": [one.job.id for one in runs[1:]], **changes}
    return build_diagnostic_plan(
        msgspec.convert(asked, DiagnosticRequest), harness.ran(runs[0]), others=[harness.ran(one) for one in runs[1:]]
    )


def errors(runs: list[harness.Record], **changes: object) -> dict[str, str]:
    with pytest.raises(InvalidRequestError) as error:
        accepted(runs, **changes)
    return {field_error.path: field_error.message for field_error in error.value.errors}


def drawn(
    curve: list[float], probe: list[float] | None = None, *, runs: int = 6, sd: float = 0.02, seed: int = 0
) -> Samples:
    """Runs whose best prompts score along a curve on train examples, and along another on probe examples."""
    rng = np.random.default_rng(seed)
    shape = (runs, len(curve), 1)

    def scored(means: list[float], items: int) -> Matrix:
        prompts = np.array(means)[:, np.newaxis] + rng.normal(0, sd, shape)
        prompts[:, 0] = means[0]
        cells = prompts + rng.normal(0, 0.05, size=items) + rng.normal(0, 0.05, (*shape[:2], items))
        cells[:, 0] = cells[0, 0]
        return np.asarray(cells.reshape(-1, items))

    return samples(
        [],
        checkpoints=Trajectories(
            runs=np.repeat(np.arange(runs), len(curve)),
            steps=np.tile(np.arange(len(curve)), runs),
            train=scored(curve, ITEMS),
            probe=scored(curve if probe is None else probe, ITEMS),
        ),
    )


RISING, ONE_SHOT = [0.3, 0.4, 0.5, 0.6, 0.7], [0.3, 0.7, 0.7, 0.7, 0.7]


async def test_runs_that_learn_at_every_step_fit_and_runs_that_learn_at_once_do_not(tmp_path: Path) -> None:
    model = answering(lambda looks: 0.1 + 0.2 * looks)
    finding, result = await diagnosed(tmp_path / "fits", model, await recorded(tmp_path / "runs", model, 5))
    assert finding["verdict"] == "supported", finding
    assert len(result["material"]["checkpoints"]) == 5 * (STEPS + 1)
    assert result["material"]["blocks"] == []
    once = answering(lambda looks: 0.2 + 0.5 * (looks > 0))
    finding, _ = await diagnosed(tmp_path / "once", once, await recorded(tmp_path / "others", once, 5))
    assert finding["verdict"] == "refuted", finding
    assert "later steps add nothing" in finding["reading"]


async def test_fewer_than_five_runs_are_not_testable_but_shown_and_the_number_is_said(tmp_path: Path) -> None:
    model = answering(lambda looks: 0.1 + 0.2 * looks)
    runs = await recorded(tmp_path / "runs", model, 1)
    recorded_before = {body["seed"] for body in model.of("task")}
    model.received.clear()
    finding, result = await diagnosed(tmp_path / "one", model, runs)
    assert (finding["verdict"], finding["claims"]) == ("not_testable", [])
    assert "there are 1; name 4 more in runs" in finding["reading"]
    figures = {figure["name"]: figure["value"] for figure in finding["figures"]}
    assert figures["train score at the end"] > figures["train score before"]
    # fresh draws: no answer is one that the run may have recorded, and all examples are of train and probe
    assert not {body["seed"] for body in model.of("task")} & recorded_before
    assert [len(one["train"]) for one in result["material"]["checkpoints"]] == [ITEMS] * (STEPS + 1)


async def test_further_runs_must_be_trials_of_the_same(tmp_path: Path) -> None:
    model = answering(lambda looks: 0.1 + 0.2 * looks)
    first, second = await recorded(tmp_path, model, 2)
    change = msgspec.structs.replace

    def other(**changes: object) -> harness.Record:
        return change(second, plan=change(second.plan, **changes))

    async with harness.serving(tmp_path / "plans", model) as service:
        foreign = harness.plan_of(service, request(2, task=world.task(60)))
        shifted = harness.plan_of(service, request(2, models={"task": {"provider": "world", "model": "another"}}))
    assert errors([first, other(examples=foreign.examples)]) == {"runs[0]": "run_2 has other examples or splits"}
    moved = tuple(change(one, split="train") for one in second.plan.examples)
    assert "splits" in errors([first, other(examples=moved)])["runs[0]"]
    given = {**second.plan.components, "user": "Other. {text}"}
    assert "another prompt" in errors([first, other(components=given)])["runs[0]"]
    assert "another method" in errors([first, other(method=METHODS["rewrite"]())])["runs[0]"]
    assert "other models" in errors([first, other(models=shifted.models)])["runs[0]"]
    assert errors([first, second, second]) == {"runs[1]": "run_2 has the seed 2, as run_2 has"}
    assert errors([first, first]) == {"runs[0]": "run_1 has the seed 1, as run_1 has"}
    assert "fitting" in errors([first, second], tests=["shortcuts"])["runs"]


async def test_a_method_without_feedback_can_be_asked_what_draws_no_edits(tmp_path: Path) -> None:
    model = answering(lambda looks: 0.1 + 0.2 * looks)
    (first,) = await recorded(tmp_path, model, 1)
    plan = accepted([first], tests=["fitting", "shortcuts"])
    assert (plan.recorded, plan.needs.checkpoints, len(plan.checkpoints)) == ((), True, STEPS + 1)
    assert estimate(plan, {}).calls.task == (STEPS + 1) * (ITEMS + 24)
    message = errors([first], tests=["fitting", "content"])["tests"]
    assert "no feedback" in message
    assert "fitting, shortcuts" in message
    too_little = errors([first], budget={"max_calls": 10})["budget.max_calls"]
    assert "scoring the run's best prompts takes at least 240 calls" in too_little
    short = msgspec.structs.replace(first, steps=first.steps[:2])
    refused = accepted([short]).untestable["fitting"]
    assert refused == "1 steps of the run chose a prompt; 2 are needed"


def test_a_rise_after_the_first_step_is_supported_with_the_slope_over_runs() -> None:
    made = drawn(RISING)
    finding = found("fitting", made)
    assert made.checkpoints is not None
    means = made.checkpoints.train.mean(axis=1).reshape(6, 5)
    slopes = [np.polyfit([1, 2, 3, 4], run[1:], 1)[0] for run in means]
    expected = pair_t(3 * np.array(slopes))
    claim = finding.claims[0]
    assert finding.verdict == "supported"
    assert claim.estimate == pytest.approx(expected.estimate)
    assert claim.ci95 == pytest.approx((expected.interval.low, expected.interval.high))
    assert (claim.n_pairs, claim.p_value, claim.alternative) == (6, 2**-6, "greater")
    assert finding.figure("train score at the end") == pytest.approx(0.7, abs=0.05)


def test_five_runs_are_the_fewest_that_can_be_significant() -> None:
    assert found("fitting", drawn(RISING, runs=5)).verdict == "supported"
    four = found("fitting", drawn(RISING, runs=4))
    assert (four.verdict, four.claims) == ("not_testable", ())
    assert "there are 4; name 1 more in runs" in four.reading


def test_a_gain_of_the_first_step_alone_is_one_shot() -> None:
    finding = found("fitting", drawn(ONE_SHOT))
    share = next(figure for figure in finding.figures if figure.name == SHARE)
    assert (finding.verdict, finding.reading[:8]) == ("refuted", "one-shot")
    assert share.ci95 is not None
    assert 0.8 < share.ci95[0] < 1 < share.ci95[1]


def test_runs_that_never_gain_are_refuted_without_a_share() -> None:
    finding = found("fitting", drawn([0.5] * 5))
    assert (finding.verdict, finding.figure(SHARE)) == ("refuted", None)
    assert finding.reading.startswith("no step changes the score on the train examples;")


def test_a_fall_after_the_first_step_is_refuted_by_its_sign() -> None:
    finding = found("fitting", drawn([0.3, 0.8, 0.7, 0.6, 0.5]))
    assert (finding.verdict, "falls" in finding.reading) == ("refuted", True)


def test_noisy_runs_settle_nothing_and_say_what_they_could_detect() -> None:
    finding = found("fitting", drawn([0.3, 0.5, 0.53, 0.5, 0.53], sd=0.1, runs=5))
    assert finding.verdict == "inconclusive"
    assert "detectable with 80 % power" in finding.reasons[0]


def test_a_gain_on_train_examples_that_probe_examples_do_not_share_is_flagged() -> None:
    overfit = found("fitting", drawn(RISING, [0.3] * 5))
    gap = overfit.other("gain on train - gain on probe")
    assert gap is not None
    assert gap.estimate == pytest.approx(0.4, abs=0.05)
    assert overfit.flags[0].startswith("OVERFITS")
    assert found("fitting", drawn(RISING)).flags == ()


def test_runs_without_room_or_variance_are_not_testable() -> None:
    assert "ceiling" in found("fitting", drawn([0.5, 1.0, 1.0, 1.0], sd=0.001)).reading
    made = drawn([0.5] * 4)
    assert made.checkpoints is not None
    made.checkpoints.train[:] = 0.5
    finding = found("fitting", made)
    assert (finding.verdict, "alike in all runs" in finding.reading) == ("not_testable", True)


def test_a_run_that_lacks_scores_is_left_out_and_counted() -> None:
    made = drawn(RISING)
    assert made.checkpoints is not None
    made.checkpoints.train[5:9] = np.nan
    finding = found("fitting", made)
    assert (finding.claims[0].n_pairs, finding.verdict) == (5, "supported")
    assert finding.flags == ("1 runs with too few scored prompts are left out",)


def test_an_example_that_failed_once_is_left_out_of_its_runs_whole_curve() -> None:
    """Its absence must not look like a change of the score."""
    made = drawn(ONE_SHOT)
    assert made.checkpoints is not None
    hard = made.checkpoints.train[:, 0]
    hard[:] = 0.0
    without = found("fitting", made).claims[0].estimate
    hard[4::5] = np.nan
    assert without is not None
    assert found("fitting", made).claims[0].estimate == pytest.approx(without, abs=0.005)


def test_pairing_holds_a_curve_is_of_one_run() -> None:
    """Runs of very different levels rise by little: checkpoints told to be of other runs lose it in that spread."""
    made = drawn([0.4, 0.4, 0.44, 0.48, 0.52], sd=0.01)
    assert made.checkpoints is not None
    levels = np.repeat([-0.3, -0.15, 0, 0.1, 0.2, 0.3], 5)[:, np.newaxis]
    spread = msgspec.structs.replace(made.checkpoints, train=made.checkpoints.train + levels)
    assert found("fitting", samples([], checkpoints=spread)).verdict == "supported"
    rng = np.random.default_rng(0)
    runs = spread.runs.copy()
    for step in range(1, 5):
        runs[spread.steps == step] = rng.permutation(6)
    mixed = msgspec.structs.replace(spread, runs=runs)
    assert found("fitting", samples([], checkpoints=mixed)).verdict != "supported"


def test_the_sides_hold_train_is_what_rises_and_train_minus_probe_is_the_gap() -> None:
    swapped = found("fitting", drawn([0.5] * 5, RISING))
    gap = swapped.other("gain on train - gain on probe")
    assert gap is not None
    assert gap.estimate == pytest.approx(-0.4, abs=0.05)
    assert (swapped.verdict, swapped.flags) == ("refuted", ())

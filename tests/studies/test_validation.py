"""What a study must be: every fault is found at once, with its path and what is accepted."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.api.decode import decode
from gradcheck.engine.request import OptimizeRequest
from gradcheck.errors import InvalidRequestError
from gradcheck.studies.estimate import check_power, estimate
from gradcheck.studies.plan import StudyPlan
from gradcheck.studies.request import StudyRequest
from gradcheck.studies.validation import build_study_plan
from tests.support import harness, world
from tests.support.gateways import wired

TRUE: dict[str, Any] = {"name": "true"}
WRONG: dict[str, Any] = {"name": "wrong", "critic": {"labels": "wrong"}}
IMPROVE: dict[str, Any] = {"name": "improve", "overrides": {"method": "improve"}}
GEPA = {"name": "gepa", "iterations": 2}
PAIR = {"first": "true", "second": "wrong", "alternative": "greater"}


def request(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any part of a request
    optimize = harness.request(**{"method": {"name": "textgrad", "steps": 2}, **changes.pop("optimize", {})})
    return {"optimize": optimize, "arms": [TRUE, WRONG], "trials": 5, "comparisons": [PAIR], **changes}


def plan(home: Path, *, prices: tuple[float, float] | None = None, **changes: Any) -> StudyPlan:  # noqa: ANN401
    gateway = wired(harness.settings(home, prices=prices))
    wanted = decode(msgspec.json.encode(request(**changes)), StudyRequest)
    return build_study_plan(wanted, gateway, lambda body: decode(msgspec.json.encode(body), OptimizeRequest))


def errors(home: Path, **changes: Any) -> dict[str, str]:  # noqa: ANN401
    with pytest.raises(InvalidRequestError) as refused:
        plan(home, **changes)
    return {error.path: error.message for error in refused.value.errors}


def test_a_sound_study_is_accepted_with_its_arms_resolved(tmp_path: Path) -> None:
    one_step = {"name": "one_step", "overrides": {"method": {"chain": "one_step"}}, "trials": 7}
    found = plan(tmp_path, arms=[TRUE, WRONG, one_step, IMPROVE])
    assert [arm.name for arm in found.arms] == ["true", "wrong", "one_step", "improve"]
    methods = [msgspec.to_builtins(arm.plan.method) for arm in found.arms]
    assert [method["name"] for method in methods] == ["textgrad"] * 3 + ["improve"]
    assert (methods[2]["chain"], methods[2]["steps"]) == ("one_step", 2)
    assert found.trials == 7
    assert [[arm.name for arm in found.arms_of(trial)] for trial in (4, 6)] == [
        ["true", "wrong", "one_step", "improve"],
        ["one_step"],
    ]
    assert found.examples == found.shared_plan(found.arms[0]).examples
    assert found.run_sd.reason.startswith("assumed")


BIG = {"max_calls": 5000}
CASES: list[tuple[dict[str, Any], dict[str, str]]] = [
    (
        {"arms": [TRUE, {**WRONG, "name": "true"}], "comparisons": []},
        {"arms[0].name": "2 times", "arms[1].name": "2 times"},
    ),
    ({"arms": [TRUE], "comparisons": []}, {"arms": "at least two"}),
    ({"trials": None}, {"trials": "required"}),
    ({"trials": {"labels": 5}}, {"trials": "preset"}),
    ({"trials": 2}, {"trials": "3 are needed"}),
    ({"trials": 3, "comparisons": [{**PAIR, "alternative": "two_sided"}]}, {"trials": "4 are needed"}),
    ({"trials": 3, "alpha": 0.001}, {"trials": "7 are needed"}),
    ({"alpha": 0.00001}, {"trials": "no number of trials"}),
    ({"comparisons": [PAIR] * 30}, {"trials": "6 are needed"}),
    ({"families": ["labels"]}, {"families": "preset"}),
    (
        {"comparisons": [{**PAIR, "first": "tru"}, {**PAIR, "second": "true"}]},
        {"comparisons[0].first": "there are true, wrong", "comparisons[1].second": "is the first arm"},
    ),
    ({"arms": [TRUE, {"name": "again"}], "comparisons": []}, {"arms[1]": "'again' is the same as 'true'"}),
    (
        {
            "arms": [TRUE, {"name": "again", "overrides": {"method": {"name": "textgrad", "steps": 2}}}],
            "comparisons": [],
        },
        {"arms[1]": "'again' is the same as 'true'"},
    ),
    (
        {"arms": [TRUE, {**WRONG, "overrides": {"budget": BIG}}]},
        {"budgets_differ": "'true' and 'wrong'"},
    ),
    ({"arms": [TRUE, {**WRONG, "overrides": {"seed": 3}}]}, {"arms[1].overrides.seed": "study's seed"}),
    (
        {"arms": [TRUE, {**WRONG, "overrides": {"method": {"chain": "two", "step": 1}, "budget": {"max_calls": 0}}}]},
        {
            "arms[1].overrides.method.chain": "accepted are",
            "arms[1].overrides.method.step": "not known",
            "arms[1].overrides.budget.max_calls": ">= 1",
        },
    ),
    (
        {"arms": [TRUE, {**WRONG, "overrides": {"prompt": "Answer {txt}", "models": {"judge": {"provider": "x"}}}}]},
        {"arms[1].overrides.prompt": "{txt}", "arms[1].overrides.models.judge.provider": "known are"},
    ),
    ({"optimize": {"prompt": "Answer {txt}"}}, {"optimize.prompt": "{txt}"}),
    (
        {"arms": [TRUE, {**WRONG, "overrides": {"task": {"split_seed": 3}}}]},
        {"arms[1].overrides.task": "compared on the same"},
    ),
    (
        {"arms": [TRUE, {**WRONG, "overrides": {"task": {"scoring": {"ignore_case": False}}}}]},
        {"arms[1].overrides.task": "compared on the same"},
    ),
    ({"arms": [TRUE, {**IMPROVE, "critic": {"labels": "wrong"}}], "comparisons": []}, {"arms[1].critic": "no critic"}),
    (
        {
            "arms": [TRUE, {"name": "g", "overrides": {"method": GEPA}, "critic": {"evaluation": "binary"}}],
            "comparisons": [],
        },
        {"arms[1].critic.evaluation": "gepa chooses by the scores of train examples"},
    ),
    (
        {"optimize": {"task": {**world.task(40), "scoring": {"kind": "regex", "pattern": "a"}}}},
        {"arms[1].critic.labels": "takes no other answer"},
    ),
    (
        {"optimize": {"method": {"name": "textgrad", "revert": "naive", "candidates": 2}}},
        {"optimize.method.candidates": "naive"},
    ),
    (
        {"optimize": {"task": {**world.task(40), "split": {"train": 0.5, "validation": 0.5, "probe": 0, "test": 0}}}},
        {"outcome": "test split is empty"},
    ),
    ({"budget": {"max_calls": 10_000}}, {"optimize.budget.max_calls": "'true' has none"}),
    (
        {"budget": {"max_calls": 300}, "optimize": {"budget": {"max_calls": 200}}},
        {"budget.max_calls": "400 calls"},
    ),
    (
        {"budget": {"max_cost_usd": 1}, "optimize": {"budget": {"max_cost_usd": 1}}},
        {"optimize.budget.max_cost_usd": "needs prices"},
    ),
    ({"track": {"every": 1, "arms": ["tru"]}}, {"track.arms[0]": "there are true, wrong"}),
    ({"preset": "melcer", "arms": [], "comparisons": []}, {"preset": "known are melcer2025"}),
    ({"preset": "melcer2025", "trials": None}, {"arms": "preset's", "comparisons": "preset's"}),
    (
        {"preset": "melcer2025", "arms": [], "comparisons": [], "trials": None, "families": ["chain", "chian"]},
        {"families[1]": "known are chain, labels"},
    ),
    (
        {"preset": "melcer2025", "arms": [], "comparisons": [], "families": ["chain"], "trials": {"labels": 4}},
        {"trials.labels": "families asked for: chain"},
    ),
]


@pytest.mark.parametrize(("changes", "expected"), CASES)
def test_every_fault_is_named(tmp_path: Path, changes: dict[str, Any], expected: dict[str, str]) -> None:
    found = errors(tmp_path, **changes)
    assert set(found) == set(expected)
    for path, words in expected.items():
        assert words in found[path], found


@pytest.mark.parametrize("method", ["adalflow", "gepa", "portfolio", "promptwizard", "simba"])
@pytest.mark.parametrize("evaluation", ["none", "binary"])
def test_a_method_that_chooses_by_train_scores_is_shown_no_other_evaluation(
    tmp_path: Path, method: str, evaluation: str
) -> None:
    given = {"name": method, "iterations": 2} if method == "gepa" else {"name": method}
    arm = {"name": "x", "overrides": {"method": given}, "critic": {"evaluation": evaluation}}
    found = errors(tmp_path, arms=[TRUE, arm], comparisons=[])
    assert found["arms[1].critic.evaluation"].startswith(f"{method} chooses by the scores of train examples")


@pytest.mark.parametrize("method", ["ape", "bootstrap_fewshot", "capo", "miprov2", "opro"])
@pytest.mark.parametrize("evaluation", ["none", "smooth"])
def test_a_method_without_a_critic_is_shown_no_other_evaluation(tmp_path: Path, method: str, evaluation: str) -> None:
    arm = {"name": "x", "overrides": {"method": {"name": method}}, "critic": {"evaluation": evaluation}}
    found = errors(tmp_path, arms=[TRUE, arm], comparisons=[])
    assert found["arms[1].critic.evaluation"].startswith(f"{method} has no critic that sees how an answer was scored")


@pytest.mark.parametrize(
    "changes",
    [{"delta": 0}, {"delta": 1.5}, {"alpha": 0}, {"alpha": 0.5}, {"trials": 1}, {"run_sd": 0}, {"outcome": "probe"}],
)
def test_numbers_out_of_their_bounds_are_faults(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert list(errors(tmp_path, **changes)) == list(changes)


def test_a_track_needs_a_last_step(tmp_path: Path) -> None:
    endless = {"method": {"name": "improve", "rounds": None}, "budget": BIG}
    ending = {"name": "ending", "overrides": {"method": {"name": "textgrad"}}}
    changes: dict[str, Any] = {"arms": [{"name": "endless"}, ending], "optimize": endless, "comparisons": []}
    assert "'endless' have no last step" in errors(tmp_path, track={"every": 1}, **changes)["track"]
    accepted = plan(tmp_path, track={"every": 1, "arms": ["ending"]}, **changes)
    assert [accepted.tracked_steps(arm, 3) for arm in accepted.arms] == [(), (0, 1, 2, 3)]


def test_faults_of_several_kinds_are_found_at_once(tmp_path: Path) -> None:
    arms = [TRUE, {"name": "same"}, {**WRONG, "overrides": {"method": {"name": "nothing"}, "budget": BIG}}]
    found = errors(tmp_path, arms=arms, comparisons=[{**PAIR, "first": "x"}], trials=2, families=["chain"])
    assert set(found) == {"arms[1]", "arms[2].overrides.method.name", "comparisons[0].first", "families"}


def test_budgets_may_differ_where_that_is_said(tmp_path: Path) -> None:
    arms = [TRUE, {**WRONG, "overrides": {"budget": BIG}}]
    assert [arm.plan.budget.max_calls for arm in plan(tmp_path, arms=arms, budgets_differ=True).arms] == [None, 5000]


def test_a_study_that_could_not_find_delta_is_refused_and_says_how_many_trials_would_do(tmp_path: Path) -> None:
    blind = plan(tmp_path, run_sd=0.06)
    with pytest.raises(InvalidRequestError) as refused:
        check_power(blind)
    message = refused.value.errors[0].message
    assert "find 0.1 with 80 % power" in message
    assert "112 trials would do" in message
    check_power(plan(tmp_path, run_sd=0.06, trials=112))
    check_power(plan(tmp_path, run_sd=0.06, delta=0.11))
    with pytest.raises(InvalidRequestError):
        check_power(plan(tmp_path, run_sd=0.06, trials=111))


def test_the_estimate_says_what_a_study_takes_and_tells(tmp_path: Path) -> None:
    wanted = plan(
        tmp_path,
        arms=[TRUE, {**WRONG, "trials": 9}],
        outcome="validation",
        track={"every": 2, "arms": ["true"]},
        optimize={"budget": {"max_calls": 200}},
    )
    found = estimate(wanted)
    train, validation = 12, 12
    run = wanted.shared_plan(wanted.arms[0]).expected_calls
    assert [arm.expected_calls for arm in found.arms] == [5 * (run + validation + 2 * train), 9 * (run + validation)]
    assert found.most_calls == 5 * (200 + validation + 2 * train) + 9 * (200 + validation)
    assert (found.runs, found.trials, found.comparisons[0].trials) == (14, 9, 5)
    assert not found.detects_delta
    assert found.comparisons[0].power_large == pytest.approx(0.313, abs=0.001)
    assert found.published_power == ()
    sure = estimate(plan(tmp_path, run_sd=0.005))
    assert sure.detects_delta
    assert sure.comparisons[0].minimum_detectable_effect <= 0.02


def test_the_assumed_spread_shrinks_with_more_items(tmp_path: Path) -> None:
    few = plan(tmp_path).run_sd
    many = plan(tmp_path, optimize={"task": world.task(400)}).run_sd
    assert 0.04 < many.value < few.value
    assert "8 items" in few.reason
    assert plan(tmp_path, run_sd=0.07).run_sd.value == 0.07

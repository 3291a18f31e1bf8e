"""What runs leave in the metrics of their gains."""

import pytest
from prometheus_client import CollectorRegistry

from gradcheck.domain import run
from gradcheck.domain.run import Difference, RoleUsage, Usage
from gradcheck.telemetry import Telemetry


@pytest.fixture
def telemetry() -> Telemetry:
    found = Telemetry(CollectorRegistry())
    found.start_method("m")
    return found


def value(telemetry: Telemetry, name: str, **labels: str) -> float | None:
    return telemetry.registry.get_sample_value(name, {"method": "m", **labels})


def outcome(estimate: float, low: float, high: float) -> run.TestResult:
    difference = Difference(estimate=estimate, ci95=(low, high), p_value=0.5, n=9, test="mcnemar_midp")
    return run.TestResult(verdict="not_distinguishable", difference=difference)


def test_gains_less_losses_are_what_runs_gained_with_its_limits(telemetry: Telemetry) -> None:
    assert value(telemetry, "gradcheck_run_gain_count", bound="estimate") == 0
    telemetry.result("m", outcome(0.3, 0.1, 0.5), {})
    telemetry.result("m", outcome(-0.1, -0.3, 0.1), {})
    for bound, mean in (("low", -0.1), ("estimate", 0.1), ("high", 0.3)):
        gained, lost, runs = (
            value(telemetry, f"gradcheck_run_{name}", bound=bound) or 0.0
            for name in ("gain_sum", "loss_sum", "gain_count")
        )
        assert (gained - lost) / runs == pytest.approx(mean)


def test_a_run_that_was_not_tested_has_no_gain(telemetry: Telemetry) -> None:
    telemetry.result("m", run.TestResult(verdict="not_tested"), {})
    assert value(telemetry, "gradcheck_run_gain_count", bound="estimate") == 0


def test_a_result_has_its_dollars_where_all_of_them_are_known(telemetry: Telemetry) -> None:
    usage: Usage = {"task": RoleUsage(cost_usd=0.2), "optimizer": RoleUsage(cost_usd=0.3)}
    telemetry.result("m", outcome(0.3, 0.1, 0.5), usage)
    telemetry.result("m", outcome(0.3, 0.1, 0.5), {**usage, "judge": RoleUsage(cost_usd=None)})
    assert value(telemetry, "gradcheck_run_result_usd_sum") == pytest.approx(0.5)
    assert value(telemetry, "gradcheck_run_result_usd_count") == 1

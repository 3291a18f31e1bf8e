"""What tests are given beside samples: rules, and the labels of all worlds."""

from gradcheck.diagnostics.analysis.finding import TestInput
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.request import Noise, Rules
from gradcheck.simulation.worlds.catalogue import LABELS


def rules(*tests: str, **changes: object) -> Rules:
    """The rules of a calibration: those of the request's defaults, whole ladder, delta 0.05, unless changed."""
    fixed: dict[str, object] = {
        "scope": "this_run",
        "estimand": "fixed_feedback",
        "ladder": "whole",
        "stop": "fixed",
        "delta": 0.05,
        "alpha": 0.05,
        "noise": Noise(pair_sd=0.08, basis="assumed"),
        "seed": 0,
    }
    return Rules(tests=tests, **{**fixed, **changes})  # type: ignore[arg-type]


def given(samples: Samples, under: Rules) -> TestInput:
    """Samples of a simulated world under some rules."""
    return TestInput(samples=samples, rules=under, labels=LABELS)

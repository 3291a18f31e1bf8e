"""The command `calibrate`: measures how often verdicts are right in worlds whose truth is known, and prints a table."""

import sys
import time
from argparse import Namespace
from pathlib import Path

from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.simulation.calibration.calibrate import calibrate
from gradcheck.simulation.calibration.registry import SCENARIOS
from gradcheck.simulation.calibration.report import as_json, markdown, table
from gradcheck.simulation.calibration.scenario import Scenario


def run(arguments: Namespace) -> int:
    """Draw the scenarios that the arguments name; the exit code. Raises InvalidRequestError for an unknown name."""
    return measure(arguments.scenarios, arguments.runs, arguments.json, as_markdown=arguments.markdown)


def measure(names: str | None, runs: int, report: Path | None, *, as_markdown: bool) -> int:
    """The exit code: 0 where everything holds. Raises InvalidRequestError naming every scenario that is not there."""
    chosen = list(SCENARIOS) if names is None else names.split(",")
    unknown = [name for name in chosen if name not in SCENARIOS]
    if unknown:
        known = ", ".join(SCENARIOS)
        errors = (FieldError("scenarios", f"there is no scenario {name!r}; there are {known}") for name in unknown)
        raise InvalidRequestError.of(*errors)
    started = time.monotonic()

    def done(scenario: Scenario) -> None:
        print(f"{time.monotonic() - started:6.0f} s  {scenario.name}: {scenario.about}", file=sys.stderr, flush=True)

    calibration = calibrate([SCENARIOS[name] for name in dict.fromkeys(chosen)], runs, done=done)
    print(markdown(calibration) if as_markdown else table(calibration))
    if report is not None:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_bytes(as_json(calibration))
    return 0 if calibration.passed else 1

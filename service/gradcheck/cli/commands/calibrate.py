"""The command `calibrate`: measures how often verdicts are right in worlds whose truth is known, and prints a table."""

import json
import sys
import time
from argparse import Namespace

from gradcheck.cli.output import tell
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.simulation.calibration.calibrate import calibrate
from gradcheck.simulation.calibration.registry import SCENARIOS
from gradcheck.simulation.calibration.report import as_json, markdown, table
from gradcheck.simulation.calibration.scenario import Scenario


def run(arguments: Namespace) -> int:
    """Draw the scenarios that the arguments name; 0 where everything holds, else 1.

    Raises InvalidRequestError naming every scenario that is not there.
    """
    names = arguments.scenarios
    chosen = list(SCENARIOS) if names is None else names.split(",")
    unknown = [name for name in chosen if name not in SCENARIOS]
    if unknown:
        known = ", ".join(SCENARIOS)
        errors = (FieldError("scenarios", f"there is no scenario {name!r}; there are {known}") for name in unknown)
        raise InvalidRequestError.of(*errors)
    started = time.monotonic()

    def done(scenario: Scenario) -> None:
        print(f"{time.monotonic() - started:6.0f} s  {scenario.name}: {scenario.about}", file=sys.stderr, flush=True)

    calibration = calibrate([SCENARIOS[name] for name in dict.fromkeys(chosen)], arguments.runs, done=done)
    found = json.loads(as_json(calibration))
    tell(arguments, found, lambda: markdown(calibration) if arguments.markdown else table(calibration))
    return 0 if calibration.passed else 1

"""The command line: serve, optimize, headroom, check, verify, quickstart, calibrate, openapi.

The module of a command's name is loaded when the command runs, so that help and mistakes are answered at once.
"""

import argparse
import gc
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from gradcheck.errors import GradcheckError

_QUICK = ("verify",)  # what it computes takes less than to start threads for it


def main() -> None:
    """Run a command; errors go to stderr with exit code 2."""
    arguments = _parser().parse_args()
    try:
        code = _loaded(arguments.command)(arguments)
    except GradcheckError as error:
        print(f"gradcheck: {error.message}", file=sys.stderr)
        for field_error in error.errors:
            print(f"  {field_error.path}: {field_error.message}", file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _loaded(command: str) -> Callable[[argparse.Namespace], int]:
    """What runs a command, of the module of its name."""
    if command in _QUICK:
        import_module("gradcheck.settings").compute_in_one_thread()
    gc.disable()  # what is imported stays: to look for garbage in it takes a sixth of the time that it takes to import
    try:
        run: Callable[[argparse.Namespace], int] = import_module(f"gradcheck.cli.{command}").run
    finally:
        gc.enable()
    return run


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gradcheck", description="Optimizes prompts for language models and proves what did the work."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="serve the API and work jobs off; settings come from GRADCHECK_*")
    commands.add_parser("openapi", help="print the OpenAPI document")
    run = commands.add_parser("optimize", help="run one optimization from a JSON file with the body of POST /optimize")
    run.add_argument("file", type=Path, help="the request; - reads it from standard input")
    run.add_argument("--url", help="a running service; without it one is started for this run")
    run.add_argument("--json", type=Path, help="write the finished run here")
    before = commands.add_parser("headroom", help="measure, before a run, whether its task reacts to prompts at all")
    before.add_argument("file", type=Path, help="the request of the run; - reads it from standard input")
    before.add_argument("--prompts", type=int, help="prompts to write beside the given one")
    before.add_argument("--items", type=int, help="examples to score them on")
    before.add_argument("--seed", type=int, default=0, help="the measurement's seed")
    before.add_argument("--url", help="a running service; without it one is started for this measurement")
    before.add_argument("--json", type=Path, help="write the finished measurement here")
    first = commands.add_parser("quickstart", help="optimize a sample task on the embedded model, then diagnose it")
    first.add_argument("--seed", type=int, default=1, help="the run's seed")
    first.add_argument("--json", type=Path, help="write the figures here")
    check = commands.add_parser("verify", help="compute the verdicts of a stored diagnostic again from its material")
    check.add_argument("file", type=Path, help="the body of GET /diagnostics/ID")
    model = commands.add_parser("check", help="ask a provider's model one small question in the shape of each role")
    model.add_argument("provider", help="the provider, as the settings name it")
    model.add_argument("--model", help="one of its models; without it the default one")
    model.add_argument("--url", help="a running service; without it one is started for this check")
    model.add_argument("--json", type=Path, help="write the whole answer here")
    _add_calibrate(commands.add_parser("calibrate", help="measure how often verdicts are right in simulated worlds"))
    return parser


def _add_calibrate(command: argparse.ArgumentParser) -> None:
    command.add_argument("--scenarios", help="the scenarios to draw, separated by commas; without it all")
    command.add_argument("--runs", type=_count, default=10_000, help="runs a scenario; a release takes 10,000")
    command.add_argument("--json", type=Path, help="write the numbers here")
    command.add_argument("--markdown", action="store_true", help="print the table as Markdown")


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least one run is needed")
    return count

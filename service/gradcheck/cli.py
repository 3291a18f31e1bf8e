"""The command line: serve, optimize, check, verify, quickstart, calibrate, openapi.

It owns arguments and exit codes.
"""

import argparse
import asyncio
import gc
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

import httpx
import msgspec
import uvicorn

from gradcheck.api.openapi import document
from gradcheck.app import create_app, end_streams
from gradcheck.console.calibrate import run as calibrate
from gradcheck.console.check import check
from gradcheck.console.optimize import optimize
from gradcheck.console.quickstart import SEED, quickstart
from gradcheck.console.verify import verify
from gradcheck.errors import GradcheckError
from gradcheck.settings import load
from gradcheck.simulation.calibration.calibrate import RELEASE_RUNS
from gradcheck.telemetry import configure_logging

_GRACE_S = 5


def main() -> None:
    """Run a command; errors go to stderr with exit code 2."""
    arguments = _parser().parse_args()
    try:
        code = _run(arguments)
    except GradcheckError as error:
        print(f"gradcheck: {error.message}", file=sys.stderr)
        for fault in error.faults:
            print(f"  {fault.path}: {fault.message}", file=sys.stderr)
        code = 2
    except httpx.HTTPError as error:
        print(f"gradcheck: the service does not answer: {str(error) or type(error).__name__}", file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


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
    first = commands.add_parser("quickstart", help="optimize a sample task on the embedded model, then diagnose it")
    first.add_argument("--seed", type=int, default=SEED, help="the run's seed")
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
    command.add_argument("--cells", help="the cells to draw, separated by commas; without it all")
    command.add_argument("--runs", type=_count, default=RELEASE_RUNS, help="runs a cell; a release takes 10,000")
    command.add_argument("--json", type=Path, help="write the numbers here")
    command.add_argument("--markdown", action="store_true", help="print the table as Markdown")


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least one run is needed")
    return count


def _run(arguments: argparse.Namespace) -> int:  # noqa: PLR0911 - one a command
    match arguments.command:
        case "serve":
            return _serve()
        case "openapi":
            schema = msgspec.json.encode(document(create_app(load())))
            print(json.dumps(json.loads(schema), indent=2))
            return 0
        case "optimize":
            return asyncio.run(optimize(arguments.file, arguments.url, arguments.json))
        case "check":
            return asyncio.run(check(arguments.provider, arguments.model, arguments.url, arguments.json))
        case "verify":
            return verify(arguments.file)
        case "calibrate":
            return calibrate(arguments.cells, arguments.runs, arguments.json, as_markdown=arguments.markdown)
        case _:
            return asyncio.run(quickstart(arguments.seed, arguments.json))


def _serve() -> int:
    settings = load()
    configure_logging(settings.log_level)
    app = create_app(settings)
    _collect_garbage_rarely()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    _Server(config, partial(end_streams, app)).run()
    return 0


def _collect_garbage_rarely() -> None:
    """Thousands of waiting calls are thousands of live objects that every collection would look at in vain.

    Worth 0.5 ms of CPU a call at 4,000 calls at once; what is no cycle is freed at once as ever.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


class _Server(uvicorn.Server):
    """Ends the event streams as soon as it is told to stop: they would last as long as their jobs."""

    def __init__(self, config: uvicorn.Config, before_exit: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_exit = before_exit

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._before_exit()
        super().handle_exit(sig, frame)

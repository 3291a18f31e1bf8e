"""The commands that ask no service that is there: serving, the sample, proofs from files, the document."""

import argparse
from pathlib import Path

from gradcheck.cli.arguments.flags import Commands, add, count, output, url


def declare(commands: Commands) -> None:
    """What serves, what looks after the database, the sample, proofs from files, the document."""
    add(commands, "serve", "serve.run", "serve the API and work jobs off; settings come from GRADCHECK_*")
    add(commands, "api", "serve.run", "serve the API alone; any number may, and workers, on one Postgres")
    add(commands, "worker", "serve.run", "work jobs off, and answer how it is, alone")
    add(commands, "mcp", "mcp.run", "offer a service to a coding agent, on standard input and output", url)
    add(
        commands, "migrate", "serve.migrate", "bring the database to this version, as a start does, and say how", _shown
    )
    about = "copy an SQLite database into one file, while a service runs on it or not"
    add(commands, "backup", "serve.backup", about, _copy, output)
    add(commands, "restore", "serve.restore", "put such a copy where there is no database", _copy, output)
    about = "optimize a sample task on the embedded model, then diagnose it"
    add(commands, "quickstart", "quickstart.run", about, _sample, output)
    about = "compute the verdicts of a stored diagnostic again from its material"
    add(commands, "verify", "verify.run", about, _stored, output)
    about = "measure how often verdicts are right in simulated worlds"
    add(commands, "calibrate", "calibrate.run", about, _scenarios, output)
    add(commands, "openapi", "serve.document_of_api", "print the OpenAPI document")


def _shown(command: argparse.ArgumentParser) -> None:
    command.add_argument("--show", action="store_true", help="only say what there is to do")


def _copy(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="the copy")


def _sample(command: argparse.ArgumentParser) -> None:
    command.add_argument("--seed", type=int, default=1, metavar="N", help="the run's seed (1)")


def _stored(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="the body of GET /diagnostics/ID")


def _scenarios(command: argparse.ArgumentParser) -> None:
    command.add_argument("--scenarios", metavar="NAMES", help="the scenarios to draw, separated by commas; else all")
    about = "runs a scenario; a release takes 10,000 (10000)"
    command.add_argument("--runs", type=count, default=10_000, metavar="N", help=about)
    command.add_argument("--markdown", action="store_true", help="print the table as Markdown")

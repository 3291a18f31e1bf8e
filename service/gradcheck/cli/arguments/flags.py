"""How a command is declared, and the flags that commands share. It loads nothing but argparse."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no other name
Flags: TypeAlias = Callable[[argparse.ArgumentParser], object]

STATUSES = ("queued", "running", "succeeded", "failed", "cancelled")
PRIORITIES = ("low", "normal", "high")


def add(commands: Commands, name: str, function: str, about: str, *flags: Flags) -> argparse.ArgumentParser:
    """Declare a command that runs a function, named `module.function`, of the package `gradcheck.cli.commands`."""
    command = commands.add_parser(name, help=about, description=f"{about[:1].upper()}{about[1:]}.", allow_abbrev=False)
    command.set_defaults(function=function)
    for declare in flags:
        declare(command)
    return command


def group(commands: Commands, name: str, about: str) -> Commands:
    """Declare a command that has commands of its own."""
    command = commands.add_parser(name, help=about, description=f"{about[:1].upper()}{about[1:]}.", allow_abbrev=False)
    return command.add_subparsers(dest="verb", required=True, metavar="VERB")


def output(command: argparse.ArgumentParser) -> None:
    """For machines: a document on standard output, or in a file."""
    command.add_argument("--json", action="store_true", help="print JSON and nothing else; what is told goes to stderr")
    command.add_argument("--save", type=Path, metavar="FILE", help="write the same JSON into a file")


def service(command: argparse.ArgumentParser) -> None:
    """Which service is asked, and what is printed of its answer."""
    url(command)
    output(command)


def url(command: argparse.ArgumentParser) -> None:
    """Which service is asked."""
    command.add_argument("--url", help="a running service; else GRADCHECK_URL, else one on this machine's data")


def watching(command: argparse.ArgumentParser) -> None:
    """A job that is started by the command and watched to its end."""
    service(command)
    command.add_argument("--detach", action="store_true", help="start it and do not wait; needs a running service")


def one_run(command: argparse.ArgumentParser) -> None:
    """The run that a command is about."""
    command.add_argument("id", metavar="RUN", help="the run's id")


def listing(command: argparse.ArgumentParser) -> None:
    """Which entries of a list are shown."""
    command.add_argument("--status", choices=STATUSES, help="those in this state only")
    command.add_argument("--name", metavar="PART", help="those with this in their name only")
    command.add_argument("--tag", action="append", metavar="TAG", help="those with this tag only; repeat it for more")
    command.add_argument("--limit", type=count, default=20, metavar="N", help="at most so many, the newest (20)")


def called(command: argparse.ArgumentParser) -> None:
    """What a job is called, to be found by, and who is told of its end."""
    command.add_argument("--name", metavar="NAME", help="what to call it")
    command.add_argument("--tag", action="append", metavar="TAG", help="a tag to find it by; repeat it for several")
    command.add_argument("--webhook", metavar="NAME", help="the webhook that is told when it ends")
    command.add_argument("--priority", choices=PRIORITIES, help="before or after your other jobs that wait (normal)")


def budget(command: argparse.ArgumentParser) -> None:
    """What a job may use at most."""
    command.add_argument("--max-calls", type=count, metavar="N", help="model calls at most")
    command.add_argument("--max-tokens", type=count, metavar="N", help="tokens at most, read and written")
    command.add_argument("--max-cost", type=positive, metavar="USD", help="dollars at most")
    command.add_argument("--max-seconds", type=positive, metavar="S", help="seconds at most")


def count(text: str) -> int:
    """A whole number from 1."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 is needed, not {text!r}")
    return number


def positive(text: str) -> float:
    """A number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"a number above 0 is needed, not {text!r}")
    return number


def seed(command: argparse.ArgumentParser) -> None:
    """What random choices follow from."""
    command.add_argument("--seed", type=int, metavar="N", help="what random choices follow from (0)")

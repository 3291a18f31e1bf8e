"""The commands about jobs that there are: runs, diagnostics, studies, measurements of headroom."""

import argparse
from pathlib import Path

from gradcheck.cli.arguments.flags import (
    Commands,
    Flags,
    add,
    budget,
    called,
    group,
    listing,
    one_run,
    service,
    url,
    watching,
)


def declare(commands: Commands) -> None:
    """What can be done with jobs of every kind, and with those of one."""
    runs = _kind(commands, "runs", "run", _by_method)
    about = "start a new run with a new budget that pays only for what is missing"
    add(runs, "continue", "runs.continue_run", about, one_run, budget, called, watching)
    about = "print a run's best prompt as a file of another tool"
    add(runs, "export", "runs.export", about, one_run, _exported, url)
    add(runs, "save", "runs.save", "write a run, with all that it holds, into a file", one_run, _archive, service)
    add(runs, "load", "runs.load", "take in a run from such a file", _archive, service)
    for name in ("steps", "candidates", "rollouts"):
        add(runs, name, f"runs.{name}", f"list a run's {name}", one_run, _RECORDED.get(name, _nothing), service)
    diagnostics = _kind(commands, "diagnostics", "diagnostic", _by_run)
    about = "say what one test comes to over diagnostics of several runs"
    add(diagnostics, "pool", "diagnose.pool", about, _pooled, service)
    _kind(commands, "studies", "study", _by_preset)
    _kind(commands, "measurements", "measurement", _nothing)
    add(commands, "report", "jobs.report", "write a job as a page into a file that loads nothing", _reported, service)


def _kind(commands: Commands, name: str, noun: str, filters: Flags) -> Commands:
    """List, show, watch, cancel and delete jobs of one kind."""

    def which(command: argparse.ArgumentParser) -> None:
        command.add_argument("id", metavar="ID", help=f"the {noun}'s id")
        command.set_defaults(kind=name)

    what = f"{name} of headroom" if name == "measurements" else name
    verbs = group(commands, name, f"list {what}; show, follow, cancel and delete one")
    listed = add(verbs, "list", "jobs.list_jobs", f"list {what}, the newest first", listing, filters, service)
    listed.set_defaults(kind=name)
    add(verbs, "show", "jobs.show", f"show one {noun} and its result", which, service)
    add(verbs, "request", "jobs.request", f"print what a {noun} was asked for with, to be asked again", which, service)
    watched = add(verbs, "watch", "jobs.watch", f"follow one {noun} to its end", which, service)
    watched.add_argument("--after", type=int, default=0, metavar="SEQ", help="only events after this number")
    add(verbs, "cancel", "jobs.cancel", f"cancel one {noun}; what it has so far is kept", which, service)
    add(verbs, "delete", "jobs.delete", f"delete one {noun} with all its texts", which, _deleted, service)
    return verbs


def _deleted(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--cascade", action="store_true", help="delete what continues, diagnoses or holds it as a trial too"
    )


def _nothing(_: argparse.ArgumentParser) -> None:
    """No further flags."""


def _by_method(command: argparse.ArgumentParser) -> None:
    command.add_argument("--method", metavar="NAME", help="those of this method only")
    command.add_argument("--study", metavar="STUDY", help="the trials of this study only")


def _by_run(command: argparse.ArgumentParser) -> None:
    command.add_argument("--run", metavar="RUN", help="those of this run only")


def _by_preset(command: argparse.ArgumentParser) -> None:
    command.add_argument("--preset", metavar="NAME", help="those of this preset only; custom for those of none")


def _by_stage(command: argparse.ArgumentParser) -> None:
    command.add_argument("--stage", metavar="PATH", help="those of this stage or of what it begins: step/1, test")
    command.add_argument("--candidate", metavar="ID", help="those of this candidate only")


def _exported(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", metavar="NAME", help="such as messages, promptfoo or dspy (text)")
    command.add_argument("--save", type=Path, metavar="FILE", help="write it into a file instead")


_RECORDED: dict[str, Flags] = {"rollouts": _by_stage}


def _reported(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID", help="the id of a run, a diagnostic, a study or a measurement of headroom")
    command.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the file (ID.html)")


def _archive(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="the file with the run")


def _pooled(command: argparse.ArgumentParser) -> None:
    command.add_argument("ids", nargs="+", metavar="DIAGNOSTIC", help="the diagnostics' ids")
    command.add_argument("--test", default="content", metavar="NAME", help="the test (content)")
    command.add_argument("--delta", type=float, help="the margin of equivalence")

"""The commands that start diagnostics and studies."""

import argparse

from gradcheck.cli.arguments.flags import Commands, add, budget, called, count, one_run, seed, watching


def declare(commands: Commands) -> None:
    """`diagnose` and `study`."""
    add(
        commands,
        "diagnose",
        "diagnose.diagnose",
        "put a run's feedback to the test",
        one_run,
        _tests,
        budget,
        called,
        watching,
    )
    about = "compare whole runs as trials of arms"
    add(commands, "study", "study.study", about, _study, budget, called, watching)


def _tests(command: argparse.ArgumentParser) -> None:
    command.add_argument("--test", action="append", metavar="NAME", help="a test; repeat it for several (content)")
    command.add_argument("--replicates", type=count, metavar="N", help="pairs of edits a step; else what it takes")
    command.add_argument("--items", type=count, metavar="N", help="probe examples")
    command.add_argument("--items-per-pair", type=count, metavar="N", help="examples that each pair is scored on")
    command.add_argument("--scope", choices=("this_run", "method"), help="what verdicts speak of (this_run)")
    command.add_argument("--delta", type=float, help="the margin of equivalence")
    command.add_argument("--effect", type=float, help="the effect that it has to find")
    command.add_argument("--alpha", type=float, help="the level of the tests (0.05)")
    command.add_argument("--force", action="store_true", help="run it although it could not find the effect")
    command.add_argument("--plan", action="store_true", help="only say what it would cost and could find")
    seed(command)


def _study(command: argparse.ArgumentParser) -> None:
    about = "a JSON file with the body of POST /studies, whose fields flags replace; - reads standard input"
    command.add_argument("file", metavar="FILE", help=about)
    command.add_argument("--preset", metavar="NAME", help="the arms and comparisons of a preset, such as melcer2025")
    command.add_argument("--trials", type=count, metavar="N", help="runs of each arm")
    command.add_argument("--force", action="store_true", help="run it although it could not find delta")
    command.add_argument("--plan", action="store_true", help="only say what it would cost and could find")
    seed(command)

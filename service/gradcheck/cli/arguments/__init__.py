"""What commands there are and what they take. Help and mistakes are answered from here, so it loads argparse alone."""

import argparse

from gradcheck.cli.arguments import catalogues, datasets, diagnosing, files, jobs, keys, run_flags, tools

_ABOUT = "Optimizes prompts for language models and proves what did the work."
_CODES = """exit codes: 0 done; 1 it did not end well: a job failed or was cancelled, a check or a proof found
fault; 2 the arguments or what they name cannot be used; 3 no service answered, or it failed; 130 interrupted"""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    top = argparse.ArgumentParser(prog="gradcheck", description=_ABOUT, epilog=_CODES, allow_abbrev=False)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for part in (run_flags, diagnosing, jobs, datasets, files, catalogues, keys, tools):
        part.declare(commands)
    return top

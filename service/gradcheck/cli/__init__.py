"""The command line. A command's module is loaded when it runs, so that help and mistakes are answered at once."""

import gc
import sys
from argparse import Namespace
from collections.abc import Callable
from importlib import import_module

from gradcheck.cli.arguments import parser
from gradcheck.errors import GradcheckError

_QUICK = ("verify",)  # what it computes takes less than to start threads for it
REFUSED, INTERRUPTED = 2, 130


def main() -> None:
    """Run a command; errors go to stderr."""
    arguments = parser().parse_args()
    try:
        _check(arguments)
        code = _loaded(arguments)(arguments)
        sys.stdout.flush()
    except GradcheckError as error:
        print(f"gradcheck: {error.message}", file=sys.stderr)
        for field_error in error.errors:
            print(f"  {field_error.path}: {field_error.message}", file=sys.stderr)
        code = REFUSED
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:  # whoever reads has read enough
        sys.stderr.close()
        code = 0
    sys.exit(code)


def _check(arguments: Namespace) -> None:
    """Raise GradcheckError where a file that is to be written at the end cannot be: it would be known too late."""
    file = getattr(arguments, "save", None)
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        was_there = file.exists()
        file.open("ab").close()
        if not was_there:
            file.unlink()
    except OSError as error:
        raise GradcheckError(f"{file} cannot be written: {error.strerror}") from None


def _loaded(arguments: Namespace) -> Callable[[Namespace], int]:
    """What runs a command."""
    if arguments.command in _QUICK:
        import_module("gradcheck.settings").compute_in_one_thread()
    module, _, name = arguments.function.rpartition(".")
    gc.disable()  # what is imported stays: to look for garbage in it takes a sixth of the time that it takes to import
    try:
        run: Callable[[Namespace], int] = getattr(import_module(f"gradcheck.cli.commands.{module}"), name)
    finally:
        gc.enable()
    return run

"""`python -m tests.look [CHECK…] [--pictures FOLDER]`: all checks, or those named, and pictures of every page.

`--documentation docs/pictures` makes the pictures that the documentation shows.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

from playwright.sync_api import Browser, Error

from tests.look.acting import ACTS
from tests.look.browser import browser, context
from tests.look.checks import PAGES, Faults
from tests.look.furnished import Furnished, served
from tests.look.media import in_hand, on_paper
from tests.look.signing import sign_in
from tests.look.walking import whole

CHECKS = (*PAGES, on_paper, in_hand, whole, *ACTS)

P = ParamSpec("P")
_SHOWN = {"diagnostic": "dark", "study": "light", "headroom": "light", "run": "phone"}
_HIGH = 1040


def pictures(started: Browser, look: Furnished, folder: Path) -> int:
    """Every page in both themes and on a phone; how many pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    for theme in ("light", "dark", "phone"):
        window = context(started, theme)
        for name, path in look.paths.items():
            page = window.new_page()
            page.goto(look.url + path)
            page.wait_for_timeout(500)
            page.screenshot(path=folder / f"{name}-{theme}.png", full_page=True)
            page.close()
        window.close()
    return len(list(folder.glob("*.png")))


def shown(started: Browser, look: Furnished, folder: Path) -> None:
    """The tops of some pages, as the documentation shows them."""
    for name, theme in _SHOWN.items():
        window = context(started, theme)
        page = window.new_page()
        page.goto(look.url + look.paths[name])
        page.wait_for_timeout(500)
        wide, file = page.evaluate("innerWidth"), folder / f"{name}-{theme}.png"
        page.screenshot(path=file, clip={"x": 0, "y": 0, "width": wide, "height": _HIGH}, full_page=True)
        window.close()


def tried(check: Callable[P, Faults], *args: P.args, **named: P.kwargs) -> Faults:
    """What a check finds; that what it waits for does not come is a fault too."""
    try:
        return check(*args, **named)
    except Error as error:
        return [str(error)]


def told(name: str, rule: str | None, faults: Faults) -> bool:
    """Say what a check found; whether it found fault."""
    sys.stdout.write(f"{'FAILED' if faults else 'holds '} {name}: {rule}\n")
    sys.stdout.writelines(f"  {fault}\n" for fault in faults)
    sys.stdout.flush()
    return bool(faults)


def main() -> int:
    """Make the checks; the exit code."""
    names = [*(check.__name__ for check in CHECKS), sign_in.__name__]
    parser = argparse.ArgumentParser(prog="python -m tests.look", description=__doc__)
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(names))
    parser.add_argument("--pictures", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--documentation", type=Path, metavar="FOLDER", help="make its pictures there, and check nothing"
    )
    asked = parser.parse_args()
    unknown = set(asked.checks) - set(names)
    if unknown:
        parser.error(f"there is no check {', '.join(sorted(unknown))}")
    wanted, failed = set(asked.checks or names), 0
    if asked.documentation is not None:
        with browser() as started, served() as server:
            shown(started, Furnished(server, written=""), asked.documentation)
        return 0
    with browser() as started:
        with served() as server:
            look = Furnished(server)
            if asked.pictures is not None:  # before checks start jobs of their own
                sys.stdout.write(f"{pictures(started, look, asked.pictures)} pictures are in {asked.pictures}\n")
            for check in CHECKS:
                if check.__name__ in wanted:
                    failed += told(check.__name__, check.__doc__, tried(check, started, look))
        if sign_in.__name__ in wanted:  # a process has one service at a time
            failed += told(sign_in.__name__, sign_in.__doc__, tried(sign_in, started))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.typescript`: the TypeScript client with node, as it stands and as it is installed.

Its own tests are compiled and run against a running service, and against what a later version could be; then the
package is packed, installed into an empty folder and used by the programs of the pages, as they stand there.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from gradcheck.telemetry import configure_logging
from tests.docs.pages import PAGES, ROOT, Snippet, snippets
from tests.support import programs, world
from tests.support.environments import run
from tests.support.served import served, told

CLIENT = ROOT / "clients/typescript"
NODE = 20
PROGRAMS = [
    snippet
    for page in [*PAGES, CLIENT / "README.md"]
    for snippet in snippets(page)
    if snippet.language == "ts" and "gradcheck-client" in snippet.text
]


def missing() -> str | None:
    """What this machine lacks, in a line."""
    version = "none"
    if shutil.which("node") and shutil.which("npm"):
        version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S607
        if int(re.findall(r"\d+", version)[0]) >= NODE:
            return None
    return f"make typescript needs node {NODE} or later, and npm: Debian's packages nodejs and npm (now {version})"


def install(folder: Path) -> None:
    """Pack the client and install what comes, and nothing else, into an empty folder."""
    run("npm", "run", "build", folder=CLIENT)
    run("npm", "pack", "--silent", "--pack-destination", str(folder), folder=CLIENT)
    (folder / "package.json").write_text('{"private": true, "type": "module"}', "utf-8")
    run("npm", "install", "--offline", "--no-audit", *(str(path) for path in folder.glob("*.tgz")), folder=folder)


def printed(folder: Path, program: Snippet, url: str) -> str:
    """What a program of a page prints, compiled and run as it stands."""
    (folder / "program.ts").write_text(programs.in_the_world(program.text, url), "utf-8")
    (folder / "given.d.ts").write_text('declare const examples: import("gradcheck-client").ExampleSpec[];\n', "utf-8")
    (folder / "given.mjs").write_text(f"globalThis.examples = {json.dumps(world.task()['examples'])};\n", "utf-8")
    compiler = str(CLIENT / "node_modules/.bin/tsc")
    options = ("--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom")
    run(compiler, *options, "program.ts", "given.d.ts", folder=folder)
    command = ["node", "--import", "./given.mjs", "program.js"]
    said = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout
    sys.stdout.write(f"{program.page}:{program.line} says\n{said}")
    return said


def try_program(folder: Path, program: Snippet, url: str) -> None:
    """Compile and run a program of a page; it has to print something, and what the page says of it."""
    said = printed(folder, program, url)
    if not said:
        sys.exit(f"{program.page}:{program.line} prints nothing")
    if programs.said().get(program.text, said) != said:
        sys.exit(f"{program.page}:{program.line} does not print what the page says: make transcripts")


def main() -> None:
    """Run it all, against a service that is there as long."""
    if lacking := missing():
        sys.exit(lacking)
    configure_logging("error")
    run("npm", "ci", "--no-audit", "--no-fund", folder=CLIENT)
    for later in (True, False):
        with served(later=later) as server:
            run("npm", "test", folder=CLIENT, **told(server.url))
    with served() as server, TemporaryDirectory() as folder:
        install(Path(folder))
        for program in PROGRAMS:
            try_program(Path(folder), program, server.url)


if __name__ == "__main__":
    main()

"""`python -m tests.transcripts`: what the clients print in clean environments, written into the pages that say it.

Python's from its wheel and what that asks for, TypeScript's from the package that npm makes of it, an agent's from the
command of a service that is installed from its wheel.
"""

import asyncio
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from gradcheck.telemetry import configure_logging
from tests.api.server import CLIENT_KEY
from tests.cli import agent_session
from tests.docs.pages import ROOT, Snippet, snippets
from tests.support import programs, world
from tests.support.environments import client_wheel, environment, run, service_wheel
from tests.support.served import served
from tests.typescript.__main__ import CLIENT, install, missing, printed


def of(language: str) -> Snippet:
    """The program of the page in a language."""
    (program,) = [one for one in snippets(programs.PAGE) if one.language == language]
    return program


def of_python(folder: Path) -> None:
    """What the program in Python prints."""
    program, python = of("python"), environment(folder / "alone", str(client_wheel(folder)))
    with served() as server:
        text = f"examples = {world.task()['examples']!r}\n{programs.in_the_world(program.text, server.url)}"
        done = subprocess.run([python, "-c", text], cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
    programs.write(program.text, done.stdout)


def of_typescript(folder: Path) -> None:
    """What the program in TypeScript prints."""
    run("npm", "ci", "--no-audit", "--no-fund", folder=CLIENT)
    install(folder)
    program = of("ts")
    with served() as server:
        programs.write(program.text, printed(folder, program, server.url))


async def of_an_agent(folder: Path) -> None:
    """What the session of an agent is answered; its calls are those of the page."""
    (folder / "of-client").mkdir()
    wheels = (f"{service_wheel(folder)}[mcp]", str(client_wheel(folder / "of-client")))
    python = environment(folder / "service", *wheels)
    before = agent_session.shown()
    with served() as server:
        program = (str(Path(python).with_name("gradcheck")),)
        async with agent_session.session(server.url, CLIENT_KEY, program) as client:
            after = await agent_session.repeated(client, before)
    page = agent_session.PAGE
    page.write_text(page.read_text("utf-8").replace(before, after), "utf-8")


def main() -> None:
    """Write them all."""
    if lacking := missing():
        sys.exit(lacking)
    configure_logging("error")
    for write in (of_python, of_typescript):
        with TemporaryDirectory() as folder:
            write(Path(folder))
    with TemporaryDirectory() as folder:
        asyncio.run(of_an_agent(Path(folder)))
    run("git", "diff", "--stat", "--", "docs", folder=ROOT)


if __name__ == "__main__":
    main()

"""The programs of pages that use a client: what stands for what in the tests, and what a page says that they print."""

import re
from pathlib import Path

from tests.api.server import CLIENT_KEY
from tests.docs.pages import ROOT

PAGE = ROOT / "docs/clients.md"
_SAID = re.compile(r"^```(?:python|ts)\n(.*?)^```\n\n[^\n]+:\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def in_the_world(text: str, url: str) -> str:
    """A program of a page that asks a service of a test, and there the model of its world."""
    for said, here in {
        "http://127.0.0.1:8000": url,
        '"KEY"': f'"{CLIENT_KEY}"',
        '{"provider": "embedded"}': '{"provider": "world", "model": "pure"}',
        '{ provider: "embedded" }': '{ provider: "world", model: "pure" }',
    }.items():
        text = text.replace(said, here)
    return text


def said() -> dict[str, str]:
    """What the page says that its programs print."""
    return dict(_SAID.findall(PAGE.read_text("utf-8")))


def write(program: str, prints: str, page: Path = PAGE) -> None:
    """Let the page say what a program prints."""

    def told(found: re.Match[str]) -> str:
        if found[1] != program:
            return found[0]
        return found[0][: found.start(2) - found.start()] + prints + "```"

    page.write_text(_SAID.sub(told, page.read_text("utf-8")), "utf-8")

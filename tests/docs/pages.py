"""The pages of the documentation and their snippets. It owns how they are read, not what must hold of them."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
README, CONTRIBUTING, CHANGELOG = (ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG"))
DOCS = sorted((ROOT / "docs").glob("**/*.md"))
PAGES = [README, CONTRIBUTING, CHANGELOG, *DOCS]
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Snippet(NamedTuple):
    """A block of code, with the page and the line it begins at."""

    page: str
    line: int
    language: str
    text: str


def name(page: Path) -> str:
    """A page's path as the documentation writes it."""
    return str(page.relative_to(ROOT))


def snippets(page: Path) -> list[Snippet]:
    """All blocks of code of a page."""
    text = page.read_text("utf-8")
    return [
        Snippet(name(page), text.count("\n", 0, block.start()) + 1, block[1], block[2])
        for block in _FENCED.finditer(text)
    ]


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return _FENCED.sub("", page.read_text("utf-8"))


def everything() -> str:
    """The README and the pages of `docs`."""
    return "\n".join(page.read_text("utf-8") for page in (README, *DOCS))


SNIPPETS = [snippet for page in PAGES for snippet in snippets(page)]

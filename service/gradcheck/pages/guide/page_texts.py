"""The texts of the documentation, found through their table of contents, and the addresses they have here.

`source` holds them as a checkout does: links of the file system there, whole files in the package that is installed.
"""

import posixpath
import re
from functools import cache
from importlib.resources import files
from typing import Literal

from gradcheck.domain.base import Value

INDEX = "docs/README.md"
_GROUP = re.compile(r"^## (?P<title>.+)$|^\| \[(?P<name>[^]]+)\]\((?P<link>[^)]+)\) \| (?P<has>.+) \|$", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[(?P<text>[^]]*)\]\((?P<to>[^)\s]+)\)")
_FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
TextForm = Literal["html", "markdown"]


class GuideEntry(Value, frozen=True, kw_only=True):
    """A page in the contents: its path in a checkout, its name, and what it has."""

    path: str
    name: str
    has: str


class GuideGroup(Value, frozen=True, kw_only=True):
    """Pages under one heading."""

    title: str
    entries: tuple[GuideEntry, ...]


@cache
def groups() -> tuple[GuideGroup, ...]:
    """The contents, as the page that lists them has them."""
    found: dict[str, list[GuideEntry]] = {}
    for line in _GROUP.finditer(text_of_page(INDEX)):
        if line["title"]:
            entries = found.setdefault(line["title"], [])
        else:
            entries.append(GuideEntry(path=_beside(INDEX, line["link"]), name=line["name"], has=_plain(line["has"])))
    return tuple(GuideGroup(title=title, entries=tuple(entries)) for title, entries in found.items())


@cache
def addresses() -> dict[str, str]:
    """Where each page is, by its path in a checkout."""
    paths = [entry.path for group in groups() for entry in group.entries]
    return {INDEX: "/guide", **{path: f"/guide/{_stem(path)}" for path in paths}}


def address_of(path: str, form: TextForm = "html") -> str:
    """Where a page is, or its Markdown."""
    address = addresses()[path]
    if form == "html":
        return address
    return "/guide/index.md" if path == INDEX else f"{address}.md"


def asked_for(address: str) -> tuple[str, TextForm] | None:
    """The path of the page at an address, and in which form it is there; None where none is."""
    forms: tuple[TextForm, ...] = ("html", "markdown")
    return {address_of(path, form): (path, form) for path in addresses() for form in forms}.get(address)


def leads_to(path: str, link: str, form: TextForm = "html") -> str | None:
    """Where a page's link leads here; None for files of a checkout that are no pages."""
    if "://" in link:
        return link
    file, hash_sign, anchor = link.partition("#")
    target = _beside(path, file) if file else path
    return address_of(target, form) + hash_sign + anchor if target in addresses() else None


def text_of_page(path: str) -> str:
    """A page as it was written."""
    return (files("gradcheck.pages.guide") / "source" / path).read_text("utf-8")


def markdown_of(path: str) -> str:
    """A page in Markdown, with links that lead on here; what leads nowhere stays as text."""

    def led(link: re.Match[str]) -> str:
        place = leads_to(path, link["to"], "markdown")
        return link["text"] if place is None else f"[{link['text']}]({place})"

    parts = _FENCED.split(text_of_page(path))
    return "".join(part if part.startswith("```") else _LINK.sub(led, part) for part in parts)


def _beside(path: str, link: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), link))


def _stem(path: str) -> str:
    return path.removeprefix("docs/").removesuffix(".md").lower()


def _plain(text: str) -> str:
    return _LINK.sub(lambda link: link["text"], text)

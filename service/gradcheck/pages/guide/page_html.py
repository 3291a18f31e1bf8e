"""A page of the documentation from Markdown into HTML. No markup of a text's own is let through."""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from gradcheck.domain.base import Value
from gradcheck.pages.guide.page_texts import leads_to, text_of_page

_TABLE = '<div class="scroll" tabindex="0" role="region" aria-label="Table {}">\n<table>\n'


class Heading(Value, frozen=True, kw_only=True):
    """A heading: how deep, what it says, and the name that links have for it."""

    level: int
    text: str
    anchor: str


class GuidePage(Value, frozen=True, kw_only=True):
    """A page: its title, its HTML with the title in it, and the headings below that."""

    title: str
    body: Markup
    headings: tuple[Heading, ...]


@cache
def rendered(path: str) -> GuidePage:
    """The page of a text."""
    tokens = _parser().parse(text_of_page(path))
    headings = tuple(_headings(tokens))
    for inline in (token for token in tokens if token.children):
        inline.children = _led(path, inline.children or [])
    body = _parser().renderer.render(tokens, _parser().options, {})
    return GuidePage(title=headings[0].text, body=Markup(body), headings=headings[1:])  # noqa: S704 - rendered here


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.add_render_rule("html_block", _comment)
    parser.add_render_rule("html_inline", _comment)
    parser.add_render_rule("image", _words_of_picture)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    return parser


def _headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """The headings, each of which gets its name; a name that is taken gets a number."""
    taken: dict[str, int] = {}
    for opening, inline in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            text = "".join(child.content for child in inline.children or [])
            name = re.sub(r"[^\w -]", "", text.lower()).strip().replace(" ", "-")
            taken[name] = taken.get(name, -1) + 1
            anchor = f"{name}-{taken[name]}" if taken[name] else name
            opening.attrSet("id", anchor)
            yield Heading(level=int(opening.tag[1:]), text=text, anchor=anchor)


def _led(path: str, children: Sequence[Token]) -> list[Token]:
    """What stands in a line, with links that lead on here; those that lead nowhere are text."""
    kept, dropped = [], False
    for token in children:
        if token.type == "link_open":
            place = leads_to(path, str(token.attrs["href"]))
            dropped = place is None
            if place is not None:
                token.attrSet("href", place)
        if not (dropped and token.type in {"link_open", "link_close"}):
            kept.append(token)
    return kept


def _comment(_self: object, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:  # noqa: ANN401
    """Nothing: the texts have marks for programs and no other markup."""
    if not tokens[at].content.strip().startswith("<!--"):
        raise ValueError(f"a page has markup of its own: {tokens[at].content!r}")
    return ""


def _words_of_picture(_self: object, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:  # noqa: ANN401
    """Pictures are in the repository; here their words stand for them."""
    return f"<em>{escape(tokens[at].content)}</em>"


def _table_open(_self: object, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:  # noqa: ANN401
    """A table that is wider than its page is moved in a place of its own, by keyboard too."""
    return _TABLE.format(1 + sum(token.type == "table_open" for token in tokens[:at]))


def _table_close(_self: object, _tokens: Sequence[Token], _at: int, _options: Any, _env: Any) -> str:  # noqa: ANN401
    return "</table>\n</div>\n"

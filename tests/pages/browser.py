"""What a browser sends and what it is shown, without one."""

from html.parser import HTMLParser

import httpx

from tests.api.server import Server

# As browsers ask for what is typed into their address bar.
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"}
_VOID = {"meta", "link", "input", "br", "hr", "img"}


def visit(server: Server, path: str, **headers: str) -> httpx.Response:
    """What a browser is answered."""
    return server.http.get(path, headers={**BROWSER, **headers})


def shown(server: Server, path: str, **headers: str) -> str:
    """The page at a path, which is whole."""
    answer = visit(server, path, **headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    well_formed(answer.text)
    return answer.text


class _Elements(HTMLParser):
    """Notes every element, and that each is closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"


def elements(text: str) -> list[tuple[str, dict[str, str | None]]]:
    """All elements of a page with their attributes."""
    parser = _Elements()
    parser.feed(text)
    assert parser.open == []
    return parser.seen


def well_formed(text: str) -> None:
    """Every element is closed, no id is there twice, no script or style or handler stands in the page."""
    found = elements(text)
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(ids) == len(set(ids)), sorted(name or "" for name in ids)
    for tag, attributes in found:
        assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
        assert tag not in {"style", "iframe", "object", "base"}
        if tag == "script":
            assert attributes.get("type") == "application/json" or str(attributes["src"]).startswith("/ui/static/")
    assert "False" not in text, "what is not so is shown as it is called in Python"
    assert "None" not in text.replace("None of", ""), "a value that is not there is shown as it is called in Python"

"""What every route asks for, read from the routes themselves, and the page that shows it.

`python -m tests.api.authorization` writes the table of the page anew.
"""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from gradcheck.api.callers.auth import SCOPE
from gradcheck.app import create_app
from gradcheck.settings import load

PAGE = Path(__file__).parents[2] / "docs/keys.md"
_TABLE = re.compile(r"(?<=<!-- routes -->\n)(.*?)(?=<!-- /routes -->)", re.DOTALL)
_ORDER = ("public", "read", "run", "metrics", "admin")


def an_app() -> Litestar:
    """The application, not started."""
    with TemporaryDirectory() as home:
        return create_app(load({"GRADCHECK_HOME": home}))


def handlers(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    """Verb, path and handler of every route but what the framework adds: its own pages, OPTIONS."""
    return sorted(
        (
            (method, route.path_format, handler)
            for route in app.routes
            if isinstance(route, HTTPRoute) and not route.path.startswith("/litestar")
            for handler in route.route_handlers
            for method in handler.http_methods
            if method != "OPTIONS"
        ),
        key=lambda row: row[:2],
    )


def table(app: Litestar) -> str:
    """The routes by the scope that opens them."""
    rows = sorted((_ORDER.index(handler.opt[SCOPE]), path, method) for method, path, handler in handlers(app))
    lines = [f"| `{method} {path}` | {_ORDER[scope]} |\n" for scope, path, method in rows]
    return "".join(["| call | opened by |\n", "|---|---|\n", *lines])


def shown() -> str:
    """The table of the page."""
    found = _TABLE.search(PAGE.read_text("utf-8"))
    assert found is not None
    return found[0]


if __name__ == "__main__":
    current = table(an_app())
    PAGE.write_text(_TABLE.sub(lambda _: current, PAGE.read_text("utf-8")), "utf-8")

"""The document and a page to read it, both from the same source; the page needs no script and no network."""

import base64
import hashlib
import html
from typing import Any

import msgspec
from litestar import Controller, Response, get

from gradcheck.api.callers.auth import PUBLIC
from gradcheck.api.document.openapi import document
from gradcheck.api.inputs import AnyRequest

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }
code, pre { font: 14px/1.4 ui-monospace, monospace; background: #f4f4f2; border-radius: 4px }
code { padding: .1rem .3rem } pre { padding: .8rem; overflow-x: auto }
.verb { display: inline-block; width: 3.5rem; font-weight: 700 } .get { color: #06623b } .post { color: #7a3e00 }
summary { cursor: pointer; padding: .4rem 0 } details { border-bottom: 1px solid #ddd }
table { border-collapse: collapse } td { padding: .2rem .8rem .2rem 0; vertical-align: top }
"""
# The page has one style, no script, and asks for nothing.
_STYLED = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLED}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Docs(Controller):
    """`/openapi.json` and `/docs`."""

    include_in_schema = False
    opt = PUBLIC

    @get("/openapi.json", operation_id="openapi")
    async def openapi(self, request: AnyRequest) -> Response[bytes]:
        """The OpenAPI document."""
        return Response(_rendered(request)[0], media_type="application/json")

    @get("/docs", operation_id="docs")
    async def docs(self, request: AnyRequest) -> Response[str]:
        """The document as a page."""
        return Response(_rendered(request)[1], media_type="text/html", headers={"Content-Security-Policy": _POLICY})


def _rendered(request: AnyRequest) -> tuple[bytes, str]:
    """The document as JSON and as a page, made once: anybody may ask for them."""
    state = request.app.state
    if "document" not in state:
        schema = document(request.app)
        state["document"] = msgspec.json.encode(schema), page(schema)
    rendered: tuple[bytes, str] = state["document"]
    return rendered


def page(schema: dict[str, Any]) -> str:
    """A self-contained page of an OpenAPI document."""
    operations = "\n".join(
        _operation(verb, path, operation)
        for path, verbs in schema["paths"].items()
        for verb, operation in verbs.items()
    )
    schemas = "\n".join(
        f'<details id="{_text(name)}"><summary><code>{_text(name)}</code></summary>{_json(body)}</details>'
        for name, body in schema["components"]["schemas"].items()
    )
    info = schema["info"]
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{_text(info['title'])} {_text(info['version'])}</title><style>{_STYLE}</style>"
        f"<h1>{_text(info['title'])} {_text(info['version'])}</h1><p>{_text(info['description'])}</p>"
        f"<p>The same as a document: <a href=/openapi.json>/openapi.json</a></p>"
        f"<h2>Calls</h2>{operations}<h2>Types</h2>{schemas}</html>"
    )


def _operation(verb: str, path: str, operation: dict[str, Any]) -> str:
    parameters = "".join(
        f"<tr><td><code>{_text(p['name'])}</code><td>{_text(p['in'])}<td>{_text(p.get('description', ''))}"
        for p in operation.get("parameters", [])
    )
    body = operation.get("requestBody")
    answers = "".join(
        f"<tr><td>{_text(status)}<td>{_text(response['description'])}<td>{_references(response)}"
        for status, response in operation["responses"].items()
    )
    return (
        f"<details><summary><span class='verb {verb}'>{verb.upper()}</span> <code>{_text(path)}</code> "
        f"{_text(operation.get('summary', ''))}</summary><p>{_text(operation.get('description', ''))}</p>"
        + (f"<p>Parameters</p><table>{parameters}</table>" if parameters else "")
        + (f"<p>Body: {_references(body)}</p>" if body else "")
        + f"<p>Answers</p><table>{answers}</table></details>"
    )


def _references(part: dict[str, Any]) -> str:
    """Links to the types of a body or an answer, with their media types."""
    links = []
    for media_type, content in part.get("content", {}).items():
        name = content.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
        link = f"<a href='#{_text(name)}'>{_text(name)}</a>" if name else ""
        links.append(f"{link} <code>{_text(media_type)}</code>")
    return ", ".join(links)


def _json(value: object) -> str:
    return f"<pre>{_text(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())}</pre>"


def _text(value: object) -> str:
    return html.escape(str(value))

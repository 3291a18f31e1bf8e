"""The document of the API, and an interactive reference of it: litestar's plugin for Swagger UI over our own files."""

import re

import msgspec
from litestar import Controller, Response, get
from litestar.openapi.plugins import SwaggerRenderPlugin

from gradcheck.api.callers.auth import PUBLIC
from gradcheck.api.document.openapi import document
from gradcheck.api.inputs import AnyRequest
from gradcheck.domain.base import Value
from gradcheck.pages.assets import source_of, static_files

# The viewer has one theme: where a dark one is wished for, its light is turned round and its hues back.
_STYLE = """<style>body { margin: 0 } @media (prefers-color-scheme: dark) {
html { background: #191919 } .swagger-ui { filter: invert(.9) hue-rotate(180deg) }
.swagger-ui .highlight-code { filter: invert(1) hue-rotate(180deg) } }</style>"""
_INLINE = re.compile(rb"<script type='text/javascript'>(.*?)</script>", re.DOTALL)


class _Rendered(Value, frozen=True, kw_only=True):
    """The document as JSON and as a page, with the policy of the page."""

    document: bytes
    page: bytes
    policy: str


class Reference(Controller):
    """`/openapi.json` and `/docs`."""

    include_in_schema = False
    opt = PUBLIC

    @get("/openapi.json", operation_id="openapi")
    async def openapi(self, request: AnyRequest) -> Response[bytes]:
        """The OpenAPI document."""
        return Response(_rendered(request).document, media_type="application/json")

    @get("/docs", operation_id="docs")
    async def docs(self, request: AnyRequest) -> Response[bytes]:
        """The document to read and to try."""
        made = _rendered(request)
        headers = {"Content-Security-Policy": made.policy, "Referrer-Policy": "same-origin"}
        return Response(made.page, media_type="text/html", headers=headers)


def _rendered(request: AnyRequest) -> _Rendered:
    """Both, made once: anybody may ask for them."""
    state = request.app.state
    if "document" not in state:
        schema = document(request.app)
        page = _page(request, schema)
        scripts = " ".join(map(source_of, _INLINE.findall(page)))
        state["document"] = _Rendered(
            document=msgspec.json.encode(schema),
            page=page,
            # The viewer sets styles as it goes, and has its signs as data.
            policy=f"default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
    rendered: _Rendered = state["document"]
    return rendered


def _page(request: AnyRequest, schema: dict[str, object]) -> bytes:
    """The plugin's page, which says what language it is in."""
    files = static_files()
    plugin = SwaggerRenderPlugin(
        js_url=files["swagger-ui-bundle.js"].address,
        css_url=files["swagger-ui.css"].address,
        standalone_preset_js_url=files["swagger-ui-standalone-preset.js"].address,
        favicon=f'<link rel="icon" href="{files["icon.svg"].address}" type="image/svg+xml">',
        style=_STYLE,
    )
    return plugin.render(request, schema).replace(b"<html>", b'<html lang="en">', 1)

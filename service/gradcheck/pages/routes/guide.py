"""The documentation over HTTP, open to anybody: pages, their Markdown, and where a program begins to read."""

import asyncio
from importlib import import_module

from litestar import Controller, Response, get
from litestar.params import FromPath
from litestar.response import Template

from gradcheck.api.callers.auth import PUBLIC
from gradcheck.api.inputs import AnyRequest
from gradcheck.errors import NotFoundError
from gradcheck.pages.guide.llms_text import llms_text
from gradcheck.pages.guide.page_texts import INDEX, addresses, asked_for, groups, markdown_of
from gradcheck.pages.routes.page_answers import failed, page


class GuidePages(Controller):
    """`/guide` and `/llms.txt`."""

    include_in_schema = False
    opt = PUBLIC
    exception_handlers = {Exception: failed}  # noqa: RUF012 - the framework's name

    @get("/guide", operation_id="guide_index")
    async def index(self, request: AnyRequest) -> Template:
        """The contents."""
        return await _shown(request, INDEX)

    @get("/guide/{place:path}", operation_id="guide_page")
    async def page(self, request: AnyRequest, place: FromPath[str]) -> Template | Response[str]:
        """A page; the Markdown it is made from where the address ends in `.md`. 404 for what is none."""
        found = await asyncio.to_thread(asked_for, f"/guide/{place.strip('/')}")
        if found is None:
            raise NotFoundError("the guide has no such page")
        path, form = found
        if form == "html":
            return await _shown(request, path)
        return Response(await asyncio.to_thread(markdown_of, path), media_type="text/markdown")

    @get("/llms.txt", operation_id="llms_text")
    async def llms(self) -> Response[str]:
        """The service for programs that read text."""
        return Response(await asyncio.to_thread(llms_text), media_type="text/plain")


async def _shown(request: AnyRequest, path: str) -> Template:
    # What renders takes a tenth of a second to load, and few look into the guide.
    page_html = await asyncio.to_thread(import_module, "gradcheck.pages.guide.page_html")
    shown = await asyncio.to_thread(page_html.rendered, path)
    return page(request, "guide.html", shown=shown, path=path, groups=groups(), addresses=addresses())

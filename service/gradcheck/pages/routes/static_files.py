"""The files of pages; an address holds its content's version, so that browsers keep what they have."""

from litestar import Controller, Response, get
from litestar.params import FromPath

from gradcheck.api.callers.auth import PUBLIC
from gradcheck.errors import NotFoundError
from gradcheck.pages.assets import static_files

_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}


class StaticFiles(Controller):
    """`/ui/static`."""

    include_in_schema = False
    opt = PUBLIC

    @get("/ui/static/{file_name:str}", operation_id="ui_static")
    async def static(self, file_name: FromPath[str]) -> Response[bytes]:
        """A file. 404 for what is none of ours."""
        file = static_files().get(file_name)
        if file is None:
            raise NotFoundError("there is no such file")
        return Response(file.content, media_type=file.media_type, headers=_HEADERS)

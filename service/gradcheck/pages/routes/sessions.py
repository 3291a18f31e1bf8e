"""Signing in on a page, once, with a key; and signing out."""

from http import HTTPStatus
from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import QueryParameter
from litestar.response import Redirect, Template
from litestar.status_codes import HTTP_303_SEE_OTHER

from gradcheck.access.page_sessions import LIFE
from gradcheck.api.callers.auth import PUBLIC, READ, SCOPE, SESSION_COOKIE, check_same_origin
from gradcheck.api.inputs import AnyRequest, WholeService
from gradcheck.pages.routes.page_answers import HEADERS, failed, page

_FORM = {"application/x-www-form-urlencoded"}
_MOST_BYTES = 8192
_START = "/ui"
Next = Annotated[str, QueryParameter(name="next", description="The page to come to.")]


class Sessions(Controller):
    """`/ui/sign-in` and `/ui/sign-out`."""

    include_in_schema = False
    opt = PUBLIC | {"bodies": _FORM}
    exception_handlers = {Exception: failed}  # noqa: RUF012 - the framework's name

    @get("/ui/sign-in", operation_id="ui_sign_in")
    async def sign_in_page(
        self, request: AnyRequest, whole: WholeService, leads: Next = _START
    ) -> Response[None] | Template:
        """Where a key is asked for; nothing to do where the service asks for none."""
        if not whole.authenticator.asks_for_keys:
            return Redirect(_START, status_code=HTTP_303_SEE_OTHER)
        return page(request, "sign_in.html", leads=_own(leads), fault=None)

    @post("/ui/sign-in", operation_id="ui_begin_session", request_max_body_size=_MOST_BYTES)
    async def sign_in(self, request: AnyRequest, whole: WholeService) -> Response[None] | Template:
        """Begin a session: a cookie that scripts cannot read and other sites cannot send."""
        check_same_origin(request)
        form = await request.form()
        leads = _own(str(form.get("next", _START)))
        session = await whole.page_sessions.begin(str(form.get("key", "")).strip())
        if session is None or READ[SCOPE] not in session.caller.scopes:
            fault = "This key is not known, has expired or was revoked." if session is None else _NO_READING
            made = page(request, "sign_in.html", leads=leads, fault=fault)
            made.status_code = HTTPStatus.UNAUTHORIZED if session is None else HTTPStatus.FORBIDDEN
            return made
        cookie = Cookie(
            key=SESSION_COOKIE,
            value=session.token,
            max_age=int(LIFE.total_seconds()),
            path="/",
            httponly=True,
            samesite="strict",
            secure=_is_https(request),
        )
        return Redirect(leads, status_code=HTTP_303_SEE_OTHER, cookies=[cookie], headers=HEADERS)

    @post("/ui/sign-out", operation_id="ui_end_session", request_max_body_size=_MOST_BYTES)
    async def sign_out(self, request: AnyRequest, whole: WholeService) -> Response[None]:
        """End the session, and have the browser forget its cookie."""
        check_same_origin(request)
        token = request.cookies.get(SESSION_COOKIE)
        if token:
            await whole.page_sessions.end(token)
        gone = Cookie(key=SESSION_COOKIE, value="", max_age=0, path="/", httponly=True, samesite="strict")
        return Redirect("/ui/sign-in", status_code=HTTP_303_SEE_OTHER, cookies=[gone], headers=HEADERS)


_NO_READING = "This key opens no pages: it lacks the scope `read`."


def _own(address: str) -> str:
    """An address of ours, whatever was asked for: nobody is led elsewhere."""
    return address if address == _START or address.startswith(f"{_START}/") else _START


def _is_https(request: AnyRequest) -> bool:
    """Whether the browser came by https, which a proxy in front of the service may say."""
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto", "").lower() == "https"

"""How pages answer: a template with what is around it, errors in words, the way to the sign-in."""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.response import Redirect, Template

from gradcheck.api.callers.auth import RUN, SCOPE, caller_of
from gradcheck.api.problems import Problem, handle
from gradcheck.errors import UnauthorizedError
from gradcheck.pages.assets import POLICY
from gradcheck.pages.templating import Surroundings

_HTML, _JSON = "text/html", "application/json"
# A page may send its own origin to the service, which tells it by that from pages of others.
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin", "Cache-Control": "no-store"}


def page(request: Request[Any, Any, Any], template: str, **model: object) -> Template:
    """A page for who calls."""
    return Template(template, context={"around": _around(request), **model}, headers=HEADERS)


def prefers_html(request: Request[Any, Any, Any]) -> bool:
    """Whether a person asks, with a browser: programs take JSON, or whatever comes."""
    return request.accept.best_match([_JSON, _HTML]) == _HTML


def failed(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """An error as a page for a person, else as the API says it; without a key a person is led to the sign-in."""
    if not prefers_html(request):
        return handle(request, error)
    if isinstance(error, UnauthorizedError):
        return Redirect(f"/ui/sign-in?next={quote(request.url.path)}", status_code=303)
    told = handle(request, error)
    problem: Problem = told.content
    context = {"around": Surroundings(), "problem": problem}
    return Template("error.html", context=context, status_code=problem.status, headers=HEADERS)


def _around(request: Request[Any, Any, Any]) -> Surroundings:
    """What is around a page: of a page that is open to anybody, nothing that needs a caller."""
    if "caller" not in request.state:
        return Surroundings()
    caller = caller_of(request)
    return Surroundings(
        signed_in=request.app.state.service.authenticator.asks_for_keys, may_run=RUN[SCOPE] in caller.scopes
    )

"""Errors as RFC 9457 problem details: the one mapping from errors to HTTP.

It owns the document's shape. Codes and statuses belong to the errors.
"""

from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from service.errors import BodyTooLargeError, Fault, GradcheckError

MEDIA_TYPE = "application/problem+json"
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem. `code` is stable; `errors` names every faulty field of a request."""

    title: str
    status: int
    detail: str
    code: str
    errors: tuple[Fault, ...] = ()


def handle(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The response for an error: no stack trace, nothing of the inside."""
    match error:
        case GradcheckError():
            return _response(error.status, error.code, error.message, error.faults)
        case ValidationException():
            return _response(422, "invalid_request", "the request's parameters are not acceptable", _faults(error))
        case HTTPException(status_code=413):
            return _response(413, BodyTooLargeError.code, "the body is larger than the server accepts")
        case HTTPException():
            code = HTTPStatus(error.status_code).name.lower()
            headers = {name.lower(): value for name, value in (error.headers or {}).items()}
            return _response(error.status_code, code, error.detail, headers=headers)
        case _:
            log.error("request_crashed", error=type(error).__name__, route=request.scope.get("path_template"))
            return _response(500, "internal_error", "an unexpected error; it has been logged")


def _response(
    status: int, code: str, detail: str, faults: tuple[Fault, ...] = (), headers: dict[str, str] | None = None
) -> Response[Problem]:
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, errors=faults)
    if status == HTTPStatus.UNAUTHORIZED:
        headers = {"www-authenticate": "Bearer"}
    return Response(problem, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _faults(error: ValidationException) -> tuple[Fault, ...]:
    extra = error.extra if isinstance(error.extra, list) else []
    return tuple(
        Fault(str(entry.get("key", "$")), str(entry.get("message", "is not acceptable")))
        for entry in extra
        if isinstance(entry, dict)
    )

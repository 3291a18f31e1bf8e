"""Errors as RFC 9457 problem details: the one mapping from errors to HTTP."""

import errno
import math
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.params import HeaderParameter
from litestar.typing import FieldDefinition

from gradcheck.api.decode import explain
from gradcheck.errors import BodyTooLargeError, FieldError, GradcheckError, MalformedBodyError, RateLimitedError
from gradcheck.storage.outages import unavailable
from gradcheck.telemetry.logs import places

MEDIA_TYPE = "application/problem+json"
_RETRY_AFTER_S = 5
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem. `code` is stable; `errors` names every faulty field of a request, or the first hundred.

    `request_id` is that of the answer's header `X-Request-Id`, and of what was logged.
    """

    title: str
    status: int
    detail: str
    code: str
    request_id: str = ""
    errors: tuple[FieldError, ...] = ()


def handle(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The response for an error: no stack trace, nothing of the inside."""
    error = _meant(error)
    match error:
        case RateLimitedError():
            headers = {"retry-after": str(math.ceil(error.retry_after_s))}
            return _response(request, error.status, error.code, error.message, headers=headers)
        case GradcheckError():
            return _response(request, error.status, error.code, error.message, error.errors)
        case ValidationException():
            field_errors = _errors(request, error)
            return _response(
                request, 422, "invalid_request", "the request's parameters are not acceptable", field_errors
            )
        case HTTPException() if error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            code = HTTPStatus(error.status_code).name.lower()
            headers = {name.lower(): value for name, value in (error.headers or {}).items()}
            return _response(request, error.status_code, code, error.detail, headers=headers)
        case _:
            # Its message may quote a prompt, so only the type and the places are logged.
            route = request.scope.get("path_template")
            log.error("request_crashed", error=type(error).__name__, route=route, places=places(error))
            return _response(request, 500, GradcheckError.code, "an unexpected error; it has been logged")


def _meant(error: Exception) -> Exception:
    """The error of ours that one of the framework or of the system stands for, else itself."""
    match error:
        case OSError() if error.errno in _FULL:  # a file that came, on its way to the database
            return unavailable()
        case HTTPException(status_code=413):
            return BodyTooLargeError("the body is larger than the server accepts")
        case HTTPException(detail="client disconnected prematurely"):
            return MalformedBodyError("the body ended too early")
        case _:
            return error


def _response(
    request: Request[Any, Any, Any],
    status: int,
    code: str,
    detail: str,
    field_errors: tuple[FieldError, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response[Problem]:
    title = HTTPStatus(status).phrase
    known = str(request.scope["state"].get("request_id", ""))
    problem = Problem(title=title, status=status, detail=detail, code=code, request_id=known, errors=field_errors)
    if status == HTTPStatus.UNAUTHORIZED:
        headers = {"www-authenticate": "Bearer"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers = {"retry-after": str(_RETRY_AFTER_S)}
    return Response(problem, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _errors(request: Request[Any, Any, Any], error: ValidationException) -> tuple[FieldError, ...]:
    extra = error.extra if isinstance(error.extra, list) else []
    handler = request.route_handler
    own = handler.parsed_fn_signature.parameters
    taken = [provider for name, provider in handler.resolve_dependencies().items() if name in own]
    parameters = {**own, **{key: p for provider in taken for key, p in provider.parsed_fn_signature.parameters.items()}}
    return tuple(_error(parameters[entry["key"]], entry["message"]) for entry in extra)


def _error(parameter: FieldDefinition, message: str) -> FieldError:
    definition = parameter.kwarg_definition
    header = definition.name if isinstance(definition, HeaderParameter) else None
    return FieldError(header or parameter.name, explain(message, parameter.annotation))

"""The one error tree of the client.

GradcheckError
├── ConnectionFailedError    the service did not answer, however often it was asked
├── UnexpectedAnswerError    something else answered, or a service of another version
├── WaitTimeoutError         a job had not ended in time; it runs on
├── NoResultError            a job has no result (yet); carries its error
└── ProblemError             the service refused; carries all it said
    ├── InvalidRequestError  400, 413, 415, 422: `errors` names every faulty field
    ├── UnauthorizedError    401
    ├── ForbiddenError       403
    ├── NotFoundError        404
    ├── ConflictError        409: the state of a job forbids the call
    ├── TooManyRequestsError 429
    └── ServerError          5xx
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import msgspec

from gradcheck_client.models import FieldError, JobError, Problem


class GradcheckError(Exception):
    """Root of the tree."""


class ConnectionFailedError(GradcheckError):
    """No answer came."""


class UnexpectedAnswerError(GradcheckError):
    """An answer is not what the service's document promises."""


class WaitTimeoutError(GradcheckError, TimeoutError):
    """A job had not ended in time."""


class NoResultError(GradcheckError):
    """A job that is in `status` has no result; `error` is why, where it failed."""

    def __init__(self, job_id: str, status: str, error: JobError | None) -> None:
        why = f": {error.message}" if error else ""
        super().__init__(f"{job_id} has no result: it is {status}{why}")
        self.status = status
        self.error = error


class ProblemError(GradcheckError):
    """The service refused: HTTP `status`, its stable `code`, `errors` by field, the `request_id` its log has.

    `retry_after_s` are the seconds after which it wants to be asked again, where it says so.
    """

    def __init__(self, problem: Problem, retry_after_s: float | None = None) -> None:
        lines = [problem.detail, *(f"  {field_error.path}: {field_error.message}" for field_error in problem.errors)]
        super().__init__("\n".join(lines))
        self.status = problem.status
        self.code = problem.code
        self.message = problem.detail
        self.errors: tuple[FieldError, ...] = tuple(problem.errors)
        self.request_id = problem.request_id
        self.retry_after_s = retry_after_s


class InvalidRequestError(ProblemError):
    """The request is not acceptable."""


class UnauthorizedError(ProblemError):
    """No key, or not a known one."""


class ForbiddenError(ProblemError):
    """This caller may not ask this service."""


class NotFoundError(ProblemError):
    """Nothing has this id."""


class ConflictError(ProblemError):
    """The state of the job forbids the call."""


class TooManyRequestsError(ProblemError):
    """Asked too often."""


class ServerError(ProblemError):
    """The service failed, or is not ready."""


_BY_STATUS: dict[int, type[ProblemError]] = {
    **dict.fromkeys((400, 413, 415, 422), InvalidRequestError),
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    429: TooManyRequestsError,
}


def problem_of(response: httpx.Response) -> ProblemError:
    """The error that a refusal is, also where a proxy refused in its own words."""
    status = response.status_code
    identity = response.headers.get("X-Request-Id", "")
    try:
        problem = msgspec.json.decode(response.content, type=Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        said = f"{response.request.method} {response.request.url.path}: HTTP {status} {response.reason_phrase}"
        problem = Problem(title=response.reason_phrase, status=status, detail=said, code="", request_id=identity)
    kind = _BY_STATUS.get(status, ServerError if status >= httpx.codes.INTERNAL_SERVER_ERROR else ProblemError)
    return kind(problem, retry_after(response))


def retry_after(response: httpx.Response) -> float | None:
    """The seconds to wait that an answer names, as a number or as a date."""
    said = response.headers.get("Retry-After", "")
    try:
        return max(float(said), 0.0)
    except ValueError:
        pass
    try:
        return max((parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None

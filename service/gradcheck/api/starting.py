"""Jobs as they are asked for, one way for every POST that starts one: idempotency keys, waiting, the answer."""

import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from litestar import Response

from gradcheck.api.auth import principal
from gradcheck.api.inputs import AnyRequest
from gradcheck.domain.base import Value
from gradcheck.domain.run import ENDED
from gradcheck.domain.seeds import digest
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.runtime import Service
from gradcheck.storage.jobs import IdempotencyKey, Job, Kind, NewJob

T = TypeVar("T")
_LONGEST_WAIT_S = 600
_WAIT = re.compile(r'[0-9]{1,9}|"[0-9]{1,9}"')
_PLACES: dict[Kind, str] = {"run": "/runs", "diagnostic": "/diagnostics", "study": "/studies"}
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class JobRequest(Value, frozen=True, kw_only=True):
    """What is asked for: a kind of job, the key that makes a repetition known as one, and what is preferred."""

    kind: Kind
    idempotency_key: str | None
    prefer: str | None


async def start(
    request: AnyRequest,
    service: Service,
    asked: JobRequest,
    make: Callable[[bytes], Awaitable[NewJob]],
    view: Callable[[Job], T],
) -> Response[T]:
    """202 with the job that `make` makes of the body, or that the same key has made; 200 where it ends in time.

    A repetition makes nothing anew, whatever has changed since. Raises IdempotencyMismatchError where the key came with
    another request, InvalidRequestError where `Prefer` is not readable, and what `make` raises.
    """
    body, wait_s = await request.body(), _wait_s(asked.prefer)
    key = _key(request, asked, body)
    job_id = None if key is None else await service.jobs.made_by(key)
    if job_id is None:
        job_id = await service.submit(await make(body), key)
        log.info("job_accepted", job_id=job_id, kind=asked.kind)
    await service.wait(job_id, asked.kind, wait_s or 0)
    job = await service.jobs.get(job_id, asked.kind)
    headers = {"Location": f"{_PLACES[asked.kind]}/{job_id}"}
    if wait_s is not None:
        headers["Preference-Applied"] = f"wait={wait_s}"
    return Response(view(job), status_code=200 if wait_s and job.status in ENDED else 202, headers=headers)


def _key(request: AnyRequest, asked: JobRequest, body: bytes) -> IdempotencyKey | None:
    """The caller's key with what it came with: the body, and the job that the path names, if it names one."""
    if asked.idempotency_key is None:
        return None
    what = digest(request.url.path, body) if request.path_params else digest(body)
    return IdempotencyKey(principal=principal(request), key=asked.idempotency_key, body_digest=what, kind=asked.kind)


def _wait_s(prefer: str | None) -> int | None:
    """Seconds of `Prefer: wait=N` (RFC 7240), if it is given."""
    for preference in (prefer or "").split(","):
        name, _, value = (part.strip() for part in preference.partition("="))
        if name.lower() == "wait":
            if _WAIT.fullmatch(value) is None:
                raise InvalidRequestError.of(FieldError("Prefer", "wait takes a whole number of seconds: `wait=N`"))
            return min(int(value.strip('"')), _LONGEST_WAIT_S)
    return None

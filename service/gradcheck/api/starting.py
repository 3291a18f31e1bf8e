"""Jobs as they are asked for, one way for every POST that starts one: idempotency keys, waiting, the answer."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection
from typing import Any, TypeVar

import msgspec
import structlog
from litestar import Response
from msgspec.structs import replace

from gradcheck.api.callers.auth import caller_of
from gradcheck.api.callers.tenant import TenantService
from gradcheck.api.data.sourcing import check_source
from gradcheck.api.inputs import AnyRequest, StartOptions
from gradcheck.domain.naming import Naming
from gradcheck.domain.run import ENDED, Priority
from gradcheck.domain.seeds import digest
from gradcheck.engine.plan import RunOutline
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.jobs.notifier import PLACES
from gradcheck.storage.jobs import IdempotencyKey, Job, Kind, NewJob
from gradcheck.telemetry.tracing import well_formed

T = TypeVar("T")
_LONGEST_WAIT_S = 600
_WAIT = re.compile(r'[0-9]{1,9}|"[0-9]{1,9}"')
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class _Given(Naming, frozen=True, kw_only=True):
    """What a request of any kind says beside what is to be done."""

    webhook: str | None = None
    priority: Priority = "normal"


async def start(
    request: AnyRequest,
    service: TenantService,
    kind: Kind,
    make: Callable[[bytes], Awaitable[NewJob]],
    view: Callable[[Job], T],
    options: StartOptions,
) -> Response[T]:
    """202 with the job that `make` makes of the body, or that the same key has made; 200 where it ends in time.

    A repetition makes nothing anew, whatever has changed since. Raises IdempotencyMismatchError where the key came with
    another request, or with one that meant an earlier version of its data set, InvalidRequestError where `Prefer` is
    not readable or the settings have no such webhook, and what `make` raises.
    """
    body, wait_s = await request.body(), _wait_s(options.prefer)
    key = None if options.idempotency_key is None else _key(request, kind, options.idempotency_key, body)
    job_id = None if key is None else await service.jobs.made_by(key)
    if job_id is None:
        new = await make(body)
        written = body or b"{}" if new.request is None else new.request
        given = await asyncio.to_thread(msgspec.json.decode, written or body, type=_Given)
        _check_webhook(given.webhook, service.webhooks)
        naming = Naming(name=given.name, tags=given.tags, metadata=given.metadata)
        trace = well_formed(options.traceparent)
        new = replace(new, naming=naming, webhook=given.webhook, priority=given.priority, request=written, trace=trace)
        job_id = await service.submit(new, key)
        log.info("job_accepted", job_id=job_id, kind=kind)
    else:
        await check_source(service, await service.jobs.get(job_id, kind), body)
    await service.wait(await service.jobs.get(job_id, kind), wait_s or 0)
    job = await service.jobs.get(job_id, kind)
    headers = {"Location": f"{PLACES[kind]}/{job_id}"}
    if wait_s is not None:
        headers["Preference-Applied"] = f"wait={wait_s}"
    return Response(view(job), status_code=200 if wait_s and job.status in ENDED else 202, headers=headers)


def _check_webhook(name: str | None, declared: Collection[str]) -> None:
    if name is not None and name not in declared:
        there_are = f"there are {', '.join(sorted(declared))}" if declared else "the server's settings declare none"
        raise InvalidRequestError.of(FieldError("webhook", f"there is no webhook {name!r}; {there_are}"))


def is_comparison(job: Job) -> bool:
    """Whether a run compares prompts and optimizes none."""
    return bool(msgspec.json.decode(job.outline, type=RunOutline).compared)


async def request_of(service: TenantService, kind: Kind, job_id: str) -> Response[Any]:
    """What a job was asked for with, byte by byte. Raises NotFoundError."""
    job = await service.jobs.get(job_id, kind)
    return Response(await service.request(job), media_type="application/json")


def _key(request: AnyRequest, kind: Kind, key: str, body: bytes) -> IdempotencyKey:
    """The caller's key with what it came with: the body, and the job that the path names, if it names one."""
    what = digest(request.url.path, body) if request.path_params else digest(body)
    return IdempotencyKey(principal=caller_of(request).principal, key=key, body_digest=what, kind=kind)


def _wait_s(prefer: str | None) -> int | None:
    """Seconds of `Prefer: wait=N` (RFC 7240), if it is given."""
    for preference in (prefer or "").split(","):
        name, _, value = (part.strip() for part in preference.partition("="))
        if name.lower() == "wait":
            if _WAIT.fullmatch(value) is None:
                raise InvalidRequestError.of(FieldError("Prefer", "wait takes a whole number of seconds: `wait=N`"))
            return min(int(value.strip('"')), _LONGEST_WAIT_S)
    return None

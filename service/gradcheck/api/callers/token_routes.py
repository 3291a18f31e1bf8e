"""Tokens for event streams over HTTP."""

from litestar import Controller, Response, post

from gradcheck.access.stream_tokens import IssuedToken
from gradcheck.api.callers.auth import READ
from gradcheck.api.decode import read
from gradcheck.api.inputs import AnyRequest, TheService
from gradcheck.api.operations import NOT_FOUND, taking
from gradcheck.domain.base import Wire


class StreamTokenRequest(Wire, frozen=True, kw_only=True):
    """The job whose events are to be read: a run, a diagnostic, a study or a measurement of headroom."""

    job_id: str


class StreamTokensController(Controller):
    """`/stream-tokens`."""

    tags = ("service",)

    @post(
        "/stream-tokens",
        operation_id="create_stream_token",
        operation_class=taking(StreamTokenRequest),
        responses=NOT_FOUND,
        status_code=200,
        opt=READ,
        summary="A token for a job's events",
    )
    async def create_stream_token(self, request: AnyRequest, service: TheService) -> Response[IssuedToken]:
        """What opens the events of one job for five minutes, as `?token=`: `EventSource` can send no key.

        404 where there is no such job.
        """
        asked = await read(await request.body(), StreamTokenRequest)
        return Response(await service.stream_token(asked.job_id), headers={"Cache-Control": "no-store"})

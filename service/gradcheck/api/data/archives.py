"""Runs leave as one file and come in as one."""

import asyncio

import msgspec
from litestar import Controller, Response, get, post

from gradcheck.api.callers.auth import READ, RUN
from gradcheck.api.data.uploads import uploaded
from gradcheck.api.inputs import AnyRequest, JobId, TheService
from gradcheck.api.operations import BINARY, CONFLICT, FORM, uploading
from gradcheck.api.views import Run, run_view
from gradcheck.domain.call import Outcome
from gradcheck.domain.naming import Naming
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import JobError, Result, Step
from gradcheck.domain.task import Rollout
from gradcheck.engine.plan import Plan, RunOutline
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.storage.keeping.archiving import Archive, unpacked

_TYPE = "application/octet-stream"
_PACKED = 8  # times that the content of a file may be as large as the largest body
# What the bytes of a column hold, in JSON, and those of a call's outcome in MessagePack.
_HELD: dict[tuple[str, str], type] = {
    ("plans", "plan"): Plan,
    ("jobs", "outline"): RunOutline,
    ("jobs", "error"): JobError,
    ("jobs", "result"): Result,
    ("jobs", "naming"): Naming,
    ("steps", "data"): Step,
    ("candidates", "data"): Candidate,
    ("rollouts", "data"): Rollout,
    ("events", "data"): dict,
    ("requests", "body"): dict,
}


class Archives(Controller):
    """`/runs/{id}/archive` and `/runs/import`."""

    tags = ("runs",)

    @get(
        "/runs/{run_id:str}/archive",
        operation_id="archive_run",
        responses=CONFLICT,
        opt=READ | {BINARY: (_TYPE,)},
        summary="A run as one file",
    )
    async def archive_run(self, service: TheService, run_id: JobId) -> Response[bytes]:
        """All that shows, verifies, continues and diagnoses it, with the runs that it continues. 409 until it ends.

        No key and no webhook is in it. `POST /runs/import` takes it in, here or elsewhere.
        """
        file = await asyncio.to_thread((await service.jobs.archive(run_id)).packed)
        headers = {"Content-Disposition": f'attachment; filename="{run_id}.gradcheck"'}
        return Response(file, media_type=_TYPE, headers=headers)

    @post(
        "/runs/import",
        operation_id="import_run",
        operation_class=uploading(_TYPE, FORM),
        responses=CONFLICT,
        status_code=201,
        opt=RUN | {"bodies": {_TYPE, FORM}},
        request_max_body_size=None,
        summary="Take in a run from a file",
    )
    async def import_run(self, request: AnyRequest, service: TheService) -> Response[Run]:
        """201 with the run, under the id that it had. 409 where it is there already; 422 where the file is no archive.

        Nothing is spent. How often its test was used counts here too.
        """
        most = service.settings.max_body_bytes
        async with uploaded(request, most, (_TYPE,)) as upload:
            upload.file.seek(0)
            archive = await asyncio.to_thread(lambda: _checked(unpacked(upload.file.read(), most * _PACKED)))
        await service.jobs.take_in(archive)
        job = await service.jobs.get(archive.run, "run")
        return Response(run_view(job), status_code=201, headers={"Location": f"/runs/{job.id}"})


def _checked(archive: Archive) -> Archive:
    """The archive, all of whose bytes can be read as what they are. Raises InvalidRequestError."""
    try:
        for (table, column), kind in _HELD.items():
            decoder: msgspec.json.Decoder[object] = msgspec.json.Decoder(kind)
            for row in archive.tables[table]:
                if row[column] is not None:
                    decoder.decode(row[column])
        for row in archive.tables["calls"]:
            msgspec.msgpack.decode(row["outcome"], type=Outcome)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRequestError.of(FieldError("file", f"holds what is no part of a run: {error}")) from None
    return archive

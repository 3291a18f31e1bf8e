"""`list`, `show`, `watch`, `cancel` and `delete` of every kind of job, and its `report`."""

import json
import sys
from argparse import Namespace
from contextlib import aclosing
from pathlib import Path
from typing import Any

from gradcheck.cli.job import watched
from gradcheck.cli.job_kinds import KINDS
from gradcheck.cli.output import note, tell
from gradcheck.cli.service import asked, finish
from gradcheck.errors import GradcheckError
from gradcheck_client import operations
from gradcheck_client.errors import NotFoundError
from gradcheck_client.wire import as_json

_REPORTS = (operations.report_run, operations.report_diagnostic, operations.report_study, operations.report_headroom)


def list_jobs(arguments: Namespace) -> int:
    """List jobs; the exit code. Raises GradcheckError where the service refuses."""
    return finish(_list(arguments))


def show(arguments: Namespace) -> int:
    """Show a job; the exit code. Raises GradcheckError where there is none."""
    return finish(_show(arguments))


def request(arguments: Namespace) -> int:
    """Print what a job was asked for with; the exit code. Raises GradcheckError where there is none."""
    return finish(_request(arguments))


def watch(arguments: Namespace) -> int:
    """Follow a job to its end; the exit code. Raises GradcheckError where there is none."""
    return finish(_watch(arguments))


def cancel(arguments: Namespace) -> int:
    """Cancel a job; the exit code. Raises GradcheckError where there is none or it has ended."""
    return finish(_cancel(arguments))


def delete(arguments: Namespace) -> int:
    """Delete a job; the exit code. Raises GradcheckError where there is none, it has not ended or others need it."""
    return finish(_delete(arguments))


def report(arguments: Namespace) -> int:
    """Write the page of a job into a file; the exit code. Raises GradcheckError where there is no such job."""
    return finish(_report(arguments))


async def _list(arguments: Namespace) -> int:
    kind = KINDS[arguments.kind]
    filters = {name: getattr(arguments, name) for name in ("status", "name", "tag", *kind.filters)}
    found: list[Any] = []
    async with asked(arguments) as service, aclosing(kind.entries(service.client, **filters)) as entries:
        async for entry in entries:
            found.append(entry)
            if len(found) == arguments.limit:
                break
    tell(arguments, found, lambda: kind.list_text(found))
    return 0


async def _show(arguments: Namespace) -> int:
    kind = KINDS[arguments.kind]
    async with asked(arguments) as service:
        job = await kind.get(service.client, arguments.id)
    tell(arguments, job.state, lambda: kind.text(job.state))
    return 0


async def _request(arguments: Namespace) -> int:
    async with asked(arguments) as service:
        kind = KINDS[arguments.kind]
        job = await kind.get(service.client, arguments.id)
        found = await service.client.call(kind.request(job.state))
    tell(arguments, found, lambda: json.dumps(as_json(found), indent=2, ensure_ascii=False))
    return 0


async def _watch(arguments: Namespace) -> int:
    kind = KINDS[arguments.kind]
    async with asked(arguments) as service:
        job = await kind.get(service.client, arguments.id)
        if not arguments.json:
            note(arguments, job.id)
        return await watched(arguments, service, kind, job, after=arguments.after, events=arguments.json)


async def _cancel(arguments: Namespace) -> int:
    kind = KINDS[arguments.kind]
    async with asked(arguments) as service:
        job = await kind.get(service.client, arguments.id)
        await job.cancel()
        print(f"cancelling {job.id}", file=sys.stderr, flush=True)
        state = await job.wait()
        tell(arguments, state, lambda: kind.text(state))
    return 0 if job.status == "cancelled" else 1


async def _delete(arguments: Namespace) -> int:
    kind = KINDS[arguments.kind]
    async with asked(arguments) as service:
        job = await kind.get(service.client, arguments.id)
        await job.delete(cascade=arguments.cascade)
    tell(arguments, {"id": job.id, "deleted": True}, lambda: f"deleted {job.id} with all its texts")
    return 0


async def _report(arguments: Namespace) -> int:
    file: Path = arguments.file or Path(f"{arguments.id}.html")
    async with asked(arguments) as service:
        for kind in _REPORTS:
            try:
                page = await service.client.call(kind(arguments.id))
            except NotFoundError:
                continue
            break
        else:
            raise GradcheckError(f"there is no run, diagnostic, study or measurement of headroom {arguments.id}")
    try:
        file.write_text(page, "utf-8")
    except OSError as error:
        raise GradcheckError(f"{file} cannot be written: {error.strerror}") from None
    tell(arguments, {"id": arguments.id, "file": str(file)}, lambda: f"{arguments.id} is in {file}")
    return 0

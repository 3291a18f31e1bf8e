"""Kinds of jobs as commands know them: their names, how to find one again, how one and many are shown."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime
from typing import Any, TypeAlias

from gradcheck.cli.output import table
from gradcheck.cli.show import diagnostic_text, headroom_text, run_text
from gradcheck.cli.study_text import study_text
from gradcheck.domain.base import Value
from gradcheck_client import AsyncGradcheck, operations
from gradcheck_client.aio.handles import AsyncHandle
from gradcheck_client.models import Run
from gradcheck_client.wire import Operation

Handle: TypeAlias = AsyncHandle[Any, Any]


class JobKind(Value, frozen=True, kw_only=True):
    """A kind of job: `noun` for one, `group` for the commands about it, `doing` for its progress.

    `get` finds one by its id, `request` what one was asked for with, `entries` yields those of a list whose filters are
    the command's own, `columns` are the heads of a list and `row` an entry's cells in it.
    """

    noun: str
    group: str
    doing: str
    get: Callable[[AsyncGradcheck, str], Awaitable[Handle]]
    request: Callable[[Any], Operation[Any]]
    entries: Callable[..., AsyncGenerator[Any, None]]
    filters: tuple[str, ...] = ()
    text: Callable[[Any], str]
    columns: tuple[str, ...]
    row: Callable[[Any], tuple[object, ...]]

    def list_text(self, entries: list[Any]) -> str:
        """Entries of a list for people."""
        heads = ("id", "name", "status", "finished", "created", *self.columns)
        rows = [
            (one.id, one.name, one.status, one.finish_reason, _time(one.created_at), *self.row(one)) for one in entries
        ]
        return table(heads, rows) if rows else f"there are no {self.group} like this"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _run_request(run: Run) -> Operation[Any]:
    """What a run was asked for with, at `/optimize` or at `/evaluate`."""
    return operations.get_evaluate_request(run.id) if run.compared else operations.get_run_request(run.id)


RUNS = JobKind(
    noun="run",
    group="runs",
    doing="optimizing",
    get=AsyncGradcheck.get_run,
    request=_run_request,
    entries=AsyncGradcheck.iter_runs,
    filters=("method", "study"),
    text=run_text,
    columns=("method", "continues"),
    row=lambda run: (run.method, run.parent),
)
DIAGNOSTICS = JobKind(
    noun="diagnostic",
    group="diagnostics",
    doing="diagnosing",
    get=AsyncGradcheck.get_diagnostic,
    request=lambda diagnostic: operations.get_diagnostic_request(diagnostic.id),
    entries=AsyncGradcheck.iter_diagnostics,
    filters=("run",),
    text=diagnostic_text,
    columns=("run", "tests"),
    row=lambda diagnostic: (diagnostic.run_id, ", ".join(diagnostic.tests)),
)
STUDIES = JobKind(
    noun="study",
    group="studies",
    doing="comparing",
    get=AsyncGradcheck.get_study,
    request=lambda study: operations.get_study_request(study.id),
    entries=AsyncGradcheck.iter_studies,
    filters=("preset",),
    text=study_text,
    columns=("preset", "trials", "arms"),
    row=lambda study: (study.preset, study.trials, ", ".join(study.arms)),
)
MEASUREMENTS = JobKind(
    noun="measurement",
    group="measurements",
    doing="measuring",
    get=AsyncGradcheck.get_headroom,
    request=lambda measured: operations.get_headroom_request(measured.id),
    entries=AsyncGradcheck.iter_headroom,
    text=headroom_text,
    columns=("verdict",),
    row=lambda measured: (measured.verdict,),
)
KINDS = {kind.group: kind for kind in (RUNS, DIAGNOSTICS, STUDIES, MEASUREMENTS)}

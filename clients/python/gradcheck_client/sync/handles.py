# Generated from `aio/handles.py` by `clients/generate.py`.
"""Runs, diagnostics, studies and measurements of headroom to follow, wait for, cancel and ask further."""

from collections.abc import Generator
from time import monotonic, sleep
from typing import Generic, Unpack

from gradcheck_client import models as m
from gradcheck_client import operations
from gradcheck_client.errors import ConflictError, WaitTimeoutError
from gradcheck_client.jobs import DIAGNOSTIC, ENDED, HEADROOM, RUN, STUDY, Job, JobCalls, R, S
from gradcheck_client.notebook import Report, Shown
from gradcheck_client.progress import Bar
from gradcheck_client.sync.events import events
from gradcheck_client.sync.transport import Transport

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 2.0


class Handle(Job[S, R], Generic[S, R]):
    """A job to follow, wait for or cancel."""

    def __init__(self, transport: Transport, calls: JobCalls[S], state: S) -> None:
        self._transport = transport
        self._calls = calls
        self.state = state

    def refresh(self) -> S:
        """Ask how the job is."""
        return self._read(None)

    def wait(self, timeout_s: float | None = None, *, progress: bool = False) -> S:
        """The job once it has ended, however it ended. Raises WaitTimeoutError; the job then runs on.

        `progress` draws a bar, in a notebook's output or on a terminal's stderr.
        """
        deadline = None if timeout_s is None else monotonic() + timeout_s
        bar = Bar(self.id) if progress else None
        try:
            self._until_ended(deadline, timeout_s, bar)
        finally:
            if bar is not None:
                bar.end(self.status)
        return self.state

    def _until_ended(self, deadline: float | None, timeout_s: float | None, bar: Bar | None) -> None:
        pause_s = _FIRST_PAUSE_S
        while self.status not in ENDED and (self._read(deadline)).status not in ENDED:
            if bar is not None:
                bar.show(self.state.progress)
            if deadline is not None and monotonic() + pause_s > deadline:
                raise WaitTimeoutError(f"{self.id} has not ended in {timeout_s:g} s: it is {self.status}")
            sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def cancel(self) -> S:
        """Cancel the job; what it has so far is kept. Raises ConflictError where it had ended otherwise."""
        try:
            self.state = self._transport.call(self._calls.cancel(self.id))
        except ConflictError:
            if (self.refresh()).status != "cancelled":
                raise
        return self.state

    def delete(self, *, cascade: bool = False) -> None:
        """Delete the job with all its texts, with `cascade` what continues, diagnoses or holds it too.

        Raises ConflictError, which names them, where there are any without it, and where one has not ended.
        """
        self._transport.call(self._calls.delete(self.id, cascade))

    def _read(self, deadline: float | None) -> S:
        self.state = self._transport.call(self._calls.get(self.id), deadline=deadline)
        return self.state

    def events(self, *, after: int = 0, patience_s: float = 300.0) -> Generator[m.Event, None]:
        """The job's events after a number, in order and each once, as they happen, until the job has ended.

        Broken connections are taken up again. Raises ConnectionFailedError where none holds for `patience_s` seconds.
        """
        return events(self._transport, self._calls.events(self.id), after, patience_s)


class DiagnosticHandle(Shown, Handle[m.Diagnostic, m.DiagnosticResult]):
    """A diagnostic of a run."""

    def __init__(self, transport: Transport, state: m.Diagnostic) -> None:
        super().__init__(transport, DIAGNOSTIC, state)

    def report(self) -> Report:
        """The report as the service makes it: a page that loads nothing, and that a notebook shows."""
        return Report(self._transport.call(operations.report_diagnostic(self.id)))


class StudyHandle(Shown, Handle[m.Study, m.StudyResult]):
    """A study: whole runs, compared."""

    def __init__(self, transport: Transport, state: m.Study) -> None:
        super().__init__(transport, STUDY, state)

    def report(self) -> Report:
        """The report as the service makes it: a page that loads nothing, and that a notebook shows."""
        return Report(self._transport.call(operations.report_study(self.id)))


class HeadroomHandle(Shown, Handle[m.Headroom, m.HeadroomResult]):
    """A measurement of headroom."""

    def __init__(self, transport: Transport, state: m.Headroom) -> None:
        super().__init__(transport, HEADROOM, state)

    def report(self) -> Report:
        """The report as the service makes it: a page that loads nothing, and that a notebook shows."""
        return Report(self._transport.call(operations.report_headroom(self.id)))


class RunHandle(Shown, Handle[m.Run, m.Result]):
    """A run: one optimization."""

    def __init__(self, transport: Transport, state: m.Run) -> None:
        super().__init__(transport, RUN, state)

    def report(self) -> Report:
        """The report as the service makes it: a page that loads nothing, and that a notebook shows."""
        return Report(self._transport.call(operations.report_run(self.id)))

    def diagnose(
        self, *, idempotency_key: str | None = None, **request: Unpack[operations.DiagnosticRequestFields]
    ) -> DiagnosticHandle:
        """Start a diagnostic of the run's recorded steps; the arguments are the fields of `DiagnosticRequest`."""
        operation = operations.diagnose(self.id, request, idempotency_key=idempotency_key)
        return DiagnosticHandle(self._transport, self._transport.call(operation))

    def plan_diagnostic(self, **request: Unpack[operations.DiagnosticRequestFields]) -> m.DiagnosticEstimate:
        """What a diagnostic would cost and could detect; nothing is started."""
        return self._transport.call(operations.plan_diagnostic(self.id, request))

    def continue_run(
        self, *, idempotency_key: str | None = None, **request: Unpack[operations.ContinueRequestFields]
    ) -> "RunHandle":
        """Start a new run, with a new budget, that pays for nothing this one has paid for."""
        operation = operations.continue_run(self.id, request, idempotency_key=idempotency_key)
        return RunHandle(self._transport, self._transport.call(operation))

    def export(self, format: operations.Format | None = None) -> str:  # noqa: A002 - what the call says
        """The best prompt as a file of another tool, by default as JSON. Raises ConflictError until there is one."""
        return self._transport.call(operations.export_run(self.id, format=format))

    def archive(self) -> bytes:
        """The run as one file, which `import_run` takes in. Raises ConflictError until it ends."""
        return self._transport.call(operations.archive_run(self.id))

    def iter_steps(self) -> Generator[m.Step, None]:
        """The run's steps, from the first."""
        return self._transport.entries(operations.list_steps(self.id))

    def iter_candidates(self) -> Generator[m.Candidate, None]:
        """The run's candidates, the given prompt first."""
        return self._transport.entries(operations.list_candidates(self.id))

    def iter_rollouts(self, *, stage: str | None = None, candidate: str | None = None) -> Generator[m.Rollout, None]:
        """The run's rollouts: of a stage or its beginning (`step/1`, `test`), or of one candidate."""
        return self._transport.entries(operations.list_rollouts(self.id, stage=stage, candidate=candidate))

    def iter_diagnostics(self, status: operations.Status | None = None) -> Generator[m.DiagnosticSummary, None]:
        """The run's diagnostics, the newest first."""
        return self._transport.entries(operations.list_run_diagnostics(self.id, status=status))

    def diagnostics_summary(self) -> str | None:
        """What all ended diagnostics of the run come to, in two or three sentences; None where none has ended."""
        return (self._transport.call(operations.list_run_diagnostics(self.id, limit=1))).summary

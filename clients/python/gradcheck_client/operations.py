"""Every call of the service. Generated from `openapi.json` by `clients/generate.py`.

A function a call says what to send and what type the answer has; nothing is sent here. The `…Fields` are the bodies as
keyword arguments.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypedDict

from gradcheck_client import models as m
from gradcheck_client.wire import File, Json, Operation, Stream, dotted, path


class CheckRequestFields(TypedDict, total=False):
    """The fields of `CheckRequest`."""

    model: str | None
    effort: str | None
    extra: Json
    tools: Sequence[Json]


class ContinueRequestFields(TypedDict, total=False):
    """The fields of `ContinueRequest`."""

    name: str | None
    tags: Sequence[str]
    metadata: Mapping[str, str]
    webhook: str | None
    priority: Literal["high", "low", "normal"]
    budget: m.Budget | Json


class DiagnosticRequestFields(TypedDict, total=False):
    """The fields of `DiagnosticRequest`."""

    name: str | None
    tags: Sequence[str]
    metadata: Mapping[str, str]
    webhook: str | None
    priority: Literal["high", "low", "normal"]
    tests: Sequence[str]
    steps: Sequence[int] | None
    replicates: int | None
    items: int | None
    items_per_pair: int | None
    scope: Literal["method", "this_run"]
    estimand: Literal["critic_average", "fixed_feedback"] | None
    ladder: Literal["core", "whole"]
    evidence: Literal["masked", "shown"]
    stop: Literal["evalue", "fixed", "looks"]
    runs: Sequence[str]
    delta: float | None
    effect: float | None
    alpha: float
    force: bool
    budget: m.Budget | Json
    seed: int


class EvaluateRequestFields(TypedDict, total=False):
    """The fields of `EvaluateRequest`."""

    name: str | None
    tags: Sequence[str]
    metadata: Mapping[str, str]
    webhook: str | None
    priority: Literal["high", "low", "normal"]
    prompts: Sequence[m.PromptToCompare | Json]
    task: m.TaskToCompareOn | Json
    models: m.ModelsSpec | Json
    budget: m.Budget | Json
    seed: int


class HeadroomRequestFields(TypedDict, total=False):
    """The fields of `HeadroomRequest`."""

    name: str | None
    tags: Sequence[str]
    metadata: Mapping[str, str]
    webhook: str | None
    priority: Literal["high", "low", "normal"]
    optimize: m.OptimizeRequest | Json
    prompts: int
    items: int
    budget: m.Budget | Json
    seed: int


class OptimizeRequestFields(TypedDict, total=False):
    """The fields of `OptimizeRequest`."""

    name: str | None
    tags: Sequence[str]
    metadata: Mapping[str, str]
    webhook: str | None
    priority: Literal["high", "low", "normal"]
    prompt: str | m.PromptSpec | Json
    task: m.TaskSpec | Json
    method: str | m.Method | Json
    models: m.ModelsSpec | Json
    budget: m.Budget | Json
    stop: m.Stop | Json
    reject_quotes: bool
    seed: int


class PoolRequestFields(TypedDict, total=False):
    """The fields of `PoolRequest`."""

    diagnostics: Sequence[str]
    test: str
    delta: float | None


class StreamTokenRequestFields(TypedDict, total=False):
    """The fields of `StreamTokenRequest`."""

    job_id: str


class StudyRequestFields(TypedDict, total=False):
    """The fields of `StudyRequest`."""

    name: str | None
    tags: Sequence[str]
    metadata: Mapping[str, str]
    webhook: str | None
    priority: Literal["high", "low", "normal"]
    optimize: m.OptimizeRequest | Json
    preset: str | None
    families: Sequence[str] | None
    arms: Sequence[m.ArmSpec | Json]
    trials: int | Mapping[str, int] | None
    comparisons: Sequence[m.ComparisonSpec | Json]
    outcome: Literal["test", "train", "validation"]
    delta: float
    alpha: float
    run_sd: float | None
    track: m.TrackSpec | Json | None
    budgets_differ: bool
    force: bool
    budget: m.Budget | Json
    seed: int


class TaskSpecFields(TypedDict, total=False):
    """The fields of `TaskSpec`."""

    examples: Sequence[m.ExampleSpec | Json]
    dataset: m.DatasetSpec | Json | None
    scoring: (
        m.Exact
        | Json
        | m.Choice
        | m.Numeric
        | m.Contains
        | m.Regex
        | m.F1
        | m.Json
        | m.Set
        | m.ToolCalls
        | m.Judge
        | m.Hosted
        | m.Installed
        | m.Pairwise
        | m.Weighted
    )
    split: m.Fractions | Json
    split_seed: int
    description: str | None


Status: TypeAlias = Literal["queued", "running", "succeeded", "failed", "cancelled"]


Direction: TypeAlias = Literal["fixed", "broken"]


Format: TypeAlias = Literal["json", "text", "messages", "openai", "promptfoo", "dspy", "langchain", "mlflow"]


def list_datasets(*, limit: int | None = None, after: str | None = None) -> Operation[m.DatasetPage]:
    """List data sets by name."""
    return Operation("GET", "/datasets", m.DatasetPage, query={"limit": limit, "after": after})


def upload_dataset(
    body: File, *, name: str | None = None, format: str | None = None, idempotency_key: str | None = None
) -> Operation[m.Dataset]:
    """Upload a data set."""
    return Operation(
        "POST",
        "/datasets",
        m.Dataset,
        body=body,
        query={"name": name, "format": format},
        headers={"Idempotency-Key": idempotency_key},
    )


def get_dataset(name: str, *, version: int | None = None) -> Operation[m.Dataset]:
    """A data set's version and its columns."""
    return Operation("GET", path("/datasets/{name}", name), m.Dataset, query={"version": version})


def delete_dataset(name: str) -> Operation[None]:
    """Delete a data set."""
    return Operation("DELETE", path("/datasets/{name}", name), type(None))


def list_dataset_rows(
    name: str, *, version: int | None = None, limit: int | None = None, after: int | None = None
) -> Operation[m.DatasetRowPage]:
    """A data set's rows."""
    return Operation(
        "GET",
        path("/datasets/{name}/rows", name),
        m.DatasetRowPage,
        query={"version": version, "limit": limit, "after": after},
    )


def list_diagnostics(
    *,
    limit: int | None = None,
    after: str | None = None,
    status: Status | None = None,
    name: str | None = None,
    tag: list[str] | None = None,
    run: str | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Operation[m.DiagnosticPage]:
    """List diagnostics, the newest first."""
    return Operation(
        "GET",
        "/diagnostics",
        m.DiagnosticPage,
        query={
            "limit": limit,
            "after": after,
            "status": status,
            "name": name,
            "tag": tag,
            "run": run,
            **dotted("metadata", metadata),
        },
    )


def pool_diagnostics(body: m.PoolRequest | Json) -> Operation[m.Pool]:
    """What one test says over several runs."""
    return Operation("POST", "/diagnostics/pool", m.Pool, body=body)


def get_diagnostic(diagnostic_id: str) -> Operation[m.Diagnostic]:
    """A diagnostic's state and result."""
    return Operation("GET", path("/diagnostics/{diagnostic_id}", diagnostic_id), m.Diagnostic)


def delete_diagnostic(diagnostic_id: str) -> Operation[None]:
    """Delete a diagnostic."""
    return Operation("DELETE", path("/diagnostics/{diagnostic_id}", diagnostic_id), type(None))


def cancel_diagnostic(diagnostic_id: str) -> Operation[m.Diagnostic]:
    """Cancel a diagnostic."""
    return Operation("POST", path("/diagnostics/{diagnostic_id}/cancel", diagnostic_id), m.Diagnostic)


def stream_diagnostic_events(
    diagnostic_id: str, *, last_event_id: int | None = None, after: int | None = None, token: str | None = None
) -> Stream[m.Event]:
    """A diagnostic's events as they happen."""
    return Stream(
        "GET",
        path("/diagnostics/{diagnostic_id}/events", diagnostic_id),
        m.Event,
        query={"after": after, "token": token},
        headers={"Last-Event-ID": last_event_id},
    )


def report_diagnostic(diagnostic_id: str) -> Operation[str]:
    """A diagnostic as a page of its own."""
    return Operation("GET", path("/diagnostics/{diagnostic_id}/report", diagnostic_id), str)


def get_diagnostic_request(diagnostic_id: str) -> Operation[dict[str, Any]]:
    """What a diagnostic was asked for with."""
    return Operation("GET", path("/diagnostics/{diagnostic_id}/request", diagnostic_id), dict[str, Any])


def evaluate(
    body: m.EvaluateRequest | Json,
    *,
    idempotency_key: str | None = None,
    prefer: str | None = None,
    traceparent: str | None = None,
) -> Operation[m.Run]:
    """Compare prompts on the same examples."""
    return Operation(
        "POST",
        "/evaluate",
        m.Run,
        body=body,
        headers={"Idempotency-Key": idempotency_key, "Prefer": prefer, "traceparent": traceparent},
    )


def get_evaluate_request(run_id: str) -> Operation[dict[str, Any]]:
    """What a comparison was asked for with."""
    return Operation("GET", path("/evaluate/{run_id}/request", run_id), dict[str, Any])


def list_files(*, limit: int | None = None, after: str | None = None) -> Operation[m.FilePage]:
    """List files, the newest first."""
    return Operation("GET", "/files", m.FilePage, query={"limit": limit, "after": after})


def upload_file(body: File, *, name: str | None = None) -> Operation[m.StoredFile]:
    """Upload an image."""
    return Operation("POST", "/files", m.StoredFile, body=body, query={"name": name})


def get_file(file_id: str) -> Operation[m.StoredFile]:
    """What is known of a file."""
    return Operation("GET", path("/files/{file_id}", file_id), m.StoredFile)


def delete_file(file_id: str) -> Operation[None]:
    """Delete a file."""
    return Operation("DELETE", path("/files/{file_id}", file_id), type(None))


def get_file_content(file_id: str) -> Operation[bytes]:
    """A file's bytes."""
    return Operation("GET", path("/files/{file_id}/content", file_id), bytes)


def list_headroom(
    *,
    limit: int | None = None,
    after: str | None = None,
    status: Status | None = None,
    name: str | None = None,
    tag: list[str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Operation[m.HeadroomPage]:
    """List measurements of headroom, the newest first."""
    return Operation(
        "GET",
        "/headroom",
        m.HeadroomPage,
        query={
            "limit": limit,
            "after": after,
            "status": status,
            "name": name,
            "tag": tag,
            **dotted("metadata", metadata),
        },
    )


def measure_headroom(
    body: m.HeadroomRequest | Json,
    *,
    idempotency_key: str | None = None,
    prefer: str | None = None,
    traceparent: str | None = None,
) -> Operation[m.Headroom]:
    """Measure whether a task reacts to prompts."""
    return Operation(
        "POST",
        "/headroom",
        m.Headroom,
        body=body,
        headers={"Idempotency-Key": idempotency_key, "Prefer": prefer, "traceparent": traceparent},
    )


def plan_headroom(body: m.HeadroomRequest | Json) -> Operation[m.HeadroomEstimate]:
    """What a measurement of headroom would take."""
    return Operation("POST", "/headroom/plan", m.HeadroomEstimate, body=body)


def get_headroom(headroom_id: str) -> Operation[m.Headroom]:
    """A measurement's state and result."""
    return Operation("GET", path("/headroom/{headroom_id}", headroom_id), m.Headroom)


def delete_headroom(headroom_id: str) -> Operation[None]:
    """Delete a measurement of headroom."""
    return Operation("DELETE", path("/headroom/{headroom_id}", headroom_id), type(None))


def cancel_headroom(headroom_id: str) -> Operation[m.Headroom]:
    """Cancel a measurement of headroom."""
    return Operation("POST", path("/headroom/{headroom_id}/cancel", headroom_id), m.Headroom)


def stream_headroom_events(
    headroom_id: str, *, last_event_id: int | None = None, after: int | None = None, token: str | None = None
) -> Stream[m.Event]:
    """A measurement's events as they happen."""
    return Stream(
        "GET",
        path("/headroom/{headroom_id}/events", headroom_id),
        m.Event,
        query={"after": after, "token": token},
        headers={"Last-Event-ID": last_event_id},
    )


def report_headroom(headroom_id: str) -> Operation[str]:
    """A measurement of headroom as a page of its own."""
    return Operation("GET", path("/headroom/{headroom_id}/report", headroom_id), str)


def get_headroom_request(headroom_id: str) -> Operation[dict[str, Any]]:
    """What a measurement of headroom was asked for with."""
    return Operation("GET", path("/headroom/{headroom_id}/request", headroom_id), dict[str, Any])


def health_live() -> Operation[m.Health]:
    """Whether the process runs."""
    return Operation("GET", "/health/live", m.Health)


def health_ready() -> Operation[m.Health]:
    """Whether jobs are accepted and worked."""
    return Operation("GET", "/health/ready", m.Health, answers=(503,))


def import_file(body: File, *, name: str | None = None, format: str | None = None) -> Operation[m.Imported]:
    """Take in a file of another tool."""
    return Operation("POST", "/imports", m.Imported, body=body, query={"name": name, "format": format})


def list_methods() -> Operation[list[m.MethodInfo]]:
    """The methods and their parameters."""
    return Operation("GET", "/methods", list[m.MethodInfo])


def metrics() -> Operation[str]:
    """Prometheus metrics."""
    return Operation("GET", "/metrics", str)


def optimize(
    body: m.OptimizeRequest | Json,
    *,
    idempotency_key: str | None = None,
    prefer: str | None = None,
    traceparent: str | None = None,
) -> Operation[m.Run]:
    """Start an optimization."""
    return Operation(
        "POST",
        "/optimize",
        m.Run,
        body=body,
        headers={"Idempotency-Key": idempotency_key, "Prefer": prefer, "traceparent": traceparent},
    )


def estimate_run(body: m.OptimizeRequest | Json) -> Operation[m.RunEstimate]:
    """What a run would take."""
    return Operation("POST", "/optimize/estimate", m.RunEstimate, body=body)


def list_perturbations() -> Operation[list[m.PerturbationInfo]]:
    """What diagnostics put in place of feedback."""
    return Operation("GET", "/perturbations", list[m.PerturbationInfo])


def list_providers() -> Operation[list[m.ProviderInfo]]:
    """The providers this server declares."""
    return Operation("GET", "/providers", list[m.ProviderInfo])


def check_provider(name: str, body: m.CheckRequest | Json) -> Operation[m.ProviderCheck]:
    """Whether a provider's model works."""
    return Operation("POST", path("/providers/{name}/check", name), m.ProviderCheck, body=body)


def list_runs(
    *,
    limit: int | None = None,
    after: str | None = None,
    status: Status | None = None,
    name: str | None = None,
    tag: list[str] | None = None,
    method: str | None = None,
    study: str | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Operation[m.RunPage]:
    """List runs, the newest first."""
    return Operation(
        "GET",
        "/runs",
        m.RunPage,
        query={
            "limit": limit,
            "after": after,
            "status": status,
            "name": name,
            "tag": tag,
            "method": method,
            "study": study,
            **dotted("metadata", metadata),
        },
    )


def import_run(body: File) -> Operation[m.Run]:
    """Take in a run from a file."""
    return Operation("POST", "/runs/import", m.Run, body=body)


def get_run(run_id: str) -> Operation[m.Run]:
    """A run's state and result."""
    return Operation("GET", path("/runs/{run_id}", run_id), m.Run)


def delete_run(run_id: str, *, cascade: bool | None = None) -> Operation[None]:
    """Delete a run."""
    return Operation("DELETE", path("/runs/{run_id}", run_id), type(None), query={"cascade": cascade})


def archive_run(run_id: str) -> Operation[bytes]:
    """A run as one file."""
    return Operation("GET", path("/runs/{run_id}/archive", run_id), bytes)


def cancel_run(run_id: str) -> Operation[m.Run]:
    """Cancel a run."""
    return Operation("POST", path("/runs/{run_id}/cancel", run_id), m.Run)


def list_candidates(run_id: str, *, limit: int | None = None, after: int | None = None) -> Operation[m.CandidatePage]:
    """A run's candidates."""
    return Operation(
        "GET", path("/runs/{run_id}/candidates", run_id), m.CandidatePage, query={"limit": limit, "after": after}
    )


def list_changes(
    run_id: str, *, direction: Direction | None = None, limit: int | None = None, after: int | None = None
) -> Operation[m.ChangePage]:
    """Test examples that a run's prompt decided."""
    return Operation(
        "GET",
        path("/runs/{run_id}/changes", run_id),
        m.ChangePage,
        query={"direction": direction, "limit": limit, "after": after},
    )


def continue_run(
    run_id: str,
    body: m.ContinueRequest | Json,
    *,
    idempotency_key: str | None = None,
    prefer: str | None = None,
    traceparent: str | None = None,
) -> Operation[m.Run]:
    """Continue a run."""
    return Operation(
        "POST",
        path("/runs/{run_id}/continue", run_id),
        m.Run,
        body=body,
        headers={"Idempotency-Key": idempotency_key, "Prefer": prefer, "traceparent": traceparent},
    )


def list_run_diagnostics(
    run_id: str,
    *,
    limit: int | None = None,
    after: str | None = None,
    status: Status | None = None,
    name: str | None = None,
    tag: list[str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Operation[m.DiagnosticPage]:
    """List a run's diagnostics."""
    return Operation(
        "GET",
        path("/runs/{run_id}/diagnostics", run_id),
        m.DiagnosticPage,
        query={
            "limit": limit,
            "after": after,
            "status": status,
            "name": name,
            "tag": tag,
            **dotted("metadata", metadata),
        },
    )


def diagnose(
    run_id: str,
    body: m.DiagnosticRequest | Json | None = None,
    *,
    idempotency_key: str | None = None,
    prefer: str | None = None,
    traceparent: str | None = None,
) -> Operation[m.Diagnostic]:
    """Diagnose a run."""
    return Operation(
        "POST",
        path("/runs/{run_id}/diagnostics", run_id),
        m.Diagnostic,
        body=body,
        headers={"Idempotency-Key": idempotency_key, "Prefer": prefer, "traceparent": traceparent},
    )


def plan_diagnostic(run_id: str, body: m.DiagnosticRequest | Json | None = None) -> Operation[m.DiagnosticEstimate]:
    """What a diagnostic would cost and could detect."""
    return Operation("POST", path("/runs/{run_id}/diagnostics/plan", run_id), m.DiagnosticEstimate, body=body)


def stream_run_events(
    run_id: str, *, last_event_id: int | None = None, after: int | None = None, token: str | None = None
) -> Stream[m.Event]:
    """A run's events as they happen."""
    return Stream(
        "GET",
        path("/runs/{run_id}/events", run_id),
        m.Event,
        query={"after": after, "token": token},
        headers={"Last-Event-ID": last_event_id},
    )


def export_run(run_id: str, *, format: Format | None = None) -> Operation[str]:
    """A run's best prompt as a file of another tool."""
    return Operation("GET", path("/runs/{run_id}/export", run_id), str, query={"format": format})


def report_run(run_id: str) -> Operation[str]:
    """A run as a page of its own."""
    return Operation("GET", path("/runs/{run_id}/report", run_id), str)


def get_run_request(run_id: str) -> Operation[dict[str, Any]]:
    """What a run was asked for with."""
    return Operation("GET", path("/runs/{run_id}/request", run_id), dict[str, Any])


def list_rollouts(
    run_id: str,
    *,
    limit: int | None = None,
    after: int | None = None,
    stage: str | None = None,
    candidate: str | None = None,
) -> Operation[m.RolloutPage]:
    """A run's rollouts."""
    return Operation(
        "GET",
        path("/runs/{run_id}/rollouts", run_id),
        m.RolloutPage,
        query={"limit": limit, "after": after, "stage": stage, "candidate": candidate},
    )


def list_steps(run_id: str, *, limit: int | None = None, after: int | None = None) -> Operation[m.StepPage]:
    """A run's recorded steps."""
    return Operation("GET", path("/runs/{run_id}/steps", run_id), m.StepPage, query={"limit": limit, "after": after})


def get_step(run_id: str, n: int) -> Operation[m.StepDetail]:
    """One step with its rollouts."""
    return Operation("GET", path("/runs/{run_id}/steps/{n}", run_id, n), m.StepDetail)


def list_scorers() -> Operation[list[m.CatalogueEntry]]:
    """The scorers and their parameters."""
    return Operation("GET", "/scorers", list[m.CatalogueEntry])


def create_stream_token(body: m.StreamTokenRequest | Json) -> Operation[m.IssuedToken]:
    """A token for a job's events."""
    return Operation("POST", "/stream-tokens", m.IssuedToken, body=body)


def list_studies(
    *,
    limit: int | None = None,
    after: str | None = None,
    status: Status | None = None,
    name: str | None = None,
    tag: list[str] | None = None,
    preset: str | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Operation[m.StudyPage]:
    """List studies, the newest first."""
    return Operation(
        "GET",
        "/studies",
        m.StudyPage,
        query={
            "limit": limit,
            "after": after,
            "status": status,
            "name": name,
            "tag": tag,
            "preset": preset,
            **dotted("metadata", metadata),
        },
    )


def study(
    body: m.StudyRequest | Json,
    *,
    idempotency_key: str | None = None,
    prefer: str | None = None,
    traceparent: str | None = None,
) -> Operation[m.Study]:
    """Start a study."""
    return Operation(
        "POST",
        "/studies",
        m.Study,
        body=body,
        headers={"Idempotency-Key": idempotency_key, "Prefer": prefer, "traceparent": traceparent},
    )


def plan_study(body: m.StudyRequest | Json) -> Operation[m.StudyEstimate]:
    """What a study would cost and could detect."""
    return Operation("POST", "/studies/plan", m.StudyEstimate, body=body)


def get_study(study_id: str) -> Operation[m.Study]:
    """A study's state and result."""
    return Operation("GET", path("/studies/{study_id}", study_id), m.Study)


def delete_study(study_id: str, *, cascade: bool | None = None) -> Operation[None]:
    """Delete a study with its trials."""
    return Operation("DELETE", path("/studies/{study_id}", study_id), type(None), query={"cascade": cascade})


def cancel_study(study_id: str) -> Operation[m.Study]:
    """Cancel a study."""
    return Operation("POST", path("/studies/{study_id}/cancel", study_id), m.Study)


def stream_study_events(
    study_id: str, *, last_event_id: int | None = None, after: int | None = None, token: str | None = None
) -> Stream[m.Event]:
    """A study's events as they happen."""
    return Stream(
        "GET",
        path("/studies/{study_id}/events", study_id),
        m.Event,
        query={"after": after, "token": token},
        headers={"Last-Event-ID": last_event_id},
    )


def report_study(study_id: str) -> Operation[str]:
    """A study as a page of its own."""
    return Operation("GET", path("/studies/{study_id}/report", study_id), str)


def get_study_request(study_id: str) -> Operation[dict[str, Any]]:
    """What a study was asked for with."""
    return Operation("GET", path("/studies/{study_id}/request", study_id), dict[str, Any])


def list_tests() -> Operation[list[m.TestInfo]]:
    """The tests of diagnostics."""
    return Operation("GET", "/tests", list[m.TestInfo])

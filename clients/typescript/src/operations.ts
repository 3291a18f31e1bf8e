// Generated from `openapi.json` by `clients/generate_typescript.py`.
/** Every call of the service: what to send, and the type of what comes. Nothing is sent here. */
import { dotted, path } from "./wire.js";
import type { Operation, Stream, Upload } from "./wire.js";
import type {
  CandidatePage,
  CatalogueEntry,
  ChangePage,
  CheckRequest,
  ContinueRequest,
  Dataset,
  DatasetPage,
  DatasetRowPage,
  Diagnostic,
  DiagnosticEstimate,
  DiagnosticEvent,
  DiagnosticPage,
  DiagnosticRequest,
  EvaluateRequest,
  FilePage,
  Headroom,
  HeadroomEstimate,
  HeadroomEvent,
  HeadroomPage,
  HeadroomRequest,
  Health,
  Imported,
  IssuedToken,
  MethodInfo,
  OptimizeRequest,
  PerturbationInfo,
  Pool,
  PoolRequest,
  ProviderCheck,
  ProviderInfo,
  RolloutPage,
  Run,
  RunEstimate,
  RunEvent,
  RunPage,
  StepDetail,
  StepPage,
  StoredFile,
  StreamTokenRequest,
  Study,
  StudyEstimate,
  StudyEvent,
  StudyPage,
  StudyRequest,
  TestInfo,
} from "./models.js";

/** List data sets by name. */
export function listDatasets(
  options: {
    /** The most entries of a page. */
    limit?: number;
    /** The cursor that the page before gave as `next`. */
    after?: string;
  } = {},
): Operation<DatasetPage> {
  return {
    method: "GET",
    path: "/datasets",
    reads: "json",
    query: { limit: options.limit, after: options.after },
  };
}

/** Upload a data set. */
export function uploadDataset(
  upload: Upload,
  options: {
    /** What the data set is called; else a field of a form. */
    name?: string;
    /** The tool's format that the rows have; `rows` takes them as they are. */
    format?: string;
    /** With the same key and body the job is not started again but answered again. */
    idempotencyKey?: string;
  } = {},
): Operation<Dataset> {
  return {
    method: "POST",
    path: "/datasets",
    reads: "json",
    upload,
    query: { name: options.name, format: options.format },
    headers: { "Idempotency-Key": options.idempotencyKey },
  };
}

/** A data set's version and its columns. */
export function getDataset(
  name: string,
  options: {
    /** The version; by default the newest. */
    version?: number;
  } = {},
): Operation<Dataset> {
  return {
    method: "GET",
    path: path`/datasets/${name}`,
    reads: "json",
    query: { version: options.version },
  };
}

/** Delete a data set. */
export function deleteDataset(name: string): Operation<void> {
  return {
    method: "DELETE",
    path: path`/datasets/${name}`,
    reads: "nothing",
  };
}

/** A data set's rows. */
export function listDatasetRows(
  name: string,
  options: {
    /** The version; by default the newest. */
    version?: number;
    /** The most entries of a page. */
    limit?: number;
    /** How many entries to pass over. */
    after?: number;
  } = {},
): Operation<DatasetRowPage> {
  return {
    method: "GET",
    path: path`/datasets/${name}/rows`,
    reads: "json",
    query: { version: options.version, limit: options.limit, after: options.after },
  };
}

/** List diagnostics, the newest first. */
export function listDiagnostics(
  options: {
    /** The most entries of a page. */
    limit?: number;
    /** The cursor that the page before gave as `next`. */
    after?: string;
    status?: "queued" | "running" | "succeeded" | "failed" | "cancelled";
    /** Only jobs whose name holds this text, in any case. */
    name?: string;
    /** Only jobs with this tag; given again, with all. */
    tag?: ReadonlyArray<string>;
    /** Only diagnostics of this run. */
    run?: string;
    /** Only jobs with this metadata: each key is a parameter `metadata.KEY` of its own. */
    metadata?: Record<string, string>;
  } = {},
): Operation<DiagnosticPage> {
  return {
    method: "GET",
    path: "/diagnostics",
    reads: "json",
    query: {
      limit: options.limit,
      after: options.after,
      status: options.status,
      name: options.name,
      tag: options.tag,
      run: options.run,
      ...dotted("metadata", options.metadata),
    },
  };
}

/** What one test says over several runs. */
export function poolDiagnostics(body: PoolRequest): Operation<Pool> {
  return {
    method: "POST",
    path: "/diagnostics/pool",
    reads: "json",
    body,
  };
}

/** A diagnostic's state and result. */
export function getDiagnostic(diagnosticId: string): Operation<Diagnostic> {
  return {
    method: "GET",
    path: path`/diagnostics/${diagnosticId}`,
    reads: "json",
  };
}

/** Delete a diagnostic. */
export function deleteDiagnostic(diagnosticId: string): Operation<void> {
  return {
    method: "DELETE",
    path: path`/diagnostics/${diagnosticId}`,
    reads: "nothing",
  };
}

/** Cancel a diagnostic. */
export function cancelDiagnostic(diagnosticId: string): Operation<Diagnostic> {
  return {
    method: "POST",
    path: path`/diagnostics/${diagnosticId}/cancel`,
    reads: "json",
  };
}

/** A diagnostic's events as they happen. */
export function streamDiagnosticEvents(
  diagnosticId: string,
  options: {
    /** The last event seen; goes before `after`. */
    lastEventId?: number;
    /** Only events with a higher number. */
    after?: number;
    /** A token of this job from `POST /stream-tokens`, in the place of a key. */
    token?: string;
  } = {},
): Stream<DiagnosticEvent> {
  return {
    method: "GET",
    path: path`/diagnostics/${diagnosticId}/events`,
    query: { after: options.after, token: options.token },
    headers: { "Last-Event-ID": options.lastEventId },
  };
}

/** A diagnostic as a page of its own. */
export function reportDiagnostic(diagnosticId: string): Operation<string> {
  return {
    method: "GET",
    path: path`/diagnostics/${diagnosticId}/report`,
    reads: "text",
  };
}

/** What a diagnostic was asked for with. */
export function getDiagnosticRequest(diagnosticId: string): Operation<DiagnosticRequest> {
  return {
    method: "GET",
    path: path`/diagnostics/${diagnosticId}/request`,
    reads: "json",
  };
}

/** Compare prompts on the same examples. */
export function evaluate(
  body: EvaluateRequest,
  options: {
    /** With the same key and body the job is not started again but answered again. */
    idempotencyKey?: string;
    /** `wait=N` waits up to N s, at most 600. */
    prefer?: string;
    /** The caller's span (W3C), within which those of the job are. */
    traceparent?: string;
  } = {},
): Operation<Run> {
  return {
    method: "POST",
    path: "/evaluate",
    reads: "json",
    body,
    headers: { "Idempotency-Key": options.idempotencyKey, Prefer: options.prefer, traceparent: options.traceparent },
  };
}

/** What a comparison was asked for with. */
export function getEvaluateRequest(runId: string): Operation<EvaluateRequest> {
  return {
    method: "GET",
    path: path`/evaluate/${runId}/request`,
    reads: "json",
  };
}

/** List files, the newest first. */
export function listFiles(
  options: {
    /** The most entries of a page. */
    limit?: number;
    /** The cursor that the page before gave as `next`. */
    after?: string;
  } = {},
): Operation<FilePage> {
  return {
    method: "GET",
    path: "/files",
    reads: "json",
    query: { limit: options.limit, after: options.after },
  };
}

/** Upload an image. */
export function uploadFile(
  upload: Upload,
  options: {
    /** What the file is called; else that of the form's file. */
    name?: string;
  } = {},
): Operation<StoredFile> {
  return {
    method: "POST",
    path: "/files",
    reads: "json",
    upload,
    query: { name: options.name },
  };
}

/** What is known of a file. */
export function getFile(fileId: string): Operation<StoredFile> {
  return {
    method: "GET",
    path: path`/files/${fileId}`,
    reads: "json",
  };
}

/** Delete a file. */
export function deleteFile(fileId: string): Operation<void> {
  return {
    method: "DELETE",
    path: path`/files/${fileId}`,
    reads: "nothing",
  };
}

/** A file's bytes. */
export function getFileContent(fileId: string): Operation<Blob> {
  return {
    method: "GET",
    path: path`/files/${fileId}/content`,
    reads: "blob",
  };
}

/** List measurements of headroom, the newest first. */
export function listHeadroom(
  options: {
    /** The most entries of a page. */
    limit?: number;
    /** The cursor that the page before gave as `next`. */
    after?: string;
    status?: "queued" | "running" | "succeeded" | "failed" | "cancelled";
    /** Only jobs whose name holds this text, in any case. */
    name?: string;
    /** Only jobs with this tag; given again, with all. */
    tag?: ReadonlyArray<string>;
    /** Only jobs with this metadata: each key is a parameter `metadata.KEY` of its own. */
    metadata?: Record<string, string>;
  } = {},
): Operation<HeadroomPage> {
  return {
    method: "GET",
    path: "/headroom",
    reads: "json",
    query: {
      limit: options.limit,
      after: options.after,
      status: options.status,
      name: options.name,
      tag: options.tag,
      ...dotted("metadata", options.metadata),
    },
  };
}

/** Measure whether a task reacts to prompts. */
export function measureHeadroom(
  body: HeadroomRequest,
  options: {
    /** With the same key and body the job is not started again but answered again. */
    idempotencyKey?: string;
    /** `wait=N` waits up to N s, at most 600. */
    prefer?: string;
    /** The caller's span (W3C), within which those of the job are. */
    traceparent?: string;
  } = {},
): Operation<Headroom> {
  return {
    method: "POST",
    path: "/headroom",
    reads: "json",
    body,
    headers: { "Idempotency-Key": options.idempotencyKey, Prefer: options.prefer, traceparent: options.traceparent },
  };
}

/** What a measurement of headroom would take. */
export function planHeadroom(body: HeadroomRequest): Operation<HeadroomEstimate> {
  return {
    method: "POST",
    path: "/headroom/plan",
    reads: "json",
    body,
  };
}

/** A measurement's state and result. */
export function getHeadroom(headroomId: string): Operation<Headroom> {
  return {
    method: "GET",
    path: path`/headroom/${headroomId}`,
    reads: "json",
  };
}

/** Delete a measurement of headroom. */
export function deleteHeadroom(headroomId: string): Operation<void> {
  return {
    method: "DELETE",
    path: path`/headroom/${headroomId}`,
    reads: "nothing",
  };
}

/** Cancel a measurement of headroom. */
export function cancelHeadroom(headroomId: string): Operation<Headroom> {
  return {
    method: "POST",
    path: path`/headroom/${headroomId}/cancel`,
    reads: "json",
  };
}

/** A measurement's events as they happen. */
export function streamHeadroomEvents(
  headroomId: string,
  options: {
    /** The last event seen; goes before `after`. */
    lastEventId?: number;
    /** Only events with a higher number. */
    after?: number;
    /** A token of this job from `POST /stream-tokens`, in the place of a key. */
    token?: string;
  } = {},
): Stream<HeadroomEvent> {
  return {
    method: "GET",
    path: path`/headroom/${headroomId}/events`,
    query: { after: options.after, token: options.token },
    headers: { "Last-Event-ID": options.lastEventId },
  };
}

/** A measurement of headroom as a page of its own. */
export function reportHeadroom(headroomId: string): Operation<string> {
  return {
    method: "GET",
    path: path`/headroom/${headroomId}/report`,
    reads: "text",
  };
}

/** What a measurement of headroom was asked for with. */
export function getHeadroomRequest(headroomId: string): Operation<HeadroomRequest> {
  return {
    method: "GET",
    path: path`/headroom/${headroomId}/request`,
    reads: "json",
  };
}

/** Whether the process runs. */
export function healthLive(): Operation<Health> {
  return {
    method: "GET",
    path: "/health/live",
    reads: "json",
  };
}

/** Whether jobs are accepted and worked. */
export function healthReady(): Operation<Health> {
  return {
    method: "GET",
    path: "/health/ready",
    reads: "json",
    answers: [503],
  };
}

/** Take in a file of another tool. */
export function importFile(
  upload: Upload,
  options: {
    /** The data set that the file's examples become a version of. */
    name?: string;
    /** The format of the file, where its shape leaves it open. */
    format?: string;
  } = {},
): Operation<Imported> {
  return {
    method: "POST",
    path: "/imports",
    reads: "json",
    upload,
    query: { name: options.name, format: options.format },
  };
}

/** The methods and their parameters. */
export function listMethods(): Operation<Array<MethodInfo>> {
  return {
    method: "GET",
    path: "/methods",
    reads: "json",
  };
}

/** Prometheus metrics. */
export function metrics(): Operation<string> {
  return {
    method: "GET",
    path: "/metrics",
    reads: "text",
  };
}

/** Start an optimization. */
export function optimize(
  body: OptimizeRequest,
  options: {
    /** With the same key and body the job is not started again but answered again. */
    idempotencyKey?: string;
    /** `wait=N` waits up to N s, at most 600. */
    prefer?: string;
    /** The caller's span (W3C), within which those of the job are. */
    traceparent?: string;
  } = {},
): Operation<Run> {
  return {
    method: "POST",
    path: "/optimize",
    reads: "json",
    body,
    headers: { "Idempotency-Key": options.idempotencyKey, Prefer: options.prefer, traceparent: options.traceparent },
  };
}

/** What a run would take. */
export function estimateRun(body: OptimizeRequest): Operation<RunEstimate> {
  return {
    method: "POST",
    path: "/optimize/estimate",
    reads: "json",
    body,
  };
}

/** What diagnostics put in place of feedback. */
export function listPerturbations(): Operation<Array<PerturbationInfo>> {
  return {
    method: "GET",
    path: "/perturbations",
    reads: "json",
  };
}

/** The providers this server declares. */
export function listProviders(): Operation<Array<ProviderInfo>> {
  return {
    method: "GET",
    path: "/providers",
    reads: "json",
  };
}

/** Whether a provider's model works. */
export function checkProvider(name: string, body: CheckRequest): Operation<ProviderCheck> {
  return {
    method: "POST",
    path: path`/providers/${name}/check`,
    reads: "json",
    body,
  };
}

/** List runs, the newest first. */
export function listRuns(
  options: {
    /** The most entries of a page. */
    limit?: number;
    /** The cursor that the page before gave as `next`. */
    after?: string;
    status?: "queued" | "running" | "succeeded" | "failed" | "cancelled";
    /** Only jobs whose name holds this text, in any case. */
    name?: string;
    /** Only jobs with this tag; given again, with all. */
    tag?: ReadonlyArray<string>;
    /** Only runs of this method. */
    method?: string;
    /** Only runs that are trials of this study; else of none. */
    study?: string;
    /** Only jobs with this metadata: each key is a parameter `metadata.KEY` of its own. */
    metadata?: Record<string, string>;
  } = {},
): Operation<RunPage> {
  return {
    method: "GET",
    path: "/runs",
    reads: "json",
    query: {
      limit: options.limit,
      after: options.after,
      status: options.status,
      name: options.name,
      tag: options.tag,
      method: options.method,
      study: options.study,
      ...dotted("metadata", options.metadata),
    },
  };
}

/** Take in a run from a file. */
export function importRun(upload: Upload): Operation<Run> {
  return {
    method: "POST",
    path: "/runs/import",
    reads: "json",
    upload,
  };
}

/** A run's state and result. */
export function getRun(runId: string): Operation<Run> {
  return {
    method: "GET",
    path: path`/runs/${runId}`,
    reads: "json",
  };
}

/** Delete a run. */
export function deleteRun(
  runId: string,
  options: {
    /** Delete what continues it, diagnoses it or holds it as a trial too, and so on. */
    cascade?: boolean;
  } = {},
): Operation<void> {
  return {
    method: "DELETE",
    path: path`/runs/${runId}`,
    reads: "nothing",
    query: { cascade: options.cascade },
  };
}

/** A run as one file. */
export function archiveRun(runId: string): Operation<Blob> {
  return {
    method: "GET",
    path: path`/runs/${runId}/archive`,
    reads: "blob",
  };
}

/** Cancel a run. */
export function cancelRun(runId: string): Operation<Run> {
  return {
    method: "POST",
    path: path`/runs/${runId}/cancel`,
    reads: "json",
  };
}

/** A run's candidates. */
export function listCandidates(
  runId: string,
  options: {
    /** The most entries of a page. */
    limit?: number;
    /** The number of the last entry seen. */
    after?: number;
  } = {},
): Operation<CandidatePage> {
  return {
    method: "GET",
    path: path`/runs/${runId}/candidates`,
    reads: "json",
    query: { limit: options.limit, after: options.after },
  };
}

/** Test examples that a run's prompt decided. */
export function listChanges(
  runId: string,
  options: {
    /** Answered better, or worse. */
    direction?: "fixed" | "broken";
    /** The most entries of a page. */
    limit?: number;
    /** How many entries to pass over. */
    after?: number;
  } = {},
): Operation<ChangePage> {
  return {
    method: "GET",
    path: path`/runs/${runId}/changes`,
    reads: "json",
    query: { direction: options.direction, limit: options.limit, after: options.after },
  };
}

/** Continue a run. */
export function continueRun(
  runId: string,
  body: ContinueRequest,
  options: {
    /** With the same key and body the job is not started again but answered again. */
    idempotencyKey?: string;
    /** `wait=N` waits up to N s, at most 600. */
    prefer?: string;
    /** The caller's span (W3C), within which those of the job are. */
    traceparent?: string;
  } = {},
): Operation<Run> {
  return {
    method: "POST",
    path: path`/runs/${runId}/continue`,
    reads: "json",
    body,
    headers: { "Idempotency-Key": options.idempotencyKey, Prefer: options.prefer, traceparent: options.traceparent },
  };
}

/** List a run's diagnostics. */
export function listRunDiagnostics(
  runId: string,
  options: {
    /** The most entries of a page. */
    limit?: number;
    /** The cursor that the page before gave as `next`. */
    after?: string;
    status?: "queued" | "running" | "succeeded" | "failed" | "cancelled";
    /** Only jobs whose name holds this text, in any case. */
    name?: string;
    /** Only jobs with this tag; given again, with all. */
    tag?: ReadonlyArray<string>;
    /** Only jobs with this metadata: each key is a parameter `metadata.KEY` of its own. */
    metadata?: Record<string, string>;
  } = {},
): Operation<DiagnosticPage> {
  return {
    method: "GET",
    path: path`/runs/${runId}/diagnostics`,
    reads: "json",
    query: {
      limit: options.limit,
      after: options.after,
      status: options.status,
      name: options.name,
      tag: options.tag,
      ...dotted("metadata", options.metadata),
    },
  };
}

/** Diagnose a run. */
export function diagnose(
  runId: string,
  body?: DiagnosticRequest,
  options: {
    /** With the same key and body the job is not started again but answered again. */
    idempotencyKey?: string;
    /** `wait=N` waits up to N s, at most 600. */
    prefer?: string;
    /** The caller's span (W3C), within which those of the job are. */
    traceparent?: string;
  } = {},
): Operation<Diagnostic> {
  return {
    method: "POST",
    path: path`/runs/${runId}/diagnostics`,
    reads: "json",
    body,
    headers: { "Idempotency-Key": options.idempotencyKey, Prefer: options.prefer, traceparent: options.traceparent },
  };
}

/** What a diagnostic would cost and could detect. */
export function planDiagnostic(runId: string, body?: DiagnosticRequest): Operation<DiagnosticEstimate> {
  return {
    method: "POST",
    path: path`/runs/${runId}/diagnostics/plan`,
    reads: "json",
    body,
  };
}

/** A run's events as they happen. */
export function streamRunEvents(
  runId: string,
  options: {
    /** The last event seen; goes before `after`. */
    lastEventId?: number;
    /** Only events with a higher number. */
    after?: number;
    /** A token of this job from `POST /stream-tokens`, in the place of a key. */
    token?: string;
  } = {},
): Stream<RunEvent> {
  return {
    method: "GET",
    path: path`/runs/${runId}/events`,
    query: { after: options.after, token: options.token },
    headers: { "Last-Event-ID": options.lastEventId },
  };
}

/** A run's best prompt as a file of another tool. */
export function exportRun(
  runId: string,
  options: {
    /** Which tool's file it becomes. */
    format?: "json" | "text" | "messages" | "openai" | "promptfoo" | "dspy" | "langchain" | "mlflow";
  } = {},
): Operation<string> {
  return {
    method: "GET",
    path: path`/runs/${runId}/export`,
    reads: "text",
    query: { format: options.format },
  };
}

/** A run as a page of its own. */
export function reportRun(runId: string): Operation<string> {
  return {
    method: "GET",
    path: path`/runs/${runId}/report`,
    reads: "text",
  };
}

/** What a run was asked for with. */
export function getRunRequest(runId: string): Operation<OptimizeRequest> {
  return {
    method: "GET",
    path: path`/runs/${runId}/request`,
    reads: "json",
  };
}

/** A run's rollouts. */
export function listRollouts(
  runId: string,
  options: {
    /** The most entries of a page. */
    limit?: number;
    /** How many entries to pass over. */
    after?: number;
    /** A stage or its beginning: `step/1`, `test`. */
    stage?: string;
    /** Only rollouts of this candidate. */
    candidate?: string;
  } = {},
): Operation<RolloutPage> {
  return {
    method: "GET",
    path: path`/runs/${runId}/rollouts`,
    reads: "json",
    query: { limit: options.limit, after: options.after, stage: options.stage, candidate: options.candidate },
  };
}

/** A run's recorded steps. */
export function listSteps(
  runId: string,
  options: {
    /** The most entries of a page. */
    limit?: number;
    /** The number of the last entry seen. */
    after?: number;
  } = {},
): Operation<StepPage> {
  return {
    method: "GET",
    path: path`/runs/${runId}/steps`,
    reads: "json",
    query: { limit: options.limit, after: options.after },
  };
}

/** One step with its rollouts. */
export function getStep(runId: string, n: number): Operation<StepDetail> {
  return {
    method: "GET",
    path: path`/runs/${runId}/steps/${n}`,
    reads: "json",
  };
}

/** The scorers and their parameters. */
export function listScorers(): Operation<Array<CatalogueEntry>> {
  return {
    method: "GET",
    path: "/scorers",
    reads: "json",
  };
}

/** A token for a job's events. */
export function createStreamToken(body: StreamTokenRequest): Operation<IssuedToken> {
  return {
    method: "POST",
    path: "/stream-tokens",
    reads: "json",
    body,
  };
}

/** List studies, the newest first. */
export function listStudies(
  options: {
    /** The most entries of a page. */
    limit?: number;
    /** The cursor that the page before gave as `next`. */
    after?: string;
    status?: "queued" | "running" | "succeeded" | "failed" | "cancelled";
    /** Only jobs whose name holds this text, in any case. */
    name?: string;
    /** Only jobs with this tag; given again, with all. */
    tag?: ReadonlyArray<string>;
    /** Only studies of this preset, or `custom` ones. */
    preset?: string;
    /** Only jobs with this metadata: each key is a parameter `metadata.KEY` of its own. */
    metadata?: Record<string, string>;
  } = {},
): Operation<StudyPage> {
  return {
    method: "GET",
    path: "/studies",
    reads: "json",
    query: {
      limit: options.limit,
      after: options.after,
      status: options.status,
      name: options.name,
      tag: options.tag,
      preset: options.preset,
      ...dotted("metadata", options.metadata),
    },
  };
}

/** Start a study. */
export function study(
  body: StudyRequest,
  options: {
    /** With the same key and body the job is not started again but answered again. */
    idempotencyKey?: string;
    /** `wait=N` waits up to N s, at most 600. */
    prefer?: string;
    /** The caller's span (W3C), within which those of the job are. */
    traceparent?: string;
  } = {},
): Operation<Study> {
  return {
    method: "POST",
    path: "/studies",
    reads: "json",
    body,
    headers: { "Idempotency-Key": options.idempotencyKey, Prefer: options.prefer, traceparent: options.traceparent },
  };
}

/** What a study would cost and could detect. */
export function planStudy(body: StudyRequest): Operation<StudyEstimate> {
  return {
    method: "POST",
    path: "/studies/plan",
    reads: "json",
    body,
  };
}

/** A study's state and result. */
export function getStudy(studyId: string): Operation<Study> {
  return {
    method: "GET",
    path: path`/studies/${studyId}`,
    reads: "json",
  };
}

/** Delete a study with its trials. */
export function deleteStudy(
  studyId: string,
  options: {
    /** Delete what continues it, diagnoses it or holds it as a trial too, and so on. */
    cascade?: boolean;
  } = {},
): Operation<void> {
  return {
    method: "DELETE",
    path: path`/studies/${studyId}`,
    reads: "nothing",
    query: { cascade: options.cascade },
  };
}

/** Cancel a study. */
export function cancelStudy(studyId: string): Operation<Study> {
  return {
    method: "POST",
    path: path`/studies/${studyId}/cancel`,
    reads: "json",
  };
}

/** A study's events as they happen. */
export function streamStudyEvents(
  studyId: string,
  options: {
    /** The last event seen; goes before `after`. */
    lastEventId?: number;
    /** Only events with a higher number. */
    after?: number;
    /** A token of this job from `POST /stream-tokens`, in the place of a key. */
    token?: string;
  } = {},
): Stream<StudyEvent> {
  return {
    method: "GET",
    path: path`/studies/${studyId}/events`,
    query: { after: options.after, token: options.token },
    headers: { "Last-Event-ID": options.lastEventId },
  };
}

/** A study as a page of its own. */
export function reportStudy(studyId: string): Operation<string> {
  return {
    method: "GET",
    path: path`/studies/${studyId}/report`,
    reads: "text",
  };
}

/** What a study was asked for with. */
export function getStudyRequest(studyId: string): Operation<StudyRequest> {
  return {
    method: "GET",
    path: path`/studies/${studyId}/request`,
    reads: "json",
  };
}

/** The tests of diagnostics. */
export function listTests(): Operation<Array<TestInfo>> {
  return {
    method: "GET",
    path: "/tests",
    reads: "json",
  };
}

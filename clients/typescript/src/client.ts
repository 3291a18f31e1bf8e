/** The client: starts jobs, finds them again, and makes every other call of the service. */
import { DIAGNOSTIC, HEADROOM, Job, type Kind, RUN, STUDY } from "./jobs.js";
import type * as m from "./models.js";
import * as operations from "./operations.js";
import { type Retries, Transport } from "./transport.js";
import type { Operation } from "./wire.js";

export type RunJob = Job<m.Run, m.RunEvent>;
export type DiagnosticJob = Job<m.Diagnostic, m.DiagnosticEvent>;
export type HeadroomJob = Job<m.Headroom, m.HeadroomEvent>;
export type StudyJob = Job<m.Study, m.StudyEvent>;

interface Page<Entry> {
  items: Entry[];
  next: string | null;
}

/** A key of one's own finds the same job again. */
interface Keyed {
  idempotencyKey?: string;
}

/** A Gradcheck service at a URL. What it does not answer, or puts off, is asked again, and starts nothing twice. */
export class Gradcheck {
  private readonly transport: Transport;

  constructor(url: string, { apiKey, retries }: { apiKey?: string; retries?: Partial<Retries> } = {}) {
    const all = { most: 4, firstPauseSeconds: 0.5, longestPauseSeconds: 30, ...retries };
    this.transport = new Transport(url.replace(/\/+$/, ""), apiKey, all);
  }

  /** The answer of any call in `operations`. */
  call<Answer>(operation: Operation<Answer>, signal?: AbortSignal): Promise<Answer> {
    return this.transport.call(operation, signal);
  }

  /** The entries of any list in `operations`, page after page as they are needed. */
  async *entries<Entry>(operation: Operation<Page<Entry>>): AsyncGenerator<Entry, void> {
    for (let next: string | null | undefined; next !== null; ) {
      const query = next === undefined ? operation.query : { ...operation.query, after: next };
      const page: Page<Entry> = await this.call({ ...operation, query });
      yield* page.items;
      next = page.next;
    }
  }

  /** Start a run. */
  optimize(request: m.OptimizeRequest, options?: Keyed): Promise<RunJob> {
    return this.job(RUN, operations.optimize(request, options));
  }

  /** Compare prompts on the same examples; the result of the run has `comparison`. */
  evaluate(request: m.EvaluateRequest, options?: Keyed): Promise<RunJob> {
    return this.job(RUN, operations.evaluate(request, options));
  }

  /** Start a new run, with a new budget, that pays for nothing an old one has paid for. */
  continueRun(runId: string, request: m.ContinueRequest, options?: Keyed): Promise<RunJob> {
    return this.job(RUN, operations.continueRun(runId, request, options));
  }

  /** Start a diagnostic of a run's recorded steps. */
  diagnose(runId: string, request: m.DiagnosticRequest = {}, options?: Keyed): Promise<DiagnosticJob> {
    return this.job(DIAGNOSTIC, operations.diagnose(runId, request, options));
  }

  /** Measure whether a task reacts to prompts. */
  measureHeadroom(request: m.HeadroomRequest, options?: Keyed): Promise<HeadroomJob> {
    return this.job(HEADROOM, operations.measureHeadroom(request, options));
  }

  /** Start a study. */
  study(request: m.StudyRequest, options?: Keyed): Promise<StudyJob> {
    return this.job(STUDY, operations.study(request, options));
  }

  /** A run that was started before. */
  getRun(id: string): Promise<RunJob> {
    return this.job(RUN, operations.getRun(id));
  }

  /** A diagnostic that was started before. */
  getDiagnostic(id: string): Promise<DiagnosticJob> {
    return this.job(DIAGNOSTIC, operations.getDiagnostic(id));
  }

  /** A measurement of headroom that was started before. */
  getHeadroom(id: string): Promise<HeadroomJob> {
    return this.job(HEADROOM, operations.getHeadroom(id));
  }

  /** A study that was started before. */
  getStudy(id: string): Promise<StudyJob> {
    return this.job(STUDY, operations.getStudy(id));
  }

  private async job<S extends m.Run | m.Diagnostic | m.Headroom | m.Study, Event>(
    kind: Kind<S, Event>,
    operation: Operation<S>,
  ): Promise<Job<S, Event>> {
    return new Job(this.transport, kind, await this.call(operation));
  }
}

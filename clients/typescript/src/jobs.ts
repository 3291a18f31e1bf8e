/** Jobs to follow, wait for, cancel and delete. */
import { ProblemError, WaitTimeoutError } from "./errors.js";
import { events, type EventOptions } from "./events.js";
import type * as m from "./models.js";
import * as operations from "./operations.js";
import { pause, type Transport } from "./transport.js";
import type { Operation, Stream } from "./wire.js";

const FIRST_PAUSE_SECONDS = 0.05;
const LONGEST_PAUSE_SECONDS = 2;
const ENDED = ["succeeded", "failed", "cancelled"];

interface State {
  id: string;
  status: "queued" | "running" | "succeeded" | "failed" | "cancelled";
}

/** The calls that every kind of job has. */
export interface Kind<S extends State, Event> {
  get: (id: string) => Operation<S>;
  cancel: (id: string) => Operation<S>;
  events: (id: string) => Stream<Event>;
  delete: (id: string, options: { cascade?: boolean }) => Operation<void>;
}

export const RUN: Kind<m.Run, m.RunEvent> = {
  get: operations.getRun,
  cancel: operations.cancelRun,
  events: operations.streamRunEvents,
  delete: operations.deleteRun,
};
export const DIAGNOSTIC: Kind<m.Diagnostic, m.DiagnosticEvent> = {
  get: operations.getDiagnostic,
  cancel: operations.cancelDiagnostic,
  events: operations.streamDiagnosticEvents,
  delete: operations.deleteDiagnostic,
};
export const HEADROOM: Kind<m.Headroom, m.HeadroomEvent> = {
  get: operations.getHeadroom,
  cancel: operations.cancelHeadroom,
  events: operations.streamHeadroomEvents,
  delete: operations.deleteHeadroom,
};
export const STUDY: Kind<m.Study, m.StudyEvent> = {
  get: operations.getStudy,
  cancel: operations.cancelStudy,
  events: operations.streamStudyEvents,
  delete: operations.deleteStudy,
};

/** A job; `state` is what the service last told of it. */
export class Job<S extends State, Event> {
  constructor(
    private readonly transport: Transport,
    private readonly kind: Kind<S, Event>,
    public state: S,
  ) {}

  get id(): string {
    return this.state.id;
  }

  get status(): State["status"] {
    return this.state.status;
  }

  /** Ask how the job is. */
  async refresh(signal?: AbortSignal): Promise<S> {
    return (this.state = await this.transport.call(this.kind.get(this.id), signal));
  }

  /** The job once it has ended, however it ended. Throws WaitTimeoutError; the job then runs on. */
  async wait(options: { timeoutSeconds?: number; signal?: AbortSignal } = {}): Promise<S> {
    const { timeoutSeconds = Infinity, signal } = options;
    const deadline = Date.now() + timeoutSeconds * 1000;
    let seconds = FIRST_PAUSE_SECONDS;
    while (!ENDED.includes(this.status) && !ENDED.includes((await this.refresh(signal)).status)) {
      if (Date.now() + seconds * 1000 > deadline) {
        throw new WaitTimeoutError(`${this.id} has not ended in ${timeoutSeconds} s: it is ${this.status}`);
      }
      await pause(seconds, signal);
      seconds = Math.min(2 * seconds, LONGEST_PAUSE_SECONDS);
    }
    return this.state;
  }

  /** Cancel the job; what it has so far is kept. Throws ProblemError where it had ended otherwise. */
  async cancel(): Promise<S> {
    try {
      this.state = await this.transport.call(this.kind.cancel(this.id));
    } catch (error) {
      const isConflict = error instanceof ProblemError && error.status === 409;
      if (!isConflict || (await this.refresh()).status !== "cancelled") throw error;
    }
    return this.state;
  }

  /** Delete the job with all its texts, with `cascade` what continues, diagnoses or holds it too. */
  async delete(options: { cascade?: boolean } = {}): Promise<void> {
    await this.transport.call(this.kind.delete(this.id, options));
  }

  /** The job's events, in order and each once, as they happen, until the job has ended. */
  events(options: EventOptions = {}): AsyncGenerator<Event, void> {
    return events(this.transport, this.kind.events(this.id), options);
  }
}

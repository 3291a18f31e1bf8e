/** Event streams that survive broken connections: they go on after the last event seen. */
import { problemOf, ProblemError, UnexpectedAnswerError } from "./errors.js";
import { messages } from "./messages.js";
import { connectionFailed, isBroken, PASSING, pause, type Transport, type Written } from "./transport.js";
import type { Stream } from "./wire.js";

const ENDS = /^(run|diagnostic|study|headroom)_(succeeded|failed|cancelled)$/;
/** The service sends a heartbeat four times as often. */
const SILENCE_SECONDS = 60;
const FIRST_PAUSE_SECONDS = 0.5;
const LONGEST_PAUSE_SECONDS = 10;

/** What this client reads of an event, whatever a later version tells beside it. */
interface AnyEvent {
  seq: number;
  type: string;
}

/** How events are read. */
export interface EventOptions {
  /** Only events with a higher number. */
  after?: number;
  /** For how long no event may come while connections fail, before that is an error. */
  patienceSeconds?: number;
  /** Ends the reading with its reason. Leaving the loop ends it as well. */
  signal?: AbortSignal;
}

/** A job's events after a number, in order and each once, as they happen, until the job has ended. */
export async function* events<Event>(
  transport: Transport,
  stream: Stream<Event>,
  { after = 0, patienceSeconds = 300, signal }: EventOptions = {},
): AsyncGenerator<Event, void> {
  const asked = `${stream.method} ${stream.path}`;
  const { url, init } = transport.written(stream);
  let [pauseSeconds, failingSince] = [FIRST_PAUSE_SECONDS, Infinity];
  for (;;) {
    let broken: unknown;
    try {
      for await (const event of connection(asked, url, init, after, signal)) {
        if (event.seq <= after) continue;
        [after, pauseSeconds, failingSince] = [event.seq, FIRST_PAUSE_SECONDS, Infinity];
        yield event as Event;
        if (ENDS.test(event.type)) return;
      }
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ProblemError && PASSING.includes(error.status)) {
        pauseSeconds = Math.max(pauseSeconds, error.retryAfterSeconds ?? 0);
        broken = error;
      } else if (isBroken(error)) {
        broken = connectionFailed(asked, error);
      } else {
        throw error;
      }
    }
    failingSince = Math.min(failingSince, Date.now());
    if (Date.now() - failingSince >= patienceSeconds * 1000) throw broken;
    await pause(pauseSeconds, signal);
    pauseSeconds = Math.min(2 * pauseSeconds, LONGEST_PAUSE_SECONDS);
  }
}

/** The events of one connection; ends where nothing can follow, and throws where the connection ended early. */
async function* connection(
  asked: string,
  url: URL,
  init: Written["init"],
  after: number,
  signal?: AbortSignal,
): AsyncGenerator<AnyEvent, void> {
  init.headers.set("Last-Event-ID", String(after));
  const silence = new Silence();
  try {
    const within = signal ? AbortSignal.any([silence.signal, signal]) : silence.signal;
    const response = await fetch(url, { ...init, signal: within });
    if (response.status === 204) return;
    if (!response.ok || !response.body) throw await problemOf(asked, response);
    for await (const data of messages(silence.broken(response.body))) yield event(data);
  } finally {
    silence.end();
  }
  throw new TypeError("the stream ended before its job");
}

function event(data: string): AnyEvent {
  try {
    const found = JSON.parse(data);
    if (Number.isInteger(found.seq) && typeof found.type === "string") return found;
  } catch {
    // said below
  }
  throw new UnexpectedAnswerError(`an event is not what this client knows: ${data.slice(0, 200)}`);
}

/** Aborts a connection that nothing comes over, and with `end` any. */
class Silence {
  private readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  private timer = this.started();

  /** The chunks of a body, each of which ends a silence. */
  async *broken(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(this.timer);
      this.timer = this.started();
      yield value;
    }
  }

  end(): void {
    clearTimeout(this.timer);
    this.controller.abort();
  }

  private started(): ReturnType<typeof setTimeout> {
    const long = new DOMException(`nothing has come for ${SILENCE_SECONDS} s`, "TimeoutError");
    return setTimeout(() => this.controller.abort(long), SILENCE_SECONDS * 1000);
  }
}

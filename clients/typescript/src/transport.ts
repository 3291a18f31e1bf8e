/** Sends calls, and tries again what did not arrive. */
import { ConnectionFailedError, problemOf, retryAfterSeconds, UnexpectedAnswerError } from "./errors.js";
import type { Call, Operation } from "./wire.js";

/** What a service says that is busy, and a proxy while it is restarted. */
export const PASSING = [429, 502, 503, 504];
const KEY = "Idempotency-Key";
/** For so long an answer may not begin; a call that is sent again finds the job that it has started. */
const TIMEOUT_SECONDS = 60;

/** A call as `fetch` takes it. */
export interface Written {
  url: URL;
  init: { method: string; headers: Headers; body?: BodyInit };
}

/** How often a call is tried again that was not answered, and how long the pauses between are, which double. */
export interface Retries {
  most: number;
  firstPauseSeconds: number;
  longestPauseSeconds: number;
}

/** A connection to a service. */
export class Transport {
  constructor(
    readonly url: string,
    readonly apiKey: string | undefined,
    readonly retries: Retries,
  ) {}

  /** The answer, once the service has given one or been asked often enough. */
  async call<Answer>(operation: Operation<Answer>, signal?: AbortSignal): Promise<Answer> {
    const asked = `${operation.method} ${operation.path}`;
    const request = this.written(operation);
    for (let attempt = 1; ; attempt++) {
      let seconds: number | undefined;
      try {
        const response = await answered(request, operation.upload ? Infinity : TIMEOUT_SECONDS, signal);
        if (response.ok || operation.answers?.includes(response.status)) return await read(operation, response);
        seconds = retryAfterSeconds(response);
        if (!PASSING.includes(response.status) || this.isLast(attempt, seconds)) throw await problemOf(asked, response);
        await response.body?.cancel();
      } catch (error) {
        signal?.throwIfAborted();
        if (!isBroken(error)) throw error;
        if (this.isLast(attempt)) throw connectionFailed(asked, error);
      }
      await pause(seconds ?? this.backoff(attempt), signal);
    }
  }

  /** What `fetch` needs. What starts a job gets a key, so that it may be sent again. */
  written(call: Call): Written {
    const url = new URL(this.url + call.path);
    for (const [name, value] of said(call.query)) url.searchParams.append(name, value);
    const headers = new Headers(said(call.headers));
    if (call.headers && KEY in call.headers && !headers.has(KEY)) headers.set(KEY, token());
    if (this.apiKey !== undefined) headers.set("Authorization", `Bearer ${this.apiKey}`);
    const init: Written["init"] = { method: call.method, headers };
    if (call.upload) {
      init.body = new FormData();
      init.body.append("file", call.upload.content, call.upload.name);
    } else if (call.body !== undefined) {
      headers.set("Content-Type", "application/json");
      init.body = JSON.stringify(call.body);
    }
    return { url, init };
  }

  private isLast(attempt: number, asked = 0): boolean {
    return attempt > this.retries.most || asked > this.retries.longestPauseSeconds;
  }

  private backoff(attempt: number): number {
    const most = Math.min(this.retries.firstPauseSeconds * 2 ** (attempt - 1), this.retries.longestPauseSeconds);
    return most * (0.5 + Math.random() / 2);
  }
}

/** Whether an error of `fetch`, or of reading what it brought, tells of a connection and not of the request. */
export function isBroken(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError");
}

/** The error of a call that found nobody. */
export function connectionFailed(asked: string, cause: unknown): ConnectionFailedError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const why = inner instanceof Error ? inner.message || inner.name : String(inner);
  return new ConnectionFailedError(`the service does not answer: ${why} (${asked})`, { cause });
}

/** Wait, unless the caller gives up. */
export async function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

async function read<Answer>(operation: Operation<Answer>, response: Response): Promise<Answer> {
  switch (operation.reads) {
    case "nothing":
      await response.body?.cancel();
      return undefined as Answer;
    case "text":
      return (await response.text()) as Answer;
    case "blob":
      return (await response.blob()) as Answer;
    case "json": {
      const text = await response.text();
      try {
        return JSON.parse(text);
      } catch {
        throw new UnexpectedAnswerError(`${operation.method} ${operation.path}: the answer is no JSON`);
      }
    }
  }
}

/** The answer once it begins, which it has to in so many seconds. */
async function answered({ url, init }: Written, seconds: number, signal?: AbortSignal): Promise<Response> {
  const limit = new AbortController();
  const late = new DOMException(`no answer in ${seconds} s`, "TimeoutError");
  const timer = seconds === Infinity ? undefined : setTimeout(() => limit.abort(late), seconds * 1000);
  try {
    return await fetch(url, { ...init, signal: signal ? AbortSignal.any([limit.signal, signal]) : limit.signal });
  } finally {
    clearTimeout(timer);
  }
}

function said(values: Call["query"] = {}): [string, string][] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]);
  });
}

function token(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The errors of the client. */
import type { FieldError, Problem } from "./models.js";

/** The root of the tree. */
export class GradcheckError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** No answer came, however often the service was asked. */
export class ConnectionFailedError extends GradcheckError {}

/** Something else answered, or a service of another version. */
export class UnexpectedAnswerError extends GradcheckError {}

/** A job had not ended in time; it runs on. */
export class WaitTimeoutError extends GradcheckError {}

/** The service refused: HTTP `status`, its stable `code`, `errors` by field, the `requestId` that its log has. */
export class ProblemError extends GradcheckError {
  readonly status: number;
  readonly code: string;
  readonly errors: FieldError[];
  readonly requestId: string;
  /** The seconds after which the service wants to be asked again, where it says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super([problem.detail, ...problem.errors.map((one) => `  ${one.path}: ${one.message}`)].join("\n"));
    this.status = problem.status;
    this.code = problem.code;
    this.errors = problem.errors;
    this.requestId = problem.request_id;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The error that a refusal is, also where a proxy refused in its own words. */
export async function problemOf(asked: string, response: Response): Promise<ProblemError> {
  const own: Problem = {
    title: response.statusText,
    status: response.status,
    detail: `${asked}: HTTP ${response.status} ${response.statusText}`,
    code: "",
    request_id: response.headers.get("X-Request-Id") ?? "",
    errors: [],
  };
  const said = await response.json().catch(() => null);
  const problem = typeof said?.code === "string" && typeof said.detail === "string" ? { ...own, ...said } : own;
  return new ProblemError(problem, retryAfterSeconds(response));
}

/** The seconds to wait that an answer names, as a number or as a date. */
export function retryAfterSeconds(response: Response): number | undefined {
  const said = response.headers.get("Retry-After") ?? "";
  const seconds = /^\d+(\.\d+)?$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(seconds, 0);
}

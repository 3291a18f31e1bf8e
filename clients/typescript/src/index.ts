/** Client of the Gradcheck service; `models` and `operations` are generated. */
export { Gradcheck } from "./client.js";
export type { DiagnosticJob, HeadroomJob, RunJob, StudyJob } from "./client.js";
export {
  ConnectionFailedError,
  GradcheckError,
  ProblemError,
  UnexpectedAnswerError,
  WaitTimeoutError,
} from "./errors.js";
export type { EventOptions } from "./events.js";
export { Job } from "./jobs.js";
export type * from "./models.js";
export * as operations from "./operations.js";
export type { Retries } from "./transport.js";
export { rowsFile } from "./wire.js";
export type { Operation, Stream, Upload } from "./wire.js";

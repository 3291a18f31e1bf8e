/** What operations are made of: a call as a value, and the parts of its address. */

type Value = string | number | boolean | ReadonlyArray<string> | null | undefined;

/** A file as it is uploaded: its name, whose ending says its kind, and what it holds. */
export interface Upload {
  name: string;
  content: Blob;
}

/** What to send. */
export interface Call {
  method: string;
  path: string;
  query?: Record<string, Value>;
  headers?: Record<string, Value>;
  body?: unknown;
  upload?: Upload;
}

/** A call that is answered once; `answers` are statuses beyond 2xx that bring the answer too. */
export interface Operation<Answer> extends Call {
  reads: "json" | "text" | "blob" | "nothing";
  answers?: number[];
  /** Never there: it holds the type of what comes. */
  type?: Answer;
}

/** A call that is answered by a stream of events. */
export interface Stream<Event> extends Call {
  /** Never there: it holds the type of what comes. */
  type?: Event;
}

/** A path with its segments filled in, whatever they hold. */
export function path(fixed: TemplateStringsArray, ...segments: (string | number)[]): string {
  return String.raw({ raw: fixed }, ...segments.map(encodeURIComponent));
}

/** Values by their keys as query parameters of their own, each `name.key`. */
export function dotted(name: string, values: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${name}.${key}`, value]));
}

/** Rows as a file of JSON lines, to be uploaded. */
export function rowsFile(name: string, rows: Iterable<unknown>): Upload {
  const lines = Array.from(rows, (row) => JSON.stringify(row) + "\n");
  return { name: `${name}.jsonl`, content: new Blob(lines) };
}

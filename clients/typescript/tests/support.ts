/** The running service that the tests ask, and what stands between. */
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";

import { Gradcheck, type OptimizeRequest } from "../src/index.js";

export const URL_OF_SERVICE = process.env["GRADCHECK_URL"] ?? "";
export const KEY = process.env["GRADCHECK_KEY"] ?? "";
export const REQUEST: OptimizeRequest = JSON.parse(process.env["GRADCHECK_REQUEST"] ?? "{}");
const QUICK = { firstPauseSeconds: 0.01 };

/** A client of the service, or of what stands at another URL. */
export function client(url = URL_OF_SERVICE, apiKey = KEY): Gradcheck {
  return new Gradcheck(url, { apiKey, retries: QUICK });
}

/** Everything that comes. */
export async function all<T>(entries: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
}

/** Passes connections on and cuts each after so many bytes of the answer, the last number for all that follow. */
export async function cutting<T>(allowed: number[], use: (url: string, made: () => number) => Promise<T>): Promise<T> {
  let made = 0;
  const proxy = createServer((near) => {
    let left = allowed[Math.min(made++, allowed.length - 1)] ?? 0;
    const far = connect(Number(new URL(URL_OF_SERVICE).port), "127.0.0.1");
    near.on("data", (asked) => {
      far.write(asked.toString("latin1").replace(/connection: keep-alive/i, "Connection: close"), "latin1");
    });
    far.on("data", (answer) => {
      near.write(answer.subarray(0, left));
      left -= answer.length;
      if (left <= 0) near.destroySoon();
    });
    for (const [one, other] of [[near, far], [far, near]] as const) {
      one.on("error", () => other.destroy()).on("close", () => other.destroySoon());
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, () => made);
  } finally {
    proxy.close();
  }
}

/** Another service, which answers in turn. */
export async function answering<T>(
  answers: ((request: IncomingMessage, response: ServerResponse) => void)[],
  use: (url: string, asked: IncomingMessage[]) => Promise<T>,
): Promise<T> {
  const asked: IncomingMessage[] = [];
  const server = createHttp((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request);
    request.resume().on("end", () => answer?.(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** An answer of a service. */
export function saying(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

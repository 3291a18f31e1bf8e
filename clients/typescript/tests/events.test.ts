import assert from "node:assert/strict";
import { before, test } from "node:test";

import { ConnectionFailedError, ProblemError, type RunEvent, UnexpectedAnswerError, operations } from "../src/index.js";
import { all, answering, client, cutting, REQUEST, saying } from "./support.js";

const WHOLE = 10 ** 9;
const STATE = { id: "r", status: "running" };
let runId = "";

before(async () => {
  const run = await client().optimize(REQUEST);
  await run.wait();
  runId = run.id;
});

async function read(url?: string, options = {}): Promise<RunEvent[]> {
  return all((await client(url).getRun(runId)).events(options));
}

function stream(...events: object[]) {
  const written = events.map((one) => `data: ${JSON.stringify(one)}\n\n`).join("");
  return saying(200, `: stream\n\n${written}`, { "Content-Type": "text/event-stream" });
}

test("a stream is read to its end, or after a number", async () => {
  const found = await read();
  assert.deepEqual(found.map((event) => event.seq), found.map((_, index) => index + 1));
  assert.equal(found.at(-1)?.type, "run_succeeded");
  assert.deepEqual(await read(undefined, { after: 5 }), found.slice(5));
  assert.deepEqual(await read(undefined, { after: found.length }), []);
});

test("an event is known by its type", async () => {
  const scores: number[] = [];
  for (const event of await read()) {
    if (event.type === "candidate_scored" && event.data.score !== null) scores.push(event.data.score);
  }
  assert.ok(scores.length > 1 && scores.every((score) => score >= 0 && score <= 1));
});

test("every event comes once however often the connection breaks", async () => {
  const whole = await read();
  await cutting([WHOLE, 700, 0, 1500, 900, WHOLE], async (url, made) => {
    assert.deepEqual(await read(url), whole);
    assert.equal(made(), 6);
  });
});

test("a running job is followed across breaks", async () => {
  const run = await client().optimize({ ...REQUEST, seed: 12 });
  await cutting([WHOLE, 500, 900, WHOLE], async (url) => {
    const found = await all((await client(url).getRun(run.id)).events());
    assert.deepEqual(found.map((event) => event.seq), found.map((_, index) => index + 1));
    assert.equal(found.at(-1)?.type, "run_succeeded");
  });
});

test("a resumed stream starts after the last event, and what comes again is passed over", async () => {
  const [one, two, end] = [1, 2, 3].map((seq) => ({ seq, type: seq < 3 ? "step_started" : "run_failed", data: {} }));
  const answers = [saying(200, STATE), stream(one!, two!), saying(502, "<html>"), stream(one!, two!, end!, end!)];
  await answering(answers, async (url, asked) => {
    assert.deepEqual((await read(url)).map((event) => event.seq), [1, 2, 3]);
    assert.deepEqual(asked.slice(1).map((request) => request.headers["last-event-id"]), ["0", "2", "2"]);
  });
});

test("what a later version tells passes, in types and in fields", async () => {
  const later = { seq: 1, type: "moon_rose", data: { phase: 0.5 }, colour: "red" };
  const state = { ...STATE, moons: 2 };
  await answering([saying(200, state), stream(later, { seq: 2, type: "run_failed" })], async (url) => {
    const run = await client(url).getRun("r");
    assert.deepEqual(run.state, state);
    assert.deepEqual((await all(run.events()))[0], later);
  });
});

test("an event that cannot be read is told and not passed over", async () => {
  await answering([saying(200, STATE), stream({ type: "x" })], async (url) => {
    await assert.rejects(read(url), UnexpectedAnswerError);
  });
});

test("a refusal is thrown at once", async () => {
  await answering([saying(200, STATE), saying(404, "<html>")], async (url, asked) => {
    await assert.rejects(read(url), (error) => error instanceof ProblemError && error.status === 404);
    assert.equal(asked.length, 2);
  });
});

test("a service that stays away is given up after the patience", async () => {
  await cutting([WHOLE, 0], async (url) => {
    await assert.rejects(read(url, { patienceSeconds: 0.4 }), ConnectionFailedError);
  });
});

test("a reader who leaves, by the loop or by a signal, leaves no stream behind", async () => {
  const streams = async () => /^gradcheck_event_streams (\d+)/m.exec(await client().call(operations.metrics()))?.[1];
  const run = await client().optimize({ ...REQUEST, method: { name: "protegi", rounds: 40 }, seed: 13 });
  for await (const event of run.events()) {
    assert.equal(event.seq, 1);
    break;
  }
  const leaving = new AbortController();
  const reading = all(run.events({ signal: leaving.signal }));
  setTimeout(() => leaving.abort(new Error("enough")), 100);
  await assert.rejects(reading, /enough/);
  await run.cancel();
  assert.equal((await run.wait()).status, "cancelled");
  for (let left = 50; (await streams()) !== "0.0" && (await streams()) !== "0"; left--) {
    assert.ok(left > 0, "a stream is left");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { ConnectionFailedError, operations, ProblemError, rowsFile, WaitTimeoutError } from "../src/index.js";
import { all, answering, client, KEY, REQUEST, saying } from "./support.js";

test("a run is started, waited for and read", async () => {
  const run = await client().optimize({ ...REQUEST, method: "none" });
  const ended = await run.wait({ timeoutSeconds: 60 });
  assert.equal(ended.status, "succeeded");
  assert.equal(run.state, ended);
  assert.deepEqual(ended.result?.prompt, { user: REQUEST.prompt });
  assert.equal((await client().getRun(run.id)).state.result?.validation?.n, ended.result?.validation?.n);
  assert.deepEqual((await client().call(operations.getRunRequest(run.id))).task, REQUEST.task);
  await run.delete();
  await assert.rejects(run.refresh(), (error) => error instanceof ProblemError && error.status === 404);
});

test("a run is diagnosed and continued", async () => {
  const run = await client().optimize({ ...REQUEST, seed: 21 });
  await run.wait();
  const diagnostic = await client().diagnose(run.id, { tests: ["content"], replicates: 8, force: true });
  const types = (await all(diagnostic.events())).map((event) => event.type);
  assert.equal(types.at(-1), "diagnostic_succeeded");
  assert.deepEqual(Object.keys((await diagnostic.wait()).result?.findings ?? {}), ["content"]);
  assert.equal((await client().getDiagnostic(diagnostic.id)).status, "succeeded");
  const again = await client().continueRun(run.id, { budget: { max_calls: 5000 } });
  assert.equal((await again.wait()).parent, run.id);
});

test("studies and measurements of headroom are jobs as well", async () => {
  const optimize = { ...REQUEST, method: "none" };
  const headroom = await client().measureHeadroom({ optimize: { ...REQUEST, seed: 22 }, budget: { max_calls: 2000 } });
  assert.equal((await headroom.wait()).status, "succeeded");
  const arms = [{ name: "a" }, { name: "b", overrides: { prompt: "Name it.\n\n{text}" } }];
  const comparisons = [{ first: "b", second: "a", family: "prompts" }];
  const study = await client().study({ optimize, arms, comparisons, trials: 4, delta: 0.3, run_sd: 0.1 });
  assert.equal((await study.wait()).status, "succeeded");
  assert.equal((await all(client().entries(operations.listRuns({ study: study.id, limit: 3 })))).length, 8);
});

test("the same key finds the same run, another call another one", async () => {
  const request = { ...REQUEST, method: "none" };
  const [one, same, other] = await Promise.all([
    client().optimize(request, { idempotencyKey: "own" }),
    client().optimize(request, { idempotencyKey: "own" }),
    client().optimize(request),
  ]);
  assert.equal(one.id, same.id);
  assert.notEqual(one.id, other.id);
});

test("lists are read page after page, by what their entries are called", async () => {
  const called = { name: "paged", tags: ["a", "b"], metadata: { team: "search & find" } };
  const run = await client().optimize({ ...REQUEST, ...called, method: "none" });
  await run.wait();
  const found = await all(client().entries(operations.listRuns({ tag: ["a", "b"], metadata: called.metadata })));
  assert.deepEqual(found.map((one) => one.id), [run.id]);
  const whole = await all(client().entries(operations.listRollouts(run.id)));
  assert.deepEqual(await all(client().entries(operations.listRollouts(run.id, { limit: 2 }))), whole);
  assert.ok(whole.length > 4);
});

test("rows are uploaded, and a request takes them", async () => {
  const rows = (REQUEST.task.examples ?? []).map((one) => ({ ...(one.input as object), label: one.expected }));
  const dataset = await client().call(operations.uploadDataset(rowsFile("reviews", rows), { name: "reviews" }));
  assert.equal(dataset.rows, rows.length);
  const task = { dataset: { name: "reviews" }, scoring: REQUEST.task.scoring };
  const estimate = await client().call(operations.estimateRun({ ...REQUEST, task }));
  assert.ok(estimate.least.calls > 0);
  assert.equal((await all(client().entries(operations.listDatasetRows("reviews", { limit: 10 })))).length, rows.length);
});

test("files come and go as bytes, prompts as texts", async () => {
  const run = await client().optimize({ ...REQUEST, method: "none" });
  await run.wait();
  const archive = await client().call(operations.archiveRun(run.id));
  assert.ok(archive.size > 1000);
  await assert.rejects(client().call(operations.importRun({ name: "run", content: archive })), /is there already/);
  assert.equal(await client().call(operations.exportRun(run.id, { format: "text" })), REQUEST.prompt);
  assert.match(await client().call(operations.reportRun(run.id)), /^<!doctype html>/i);
});

test("a refusal names every faulty field", async () => {
  const request = { ...REQUEST, method: "nope", models: { task: { provider: "x" } } };
  await assert.rejects(client().optimize(request), (error) => {
    assert.ok(error instanceof ProblemError);
    assert.deepEqual([error.name, error.status, error.code], ["ProblemError", 422, "invalid_request"]);
    assert.deepEqual(error.errors.map((one) => one.path).sort(), ["method", "models.task.provider"]);
    assert.ok(error.requestId);
    return true;
  });
  await assert.rejects(client(undefined, "wrong").getRun("x"), /key/);
  await assert.rejects(client().getRun("x/../y?z#"), (error) => error instanceof ProblemError && error.status === 404);
});

test("a job that has not ended in time runs on", async () => {
  const run = await client().optimize({ ...REQUEST, method: { name: "protegi", rounds: 40 }, seed: 23 });
  await assert.rejects(run.wait({ timeoutSeconds: 0 }), WaitTimeoutError);
  await run.cancel();
  await run.cancel();
  assert.equal((await run.wait()).status, "cancelled");
});

test("what is put off is asked again with the same key, and after the pause that was asked for", async () => {
  const busy = saying(503, { code: "storage_unavailable", detail: "away" }, { "Retry-After": "0.2" });
  await answering([busy, saying(429, ""), saying(202, { id: "r", status: "queued" })], async (url, asked) => {
    const begun = Date.now();
    assert.equal((await client(url).optimize(REQUEST)).id, "r");
    assert.ok(Date.now() - begun >= 190);
    assert.equal(new Set(asked.map((one) => one.headers["idempotency-key"])).size, 1);
    assert.equal(asked[2]?.headers.authorization, `Bearer ${KEY}`);
  });
});

test("what is put off for too long, or refused, is not asked again", async () => {
  await answering([saying(503, "", { "Retry-After": "3600" })], async (url, asked) => {
    await assert.rejects(client(url).getRun("r"), (error) => {
      return error instanceof ProblemError && error.status === 503 && error.retryAfterSeconds === 3600;
    });
    assert.equal(asked.length, 1);
  });
  await assert.rejects(client("http://127.0.0.1:9").getRun("r"), ConnectionFailedError);
});

test("readiness is told by its answer, whatever the status", async () => {
  assert.equal((await client().call(operations.healthReady())).status, "ready");
  await answering([saying(503, { status: "not_ready", checks: {} })], async (url, asked) => {
    assert.equal((await client(url).call(operations.healthReady())).status as string, "not_ready");
    assert.equal(asked.length, 1);
  });
});

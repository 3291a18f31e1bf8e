/** What the compiler takes, and what it does not: these hold when this file compiles. */
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Budget, BudgetInput, OptimizeRequest, Run, RunEvent } from "../src/index.js";

test("fields with a default may be left out of requests, others may not", () => {
  const request: OptimizeRequest = {
    prompt: "{text}",
    task: { examples: [{ input: "a", expected: "b" }], scoring: { kind: "exact" } },
    method: "none",
  };
  const budget: BudgetInput = {};
  // @ts-expect-error: there is no default for a prompt
  const lacking: OptimizeRequest = { task: request.task, method: "none" };
  // @ts-expect-error: scorers are known by their kind
  const unknown: OptimizeRequest = { ...request, task: { scoring: { kind: "nope" } } };
  // @ts-expect-error: no such field
  const misspelt: OptimizeRequest = { ...request, sed: 1 };
  assert.ok([budget, lacking, unknown, misspelt]);
});

test("parts of a request may be read-only, or of a type of one's own", () => {
  interface Review {
    text: string;
  }
  const review: Review = { text: "A quiet treasure." };
  const examples = [{ input: review, expected: "positive" }] as const;
  const request: OptimizeRequest = { prompt: "{text}", task: { examples, scoring: { kind: "exact" } }, method: "none" };
  assert.ok(request);
});

test("fields with a default are always there in answers", () => {
  const weight = (run: Run): number => run.budget.weight;
  // @ts-expect-error: an answer tells all of it
  const told: Budget = {};
  assert.ok([weight, told]);
});

test("an event is known by its type", () => {
  const told = (event: RunEvent): string => {
    switch (event.type) {
      case "step_started":
        return String(event.data.step);
      case "run_failed":
        return event.data.error?.message ?? "";
      default:
        return "";
    }
  };
  assert.ok(told);
});

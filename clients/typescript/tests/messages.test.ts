import assert from "node:assert/strict";
import { test } from "node:test";

import { messages } from "../src/messages.js";
import { all } from "./support.js";

async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

for (const [name, end] of [["LF", "\n"], ["CR LF", "\r\n"], ["CR", "\r"]] as const) {
  test(`messages are read whole wherever chunks are cut, with lines that end in ${name}`, async () => {
    const stream = [": heartbeat", "", "id: 1", "event: x", 'data: {"a": "é—💡"}', "", "data:two", "data: lines", "", ""];
    for (let size = 1; size < 60; size++) {
      const found = await all(messages(cut(stream.join(end) + "data: no end", size)));
      assert.deepEqual(found, ['{"a": "é—💡"}', "two\nlines"]);
    }
  });
}

test("a line separator of a text is no end of a line", async () => {
  assert.deepEqual(await all(messages(cut("data: a\u2028b\u0085c\n\n", 3))), ["a\u2028b\u0085c"]);
});

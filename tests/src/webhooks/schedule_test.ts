import assert from "node:assert/strict";
import { waitAfter } from "../../../src/webhooks/schedule.ts";
import { readRetryAfter } from "../../../src/webhooks/send.ts";

const HOUR = 3600;

Deno.test("a delivery is tried eight times, over a little more than a day", () => {
  const waits: number[] = [];
  for (let tries = 1;; tries++) {
    const wait = waitAfter(tries, null, () => 0);
    if (wait === null) break;
    waits.push(wait);
  }
  assert.deepEqual(waits, [5, 300, 1800, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR]);
});

Deno.test("waits are up to a tenth longer, and never shorter", () => {
  assert.equal(waitAfter(1, null, () => 0.5), 5 * 1.05);
  assert.equal(waitAfter(2, null, () => 1), 330);
});

Deno.test("a longer Retry-After is respected, up to a day; a shorter one does not hurry", () => {
  assert.equal(waitAfter(1, 60, () => 0), 60);
  assert.equal(waitAfter(2, 60, () => 0), 300);
  assert.equal(waitAfter(1, 1e9, () => 0), 24 * HOUR);
  assert.equal(waitAfter(8, 60, () => 0), null);
});

Deno.test("readRetryAfter() reads seconds and dates", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(readRetryAfter("120", now), 120);
  assert.equal(readRetryAfter("Thu, 01 Jan 2026 00:01:00 GMT", now), 60);
  assert.equal(readRetryAfter("Wed, 31 Dec 2025 00:00:00 GMT", now), 0);
  assert.equal(readRetryAfter("soon", now), null);
  assert.equal(readRetryAfter(undefined, now), null);
});

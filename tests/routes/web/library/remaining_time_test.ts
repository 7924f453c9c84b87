import assert from "node:assert/strict";
import { RemainingTimeEstimate, remainingWords } from "../../../../routes/web/library/client/remaining_time.ts";

/** Reports progress once a second at the given rate per second. @returns the estimate after each report */
function run(
  pace: RemainingTimeEstimate,
  { from, rate, seconds, at = 0 }: { from: number; rate: number; seconds: number; at?: number },
) {
  const estimates: (number | null)[] = [];
  for (let i = 0; i <= seconds; i++) {
    const nowMs = (at + i) * 1000;
    pace.add(nowMs, from + rate * i);
    estimates.push(pace.remainingSeconds(nowMs));
  }
  return estimates;
}

Deno.test("RemainingTimeEstimate has no estimate at first, then the remaining seconds", () => {
  const estimates = run(new RemainingTimeEstimate(), { from: 0, rate: 0.01, seconds: 30 });
  assert(estimates.slice(0, 8).every((seconds) => seconds === null));
  assert.equal(Math.round(estimates.at(-1)!), 70);
});

Deno.test("a slow start does not distort the estimate: there is none until the rate is steady", () => {
  const pace = new RemainingTimeEstimate(0);
  run(pace, { from: 0, rate: 0.0001, seconds: 60 }); // while the model is downloaded
  const estimates = run(pace, { from: 0.006, rate: 0.01, seconds: 60, at: 61 });
  assert.equal(estimates[5], null);
  for (const seconds of estimates) {
    if (seconds !== null) assert(seconds < 150, `${seconds} s are promised of at most 100`);
  }
  assert(Math.abs(estimates.at(-1)! - 39) < 15, String(estimates.at(-1)));
});

Deno.test("a page opened late has an estimate within seconds if the job's rate has been steady since its start", () => {
  const pace = new RemainingTimeEstimate(0);
  const estimates = run(pace, { from: 0.5, rate: 0.005, seconds: 5, at: 100 });
  assert.equal(estimates[0], null);
  assert(Math.abs(estimates.at(-1)! - 95) < 5, String(estimates.at(-1)));
});

Deno.test("there is no estimate after progress falls or stops", () => {
  const pace = new RemainingTimeEstimate(0);
  run(pace, { from: 0, rate: 0.01, seconds: 30 });
  assert.equal(pace.remainingSeconds(45_000), null, "it has reported nothing for 15 s");
  pace.add(46_000, 0.01);
  assert.equal(pace.remainingSeconds(46_000), null, "another attempt");
  assert.equal(new RemainingTimeEstimate().remainingSeconds(0), null);
  const done = new RemainingTimeEstimate(0);
  run(done, { from: 0.5, rate: 0.02, seconds: 25 });
  assert.equal(done.remainingSeconds(25_000), null);
});

Deno.test("there is no estimate while progress jumps by different amounts", () => {
  const pace = new RemainingTimeEstimate();
  for (const [second, progress] of [[0, 0.01], [1, 0.02], [2, 0.03], [20, 0.04], [21, 0.05], [22, 0.4]]) {
    pace.add(second * 1000, progress);
  }
  assert.equal(pace.remainingSeconds(22_000), null);
});

Deno.test("remainingWords() rounds to minutes, above an hour to 10 minutes", () => {
  const words = [10, 49, 55, 90, 200, 3540, 4000, 7200, 7100].map(remainingWords);
  assert.deepEqual(words, [
    "Less than a minute left",
    "Less than a minute left",
    "About 1 min left",
    "About 2 min left",
    "About 3 min left",
    "About 59 min left",
    "About 1 hr 10 min left",
    "About 2 hr left",
    "About 2 hr left",
  ]);
});

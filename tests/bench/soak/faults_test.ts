import assert from "node:assert/strict";
import { downTimes } from "../../../bench/soak/availability.ts";
import { planFaults } from "../../../bench/soak/faults.ts";
import { Ledger } from "../../../bench/soak/ledger.ts";
import { readOptions } from "../../../bench/soak/options.ts";
import { Random } from "../../../bench/soak/random.ts";
import { explainViolations } from "../../../bench/soak/report.ts";
import { ConfigError } from "../../../src/core/errors.ts";

Deno.test("the same seed plans the same faults, and another seed others", () => {
  const plan = (seed: number) => planFaults(new Random(seed), { minutes: 15, kills: 90, canFill: true });
  assert.deepEqual(plan(7), plan(7));
  assert.notDeepEqual(plan(7), plan(8));
});

Deno.test("a plan kills every kind of process, and has a full disk, a pause and a flood even in one minute", () => {
  const plan = planFaults(new Random(1), { minutes: 1, kills: 7, canFill: true });
  const roles = new Set(plan.map((fault) => fault.kind === "kill" ? fault.role : fault.kind));
  const expected = ["serve", "watcher", "work", "postgres", "ffmpeg", "ffprobe", "full disk", "pause", "flood"];
  assert.deepEqual(roles, new Set(expected));
  assert.ok(plan.every(({ atMs }) => atMs >= 0 && atMs <= 60_000));
  const without = planFaults(new Random(1), { minutes: 1, kills: 0, canFill: false });
  assert.deepEqual(without.map(({ kind }) => kind).sort(), ["flood", "pause"]);
});

Deno.test("downTimes() sums the quarters of a second without an answer, and finds the longest series", () => {
  assert.deepEqual(downTimes([true, false, false, true, false, true]), { downSeconds: 0.75, longestDownSeconds: 0.5 });
  assert.deepEqual(downTimes([]), { downSeconds: 0, longestDownSeconds: 0 });
});

Deno.test("readOptions() names the argument that is wrong", () => {
  assert.equal(readOptions(["--help"]), null);
  assert.equal(readOptions(["--minutes", "2"])!.kills, 12);
  assert.equal(readOptions(["--seed", "5", "--kills", "0"])!.seed, 5);
  for (
    const [args, expected] of [
      [["--minutes", "0"], /--minutes is "0": it must be a number from 0\.1/],
      [["--kills", "2.5"], /--kills is "2\.5": it must be a whole number/],
      [["--workers", ""], /--workers is "": it must be/],
      [["--hours", "3"], /--hours/],
    ] as const
  ) {
    assert.throws(() => readOptions([...args]), (error: Error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, expected);
      return true;
    });
  }
});

Deno.test("a violation is listed with the last log lines that name its ids", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/serve.log`, "one abc\nother\ntwo abc\n");
    const ledger = new Ledger();
    ledger.addViolation("lost", "a video is gone", ["abc", null]);
    const explained = await explainViolations(ledger, folder);
    assert.equal(explained, "lost: a video is gone\n  id abc\n  serve.log: one abc\n  serve.log: two abc");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

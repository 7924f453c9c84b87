import assert from "node:assert/strict";
import { ProgressLine } from "../../../src/cli/progress.ts";
import { formatBytes, formatDuration, printable } from "../../../src/cli/terminal.ts";
import { Screen } from "./screen.ts";

const formatSpeed = (speed: number) => `${speed.toFixed(0)} x`;

Deno.test("a progress line shows per cent, speed and remaining time, and redraws itself", () => {
  const screen = new Screen(true);
  let ms = 0;
  const line = new ProgressLine(screen, "talk.mp4", { formatSpeed, nowMs: () => ms });
  line.update({ done: 0, total: null, stage: "loading the model" });
  ms = 1000;
  line.update({ done: 0, total: 600 });
  ms = 11_000;
  line.update({ done: 300, total: 600 });
  line.clear();
  const drawn = screen.stderr.split("\r\x1b[K").map((text) => text.replace(/\r$/, ""));
  assert.deepEqual(drawn, [
    "",
    "talk.mp4  loading the model",
    "talk.mp4  [........................]   0 %",
    "talk.mp4  [############............]  50 %  30 x  0:10 left",
    "",
  ]);
});

Deno.test("a progress line is drawn ten times a second at most, but always at the end", () => {
  const screen = new Screen(true);
  let ms = 0;
  const line = new ProgressLine(screen, "f", { formatSpeed, nowMs: () => ms });
  for (ms = 0; ms < 1000; ms++) line.update({ done: ms, total: 1000 });
  line.update({ done: 1000, total: 1000 });
  const drawn = screen.stderr.split("\x1b[K").length - 1;
  assert.equal(drawn, 11);
  assert.match(screen.stderr, /100 %/);
});

Deno.test("without a known total there is a speed and no bar", () => {
  const screen = new Screen(true);
  let ms = 0;
  const line = new ProgressLine(screen, "f", { formatSpeed, nowMs: () => ms });
  line.update({ done: 0, total: null });
  ms = 2000;
  line.update({ done: 100, total: null });
  assert.ok(screen.stderr.endsWith("\x1b[Kf  50 x\r"));
});

Deno.test("a line is never wider than the screen, and nothing is drawn without a terminal", () => {
  const narrow = new Screen(true, 40);
  new ProgressLine(narrow, "n".repeat(200), { formatSpeed }).update({ done: 1, total: 2 });
  assert.ok(narrow.stderr.length < 40 + 6);
  const file = new Screen(false);
  const line = new ProgressLine(file, "f", { formatSpeed });
  line.update({ done: 1, total: 2 });
  line.clear();
  assert.equal(file.stderr, "");
});

Deno.test("names can't move the cursor, and sizes and times are readable", () => {
  assert.equal(printable("a\x1b[2Jb\u202ec\n.mp4"), "a?[2Jb?c?.mp4");
  assert.deepEqual([999, 2300, 147_400_000, 3_089_000_000, 1_500_000].map(formatBytes), [
    "999 B",
    "2 kB",
    "147 MB",
    "3.1 GB",
    "1.5 MB",
  ]);
  assert.deepEqual([0, 7.4, 754, 3723].map(formatDuration), ["0:00", "0:07", "12:34", "1:02:03"]);
});

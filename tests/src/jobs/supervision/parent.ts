// A process that supervises a worker: this file with "child", which runs until its stdin closes, or with "life" a
// script that sends signs of life.
import { createLog } from "../../../../src/core/log.ts";
import { supervise, untilStdinCloses } from "../../../../src/jobs/supervision/supervise.ts";

const [role, script, file] = Deno.args;
if (role === "child") {
  console.log(`child ${Deno.pid}`);
  const closed = untilStdinCloses();
  await new Promise((resolve) => closed.addEventListener("abort", resolve));
  Deno.exit(0);
}
await supervise({
  name: "worker",
  command: Deno.execPath(),
  args: [
    "run",
    "-A",
    "--quiet",
    "--no-check",
    ...(role === "life" ? [script, file] : [import.meta.filename!, "child"]),
  ],
  liveness: role === "life" ? { ticks: 20, tickMs: 100 } : undefined,
  log: createLog("error", () => {}),
  signal: new AbortController().signal,
});

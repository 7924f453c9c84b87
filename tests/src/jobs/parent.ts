// A process that supervises a worker: of `sh -c SCRIPT`, or of this file with "child", which lives until its stdin closes.
import { createLog } from "../../../src/core/log.ts";
import { supervise, untilStdinCloses } from "../../../src/jobs/supervise.ts";

const [role] = Deno.args;
if (role === "child") {
  console.log(`child ${Deno.pid}`);
  const closed = untilStdinCloses();
  await new Promise((resolve) => closed.addEventListener("abort", resolve));
  Deno.exit(0);
}
await supervise({
  name: "worker",
  command: Deno.execPath(),
  args: ["run", "-A", "--quiet", "--no-check", import.meta.filename!, "child"],
  log: createLog("error", () => {}),
  signal: new AbortController().signal,
});

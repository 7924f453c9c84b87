import assert from "node:assert/strict";
import { assertSentNothing, traced } from "../../traced.ts";

const PROGRAM = new URL("telemetry_program.ts", import.meta.url).pathname;
const CONFIG = new URL("../../../deno.json", import.meta.url).pathname;
/** By itself the library opens its first socket 9 s after it was loaded. */
const LIMIT_MS = 120_000;

/** Starts the program and waits until its graph has run. */
async function start(folder: string, how: string) {
  const options = ["run", "--allow-all", "--no-check", "--cached-only", `--config=${CONFIG}`];
  const process = await traced(folder, [Deno.execPath(), ...options, PROGRAM, how]);
  const { value } = await process.child.stdout.getReader().read();
  assert.match(new TextDecoder().decode(value), /the graph has run/);
  return process;
}

Deno.test("ONNX Runtime, which reports to its vendor by itself, sends nothing when session.ts loads it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const ours = await start(`${folder}/ours`, "by session.ts");
    const byItself = await start(`${folder}/bare`, "by itself"); // later: so ours had more time
    for (const end = Date.now() + LIMIT_MS; Date.now() < end && !await byItself.hasOpenedSocket();) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    for (const { child } of [ours, byItself]) {
      await child.stdin.close();
      await child.status;
    }
    assert.deepEqual([await byItself.hasOpenedSocket(), await byItself.hasTouchedStore()], [true, true]);
    await assertSentNothing(ours);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

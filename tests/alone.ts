/**
 * Tests that count what their own process holds. Files of tests run side by side as threads of one process, so such a
 * test starts `deno test` once more, for itself.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const VARIABLE = "STREAMFORGE_TEST_ALONE";

/** Declares the test `name` of the file with the URL `file`; `body` runs in a process without any other test. */
export function testAlone(file: string, name: string, body: () => Promise<void>): void {
  Deno.test(name, async () => {
    if (Deno.env.get(VARIABLE) === name) return await body();
    const child = new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-check", "--filter", name, fileURLToPath(file)],
      env: { [VARIABLE]: name, NO_COLOR: "1" },
    });
    const { code, stdout, stderr } = await child.output();
    const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert.ok(code === 0 && /\b1 passed\b/.test(output), output);
  });
}

/** Threads of this process. */
export const threadCount = (): number => [...Deno.readDirSync("/proc/self/task")].length;

/** Waits up to 15 s until at most `count` threads are left: Deno keeps those for blocking work for ten seconds. */
export async function assertThreadsEnd(count: number): Promise<void> {
  for (let i = 0; i < 300 && threadCount() > count; i++) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(threadCount() <= count, `${threadCount()} threads, at most ${count} expected`);
}

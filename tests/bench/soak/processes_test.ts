import assert from "node:assert/strict";
import { Disk } from "../../../bench/soak/disk.ts";
import { flood } from "../../../bench/soak/flood.ts";
import {
  allProcesses,
  argumentsOf,
  belongsTo,
  descendants,
  readProcess,
  signal,
} from "../../../bench/soak/processes.ts";

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "streamforge_soak_test_" });
  await use(folder).finally(() => Deno.remove(folder, { recursive: true }));
}

function sleeper(options: Deno.CommandOptions = {}): Deno.ChildProcess {
  return new Deno.Command("sleep", { args: ["60"], ...options }).spawn();
}

Deno.test("the soak finds the processes of its folder by environment, working folder or argument, and no others", async () => {
  await withFolder(async (folder) => {
    const own = [
      sleeper({ env: { DATA_DIR: folder } }),
      sleeper({ cwd: folder }),
      new Deno.Command("tail", { args: ["-f", "/dev/null", "--", `${folder}/x`], stdout: "null", stderr: "null" })
        .spawn(),
    ];
    const other = sleeper();
    try {
      const isBelow = new Set(descendants([Deno.pid]).map(({ pid }) => pid));
      for (const { pid } of [...own, other]) assert.ok(isBelow.has(pid), argumentsOf(pid).join(" "));
      const found = allProcesses().filter(({ pid }) => belongsTo(pid, folder)).map(({ pid }) => pid);
      assert.deepEqual(found.sort(), own.map(({ pid }) => pid).sort());
    } finally {
      for (const child of [...own, other]) {
        child.kill("SIGKILL");
        await child.status;
      }
    }
  });
});

Deno.test("the soak sends no signal to a process with a reused pid, and ignores zombies", async () => {
  const child = sleeper();
  const process = readProcess(child.pid)!;
  assert.equal(process.parent, Deno.pid);
  assert.equal(signal({ ...process, start: "1" }, "SIGKILL"), false);
  assert.ok(readProcess(child.pid), "it lives on");
  assert.equal(signal(process, "SIGKILL"), true);
  assert.equal((await child.status).signal, "SIGKILL");
  assert.equal(readProcess(child.pid), null);
});

Deno.test("the soak fills the disk of its folder to the last byte, and empties it again", async () => {
  await withFolder(async (folder) => {
    const disk = await Disk.make(`${folder}/disk`, 16 << 20);
    try {
      if (disk.unavailableReason !== null) { // without root it says so, and nothing is mounted
        assert.notEqual(disk.unavailableReason, "");
        return;
      }
      const isOver = new AbortController();
      const filling = disk.fill(60_000, isOver.signal);
      let refused: unknown = null;
      for (const deadline = Date.now() + 50_000; !refused && Date.now() < deadline;) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        // a new file each time: overwriting an old one takes no new space
        await Deno.writeFile(`${disk.folder}/${crypto.randomUUID()}`, new Uint8Array(8192)).catch((error) =>
          refused = error
        );
      }
      isOver.abort();
      await filling;
      assert.equal((refused as { code?: string } | null)?.code, "ENOSPC");
      await Deno.writeFile(`${disk.folder}/after`, new Uint8Array(8192));
      assert.ok(!await Deno.stat(`${disk.folder}/filler`).catch(() => null));
    } finally {
      using _open = await Deno.open(`${disk.folder}/open`, { create: true, write: true });
      await disk.remove(); // also while a file is open
    }
  });
});

Deno.test("the soak's flood opens its connections and closes them", async () => {
  let open = 0;
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepting = (async () => {
    for await (const connection of listener) {
      open++;
      connection.readable.pipeTo(new WritableStream()).catch(() => {}).finally(() => open--);
    }
  })();
  const opened = await flood(
    `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    500,
    new AbortController().signal,
  );
  assert.equal(opened, 1500);
  for (const deadline = Date.now() + 20_000; open > 0 && Date.now() < deadline;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(open, 0);
  listener.close();
  await accepting;
});

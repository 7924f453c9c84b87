/** The whole program: its processes are killed, hang, or are asked to end. */
import assert from "node:assert/strict";
import { childrenOf, isRunning, type ServedWhole, serveWhole } from "./serve_whole.ts";
import { withFolder } from "./temporary_folder.ts";

async function until<T>(
  what: string,
  check: () => Promise<T | false | undefined>,
  { seconds = 60 } = {},
): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const found = await check();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`it did not come to pass: ${what}`);
}

/** The pids of the server, of its worker and of the database. */
async function processesOf({ process }: ServedWhole): Promise<{ server: number; worker: number; database: number }> {
  return await until("server, worker and database run", async () => {
    const [server] = await childrenOf(process.pid);
    if (!server) return;
    const found: Record<string, number> = {};
    for (const pid of await childrenOf(server)) {
      const command = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
      found[command.includes("bin/postgres") ? "database" : "worker"] = pid;
    }
    if (found.worker && found.database) return { server, worker: found.worker, database: found.database };
  });
}

async function answers({ link }: ServedWhole, path: string): Promise<boolean> {
  try {
    const response = await fetch(new URL(path, link), { redirect: "manual" });
    await response.body?.cancel();
    return response.ok || response.status === 303;
  } catch {
    return false;
  }
}

Deno.test("a server that is killed is started again at the same address, and the link is printed once", async () => {
  await withFolder(async (dataDir) => {
    const probe = Deno.listen({ hostname: "::1", port: 0 });
    const { port } = probe.addr as Deno.NetAddr;
    probe.close();
    const served = await serveWhole(dataDir, { PORT: String(port), LOG_LEVEL: "error", HOST: "[::1]" });
    try {
      assert.equal(served.link.host, `[::1]:${port}`, "an address of IPv6 has its brackets");
      const before = await processesOf(served);
      for (let kill = 0; kill < 2; kill++) {
        const [server] = await childrenOf(served.process.pid);
        Deno.kill(server, "SIGKILL");
        await until("the server has ended", async () => !await isRunning(server));
        await until("it is ready again", () => answers(served, "/ready"));
      }
      assert(await answers(served, served.link.pathname + served.link.search), "the link holds");
      await until("the old worker has ended", async () => !await isRunning(before.worker));
      await until("another worker runs", async () => {
        const [server] = await childrenOf(served.process.pid);
        return (await childrenOf(server)).length > 0;
      });
    } finally {
      assert.equal(await served.stop(), 0);
    }
    assert.equal(served.printed().match(/sign-in/g)?.length, 1, served.printed());
  });
});

Deno.test("a server that hangs without ending is killed and started again, with a worker and the database", async () => {
  await withFolder(async (dataDir) => {
    const probe = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = probe.addr as Deno.NetAddr;
    probe.close();
    const served = await serveWhole(dataDir, { PORT: String(port), LOG_LEVEL: "error" });
    try {
      const before = await processesOf(served);
      Deno.kill(before.server, "SIGSTOP");
      // it takes half a minute without a sign of life
      await until("the server is killed", async () => !await isRunning(before.server), { seconds: 180 });
      await until("it is ready again", () => answers(served, "/ready"));
      await until("the old worker has ended", async () => !await isRunning(before.worker));
      const after = await processesOf(served);
      assert.notEqual(after.server, before.server);
    } finally {
      assert.equal(await served.stop(), 0);
    }
  });
});

Deno.test("server, worker and database end when the supervising process is killed", async () => {
  await withFolder(async (dataDir) => {
    const served = await serveWhole(dataDir);
    const { server, worker, database } = await processesOf(served);
    served.process.kill("SIGKILL");
    for (const pid of [server, worker, database]) {
      await until(`process ${pid} has ended`, async () => !await isRunning(pid));
    }
    assert.equal(await served.stop(), 128 + 9);
  });
});

Deno.test("a server process that ends after SIGTERM is not started again", async () => {
  await withFolder(async (dataDir) => {
    const served = await serveWhole(dataDir);
    const { server, worker, database } = await processesOf(served);
    Deno.kill(server, "SIGTERM");
    assert.equal((await served.process.status).code, 0);
    assert.deepEqual(await Promise.all([server, worker, database].map(isRunning)), [false, false, false]);
    await served.stop();
  });
});

Deno.test("three floods of more connections than allowed open files neither end the server nor cut off its clients", async () => {
  await withFolder(async (dataDir) => {
    const served = await serveWhole(dataDir, { LOG_LEVEL: "error" }, { fileLimit: 512 });
    const port = Number(served.link.port);
    try {
      const [server] = await childrenOf(served.process.pid);
      const events = await fetch(new URL("/api/events", served.link));
      const reader = events.body!.getReader();
      await reader.read();
      for (let flood = 0; flood < 3; flood++) {
        const idle = await Promise.all(
          Array.from({ length: 700 }, () => Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null)),
        );
        await until("it answers meanwhile", () => answers(served, "/ready"));
        for (const conn of idle) conn?.close();
      }
      await until("it answers afterwards", () => answers(served, "/ready"));
      assert.deepEqual(await childrenOf(served.process.pid), [server], "it is the same process");
      const next = reader.read().then(({ done }) => done);
      const isOver = await Promise.race([next, new Promise((resolve) => setTimeout(() => resolve("open"), 500))]);
      assert.notEqual(isOver, true, "the stream of events goes on");
      await reader.cancel();
    } finally {
      assert.equal(await served.stop(), 0);
    }
  });
});

/** The whole server while its database has not started, hangs, is stopped, and is back. */
import assert from "node:assert/strict";
import type { Database } from "../src/db/pool/client.ts";
import { startPostgres } from "../src/db/embedded/mod.ts";
import { assertAccessible, browserTest, inTab, openBrowser } from "./browser.ts";
import { quietLog } from "./database.ts";
import { fixture } from "./media_fixtures.ts";
import { childrenOf, type ServedWhole, serveWhole } from "./serve_whole.ts";
import { withFolder } from "./temporary_folder.ts";

/** Longer than any answer may take; without this limit a silent server would hang the test. */
const LIMIT_MS = 20_000;

/** The test's own Postgres, which can be stopped, started, and made to hang. */
class OwnPostgres {
  #folder: string;
  #running: Awaited<ReturnType<typeof startPostgres>> | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async start(): Promise<void> {
    this.#running = await startPostgres({
      dataDir: this.#folder,
      cacheDir: `${this.#folder}/cache`,
      log: quietLog,
    });
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = null;
  }

  /** Environment variables, because a URL can't hold the folder of a socket. */
  env(): Record<string, string> {
    const { host, port, user, database } = this.#running!.database as Exclude<Database, string>;
    return { DATABASE_URL: `postgres:///${database}`, PGHOST: host, PGPORT: String(port), PGUSER: user };
  }

  /** Sends a signal to all its processes. */
  async signal(name: Deno.Signal): Promise<void> {
    const folders = [...Deno.readDirSync(`${this.#folder}/postgres`)].filter(({ name }) => /^\d+$/.test(name));
    const lock = await Deno.readTextFile(`${this.#folder}/postgres/${folders[0].name}/postmaster.pid`);
    const pid = Number(lock.split("\n")[0]);
    for (const each of [pid, ...await childrenOf(pid)]) Deno.kill(each, name);
  }
}

async function ask({ link }: ServedWhole, path: string, init: RequestInit = {}): Promise<Response> {
  return await fetch(new URL(path, link), { ...init, redirect: "manual", signal: AbortSignal.timeout(LIMIT_MS) });
}

async function untilReady(served: ServedWhole): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const response = await ask(served, "/ready").catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error("the server is not ready again");
}

const authorization = "Bearer a-token";

/** One request of each kind, to send while the database is away. */
async function assertSaysAway(served: ServedWhole, uploadPath: string): Promise<void> {
  const tus = { "Tus-Resumable": "1.0.0", authorization };
  const [list, page, events, upload, models, ready, health] = await Promise.all([
    ask(served, "/api/videos"),
    ask(served, "/", { headers: { accept: "text/html" } }),
    ask(served, "/api/videos/00000000-0000-0000-0000-000000000000/events"),
    ask(served, uploadPath, { method: "HEAD", headers: tus }),
    ask(served, "/v1/models", { headers: { authorization } }),
    ask(served, "/ready"),
    ask(served, "/health"),
  ]);
  for (const response of [list, page, upload, models, ready]) {
    assert.equal(response.status, 503, response.url);
    assert.match(response.headers.get("Retry-After") ?? "", /^\d+$/, response.url);
  }
  assert.equal(list.headers.get("Content-Type"), "application/problem+json");
  assert.match((await list.json()).detail, /database can't be reached/);
  assert.match(page.headers.get("Content-Type") ?? "", /text\/html/);
  assert.match(await page.text(), /The server can(?:'|&#39;)t reach its data right now/);
  assert.match((await models.json()).error.message, /database/);
  assert.deepEqual([health.status, (await health.json()).database], [200, "unreachable"]);
  await Promise.all([events, upload, ready].map((response) => response.body?.cancel()));
  const script = await ask(served, "/learn", { headers: { accept: "text/html" } });
  assert.equal(script.status, 200, "a script needs no database");
  await script.body?.cancel();
}

Deno.test(
  browserTest(
    "a server whose database comes late, hangs and is stopped says 503 and comes back by itself",
    async () => {
      const file = await Deno.readFile(await fixture("talk.mp4"));
      await withFolder(async (folder) => {
        const postgres = new OwnPostgres(`${folder}/database`);
        await Deno.mkdir(`${folder}/database`, { mode: 0o755 });
        await Deno.chmod(folder, 0o755);
        await postgres.start();
        const env = { ...postgres.env(), OWNER_TOKEN: "a-token", LOG_LEVEL: "error" };
        await postgres.stop();
        const starting = serveWhole(`${folder}/data`, env);
        await new Promise((done) => setTimeout(done, 3000)); // by now it waits for its database
        await postgres.start();
        const served = await starting;
        const browser = await openBrowser();
        try {
          await untilReady(served);
          const made = await ask(served, "/api/uploads", {
            method: "POST",
            headers: { "Tus-Resumable": "1.0.0", "Upload-Length": String(file.length), authorization },
          });
          assert.equal(made.status, 201);
          const path = made.headers.get("Location")!;
          const send = (offset: number, end: number) =>
            ask(served, path, {
              method: "PATCH",
              headers: {
                ...{ "Tus-Resumable": "1.0.0", "Upload-Offset": String(offset), authorization },
                "Content-Type": "application/offset+octet-stream",
              },
              body: file.slice(offset, end),
            });
          assert.equal((await send(0, 1000)).status, 204);

          await postgres.signal("SIGSTOP");
          try {
            await assertSaysAway(served, path);
            await inTab(browser, { origin: served.link.origin }, async ({ page, complaints }) => {
              await page.goto("/");
              await page.getByRole("heading", { name: "The server can't reach its data right now" }).waitFor();
              for (const colorScheme of ["dark", "light"] as const) {
                await page.emulateMedia({ colorScheme });
                await assertAccessible(page);
              }
              await postgres.signal("SIGCONT");
              await page.getByRole("heading", { name: "The server can't reach its data right now" }).waitFor({
                state: "detached",
              });
              await page.locator("main.library-page").waitFor();
              complaints.length = 0; // the browser reports each 503
            });
          } finally {
            await postgres.signal("SIGCONT");
          }
          await untilReady(served);

          await postgres.stop();
          await assertSaysAway(served, path);
          await postgres.start();
          await untilReady(served);

          const done = await send(1000, file.length);
          assert.equal(done.status, 204, "the upload continues where it stopped");
          const id = done.headers.get("X-Video-Id")!;
          for (const end = Date.now() + 120_000;;) {
            const { state, error } = await (await ask(served, `/api/videos/${id}`)).json();
            if (state === "ready") break;
            assert(Date.now() < end && state !== "failed", `the worker goes on: ${state} ${error}`);
            await new Promise((done) => setTimeout(done, 300));
          }
        } finally {
          await browser.close();
          const code = await served.stop();
          await postgres.stop();
          assert.equal(code, 0);
        }
      });
    },
  ),
);

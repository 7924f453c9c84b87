import assert from "node:assert/strict";
import { connect } from "../src/db/pool/client.ts";
import { fixture } from "./media_fixtures.ts";
import { serveWhole } from "./serve_whole.ts";
import { smallDisk } from "./small_disk.ts";

const TOKEN = "full-disk";

/** Asks until `isRight` accepts the answer, without a time limit of its own. */
async function until<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

Deno.test("a server whose disk is full, also for its database, refuses uploads, waits, and recovers once there is space", async () => {
  await using disk = await smallDisk(320);
  const server = await serveWhole(`${disk.path}/data`, { OWNER_TOKEN: TOKEN, LOG_LEVEL: "error" });
  const { origin } = server.link;
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${origin}${path}`, { ...init, headers: { Authorization: `Bearer ${TOKEN}`, ...init.headers } });
  const videoOf = async (id: string) => await (await send(`/api/videos/${id}`)).json();
  const rename = async (id: string, title: string) => {
    const headers = { "Content-Type": "application/json" };
    const response = await send(`/api/videos/${id}`, { method: "PATCH", headers, body: JSON.stringify({ title }) });
    return [response.status, await response.text()] as const;
  };
  try {
    // a picture without sound: no model is needed
    const clip = await Deno.readFile(await fixture("silent_picture.mp4"));
    const first = await (await send("/api/videos", { method: "POST", body: clip })).json();
    await until(() => videoOf(first.id), ({ state, jobs }) => state === "ready" && jobs.length === 0);

    const second = await (await send("/api/videos", { method: "POST", body: clip })).json();
    await disk.fill();
    const refused = await send("/api/videos", { method: "POST", body: clip });
    assert.equal(refused.status, 507);
    assert.match((await refused.json()).detail, /bytes are free/);
    assert.equal((await send("/ready")).status, 503);
    assert.equal((await send("/health")).status, 200);
    assert.equal((await send(first.urls.hls)).status, 200, "a finished video still plays");

    // until the database has no space either
    const wordy = () => Array.from(crypto.getRandomValues(new Uint8Array(60)), (n) => n.toString(16)).join("");
    const [status, text] = await until(() => rename(first.id, wordy()), ([status]) => status !== 200);
    assert.ok(status === 507 || status === 503, text);

    // until the database can't write its log, which ends it
    const sql = connect(
      { host: `${disk.path}/data/postgres/run`, port: 5432, user: "streamforge", database: "streamforge" },
      { max: 1 },
    );
    await assert.rejects(async () => {
      for (;;) await sql`select pg_logical_emit_message(false, 'test', repeat('x', 100000))`;
    });
    await sql.end({ timeout: 0 });
    assert.equal((await send("/ready")).status, 503);
    assert.equal((await send("/health")).status, 200);

    await disk.clear();
    await until(() => send("/ready").then(async (r) => (await r.body?.cancel(), r.status)), (status) => status === 200);
    const { state, error } = await until(
      () => videoOf(second.id),
      ({ state, jobs }) => state !== "processing" && jobs.length === 0,
    );
    assert.deepEqual([state, error], ["ready", null]);
    assert.equal((await rename(first.id, "still here"))[0], 200);
    assert.equal((await send("/api/videos", { method: "POST", body: clip })).status, 201);
  } finally {
    await server.stop();
  }
});

/** Uploads that two servers, or a request and a sweep, want at once. */
import assert from "node:assert/strict";
import { createLog } from "../../../src/core/log.ts";
import { findUpload } from "../../../src/db/videos/uploads.ts";
import { findAnyVideo } from "../../../src/db/videos/videos.ts";
import { sweepUploads } from "../../../src/uploads/finish.ts";
import { UploadLocks } from "../../../src/uploads/upload_locks.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { fixture } from "../../media_fixtures.ts";
import { problemOf, startApp, type TestApp } from "../../routes/harness.ts";

const { sql } = await testDatabase();
const one = await startApp(sql);
const two = await startApp(sql, { dataDir: one.dataDir });
Deno.test.afterAll(async () => {
  for (const app of [one, two]) await app.close();
});

const clip = await Deno.readFile(await fixture("talk.mp4"));

const tus = (app: TestApp, id: string, method: string, headers: Record<string, string> = {}) =>
  app.request(`/api/uploads/${id}`, { method, as: "owner", headers: { "Tus-Resumable": "1.0.0", ...headers } });

/** An upload whose bytes have come, as a server leaves it that is killed then. */
async function wholeUpload(): Promise<string> {
  const headers = { "Tus-Resumable": "1.0.0", "Upload-Length": String(clip.length) };
  const response = await one.request("/api/uploads", { method: "POST", as: "owner", headers });
  const id = response.headers.get("Location")!.split("/").at(-1)!;
  await Deno.writeFile(`${one.dataDir}/uploads/${id}`, clip);
  return id;
}

/** An upload whose last bytes came two days ago. @param hours since it expired: sweeps begin with the oldest */
async function expiredUpload(hours: number): Promise<string> {
  const id = await wholeUpload();
  const before = new Date(Date.now() - 2 * 86_400_000);
  await Deno.utime(`${one.dataDir}/uploads/${id}`, before, before);
  await sql`update streamforge.uploads set expires_at = now() - make_interval(hours => ${hours}) where id = ${id}`;
  return id;
}

const hasFile = (id: string) => Deno.stat(`${one.dataDir}/uploads/${id}`).then(() => true, () => false);

/** Sweeps as server `one`, and calls `meanwhile` when it removes the upload `id`. */
const sweepWhile = (id: string, meanwhile: () => Promise<void>, log = quietLog) =>
  sweepUploads({
    ...one,
    log,
    unfinished: {
      ...one.unfinished,
      async remove(removed) {
        if (removed === id) await meanwhile();
        await one.unfinished.remove(removed);
      },
    },
  });

Deno.test("a sweep leaves an upload alone whose lock was taken after the sweep listed it, and asks for nothing", async () => {
  const [first, used] = [await expiredUpload(2), await expiredUpload(1)];
  const lock = two.unfinished.locks.newLock(used);
  let asked = 0;
  await sweepWhile(first, () => lock.lock(new AbortController().signal, () => void asked++));
  assert.equal(await findUpload(sql, first), null);
  assert(await findUpload(sql, used), "its row stays");
  assert(await hasFile(used), "its file stays");
  const [{ releaseAsked }] = await sql`select release_asked from streamforge.uploads where id = ${used}`;
  assert.deepEqual([asked, releaseAsked], [0, false]);
  await lock.unlock();
  await sweepUploads(one);
  assert.deepEqual([await findUpload(sql, used), await hasFile(used)], [null, false]);
});

Deno.test("a sweep holds the lock of an upload that it removes", async () => {
  const id = await expiredUpload(1);
  let finished: Promise<Response> | null = null;
  await sweepWhile(id, async () => {
    one.unfinished.locks.holderOf(id);
    finished = tus(two, id, "HEAD"); // would make a video of it
    await new Promise((done) => setTimeout(done, 200));
  });
  assert.equal((await finished!).status, 404);
  assert.deepEqual([await findUpload(sql, id), await findAnyVideo(sql, id)], [null, null]);
});

Deno.test("a sweep leaves an upload alone that becomes a video after the sweep listed it", async () => {
  const [first, finished] = [await expiredUpload(2), await expiredUpload(1)];
  await sweepWhile(first, async () => {
    assert.equal((await tus(two, finished, "HEAD")).headers.get("X-Video-Id"), finished);
  });
  assert.equal((await tus(two, finished, "HEAD")).headers.get("X-Video-Id"), finished);
  assert(await one.storage.stat(`videos/${finished}/original`));
});

Deno.test("an upload that can't be removed is logged, and stops no sweep of the others", async () => {
  const [stuck, next] = [await expiredUpload(2), await expiredUpload(1)];
  const lines: string[] = [];
  const log = createLog("warn", (line) => lines.push(line));
  await sweepWhile(stuck, () => Promise.reject(new Error("the disk is read-only")), log);
  assert.equal(await findUpload(sql, next), null);
  assert(await findUpload(sql, stuck));
  assert.equal(lines.length, 1);
  assert(lines[0].includes(stuck) && lines[0].includes("the disk is read-only"), lines[0]);
  await sweepUploads(one);
  assert.equal(await findUpload(sql, stuck), null);
});

Deno.test("DELETE of an upload that another server finishes is 423, and deletes nothing", async () => {
  const id = await wholeUpload();
  const impatient = new UploadLocks({ sql, log: quietLog, subscribe: () => () => {} }, { waitMs: 100 });
  const unfinished: { locks: UploadLocks } = one.unfinished;
  const { locks } = unfinished;
  await two.unfinished.locks.withLock(id, async () => {
    unfinished.locks = impatient;
    await problemOf(await tus(one, id, "DELETE"), 423);
    unfinished.locks = locks;
  });
  assert(await hasFile(id));
  assert.equal((await tus(two, id, "HEAD")).headers.get("X-Video-Id"), id);
});

Deno.test("DELETE of an upload that can't be checked is 409 if another server finishes it first", async () => {
  const id = await wholeUpload();
  const { unfinished } = one;
  const { moveToStorage, locks } = unfinished;
  unfinished.moveToStorage = () => Promise.reject(new Error("the disk is busy"));
  const withLock = locks.withLock.bind(locks);
  locks.withLock = async (...args) => {
    try {
      return await withLock(...args);
    } catch (error) {
      assert.equal((await tus(two, id, "HEAD")).headers.get("X-Video-Id"), id);
      throw error;
    }
  };
  const response = await tus(one, id, "DELETE");
  locks.withLock = withLock;
  unfinished.moveToStorage = moveToStorage;
  assert.match(await problemOf(response, 409), /has become the video/);
  assert.equal((await findUpload(sql, id))?.videoId, id);
  assert(await one.storage.stat(`videos/${id}/original`));
});

import assert from "node:assert/strict";
import { findExport, findSameExport, listOldestExports, recordExport } from "../../../src/db/videos/exports.ts";
import { transaction } from "../../../src/db/pool/client.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { removeExports } from "../../../src/jobs/steps/remove_exports.ts";
import { claimJob, problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const RENDITIONS = {
  "720p": { shortSide: 720, bytes: new Uint8Array([1]), hls: { "index.m3u8": "#EXTM3U\n", "init.mp4": "x" } },
};

async function ask(id: string, body: unknown): Promise<Response> {
  return await app.request(`/api/videos/${id}/exports`, { as: "owner", method: "POST", body: JSON.stringify(body) });
}

async function seed(): Promise<string> {
  const id = await seedVideo(app, { renditions: RENDITIONS });
  await seedCaptions(app, id, { cues: [{ id: 1, start: 0, end: 1, text: "Hello.", words: [] }] });
  return id;
}

Deno.test("a file with captions is asked for once, followed, and downloaded as an attachment", async () => {
  const id = await seed();
  const queued = await ask(id, { format: "mkv" });
  const { state, job, status_url } = await queued.json();
  assert.deepEqual([queued.status, state, job.kind], [202, "queued", "export_video"]);
  assert.equal((await (await ask(id, { format: "mkv" })).json()).job.id, job.id, "the same wish is the same job");
  assert.match(await problemOf(await ask(id, { format: "mp4" }), 409), /another file of this video is being made/);
  const show = async () => await (await app.request(status_url, { as: "owner" })).json();
  const waiting = await show();
  assert.deepEqual([waiting.state, waiting.format, waiting.file_url], ["queued", "mkv", null]);
  assert.equal((await app.request(`${status_url}/file`, { as: "owner" })).status, 404);

  const running = await claimJob(sql, id, "export_video");
  const storageKey = `videos/${id}/exports/x.mkv`;
  await app.storage.putText(storageKey, "a file");
  await transaction(sql, async (tx) => {
    await tx`update streamforge.jobs set state = 'done', progress = 1 where id = ${running.id}`;
    await recordExport(tx, { id: running.id, videoId: id, options: running.payload, storageKey, fileBytes: 6 });
  });
  const made = await show();
  assert.deepEqual([made.state, made.file_bytes, made.file_url], ["ready", 6, `${status_url}/file`]);
  const file = await app.request(made.file_url, { as: "owner" });
  assert.equal(await file.text(), "a file");
  assert.equal(file.headers.get("Content-Type"), "video/x-matroska");
  assert.match(file.headers.get("Content-Disposition") ?? "", /attachment; filename="?[^"]*\.captions\.mkv/);
  const again = await ask(id, { format: "mkv" });
  assert.deepEqual([again.status, (await again.json()).state], [200, "ready"]);
  await sql`
    update streamforge.renditions set mp4_key = mp4_key || '-better' where video_id = ${id}`;
  assert.equal((await ask(id, { format: "mkv" })).status, 202, "a better rendition makes another file");
  assert.equal((await app.request(status_url)).status, 401);
  assert.ok(await findSameExport(sql, id, running.payload));
});

Deno.test("a file with captions is refused where there are none, and a wrong wish names what is right", async () => {
  const id = await seedVideo(app, { renditions: RENDITIONS });
  assert.match(await problemOf(await ask(id, {}), 409), /no captions yet: generate or upload some/);
  assert.match(await problemOf(await ask(id, { format: "avi" }), 422), /^format is "avi": it must be/);
  assert.match(await problemOf(await ask(id, { tracks: ["x"] }), 422), /^tracks has "x"/);
  assert.equal((await app.request(`/api/videos/${id}/exports/nothing`, { as: "owner" })).status, 404);
});

Deno.test("of the files with captions of a video the oldest go, and all count in the storage in use", async () => {
  const id = await seed();
  const other = await seed();
  for (let n = 1; n <= 7; n++) {
    const storageKey = `videos/${id}/exports/${n}.mkv`;
    await app.storage.putText(storageKey, "a file");
    await transaction(sql, async (tx) => {
      await recordExport(tx, { id: `export-${n}`, videoId: id, options: {}, storageKey, fileBytes: 6 });
      await tx`update streamforge.exports set created_at = now() + make_interval(secs => ${n}) where id = ${`export-${n}`}`;
    });
  }
  const storage = async () => {
    const response = await app.request("/api/admin/storage", { as: "owner" });
    const { videos } = await response.json();
    const bytes = (id: string) => videos.find((video: { id: string }) => video.id === id).total_bytes;
    return bytes(id) - bytes(other);
  };
  assert.equal(await storage(), 7 * 6);
  const oldest = await listOldestExports(sql, id, 5);
  assert.deepEqual(oldest.map(({ id }) => id), ["export-2", "export-1"]);
  await removeExports({ sql, storage: app.storage, log: quietLog }, oldest);
  assert.equal(await findExport(sql, id, "export-1"), null);
  assert.equal(await app.storage.stat(`videos/${id}/exports/1.mkv`), null);
  assert.equal(await storage(), 5 * 6);
});

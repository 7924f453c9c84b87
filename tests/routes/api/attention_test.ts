import assert from "node:assert/strict";
import { WindowAttention } from "../../../src/core/attention.ts";
import { fail } from "../../src/jobs/queue.ts";
import { getJob } from "../../../src/db/jobs/job_queries.ts";
import { testDatabase } from "../../database.ts";
import { captionedVideo, doJob, realPartsOf } from "./explained.ts";
import { claimJob, problemOf, seedVideo, startApp } from "../harness.ts";
import { listJobs } from "../../src/db/rows.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
const parts = realPartsOf(app);
Deno.test.afterAll(async () => {
  await parts.engines.close();
  await app.close();
});

async function json(path: string, as: "anonymous" | "owner" = "anonymous") {
  const response = await app.request(path, { as });
  assert.equal(response.status, 200, path);
  return await response.json();
}

Deno.test("the owner requests a moment and follows its progress, anyone with the link reads it, and it is deleted with the video", async () => {
  const id = await captionedVideo(app, parts);
  const url = `/api/videos/${id}/attention`;
  const none = { state: "none", progress: 0, stage: null, error: null, window: null, model: "tiny.en", refusal: null };
  assert.deepEqual(await json(`${url}?t=1`), { ...none, windows: [] });
  await problemOf(await app.request(`${url}/data?t=1`), 404);
  await problemOf(await app.request(`${url}?t=1`, { method: "POST" }), 401);
  for (const t of ["-1", "soon", "Infinity"]) await problemOf(await app.request(`${url}?t=${t}`), 400);

  const first = await app.request(`${url}?t=1`, { method: "POST", as: "owner" });
  const second = await app.request(`${url}?t=1`, { method: "POST", as: "owner" });
  assert.deepEqual([first.status, second.status], [202, 202]);
  const requested = await first.json();
  assert.deepEqual(await second.json(), requested, "the same job");
  assert.deepEqual([requested.state, requested.job.kind, requested.status_url], [
    "queued",
    "explain_window",
    `${url}?t=1`,
  ]);
  assert.equal((await json(`${url}?t=1`)).state, "queued");
  const detail = await problemOf(await app.request(`${url}?t=7`, { method: "POST", as: "owner" }), 409);
  assert.match(detail, /moment at 1 s .* being looked into/);

  await doJob(parts, id, "explain_window");
  const ready = await json(`${url}?t=1`);
  assert.equal(ready.state, "ready");
  assert.deepEqual(ready.windows, [ready.window]);
  assert.equal((await app.request(`${url}?t=1`, { method: "POST", as: "owner" })).status, 200);
  const file = await app.request(ready.window.data_url);
  assert.deepEqual([file.status, file.headers.get("Content-Type")], [200, "application/gzip"]);
  const bytes = await new Response(file.body!.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  const { header } = new WindowAttention(new Uint8Array(bytes));
  assert.equal(header.start, ready.window.start);
  assert.match(header.words.map(({ text }) => text).join(""), /behind the kitchen/);
  await problemOf(await app.request(url, { method: "PUT", as: "owner" }), 405);

  assert.ok((await app.files()).some((path) => path.includes(`${id}/attention/`)));
  assert.equal((await app.request(`/api/videos/${id}`, { method: "DELETE", as: "owner" })).status, 204);
  assert.deepEqual((await app.files()).filter((path) => path.includes(id)), []);
});

Deno.test("its owner can cancel it; after a failure only the owner gets the reason", async () => {
  const id = await captionedVideo(app, parts, { visibility: "private" });
  const url = `/api/videos/${id}/attention`;
  await problemOf(await app.request(`${url}?t=0`), 404);
  await problemOf(await app.request(`${url}/data?t=0`), 404);
  const { job: { id: jobId } } = await (await app.request(`${url}?t=0`, { method: "POST", as: "owner" })).json();
  await problemOf(await app.request(url, { method: "DELETE" }), 401);
  assert.equal((await app.request(url, { method: "DELETE", as: "owner" })).status, 204);
  assert.equal((await getJob(sql, jobId)).state, "cancelled");
  assert.equal((await json(`${url}?t=0`, "owner")).state, "none");

  await (await app.request(`${url}?t=0`, { method: "POST", as: "owner" })).body?.cancel();
  await fail(sql, await claimJob(sql, id, "explain_window"), { message: "Ada's disk is full", permanent: true });
  const owners = await json(`${url}?t=0`, "owner");
  assert.deepEqual([owners.state, owners.error], ["failed", "Ada's disk is full"]);
  await app.request(`/api/videos/${id}`, {
    ...{ method: "PATCH", as: "owner", body: JSON.stringify({ visibility: "unlisted" }) },
    headers: { "Content-Type": "application/json" },
  });
  const others = await json(`${url}?t=0`);
  assert.equal(others.state, "failed");
  assert.doesNotMatch(others.error, /Ada/);
});

Deno.test("a video that can have no attention gives the reason in a sentence", async () => {
  const silent = await seedVideo(app, { hasAudio: false });
  assert.match((await json(`/api/videos/${silent}/attention`)).refusal, /no sound/);
  const bare = await seedVideo(app);
  assert.match((await json(`/api/videos/${bare}/attention`)).refusal, /no captions that a model wrote/);
  await problemOf(await app.request(`/api/videos/${bare}/attention?t=0`, { method: "POST", as: "owner" }), 409);
  const id = await captionedVideo(app, parts);
  await sql`update streamforge.revisions set model = 'large-v3' where job_id in (
    select id from streamforge.jobs where video_id = ${id})`;
  assert.match((await json(`/api/videos/${id}/attention`)).refusal, /written by large-v3, which is too large/);
  const response = await app.request(`/api/videos/${id}/attention?t=0`, { method: "POST", as: "owner" });
  assert.match(await problemOf(response, 409), /tiny, base or small/);
  assert.deepEqual((await listJobs(sql, id)).filter(({ kind }) => kind === "explain_window"), []);
});

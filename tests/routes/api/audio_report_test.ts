import assert from "node:assert/strict";
import { getVideo } from "../../../src/db/videos/videos.ts";
import { inspectAudio } from "../../../src/jobs/kinds/inspect_audio.ts";
import type { AudioReport, ReferenceReport } from "../../../src/core/audio_report.ts";
import { fail } from "../../src/jobs/queue.ts";
import { testDatabase } from "../../database.ts";
import { claimJob, problemOf, seedVideo, startApp } from "../harness.ts";
import { workerContext } from "../../src/jobs/worker_fixture.ts";
import { tools } from "../../media_fixtures.ts";
import { listJobs } from "../../src/db/rows.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());
const speech = await Deno.readFile(new URL("../../data/sentence.flac", import.meta.url));

async function video({ visibility = "unlisted" as const, hasAudio = true }: {
  visibility?: "private" | "unlisted" | "public";
  hasAudio?: boolean;
} = {}): Promise<string> {
  const renditions = { source: { shortSide: 0, bytes: speech } };
  const id = await seedVideo(app, { visibility, hasAudio, renditions });
  await app.storage.put(`videos/${id}/original`, new Blob([speech]).stream());
  return id;
}

/** Runs the waiting job like the worker. */
async function listen(id: string): Promise<void> {
  const job = await claimJob(sql, id, "inspect_audio");
  const workDir = await Deno.makeTempDir();
  try {
    const signal = new AbortController().signal;
    const parts = { ...workerContext(sql, app.dataDir), storage: app.storage, mediaTools: tools };
    await inspectAudio({ ...parts, job, workDir, signal, report: () => {}, giveWay: () => Promise.resolve() });
  } finally {
    await Deno.remove(workDir, { recursive: true });
  }
}

async function json(path: string, as: "anonymous" | "owner" = "anonymous") {
  const response = await app.request(path, { as });
  assert.equal(response.status, 200, path);
  return { headers: response.headers, body: await response.json() };
}

Deno.test("an audio report is requested once, shows its progress, and is read in parts", async () => {
  const id = await video();
  const url = `/api/videos/${id}/hearing`;
  assert.deepEqual((await json(url)).body, { state: "none", progress: 0, stage: null, error: null });
  await problemOf(await app.request(`${url}/mel`), 404);

  const first = await app.request(url, { method: "POST", as: "owner" });
  const second = await app.request(url, { method: "POST", as: "owner" });
  assert.deepEqual([first.status, second.status], [202, 202]);
  const requested = await first.json();
  assert.deepEqual(await second.json(), requested, "the same job");
  assert.deepEqual([requested.state, requested.job.kind, requested.status_url], ["queued", "inspect_audio", url]);
  assert.equal((await json(url)).body.state, "queued");

  await listen(id);
  const { headers, body } = await json(url);
  const report: AudioReport = body.hearing;
  assert.equal(body.state, "ready");
  assert.deepEqual(body.source, { sample_rate: 16000, channels: 1 });
  assert.ok(report.spans.some(({ kind }) => kind === "speech"));
  const known = await app.request(url, { headers: { "If-None-Match": headers.get("ETag")! } });
  assert.equal(known.status, 304);

  const whole = await app.request(body.mel_url);
  const bytes = new Uint8Array(await whole.arrayBuffer());
  assert.deepEqual([whole.status, bytes.length], [200, report.frames * report.n_mels]);
  const part = await app.request(body.mel_url, { headers: { Range: "bytes=800-1599" } });
  assert.equal(part.status, 206);
  assert.deepEqual(new Uint8Array(await part.arrayBuffer()), bytes.subarray(800, 1600));
  const peaks = new Uint8Array(await (await app.request(body.peaks_url)).arrayBuffer());
  assert.equal(peaks.length, 2 * Math.ceil(report.seconds * 100 - 1e-6));

  const third = await app.request(url, { method: "POST", as: "owner" });
  assert.deepEqual([third.status, (await third.json()).state], [200, "ready"]);
  assert.equal((await listJobs(sql, id)).filter(({ kind }) => kind === "inspect_audio").length, 1);
});

Deno.test("everyone who may watch the video may read its report, and only the owner may request it", async () => {
  const id = await video({ visibility: "private" });
  const url = `/api/videos/${id}/hearing`;
  for (const path of [url, `${url}/mel`, `${url}/peaks`]) await problemOf(await app.request(path), 404);
  await problemOf(await app.request(url, { method: "POST" }), 401);
  const elsewhere = { "Sec-Fetch-Site": "cross-site" };
  await problemOf(await app.request(url, { method: "POST", as: "browser", headers: elsewhere }), 403);
  assert.equal((await app.request(url, { method: "POST", as: "browser" })).status, 202);
  await listen(id);
  for (const path of [url, `${url}/mel`, `${url}/peaks`]) {
    await problemOf(await app.request(path), 404);
    const response = await app.request(path, { as: "owner" });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("Cache-Control"), "private, no-cache");
    assert.equal(response.headers.get("Access-Control-Allow-Origin"), null);
    await response.body?.cancel();
  }
  await problemOf(await app.request(url, { method: "PUT", as: "owner" }), 405);
});

Deno.test("a video without sound is refused; after a failure only the owner gets the reason", async () => {
  const silent = await video({ hasAudio: false });
  const detail = await problemOf(
    await app.request(`/api/videos/${silent}/hearing`, { method: "POST", as: "owner" }),
    409,
  );
  assert.match(detail, /no sound/);

  const id = await video();
  const url = `/api/videos/${id}/hearing`;
  await (await app.request(url, { method: "POST", as: "owner" })).body?.cancel();
  const job = await claimJob(sql, id, "inspect_audio");
  await fail(sql, job, { message: "ffmpeg: the file of Ada is broken", permanent: true });
  const owners = (await json(url, "owner")).body;
  assert.deepEqual([owners.state, owners.error], ["failed", "ffmpeg: the file of Ada is broken"]);
  const others = (await json(url)).body;
  assert.equal(others.state, "failed");
  assert.doesNotMatch(others.error, /Ada/);
  assert.equal((await app.request(url, { method: "POST", as: "owner" })).status, 202, "it can be asked for again");
});

Deno.test("the report is deleted with the video", async () => {
  const id = await video();
  await (await app.request(`/api/videos/${id}/hearing`, { method: "POST", as: "owner" })).body?.cancel();
  await listen(id);
  const { audioReportKey } = await getVideo(sql, id);
  assert.ok(await app.storage.stat(`${audioReportKey}/mel.bin`));
  assert.equal((await app.request(`/api/videos/${id}`, { method: "DELETE", as: "owner" })).status, 204);
  assert.deepEqual((await app.files()).filter((path) => path.includes(id)), []);
});

Deno.test("there are reference reports of speech, music and silence", async () => {
  const references: ReferenceReport[] = (await json("/api/hearing/references")).body;
  const most = references.map(({ name, hearing: report }) => {
    const [longest] = report.spans.toSorted((a, b) => b.end - b.start - (a.end - a.start));
    return [name, longest.kind];
  });
  assert.deepEqual(most, [["speech", "speech"], ["music", "music_or_noise"], ["silence", "silence"]]);
});

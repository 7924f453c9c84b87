import assert from "node:assert/strict";
import { connect, type Database } from "../../../src/db/pool/client.ts";
import { listRenditions } from "../../../src/db/videos/renditions.ts";
import { findVideo, getVideo, type Video } from "../../../src/db/videos/videos.ts";
import { runJobs } from "../../../src/jobs/loop.ts";
import { testDatabase } from "../../database.ts";
import { currentTracks } from "../../../src/db/tracks/tracks.ts";
import { readCues } from "../../../src/db/tracks/cues.ts";
import {
  CountingEngine,
  filesBelow,
  isIdle,
  makeClip,
  untilVideo,
  upload,
  workerContext,
  workUntil,
} from "./worker_fixture.ts";
import { listJobs } from "../db/rows.ts";

const { sql, database } = await testDatabase();
const dataDir = await Deno.makeTempDir();
const clip = await makeClip(`${dataDir}/clip.mp4`);
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

const SCRIPT = new URL("hanging_worker.ts", import.meta.url).pathname;
const CONFIG = new URL("../../../deno.json", import.meta.url).pathname;

function startWorker(hangAtSecond: number): Deno.ChildProcess {
  const args = ["run", "-A", "--quiet", "--no-check", "--config", CONFIG, SCRIPT];
  return new Deno.Command(Deno.execPath(), {
    args: [...args, JSON.stringify(database), dataDir, String(hangAtSecond)],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

/** Kills the worker as soon as `moment` is true for the video, and expires its leases. */
async function killAt(videoId: string, moment: (video: Video) => boolean, hangAtSecond = 2): Promise<void> {
  const worker = startWorker(hangAtSecond);
  try {
    await untilVideo(sql, videoId, moment);
  } finally {
    worker.kill("SIGKILL");
    await worker.status;
    await worker.stdout.cancel();
  }
  await sql`update streamforge.jobs set lease_until = now() - interval '1 s' where state = 'running'`;
}

/** Checks that a video is complete, as one that was never interrupted. */
async function assertWhole(videoId: string): Promise<void> {
  const { storage } = workerContext(sql, dataDir);
  const renditions = await listRenditions(sql, videoId);
  assert.deepEqual(renditions.map(({ name }) => name), ["source", "360p"]);
  const expected = [`videos/${videoId}/original`, `videos/${videoId}/thumbnail.jpg`];
  for (const { mp4Key } of renditions) expected.push(mp4Key.slice(0, mp4Key.lastIndexOf("/")));
  const { storyboard } = await getVideo(sql, videoId);
  assert(storyboard);
  expected.push(`${storyboard.folder}/`);
  const tracks = await currentTracks(sql, videoId);
  assert.equal(tracks.length, 1);
  const cues = await readCues(sql, tracks[0].revisionId);
  assert.match(cues.map(({ text }) => text).join(" "), /second0\.\s+second1\.\s+second2\.\s+second3\./);
  for (const key of [tracks[0].srtKey, tracks[0].vttKey, tracks[0].transcriptKey]) {
    assert(await storage.stat(key!));
    expected.push(key!);
  }
  const root = `${dataDir}/media/`;
  const strays = filesBelow(`${root}videos/${videoId}`)
    .map((path) => path.slice(root.length)).filter((key) => !expected.some((prefix) => key.startsWith(prefix)));
  assert.deepEqual(strays, []); // the killed attempt left nothing
}

Deno.test("a worker that is killed while it transcribes is replaced, and the captions are the same", async () => {
  const context = workerContext(sql, dataDir);
  const { id } = await upload(sql, context.storage, clip);
  await killAt(id, ({ jobs }) => jobs.length === 1 && jobs[0].kind === "caption_video" && jobs[0].progress > 0.4);
  const [half] = await currentTracks(sql, id);
  assert.equal(half.state, "building");
  await workUntil(context, id, isIdle);
  await assertWhole(id);
  assert.deepEqual(await readCues(sql, half.revisionId), []);
  const job = (await listJobs(sql, id)).find(({ kind }) => kind === "caption_video")!;
  assert.deepEqual([job.state, job.attempt, job.failures, job.crashes], ["done", 2, 0, 0]); // it progressed
});

Deno.test("another worker completes a video whose worker was killed at any moment", async () => {
  const context = workerContext(sql, dataDir);
  const moments: ((video: Video) => boolean)[] = [
    ({ jobs }) => jobs.some(({ kind, state }) => kind === "transcode_video" && state === "running"),
    ({ thumbnailKey }) => thumbnailKey !== null,
    ({ jobs }) => jobs.some(({ kind, state }) => kind === "transcode_renditions" && state === "running"),
    ({ captionStatus }) => captionStatus === "processing",
  ];
  const { id } = await upload(sql, context.storage, clip);
  for (const moment of moments) {
    await killAt(id, moment);
    // the second worker continues from what the first left, and is killed too
  }
  await workUntil(context, id, isIdle);
  await assertWhole(id);
});

Deno.test("a worker whose database connections are cut again and again completes its job", async () => {
  const context = workerContext(
    sql,
    dataDir,
    new CountingEngine(() => new Promise((resolve) => setTimeout(resolve, 50))),
  );
  const { id } = await upload(sql, context.storage, clip);
  const server = database as Exclude<Database, string>;
  const admin = connect({ ...server, database: "streamforge" }, { max: 1 });
  const separate = connect(server, { max: 1 });
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  for (let cut = 0; cut < 12; cut++) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${server.database}`;
    // instead of waiting: expires the lease and makes the next try due
    await separate`update streamforge.jobs set lease_until = now() where state = 'running' and video_id = ${id}`.catch(
      () => {},
    );
    await separate`update streamforge.jobs set run_at = now(), failures = 0 where state = 'queued' and video_id = ${id}`
      .catch(() => {});
  }
  await Promise.all([admin.end(), separate.end()]);
  for (;;) {
    const video = await findVideo(sql, id).catch(() => null);
    if (video && isIdle(video)) break;
    await sql`update streamforge.jobs set run_at = now() where state = 'queued' and video_id = ${id}`.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  stop.abort();
  await working;
  await assertWhole(id);
});

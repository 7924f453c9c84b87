import assert from "node:assert/strict";
import { createLog } from "../../../../src/core/log.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import { listJobs, retryJob } from "../../../../src/db/jobs/job_list.ts";
import { deleteVideo, findAnyVideo } from "../../../../src/db/videos/videos.ts";
import { takeFile, untakenFiles } from "../../../../src/db/watched_files/watched_files.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { FolderWatch, STILL_MS } from "../../../../src/watch_folder/folder_watch.ts";
import { testDatabase } from "../../../database.ts";
import { cancel } from "../queue.ts";
import { filesBelow, isIdle, makeClip, untilVideo, whileWorking, workerContext } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const base = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(base, { recursive: true }));
const clip = await makeClip(`${base}/clip.mp4`);

/** A watch folder with a worker's context, both new. */
async function setUp(more: Partial<WorkerContext["config"]> = {}) {
  const dataDir = await Deno.makeTempDir({ dir: base });
  const root = await Deno.makeTempDir({ dir: base });
  const lines: string[] = [];
  const made = workerContext(sql, dataDir);
  const context: WorkerContext = {
    ...made,
    log: createLog("info", (line) => lines.push(line)),
    config: { ...made.config, watchDir: root, watchMode: "library", watchAfter: "keep", ...more },
  };
  let nowMs = 0;
  const watch = new FolderWatch({ sql, log: context.log, root, mode: "library", nowMs: () => nowMs });
  const takeAll = async () => {
    const atOnce = await watch.look();
    nowMs += STILL_MS;
    return atOnce + await watch.look();
  };
  return { context, root, lines, takeAll };
}

const jobOf = async (path: string) => {
  const [{ jobId }] = await sql<{ jobId: string }[]>`
    select job_id from streamforge.watched_files where path = ${path}`;
  return jobId;
};

async function untilEnded(id: string) {
  for (;;) {
    const job = await getJob(sql, id);
    if (job.state !== "queued" && job.state !== "running") return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const rowOf = async (path: string) => {
  const [row] = await sql`select state, note, video_id from streamforge.watched_files where path = ${path}`;
  return row && { ...row };
};

Deno.test("a file of the watch folder becomes a video of the owner, with its captions, and stays", async () => {
  const { context, root, takeAll } = await setUp();
  await Deno.mkdir(`${root}/talks`);
  const path = `${root}/talks/Ein schöner Tag.mp4`;
  await Deno.copyFile(clip, path);
  assert.equal(await takeAll(), 1);
  const id = await jobOf(path);
  await whileWorking(context, async () => {
    await untilEnded(id);
    const video = await untilVideo(sql, id, isIdle);
    assert.deepEqual([video.title, video.fileName, video.owner], ["Ein schöner Tag", "Ein schöner Tag.mp4", "owner"]);
    assert.deepEqual([video.state, video.captionStatus], ["ready", "ready"]);
  });
  assert.deepEqual(await rowOf(path), { state: "done", note: null, videoId: id });
  assert.deepEqual(await Deno.readFile(path), await Deno.readFile(clip));
  assert.equal((await sql`select 1 from streamforge.uploads where id = ${id}`).length, 0);
  // a video that somebody deletes is not taken again
  await deleteVideo(sql, id);
  assert.equal(await takeAll(), 0);
});

Deno.test("with WATCH_AFTER=delete a file is deleted once it is a video, and a later one of its name is taken", async () => {
  const { context, root, takeAll } = await setUp({ watchAfter: "delete" });
  const path = `${root}/a.mp4`;
  await Deno.copyFile(clip, path);
  await Deno.utime(path, 1_700_000_000, 1_700_000_000);
  for (let times = 0; times < 2; times++) {
    assert.equal(await takeAll(), 1);
    const id = await jobOf(path);
    await whileWorking(context, () => untilEnded(id));
    assert(await findAnyVideo(sql, id));
    await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
    await Deno.copyFile(clip, path);
    await Deno.utime(path, 1_700_000_000, 1_700_000_000);
  }
});

Deno.test("a file that is no media is named in the log once, remembered, and leaves nothing in the storage", async () => {
  const { context, root, lines, takeAll } = await setUp();
  const path = `${root}/notes.mkv`;
  await Deno.writeTextFile(path, "these are notes");
  assert.equal(await takeAll(), 1);
  const id = await jobOf(path);
  await whileWorking(context, () => untilEnded(id));
  const { state, note } = (await rowOf(path))!;
  assert.equal(state, "refused");
  assert.match(note, /no media|not|neither|Invalid/);
  assert.equal(await takeAll(), 0);
  const warnings = lines.filter((line) => / (warn|error) /.test(line) && line.includes(root));
  assert.equal(warnings.length, 1, lines.join("\n"));
  assert.match(warnings[0], /is left as it is .*notes\.mkv/);
  assert.equal(await findAnyVideo(sql, id), null);
  assert.deepEqual(filesBelow(`${context.config.dataDir}/media/videos`), []);
});

Deno.test("a file that was whole but changes before its turn is left until it stays still again", async () => {
  const { context, root, takeAll } = await setUp();
  const path = `${root}/a.mp4`;
  await Deno.copyFile(clip, path);
  assert.equal(await takeAll(), 1);
  const id = await jobOf(path);
  await Deno.writeFile(path, new Uint8Array(1000), { append: true });
  await whileWorking(context, () => untilEnded(id));
  assert.equal(await findAnyVideo(sql, id), null);
  assert.equal(await rowOf(path), undefined);
  assert.equal(await takeAll(), 1);
});

Deno.test("a link that took the place of a file after it was seen is not read", async () => {
  const { context, root, takeAll } = await setUp();
  await Deno.mkdir(`${root}/sub`);
  const path = `${root}/sub/a.mp4`;
  await Deno.copyFile(clip, path);
  await Deno.utime(path, 1_700_000_000, 1_700_000_000);
  assert.equal(await takeAll(), 1);
  const id = await jobOf(path);
  await Deno.rename(`${root}/sub`, `${context.config.dataDir}/outside`);
  await Deno.symlink(`${context.config.dataDir}/outside`, `${root}/sub`);
  await whileWorking(context, () => untilEnded(id));
  assert.equal(await findAnyVideo(sql, id), null);
});

Deno.test("while the watch folder is away a job waits for it", async () => {
  const { context, root, takeAll } = await setUp();
  const path = `${root}/a.mp4`;
  await Deno.copyFile(clip, path);
  assert.equal(await takeAll(), 1);
  const id = await jobOf(path);
  await Deno.rename(root, `${root}-away`);
  await whileWorking(context, async () => {
    while ((await getJob(sql, id)).error === null) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual((({ state, error }) => [state, error])(await getJob(sql, id)), [
      "queued",
      "the watch folder is away",
    ]);
    await Deno.rename(`${root}-away`, root);
    await sql`update streamforge.jobs set run_at = now() where id = ${id}`;
    assert.equal((await untilEnded(id)).state, "done");
  });
  assert(await findAnyVideo(sql, id));
});

Deno.test("on a full disk the file waits; an attempt that ended before it could say so makes no second video", async () => {
  const { context, root, takeAll } = await setUp();
  const path = `${root}/a.mp4`;
  await Deno.copyFile(clip, path);
  assert.equal(await takeAll(), 1);
  const id = await jobOf(path);
  const full = { ...context, config: { ...context.config, minFreeBytes: Number.MAX_SAFE_INTEGER } };
  await whileWorking(full, async () => {
    while ((await getJob(sql, id)).stage !== "waiting for disk space") {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  assert.equal(await findAnyVideo(sql, id), null);
  await sql`update streamforge.jobs set run_at = now() where id = ${id}`;
  await whileWorking(context, () => untilEnded(id));
  assert(await findAnyVideo(sql, id));
  await sql`update streamforge.jobs set state = 'queued' where id = ${id}`;
  await Deno.remove(path);
  await whileWorking(context, () => untilEnded(id));
  assert.equal((await getJob(sql, id)).state, "done");
  assert.equal((await sql`select 1 from streamforge.videos where file_name = 'a.mp4' and id = ${id}`).length, 1);
});

Deno.test("a worker without a watch folder leaves its jobs; a cancelled one is tried again by request", async () => {
  const { context, root, takeAll } = await setUp();
  const path = `${root}/a.mp4`;
  await Deno.copyFile(clip, path);
  assert.equal(await takeAll(), 1);
  const id = await jobOf(path);
  const other = await makeOtherJob();
  await whileWorking({ ...context, config: { ...context.config, watchDir: null } }, () => untilEnded(other));
  assert.equal((await getJob(sql, id)).state, "queued");
  assert(await cancel(sql, id));
  assert.deepEqual(await rowOf(path), { state: "refused", note: "it was cancelled", videoId: null });
  const listed = await listJobs(sql, { state: "cancelled", limit: 100 });
  assert.equal(listed.find((job) => job.id === id)?.title, path, "an administrator sees which file it is about");
  await retryJob(sql, id);
  const again = await jobOf(path);
  assert.notEqual(again, id);
  await whileWorking(context, () => untilEnded(again));
  assert(await findAnyVideo(sql, again));
});

/** A job that any worker takes at once, after all that waits before it. */
async function makeOtherJob(): Promise<string> {
  const { root, takeAll } = await setUp();
  await Deno.writeTextFile(`${root}/x.mkv`, "x");
  await takeAll();
  const id = await jobOf(`${root}/x.mkv`);
  await sql`update streamforge.jobs set kind = 'deliver_webhook', payload = '{}' where id = ${id}`;
  return id;
}

Deno.test("a path can hold what SQL and JSON quote", async () => {
  const file = {
    root: "/m",
    path: `/m/it's "50 %" \\ ${"é".repeat(100)} $1.mkv`,
    sizeBytes: 2 ** 45,
    modifiedMs: 1.5e12,
  };
  const { root: _, ...identity } = file;
  assert.deepEqual(await untakenFiles(sql, "library", [identity]), [identity]);
  const id = await takeFile(sql, "library", file);
  assert.equal((await getJob(sql, id!)).payload.path, file.path);
  assert.deepEqual(await untakenFiles(sql, "library", [identity]), []);
  assert.deepEqual(await untakenFiles(sql, "sidecar", [identity]), [identity]);
  assert.equal(await takeFile(sql, "library", file), null);
});

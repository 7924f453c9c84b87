import assert from "node:assert/strict";
import { newId } from "../../../src/core/ids.ts";
import { WAITING_FOR_SPACE } from "../../../src/db/jobs/space_waits.ts";
import { listRenditions } from "../../../src/db/videos/renditions.ts";
import { getVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { Killer, slowly } from "../../processes.ts";
import { smallDisk } from "../../small_disk.ts";
import { currentTracks } from "../../../src/db/tracks/tracks.ts";
import { readCues } from "../../../src/db/tracks/cues.ts";
import {
  CountingEngine,
  filesBelow,
  isIdle,
  makeClip,
  untilVideo,
  upload,
  whileWorking,
  workerContext,
  workUntil,
} from "./worker_fixture.ts";
import { listJobs } from "../db/rows.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
const clip = await makeClip(`${dataDir}/clip.mp4`);
const slow = { ffmpegPath: await slowly("ffmpeg", dataDir), ffprobePath: await slowly("ffprobe", dataDir) };
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

/** Runs `during`; all the time, jobs that wait for their next attempt become due at once. */
async function hurrying<T>(during: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    sql`update streamforge.jobs set run_at = now() where state = 'queued' and run_at > now()`.catch(() => {});
  }, 50);
  try {
    return await during();
  } finally {
    clearInterval(timer);
  }
}

/** Waits until the newest job of a video has an error, a minute at most. @returns the error */
async function untilError(videoId: string): Promise<string | null> {
  let [job] = await listJobs(sql, videoId);
  for (const deadline = Date.now() + 60_000; !job.error && Date.now() < deadline;) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    [job] = await listJobs(sql, videoId);
  }
  return job.error;
}

async function assertWhole(videoId: string): Promise<void> {
  const video = await getVideo(sql, videoId);
  assert.deepEqual([video.state, video.error, video.captionStatus, video.captionError], ["ready", null, "ready", null]);
  assert.ok(video.thumbnailKey, "a thumbnail");
  assert.ok(video.storyboard, "a storyboard");
  assert.deepEqual((await listRenditions(sql, videoId)).map(({ name }) => name), ["source", "360p"]);
  const [track] = await currentTracks(sql, videoId);
  const cues = await readCues(sql, track.revisionId);
  assert.match(cues.map(({ text }) => text).join(" "), /second0\.\s+second1\.\s+second2\.\s+second3\./);
  for (const { kind, failures } of await listJobs(sql, videoId)) assert.equal(failures, 0, kind);
}

Deno.test("a video is complete although ffmpeg and ffprobe are killed again and again, in each step", async () => {
  const context = { ...workerContext(sql, dataDir), mediaTools: slow };
  const { id } = await upload(sql, context.storage, clip);
  await hurrying(async () => {
    await using killer = new Killer([dataDir, "slow_ff"], { times: 12 });
    await workUntil(context, id, isIdle);
    assert.equal(killer.pids.length, 12);
  });
  await assertWhole(id);
  assert.deepEqual(filesBelow(`${dataDir}/work`).filter((path) => !path.endsWith("/lock")), []);
});

Deno.test("a video whose ffmpeg is killed each time fails in the end, and the file is not called damaged", async () => {
  const context = { ...workerContext(sql, dataDir), mediaTools: slow };
  const { id } = await upload(sql, context.storage, clip);
  await hurrying(async () => {
    await using _killer = new Killer([dataDir, "slow_ffmpeg"]);
    const video = await workUntil(context, id, ({ state }) => state === "failed");
    assert.match(video.error!, /ffmpeg was killed \(SIGKILL\).*\(10 times\)/);
    assert.doesNotMatch(video.error!, /damaged|upload it again/i);
  });
  assert.ok(await context.storage.stat(`videos/${id}/original`), "the file is kept");
});

Deno.test("a damaged file is still refused at once, with its reason", async () => {
  const context = workerContext(sql, dataDir);
  const bytes = await Deno.readFile(clip);
  await Deno.writeFile(`${dataDir}/damaged.mp4`, bytes.subarray(0, bytes.length / 2)); // the index is at the end
  const { id } = await upload(sql, context.storage, `${dataDir}/damaged.mp4`);
  const video = await workUntil(context, id, ({ state }) => state === "failed");
  assert.match(video.error!, /its index is missing, so the recording or the upload was cut off/);
  const [job] = await listJobs(sql, id);
  assert.deepEqual([job.attempt, job.failures], [1, 1]);
});

Deno.test("jobs wait for a disk that is full at the start, and continue once there is space", async () => {
  await using disk = await smallDisk(64);
  const context = workerContext(sql, disk.path);
  const { id } = await upload(sql, context.storage, clip);
  await disk.fill();
  await whileWorking(context, async () => {
    await untilVideo(sql, id, ({ jobs }) => jobs[0]?.stage === WAITING_FOR_SPACE);
    await disk.clear();
    await untilVideo(sql, id, isIdle);
    await assertWhole(id);
  });
});

Deno.test("if the disk fills up while ffmpeg writes, the job waits, nothing half-written stays, and nothing is lost", async () => {
  const noise = `${dataDir}/noise.mkv`; // 8 s that will not compress: some 6 MB of H.264
  await makeClip(
    noise,
    ["-f", "lavfi", "-i", "nullsrc=s=640x480:r=15:d=8,geq=random(1)*255:128:128"]
      .concat(["-f", "lavfi", "-i", "sine=frequency=300:duration=8", "-c:v", "mpeg4", "-q:v", "2", "-c:a", "aac"]),
  );
  await using disk = await smallDisk(64);
  const context = workerContext(sql, disk.path);
  const { id } = await upload(sql, context.storage, noise);
  await disk.fill();
  await Deno.truncate(`${disk.path}/filler`, (await Deno.stat(`${disk.path}/filler`)).size - 5 * 2 ** 20);
  const config = { ...context.config, minFreeBytes: 0 };
  await whileWorking({ ...context, config }, async () => {
    await untilVideo(sql, id, ({ jobs }) => jobs[0]?.stage === WAITING_FOR_SPACE);
    const [{ needsBytes }] = await sql`select needs_bytes from streamforge.jobs where video_id = ${id}`;
    assert.ok(needsBytes > 2 ** 20, `${needsBytes} bytes were written`);
    assert.deepEqual(filesBelow(`${disk.path}/work`), []);
    assert.deepEqual(filesBelow(`${disk.path}/media`).map((path) => path.split("/").at(-1)), ["original"]);
    await disk.clear();
    const video = await untilVideo(sql, id, isIdle);
    assert.deepEqual([video.state, video.captionStatus], ["ready", "ready"], `${video.error} ${video.captionError}`);
    for (const { failures, interruptions } of await listJobs(sql, id)) {
      assert.deepEqual([failures, interruptions], [0, 0]);
    }
  });
});

Deno.test("captions whose disk fills up in the middle wait and are completed", async () => {
  await using disk = await smallDisk(64);
  let isFilled = false;
  const engine = new CountingEngine(async (second) => {
    if (second !== 2 || isFilled) return;
    isFilled = true;
    await disk.fill();
  });
  const context = workerContext(sql, disk.path, engine);
  const { id } = await upload(sql, context.storage, clip);
  await whileWorking(context, async () => {
    await untilVideo(sql, id, ({ jobs }) => isFilled && jobs.some(({ stage }) => stage === WAITING_FOR_SPACE));
    await disk.clear();
    await untilVideo(sql, id, isIdle);
    await assertWhole(id);
  });
});

Deno.test("a disk that becomes read-only interrupts jobs, and they continue when it is writable again", async () => {
  await using disk = await smallDisk(64);
  const context = workerContext(sql, disk.path);
  const { id } = await upload(sql, context.storage, clip);
  await disk.setReadOnly(true);
  await hurrying(() =>
    whileWorking(context, async () => {
      assert.equal(await untilError(id), "the server's disk can't be read or written (EROFS)");
      await disk.setReadOnly(false);
      await untilVideo(sql, id, isIdle);
      await assertWhole(id);
    })
  );
});

Deno.test("an unmounted storage interrupts waiting jobs, nothing is written there, and they continue when it is back", async () => {
  const folder = await Deno.makeTempDir({ dir: dataDir });
  const context = workerContext(sql, folder);
  await context.storage.writeIdentity(newId());
  await context.storage.readIdentity();
  const { id } = await upload(sql, context.storage, clip);
  await Deno.rename(`${folder}/media`, `${folder}/volume`);
  await Deno.mkdir(`${folder}/media`);
  await hurrying(() =>
    whileWorking(context, async () => {
      assert.equal(await untilError(id), "the server's storage can't be reached");
      assert.deepEqual(filesBelow(`${folder}/media`), []);
      await Deno.remove(`${folder}/media`);
      await Deno.rename(`${folder}/volume`, `${folder}/media`);
      await untilVideo(sql, id, isIdle);
      await assertWhole(id);
    })
  );
});

Deno.test("a file that crashes ffmpeg each time fails after the usual tries, with the reason", async () => {
  const ffmpegPath = `${dataDir}/crashing_ffmpeg`; // crashes as a faulty decoder does
  await Deno.writeTextFile(ffmpegPath, '#!/bin/sh\n[ "$1" = -version ] || kill -SEGV $$\nexec ffmpeg "$@"\n', {
    mode: 0o755,
  });
  const context = { ...workerContext(sql, dataDir), mediaTools: { ...slow, ffmpegPath } };
  const { id } = await upload(sql, context.storage, clip);
  const video = await hurrying(() => workUntil(context, id, ({ state }) => state === "failed"));
  assert.match(video.error!, /ffmpeg crashed \(SIGSEGV\)/);
  assert.doesNotMatch(video.error!, /damaged/);
  const [job] = await listJobs(sql, id);
  assert.deepEqual([job.failures, job.interruptions], [3, 0]);
});

Deno.test("a video is complete although ffmpeg is missing for a while, as during an upgrade", async () => {
  const folder = `${dataDir}/tools`;
  const context = {
    ...workerContext(sql, dataDir),
    mediaTools: { ffmpegPath: `${folder}/ffmpeg`, ffprobePath: `${folder}/ffprobe` },
  };
  const { id } = await upload(sql, context.storage, clip);
  await hurrying(() =>
    whileWorking(context, async () => {
      while ((await listJobs(sql, id))[0].interruptions < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      await Deno.mkdir(folder);
      for (const program of ["ffmpeg", "ffprobe"] as const) {
        await Deno.rename(await slowly(program, folder), `${folder}/${program}`);
      }
      await untilVideo(sql, id, isIdle);
    })
  );
  await assertWhole(id);
});

import assert from "node:assert/strict";
import type { AudioReport } from "../../../../src/core/audio_report.ts";
import { lastAudioReportJob } from "../../../../src/db/videos/audio_report.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import { getVideo } from "../../../../src/db/videos/videos.ts";
import { runJobs } from "../../../../src/jobs/loop.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { audioReportFiles } from "../../../../src/storage/object_keys.ts";
import { testDatabase } from "../../../database.ts";
import { filesBelow, isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
const speech = new URL("../../../data/sentence.flac", import.meta.url).pathname;
const clip = await makeClip(`${dataDir}/clip.mp4`, ["-i", speech, "-c:a", "aac"]);
const twoShots = await makeClip(`${dataDir}/two_shots.mp4`, [
  ...["-i", speech, "-f", "lavfi", "-i", "smptebars=size=320x180:rate=25:duration=1.2"],
  ...["-f", "lavfi", "-i", "testsrc=size=320x180:rate=25:duration=2", "-filter_complex", "[1:v][2:v]concat=n=2[v]"],
  ...["-map", "0:a", "-map", "[v]", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"],
]);
const mute = await makeClip(`${dataDir}/mute.mp4`, ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=1"]);
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

async function inspect(context: WorkerContext, videoId: string) {
  const { job } = await enqueue(sql, { kind: "inspect_audio", videoId });
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal });
  for (;;) {
    const now = await getJob(sql, job.id);
    if (now.state !== "queued" && now.state !== "running") {
      stop.abort();
      await working;
      return now;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function sizeOf(context: WorkerContext, key: string): Promise<number> {
  return (await context.storage.stat(key))?.size ?? -1;
}

Deno.test("a video gets an audio report, and a second run replaces the first", async () => {
  const context = workerContext(sql, dataDir);
  const { id } = await upload(sql, context.storage, clip);
  await workUntil(context, id, isIdle);
  assert.equal((await getVideo(sql, id)).audioReportKey, null);
  assert.equal(await lastAudioReportJob(sql, id), null);

  const job = await inspect(context, id);
  assert.deepEqual([job.state, job.error], ["done", null]);
  const { audioReportKey } = await getVideo(sql, id);
  assert.equal(audioReportKey, `videos/${id}/hearing/${job.id}-1`);
  const files = audioReportFiles(audioReportKey!);
  const { hearing: report, source }: { hearing: AudioReport; source: unknown } = JSON.parse(
    await context.storage.readText(files.index),
  );
  assert.deepEqual(source, { sample_rate: 16000, channels: 1 });
  assert.equal(await sizeOf(context, files.mel), report.frames * 80);
  assert.equal(await sizeOf(context, files.peaks), 2 * Math.ceil(report.seconds * 100 - 1e-6));
  assert.ok(report.spans.some(({ kind, start, end }) => kind === "speech" && end - start > 2));
  assert.deepEqual(filesBelow(`${dataDir}/work`), []);

  const again = await inspect(context, id);
  assert.equal((await getVideo(sql, id)).audioReportKey, `videos/${id}/hearing/${again.id}-1`);
  assert.equal(await context.storage.stat(files.index), null, "the first is removed");
});

Deno.test("the audio report of a video says when its picture cuts; without a picture it says nothing of it", async () => {
  const context = workerContext(sql, dataDir);
  const shotsOf = async (file: string) => {
    const { id } = await upload(sql, context.storage, file);
    await workUntil(context, id, isIdle);
    assert.equal((await inspect(context, id)).error, null);
    const { index } = audioReportFiles((await getVideo(sql, id)).audioReportKey!);
    return JSON.parse(await context.storage.readText(index)).shot_changes;
  };
  assert.deepEqual(await shotsOf(twoShots), [1.2]);
  assert.equal(await shotsOf(clip), undefined);
});

Deno.test("without sound the job fails at once, says why and leaves nothing; the video does not change", async () => {
  const context = workerContext(sql, dataDir);
  const { id } = await upload(sql, context.storage, mute);
  await workUntil(context, id, isIdle);
  const before = await getVideo(sql, id);
  const job = await inspect(context, id);
  assert.deepEqual([job.state, job.error, job.failures], ["dead", "there is no sound in this file", 1]);
  const after = await getVideo(sql, id);
  assert.deepEqual([after.state, after.error, after.audioReportKey], [before.state, null, null]);
  assert.deepEqual(filesBelow(`${dataDir}/media/videos/${id}/hearing`), []);
});

Deno.test("without the original the audio report is made from a rendition", async () => {
  const context: WorkerContext = workerContext(sql, dataDir);
  const sparing: WorkerContext = { ...context, config: { ...context.config, keepOriginal: false } };
  const { id } = await upload(sql, context.storage, clip);
  await workUntil(sparing, id, (video) => isIdle(video) && video.originalKey === null);
  const job = await inspect(sparing, id);
  assert.equal(job.state, "done", job.error ?? "");
});

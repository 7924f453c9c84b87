import assert from "node:assert/strict";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { probe } from "../../../../src/media/probe.ts";
import { readAudio } from "../../../../src/media/audio.ts";
import { testDatabase } from "../../../database.ts";
import { tools } from "../../../media_fixtures.ts";
import { isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const folder = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

const SPEECH = new URL("../../../data/sentence.flac", import.meta.url).pathname;
const PICTURE = ["-f", "lavfi", "-t", "4", "-i", "testsrc2=s=640x480:r=10"];
const ENCODING = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"];

/** The largest sample of a file's sound. */
async function loudness(path: string): Promise<number> {
  let most = 0;
  for await (const chunk of readAudio(tools, path)) for (const sample of chunk) most = Math.max(most, Math.abs(sample));
  return most;
}

Deno.test("a voice on the second track is played in every size and transcribed, and another can be asked for", async () => {
  const clip = await makeClip(`${folder}/two.mkv`, [
    ...[...PICTURE, "-f", "lavfi", "-t", "4", "-i", "anullsrc=r=48000:cl=stereo", "-i", SPEECH],
    ...["-map", "0:v", "-map", "1:a", "-map", "2:a", "-metadata:s:a:1", "title=Mic", ...ENCODING],
  ]);
  const context = workerContext(sql, `${folder}/data`);
  const { id } = await upload(sql, context.storage, clip);
  const video = await workUntil(context, id, isIdle);
  assert.deepEqual([video.error, video.audioTrack, video.audioTrackReason, video.captionAudioTrack], [
    ...[null, 2, "voice", 2],
  ]);
  assert.deepEqual(video.audioTracks.map(({ track, title, channels }) => [track, title, channels]), [
    ...[[1, null, 2], [2, "Mic", 1]],
  ]);
  assert.deepEqual(video.notices, []);
  const renditions = [...Deno.readDirSync(`${folder}/data/media/videos/${id}`)].filter(({ isDirectory }) =>
    isDirectory
  );
  assert.ok(renditions.length >= 2);
  for await (const path of mp4sOf(`${folder}/data/media/videos/${id}`)) {
    assert.equal((await probe(tools, path)).audioTracks.length, 1);
    assert.ok(await loudness(path) > 0.1, `${path} is silent`);
  }

  await enqueue(sql, { kind: "caption_video", videoId: id, payload: { audio_track: 1 } });
  const again = await workUntil(context, id, isIdle);
  assert.deepEqual([again.audioTrack, again.captionAudioTrack], [2, 1]);
});

Deno.test("channels in opposite phase, and a file that was cut off, are told to the owner", async () => {
  const clip = await makeClip(`${folder}/opposite.wav`, ["-i", SPEECH, "-af", "pan=stereo|c0=c0|c1=-1*c0"]);
  const context = workerContext(sql, `${folder}/notices`);
  const { id } = await upload(sql, context.storage, clip);
  const video = await workUntil(context, id, isIdle);
  assert.deepEqual(video.notices.map(({ code }) => code), ["opposite_phase"]);

  const bytes = await Deno.readFile(await makeClip(`${folder}/plain.wav`, ["-i", SPEECH]));
  await Deno.writeFile(`${folder}/cut.wav`, bytes.subarray(0, bytes.length >> 1));
  const cut = await upload(sql, context.storage, `${folder}/cut.wav`);
  const { state, notices } = await workUntil(context, cut.id, isIdle);
  assert.equal(state, "ready");
  assert.match(notices.map(({ text }) => text).join(), /^The file is incomplete/);
});

async function* mp4sOf(folder: string): AsyncIterable<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* mp4sOf(`${folder}/${name}`);
    else if (name === "video.mp4") yield `${folder}/${name}`;
  }
}

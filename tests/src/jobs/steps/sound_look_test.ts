import assert from "node:assert/strict";
import { createLog } from "../../../../src/core/log.ts";
import { listAnalyses, queueAnalyses } from "../../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { saveRevision } from "../../../../src/db/tracks/revisions.ts";
import { currentTracks } from "../../../../src/db/tracks/tracks.ts";
import { findVideo } from "../../../../src/db/videos/videos.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { storeRevision } from "../../../../src/revisions/revision_writer.ts";
import type { SoundQualityJson } from "../../../../src/schemas/sound_quality.ts";
import { testDatabase } from "../../../database.ts";
import { CountingEngine, isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
const speech = new URL("../../../data/sentence.flac", import.meta.url).pathname;
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

const clipOf = (name: string, filter: string) =>
  makeClip(`${dataDir}/${name}.mp4`, ["-i", speech, "-af", filter, "-c:a", "aac"]);
const good = await clipOf("good", "anull");
const poor = await clipOf("poor", "volume=40dB:precision=fixed,volume=-6dB");

function contextOf(engine?: CountingEngine): WorkerContext {
  const context = workerContext(sql, dataDir, engine);
  return { ...context, config: { ...context.config, analyses: ["sound_quality"] } };
}

/** What the owner sees of the sound while the captions are made, and once all is done. */
async function whatIsSeen(file: string) {
  const read = async (id: string) => {
    const [analysis] = await listAnalyses(sql, id);
    return { analysis, quality: analysis?.result as SoundQualityJson, notices: (await findVideo(sql, id))!.notices };
  };
  const during: Awaited<ReturnType<typeof read>>[] = [];
  let videoId = "";
  const context = contextOf(
    new CountingEngine(async (second) => {
      if (second === 0) during.push(await read(videoId));
    }),
  );
  const { id } = await upload(sql, context.storage, file);
  videoId = id;
  await workUntil(context, id, isIdle);
  return { id, context, during: during[0], after: await read(id) };
}

Deno.test("a poor sound is told before the captions are made, with what to do; then it is measured as a whole", async () => {
  const { id, context, during, after } = await whatIsSeen(poor);
  assert.deepEqual([during.analysis.state, during.quality.captions, during.quality.loudness], ["ready", "poor", null]);
  assert.match(during.analysis.madeBy!, /^sound quality rule \d+, a quick look$/);
  assert.match(during.notices[0].text, /^Captions will probably be bad\. .* Record closer to the microphone/);
  assert.ok(during.quality.quick_look_seconds! > 1);
  assert.equal(after.quality.quick_look_seconds, undefined);
  assert.ok(after.quality.loudness, "all of it was measured");
  assert.deepEqual(after.notices.map(({ code }) => code), ["poor_captions"]);
  assert.match(after.notices[0].text, /^The captions are probably bad\./);

  const video = (await findVideo(sql, id))!;
  const [track] = await currentTracks(sql, id);
  const revision = await storeRevision(context, video, {
    ...{ source: "edited", author: null, note: null, cues: [], language: "en", baseRevision: track.revisionId },
  });
  await saveRevision(sql, { videoId: id, trackId: track.id, revision });
  assert.deepEqual((await findVideo(sql, id))!.notices, [], "a person has read them");
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["sound_quality"]));
  const again = await workUntil(context, id, isIdle);
  assert.deepEqual(again.notices, [], "measured again, the sound is as poor, and the captions are still the person's");
  assert.equal(((await listAnalyses(sql, id))[0].result as SoundQualityJson).captions, "poor");
});

Deno.test("a good sound gets no notice, before the captions or after them", async () => {
  const { during, after } = await whatIsSeen(good);
  assert.deepEqual([during.quality.captions, during.notices], ["good", []]);
  assert.deepEqual([after.quality.captions, after.notices], ["good", []]);
});

Deno.test("there is no quick look where ANALYSES switches sound quality off, or a video has no sound", async () => {
  const context = { ...contextOf(), config: { ...contextOf().config, analyses: [] } };
  const { id } = await upload(sql, context.storage, poor);
  await workUntil(context, id, ({ captionStatus }) => captionStatus === "ready");
  assert.deepEqual(await listAnalyses(sql, id), []);
  const mute = await makeClip(`${dataDir}/mute.mp4`, ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=1"]);
  const { id: silent } = await upload(sql, context.storage, mute);
  await workUntil(contextOf(), silent, isIdle);
  assert.deepEqual(await listAnalyses(sql, silent), []);
});

Deno.test("a quick look that fails is logged, and the video is prepared without it", async () => {
  const lines: string[] = [];
  const context = { ...contextOf(), log: createLog("warn", (line) => lines.push(line)) };
  const { id } = await upload(sql, context.storage, poor);
  // the row that it would write is refused
  await sql`alter table streamforge.analyses add constraint refused check (made_by not like '%quick look')`;
  const video = await workUntil(context, id, isIdle).finally(() =>
    sql`alter table streamforge.analyses drop constraint refused`
  );
  assert.deepEqual([video.state, video.captionStatus], ["ready", "ready"]);
  assert.match(lines.join("\n"), /there is no quick look at the sound.*refused/);
  assert.equal((await listAnalyses(sql, id))[0].state, "ready", "all of it was measured");
});

import assert from "node:assert/strict";
import type { Cue } from "../../../src/core/types.ts";
import { recordAnalysis } from "../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../src/db/pool/client.ts";
import { readEditedCues } from "../../../src/db/tracks/cues.ts";
import { listTracks } from "../../../src/db/tracks/tracks.ts";
import { testDatabase } from "../../database.ts";
import { problemOf, seedCaptions, seedVideo, startApp, type TestApp } from "../harness.ts";

const { sql } = await testDatabase();
const app: TestApp = await startApp(sql);
Deno.test.afterAll(() => app.close());

const RENDITIONS = { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } };
const CUES: Cue[] = [{ id: 1, start: 10, end: 12, text: "Hello.", words: [] }];

Deno.test("sound events (5.x): music is written into the captions once, and counts as nobody's edit", async () => {
  const id = await seedVideo(app, { visibility: "public", renditions: RENDITIONS });
  await seedCaptions(app, id, { cues: CUES });
  const write = () => app.request(`/api/videos/${id}/captions/sound-events`, { as: "owner", method: "POST" });
  assert.match(await problemOf(await write(), 409), /run the analysis sound_events first/);
  const result = { events: [{ label: "music", start: 0, end: 8 }, { label: "music", start: 11, end: 30 }] };
  const made = { result, madeBy: "YAMNet", seconds: 1, revisionId: null };
  await transaction(sql, (tx) => recordAnalysis(tx, id, "sound_events", made));
  const response = await write();
  assert.deepEqual([response.status, await response.json()], [200, { tracks: 1 }]);
  const [track] = await listTracks(sql, id);
  const cues = await readEditedCues(sql, track.revision);
  assert.deepEqual(cues.map(({ text, isEdited }) => [text, isEdited]), [
    ...[["[music]", false], ["Hello.", false], ["[music]", false]],
  ]);
  assert.match(
    await (await app.request(`/api/videos/${id}/captions.srt`)).text(),
    /00:00:00,000 --> 00:00:05,000\n\[music\]/,
  );
  assert.deepEqual(await (await write()).json(), { tracks: 0 });
  assert.equal((await listTracks(sql, id))[0].revision, track.revision);
});

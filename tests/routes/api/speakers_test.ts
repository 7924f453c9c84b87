import assert from "node:assert/strict";
import { listAnalyses, queueAnalyses, recordAnalysis } from "../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../src/db/pool/client.ts";
import { readEditedCues } from "../../../src/db/tracks/cues.ts";
import { listTracks } from "../../../src/db/tracks/tracks.ts";
import { finishTranslation } from "../../../src/db/tracks/translations.ts";
import { storeRevision } from "../../../src/revisions/revision_writer.ts";
import type { Cue } from "../../../src/core/types.ts";
import type { SpeakersJson } from "../../../src/schemas/speakers.ts";
import { testDatabase } from "../../database.ts";
import { problemOf, seedCaptions, seedVideo, startApp, type TestApp } from "../harness.ts";

const { sql } = await testDatabase();
const app: TestApp = await startApp(sql);
Deno.test.afterAll(() => app.close());

const RENDITIONS = { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } };
const SPEAKERS: SpeakersJson = {
  speakers: [
    { id: 1, name: "Speaker 1", is_named: false, seconds: 4, spans: [{ start: 0, end: 4 }] },
    { id: 2, name: "Speaker 2", is_named: false, seconds: 2, spans: [{ start: 4, end: 6 }] },
  ],
};
const CUES: Cue[] = ["Speaker 1", "Speaker 2", "Grandma"].map((speaker, i) => ({
  ...{ id: i + 1, start: 2 * i, end: 2 * i + 1.5, text: `line ${i}`, words: [], speaker },
}));

async function seed(): Promise<string> {
  const id = await seedVideo(app, { visibility: "public", renditions: RENDITIONS });
  await seedCaptions(app, id, { cues: CUES });
  const [{ revision }] = await listTracks(sql, id);
  for (const { id: position, speaker } of CUES) { // as the analysis writes them
    await sql`update streamforge.cues set speaker = ${speaker!} where revision_id = ${revision} and position = ${position}`;
  }
  const made = { result: SPEAKERS, madeBy: "CAM++", seconds: 1, revisionId: null };
  await transaction(sql, (tx) => recordAnalysis(tx, id, "speakers", made));
  return id;
}

async function name(id: string, speakers: unknown, as: "owner" | "anonymous" = "owner"): Promise<Response> {
  return await app.request(`/api/videos/${id}/speakers`, { as, method: "PATCH", body: JSON.stringify({ speakers }) });
}

async function cuesOf(id: string) {
  const [track] = await listTracks(sql, id);
  return (await readEditedCues(sql, track.revision)).map(({ speaker, isEdited }) => [speaker, isEdited]);
}

Deno.test("speakers (5.x): a name is given once, and follows through the captions; others stay", async () => {
  const id = await seed();
  const response = await name(id, [{ id: 2, name: "  Ann " }]);
  assert.equal(response.status, 200);
  const { speakers } = await response.json();
  assert.deepEqual(speakers.map((one: SpeakersJson["speakers"][number]) => [one.name, one.is_named]), [
    ["Speaker 1", false],
    ["Ann", true],
  ]);
  assert.deepEqual(await cuesOf(id), [["Speaker 1", false], ["Ann", false], ["Grandma", false]]);
  assert.match(await (await app.request(`/api/videos/${id}/captions.vtt`)).text(), /<v Ann>line 1/);
  const { cues } = await (await app.request(`/api/videos/${id}/captions.json`)).json();
  assert.deepEqual(cues.map(({ speaker }: Cue) => speaker), ["Speaker 1", "Ann", "Grandma"]);

  assert.equal((await name(id, [{ id: 1, name: "Ann" }])).status, 200);
  assert.deepEqual((await cuesOf(id)).map(([speaker]) => speaker), ["Ann", "Ann", "Grandma"], "two become one");
  assert.equal((await name(id, [{ id: 1, name: null }])).status, 200);
  assert.deepEqual((await cuesOf(id)).map(([speaker]) => speaker), ["Speaker 1", "Speaker 1", "Grandma"]);
});

Deno.test("speakers: captions that a person edited get the names, and count as edited where they were", async () => {
  const id = await seed();
  const [track] = await listTracks(sql, id);
  const cues = CUES.map(({ start, end, text, speaker }, i) => ({ start, end, text: i === 0 ? "mine" : text, speaker }));
  const saved = await app.request(`/api/videos/${id}/tracks/${track.id}`, {
    ...{ as: "owner" as const, method: "PUT", body: JSON.stringify({ base_revision: track.revision, cues }) },
  });
  assert.equal(saved.status, 200, await saved.text());
  assert.equal((await name(id, [{ id: 1, name: "Ann" }, { id: 2, name: "Bob" }])).status, 200);
  assert.deepEqual(await cuesOf(id), [["Ann", true], ["Bob", false], ["Grandma", false]]);
  const [after] = await listTracks(sql, id);
  const again = await app.request(`/api/videos/${id}/tracks/${track.id}`, {
    as: "owner",
    method: "PUT",
    body: JSON.stringify({ base_revision: after.revision, cues: cues.map(({ speaker: _, ...cue }) => cue) }),
  });
  assert.equal(again.status, 200);
  assert.deepEqual(await cuesOf(id), [["Ann", true], ["Bob", false], ["Grandma", false]], "no name is an edit");
});

Deno.test("speakers: a translation gets the names too, and is not out of date by that", async () => {
  const id = await seed();
  const [original] = await listTracks(sql, id);
  const cues = CUES.map((cue) => ({ ...cue, text: "zeile", isEdited: false }));
  const revision = await storeRevision(app, { id, durationSeconds: 12.5 }, {
    ...{ source: "translated", author: null, model: "x", note: null, language: "de", cues },
    ...{ baseRevision: null, originalRevision: original.revision },
  });
  const made = { videoId: id, original: original.id, language: "de" as const, by: "x", track: null, merged: null };
  await transaction(sql, (tx) => finishTranslation(tx, { ...made, revision }));
  assert.equal((await name(id, [{ id: 1, name: "Ann" }])).status, 200);
  const tracks = await listTracks(sql, id);
  const translated = tracks.find(({ language }) => language === "de")!;
  assert.equal(translated.translation!.isOutdated, false);
  assert.equal((await readEditedCues(sql, translated.revision))[0].speaker, "Ann");
  assert.notEqual(tracks.find(({ language }) => language === "en")!.revision, original.revision);
});

Deno.test("speakers: names that are given at the same time are all kept", async () => {
  const id = await seed();
  const [{ revision }] = await listTracks(sql, id);
  await sql`update streamforge.cues set speaker = null where revision_id = ${revision}`; // no captions to conflict over
  const answers = await Promise.all([name(id, [{ id: 1, name: "Ann" }]), name(id, [{ id: 2, name: "Bob" }])]);
  assert.deepEqual(answers.map(({ status }) => status), [200, 200]);
  const [{ result }] = await listAnalyses(sql, id);
  assert.deepEqual((result as SpeakersJson).speakers.map(({ name }) => name), ["Ann", "Bob"]);
});

Deno.test("speakers: wrong names and ids are refused, and so is a name before it is known who speaks", async () => {
  const id = await seed();
  assert.match(await problemOf(await name(id, [{ id: 9, name: "Ann" }]), 400), /id 9: it must be 1, 2/);
  await problemOf(await name(id, [{ id: 1, name: "" }]), 400);
  await problemOf(await name(id, [{ id: 1, name: "a\nb" }]), 400);
  await problemOf(await name(id, [{ id: 1, name: "x".repeat(201) }]), 400);
  await problemOf(await name(id, []), 400);
  await transaction(sql, (tx) => queueAnalyses(tx, id, ["speakers"]));
  assert.match(await problemOf(await name(id, [{ id: 1, name: "Ann" }]), 409), /being found out again/);
  const other = await seedVideo(app, { visibility: "public" });
  assert.match(await problemOf(await name(other, [{ id: 1, name: "Ann" }]), 409), /run the analysis speakers first/);
  assert.equal((await name(id, [{ id: 1, name: "Ann" }], "anonymous")).status, 401);
  assert.deepEqual((await listAnalyses(sql, id))[0].result, SPEAKERS);
});

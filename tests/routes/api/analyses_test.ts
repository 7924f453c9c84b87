import assert from "node:assert/strict";
import { recordAnalysis, setAnalysisFailed } from "../../../src/db/analyses/analyses.ts";
import { transaction } from "../../../src/db/pool/client.ts";
import { testDatabase } from "../../database.ts";
import { QUALITY } from "../sound_quality_sample.ts";
import { problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

async function ask(id: string, body: unknown, as: "owner" | "anonymous" = "owner"): Promise<Response> {
  return await app.request(`/api/videos/${id}/analyses`, { as, method: "POST", body: JSON.stringify(body) });
}

const RENDITIONS = { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } };

Deno.test("an analysis is asked for, listed with its state, and shown with what made it", async () => {
  const id = await seedVideo(app, { visibility: "public", renditions: RENDITIONS });
  const list = async (as: "owner" | "anonymous" = "owner") =>
    (await (await app.request(`/api/videos/${id}/analyses`, { as })).json()).analyses;
  assert.deepEqual(await list(), []);
  const queued = await ask(id, { kind: "sound_quality" });
  assert.equal(queued.status, 202);
  const { state, result } = await queued.json();
  assert.deepEqual([state, result], ["pending", null]);
  assert.equal((await ask(id, { kind: "sound_quality" })).status, 202, "asked for twice it is one job");
  const jobs = await sql`select 1 from streamforge.jobs where video_id = ${id} and kind = 'analyze_sound'`;
  assert.equal(jobs.length, 1);

  const made = { result: QUALITY, madeBy: "sound quality rule 1", seconds: 1.5, revisionId: null };
  await transaction(sql, (tx) => recordAnalysis(tx, id, "sound_quality", made));
  const [ready] = await list("anonymous");
  assert.deepEqual(
    [ready.kind, ready.state, ready.made_by, ready.seconds, ready.is_outdated, ready.result],
    ["sound_quality", "ready", "sound quality rule 1", 1.5, false, QUALITY],
  );
  await transaction(sql, (tx) => setAnalysisFailed(tx, id, "sound_quality", "a reason"));
  assert.deepEqual((await list())[0].error, "a reason");
  assert.deepEqual((await list("anonymous"))[0].error, null, "reasons are the owner's");
});

Deno.test("what safety flagged is listed for those who may change the video alone", async () => {
  const id = await seedVideo(app, { visibility: "public", renditions: RENDITIONS });
  const flags = [{ start: 0, end: 1, text: "Damn.", category: "strong language", words: ["damn"] }];
  const made = { result: { language: "en", unavailable: null, flags }, madeBy: "words", seconds: 1, revisionId: null };
  await transaction(sql, async (tx) => {
    await recordAnalysis(tx, id, "sound_quality", { ...made, result: QUALITY });
    await recordAnalysis(tx, id, "safety", made);
  });
  const list = async (as: "owner" | "anonymous"): Promise<{ kind: string; result: unknown }[]> =>
    (await (await app.request(`/api/videos/${id}/analyses`, { as })).json()).analyses;
  const ofOwner = await list("owner");
  assert.deepEqual(ofOwner.map(({ kind }) => kind), ["sound_quality", "safety"]);
  assert.deepEqual(ofOwner[1].result, made.result);
  assert.deepEqual((await list("anonymous")).map(({ kind }) => kind), ["sound_quality"]);
});

Deno.test("captions with text are all that their analyses need, and a job that was postponed waits no longer", async () => {
  const [empty, id] = [
    await seedVideo(app, { renditions: RENDITIONS }),
    await seedVideo(app, { renditions: RENDITIONS }),
  ];
  await seedCaptions(app, empty, { cues: [] });
  assert.match(await problemOf(await ask(empty, { kind: "sentiment" }), 409), /no captions with text yet/);
  await seedCaptions(app, id);
  await sql`update streamforge.videos set has_audio = false where id = ${id}`; // and captions that a person uploaded
  assert.equal((await ask(id, { kind: "sentiment" })).status, 202);
  await sql`
    update streamforge.jobs set run_at = now() + interval '1 hour'
    where video_id = ${id} and kind = 'analyze_sentiment'`;
  assert.equal((await ask(id, { kind: "sentiment" })).status, 202);
  const [{ isLater }] = await sql`
    select run_at > now() as is_later from streamforge.jobs where video_id = ${id} and kind = 'analyze_sentiment'`;
  assert.equal(isLater, false);
});

Deno.test("an analysis that can't be run is refused with the reason and what would be right", async () => {
  const id = await seedVideo(app, { visibility: "public", renditions: RENDITIONS });
  assert.match(
    await problemOf(await ask(id, { kind: "taste" }), 422),
    /^kind is "taste": it must be one of sound_quality/,
  );
  assert.match(await problemOf(await ask(id, {}), 422), /kind/);
  assert.equal((await ask(id, { kind: "sound_quality" }, "anonymous")).status, 401);
  assert.equal((await ask("nothing", { kind: "sound_quality" })).status, 404);
  await sql`update streamforge.videos set has_audio = false where id = ${id}`;
  assert.match(await problemOf(await ask(id, { kind: "sound_quality" }), 409), /has no sound/);
  assert.match(await problemOf(await ask(id, { kind: "sentiment" }), 409), /no captions with text yet/);
  await sql`update streamforge.videos set state = 'processing' where id = ${id}`;
  assert.match(await problemOf(await ask(id, { kind: "sound_quality" }), 409), /not ready/);

  const without = await startApp(sql, { env: { ANALYSES: "none" } });
  const refused = await without.request(`/api/videos/${id}/analyses`, {
    ...{ as: "owner", method: "POST", body: JSON.stringify({ kind: "sound_quality" }) },
  });
  assert.match(await problemOf(refused, 409), /sound_quality is switched off by the setting ANALYSES/);
  await without.close();
});

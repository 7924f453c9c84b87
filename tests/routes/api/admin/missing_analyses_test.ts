import assert from "node:assert/strict";
import { listAnalyses, queueAnalyses, recordAnalysis } from "../../../../src/db/analyses/analyses.ts";
import { findAnalyzedCaptions, findReadableCaptions } from "../../../../src/db/analyses/analyzed_captions.ts";
import { claim } from "../../../../src/db/jobs/claim.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { QUEUE_RULES } from "../../../../src/jobs/registry.ts";
import { testDatabase } from "../../../database.ts";
import { problemOf, seedCaptions, seedVideo, startApp } from "../../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql, { env: { ANALYSES: "meaning,topics,sound_quality,thumbnails" } });
Deno.test.afterAll(() => app.close());

const RENDITIONS = { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } };
const CUES = [{ id: 1, start: 0, end: 1, text: "Hello.", words: [] }];
const JSON_TYPE = { "Content-Type": "application/json" };

async function seedReady(): Promise<string> {
  const id = await seedVideo(app, { renditions: RENDITIONS });
  await seedCaptions(app, id, { cues: CUES });
  await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  return id;
}

function post(kinds: unknown): Promise<Response> {
  const body = JSON.stringify({ kinds });
  return app.request("/api/admin/analyses", { method: "POST", as: "owner", headers: JSON_TYPE, body });
}

async function counts(kind: string): Promise<unknown> {
  const response = await app.request("/api/admin/analyses", { as: "owner" });
  const { kinds } = await response.json();
  return kinds.find((row: { kind: string }) => row.kind === kind);
}

Deno.test("an administrator queues a kind for all videos that lack it, after all other jobs", async () => {
  const [old, failed, made] = [await seedReady(), await seedReady(), await seedReady()];
  const unfinished = await seedVideo(app); // its own analyses come after its captions
  const { revisionId } = (await findAnalyzedCaptions(sql, made))!;
  const result = { language: "en", unavailable: null, passages: 1 };
  await transaction(sql, async (tx) => {
    await recordAnalysis(tx, made, "meaning", { result, madeBy: "a rule", seconds: 1, revisionId });
    await tx`insert into streamforge.analyses (video_id, kind, state) values (${failed}, 'meaning', 'failed')`;
  });
  assert.deepEqual(await counts("meaning"), { kind: "meaning", is_on: true, missing: 2, queued: 0 });
  assert.deepEqual(await counts("summary"), { kind: "summary", is_on: false, missing: 3, queued: 0 });

  const answer = await post(["meaning"]);
  assert.equal(answer.status, 202);
  const { kinds } = await answer.json();
  assert.deepEqual(kinds.find(({ kind }: { kind: string }) => kind === "meaning"), {
    ...{ kind: "meaning", is_on: true, missing: 0, queued: 2 },
  });
  const queued = await sql<{ videoId: string }[]>`
    select video_id from streamforge.jobs where kind = 'analyze_meaning' and state = 'queued'`;
  assert.deepEqual(queued.map(({ videoId }) => videoId).toSorted(), [old, failed].toSorted());
  assert.deepEqual((await listAnalyses(sql, failed)).map(({ state }) => state), ["pending"]);
  assert.equal((await listAnalyses(sql, unfinished)).length, 0);

  // again: nothing is queued twice
  assert.equal((await post(["meaning", "meaning"])).status, 202);
  assert.deepEqual(await counts("meaning"), { kind: "meaning", is_on: true, missing: 0, queued: 2 });

  // another analysis that is queued later goes first, and so does one that is asked for
  const claimNext = async () => {
    const job = await claim(sql, { kinds: ["analyze_meaning", "analyze_topics"], worker: "w" }, QUEUE_RULES);
    await sql`update streamforge.jobs set state = 'done' where id = ${job!.id}`;
    return [job!.kind, job!.videoId];
  };
  await transaction(sql, (tx) => queueAnalyses(tx, made, ["topics"]));
  assert.deepEqual(await claimNext(), ["analyze_topics", made]);
  const body = JSON.stringify({ kind: "meaning" });
  const asked = await app.request(`/api/videos/${failed}/analyses`, {
    ...{ method: "POST", as: "owner", headers: JSON_TYPE, body },
  });
  assert.equal(asked.status, 202, await asked.clone().text());
  await transaction(sql, (tx) => queueAnalyses(tx, made, ["topics"]));
  assert.deepEqual(new Set([(await claimNext())[1], (await claimNext())[1]]), new Set([failed, made]));
  assert.deepEqual(await claimNext(), ["analyze_meaning", old]);
});

Deno.test("only what a video has something for is missing: no captions, no picture, being deleted", async () => {
  await sql`delete from streamforge.videos`;
  const [silent, deleted] = [await seedReady(), await seedReady()];
  const noCaptions = await seedVideo(app, { renditions: RENDITIONS });
  await sql`update streamforge.jobs set state = 'done'`;
  await sql`update streamforge.videos set caption_status = 'ready' where id = ${noCaptions}`;
  await sql`update streamforge.videos set has_audio = false, has_video = true where id = ${silent}`;
  await sql`update streamforge.videos set has_audio = true, has_video = false where id = ${noCaptions}`;
  await sql`update streamforge.videos set delete_at = now() + interval '1 hour' where id = ${deleted}`;
  const missing = async (kind: string) => (await counts(kind) as { missing: number }).missing;
  assert.deepEqual([await missing("meaning"), await missing("sound_quality"), await missing("thumbnails")], [1, 1, 1]);
});

Deno.test("only the captions that the job reads count: a line in others is nothing to be made of", async () => {
  await sql`delete from streamforge.videos`;
  const id = await seedReady();
  const cases: [language: string, cue: boolean, commentary: boolean][][] = [
    [["de", true, false]],
    [["de", false, false], ["fr", true, false]],
    [["de", false, false], ["en", true, false]],
    [["de", false, false], ["en", true, true]],
    [["en-GB", false, false], ["de", true, false]],
    [["en", true, true]],
    [],
  ];
  const found: boolean[] = [];
  for (const tracks of cases) {
    await sql`delete from streamforge.tracks where video_id = ${id}`;
    await sql`update streamforge.videos set language = ${tracks[0]?.[0] ?? null} where id = ${id}`;
    for (const [i, [language, hasCue, isCommentary]] of tracks.entries()) {
      const [track, revision] = [`${language}${i}`, `${language}${i}r`];
      await sql`
        insert into streamforge.tracks (id, video_id, language, is_commentary)
        values (${track}, ${id}, ${language}, ${isCommentary})`;
      await sql`
        insert into streamforge.revisions (id, track_id, source, state) values (${revision}, ${track}, 'auto', 'finished')`;
      await sql`update streamforge.tracks set current_revision = ${revision} where id = ${track}`;
      if (!hasCue) continue;
      await sql`
        insert into streamforge.cues (revision_id, position, start_seconds, end_seconds, text)
        values (${revision}, 1, 0, 1, 'Hello.')`;
    }
    for (const kind of ["meaning", "sentiment"] as const) {
      const isReadable = await findReadableCaptions(sql, id, kind) !== null;
      const { missing } = await counts(kind) as { missing: number };
      assert.equal(missing, isReadable ? 1 : 0, `${kind} of ${JSON.stringify(tracks)}`);
      if (kind === "meaning") found.push(isReadable);
    }
  }
  assert.deepEqual(found, [true, false, true, false, false, true, false]);
});

Deno.test("a quick look is no measurement, and what needs no captions does not wait for failed ones", async () => {
  await sql`delete from streamforge.videos`;
  const id = await seedReady();
  const result = { score: 50, quick_look_seconds: 30 };
  const record = (result: unknown) =>
    transaction(
      sql,
      (tx) => recordAnalysis(tx, id, "sound_quality", { result, madeBy: "a rule", seconds: 1, revisionId: null }),
    );
  const missing = async (kind = "sound_quality") => (await counts(kind) as { missing: number }).missing;
  await record(result);
  assert.equal(await missing(), 1);
  await sql`update streamforge.videos set caption_status = 'failed' where id = ${id}`;
  assert.equal(await missing(), 1);
  await sql`update streamforge.videos set caption_status = 'processing' where id = ${id}`;
  assert.equal(await missing(), 0, "their end queues it");
  await sql`update streamforge.videos set caption_status = 'ready' where id = ${id}`;
  await record({ score: 50 });
  assert.equal(await missing(), 0);
});

Deno.test("a video that is being changed meanwhile is not passed over", async () => {
  await sql`delete from streamforge.videos`;
  const ids = [await seedReady(), await seedReady()];
  let answer: Promise<Response> | undefined;
  await sql.begin(async (tx) => {
    await tx`select 1 from streamforge.videos where id = ${ids[0]} for update`;
    answer = post(["thumbnails"]);
    await new Promise((done) => setTimeout(done, 300));
  });
  const { kinds } = await (await answer!).json();
  const { missing, queued } = kinds.find(({ kind }: { kind: string }) => kind === "thumbnails");
  assert.deepEqual([missing, queued], [0, 2]);
});

Deno.test("kinds that are unknown, none or switched off are refused by name", async () => {
  assert.match(
    await problemOf(await post(["summary", "topics"]), 409),
    /^summary: switched off by the setting ANALYSES/,
  );
  assert.match(await problemOf(await post(["taste"]), 422), /kinds.*taste/);
  await problemOf(await post([]), 422);
});

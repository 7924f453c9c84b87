import assert from "node:assert/strict";
import type { Visibility } from "../../../src/core/types.ts";
import { UnavailableError } from "../../../src/core/errors.ts";
import { findAnalyzedCaptions } from "../../../src/db/analyses/analyzed_captions.ts";
import { type Sql, transaction } from "../../../src/db/pool/client.ts";
import { storePassages } from "../../../src/db/search/meaning.ts";
import { RelatedMoments } from "../../../src/db/search/related.ts";
import { updateVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { type As, problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const N = 384; // numbers of an embedding

/** An embedding between two subjects, at this angle. */
function embedding(subject: number, degrees = 0): Float32Array {
  const vector = new Float32Array(N).map((_, i) => (i % 2 ? 1 : -1) * 1e-3);
  const angle = degrees * Math.PI / 180;
  // each subject has numbers of its own, so that signs tell subjects apart
  for (let i = 0; i < 32; i++) {
    vector[(subject * 64 + i) % N] = Math.cos(angle);
    vector[(subject * 64 + 32 + i) % N] = Math.sin(angle);
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

interface Said {
  title: string;
  visibility?: Visibility;
  owner?: string;
  sentences: [text: string, vector: Float32Array][];
}

async function seed({ title, visibility = "public", owner, sentences }: Said): Promise<string> {
  const renditions = { source: { shortSide: 180, bytes: new Uint8Array([1]) } };
  const id = await seedVideo(app, { title, visibility, renditions });
  if (owner) await sql`update streamforge.videos set owner = ${owner} where id = ${id}`;
  const cues = sentences.map(([text], i) => ({ id: i + 1, start: 10 * i, end: 10 * i + 9, text, words: [] }));
  await seedCaptions(app, id, { cues });
  const captions = (await findAnalyzedCaptions(sql, id))!;
  const passages = sentences.map(([, vector], i) => ({ firstPosition: i + 1, lastPosition: i + 1, vector }));
  await transaction(sql, (tx) => storePassages(tx, id, captions, passages));
  return id;
}

async function related(id: string, as: As = "anonymous") {
  const response = await app.request(`/api/videos/${id}/related`, { as });
  assert.equal(response.status, 200, await response.clone().text());
  assert.match(response.headers.get("Cache-Control")!, /no-store/);
  const { moments } = await response.json();
  return moments as { video: { id: string; title: string }; start: number; text: string; similarity: number }[];
}

Deno.test("the related moments of a video are the nearest sentence of each other video, the most alike first", async () => {
  const id = await seed({ title: "Beans", sentences: [["Water them.", embedding(0)], ["Buy a radio.", embedding(1)]] });
  const near = await seed({
    title: "Gardens",
    sentences: [["Hello.", embedding(3)], ["Plants need water.", embedding(0, 20)], ["Water again.", embedding(0, 30)]],
  });
  const alike = await seed({ title: "Radios", sentences: [["A radio is bought.", embedding(1, 10)]] });
  await seed({ title: "Else", sentences: [["Nothing of it.", embedding(4)]] });
  const moments = await related(id);
  assert.deepEqual(moments.map(({ video, text, start }) => [video.id, text, start]), [
    [alike, "A radio is bought.", 0],
    [near, "Plants need water.", 10],
  ]);
  assert.ok(moments[0].similarity > moments[1].similarity && moments[1].similarity > 0.9);
});

Deno.test("nobody gets related moments of videos that they do not find in lists, not even from what was kept", async () => {
  const said = (title: string, more: Partial<Said> = {}): Said => ({
    title,
    sentences: [["Same.", embedding(2)]],
    ...more,
  });
  const id = await seed(said("This one", { visibility: "unlisted" }));
  const ids = {
    public: await seed(said("public")),
    unlisted: await seed(said("unlisted", { visibility: "unlisted" })),
    private: await seed(said("private", { visibility: "private" })),
    other: await seed(said("of another", { visibility: "private", owner: "somebody else" })),
    hidden: await seed(said("hidden")),
  };
  await sql`update streamforge.videos set delete_at = now() + interval '1 hour' where id = ${ids.hidden}`;
  const videos = async (as: As) => (await related(id, as)).map(({ video }) => video.title).sort();
  assert.deepEqual(await videos("anonymous"), ["public"]);
  assert.deepEqual(
    await videos("owner"),
    ["of another", "private", "public", "unlisted"],
    "an administrator finds all",
  );
  assert.deepEqual(await videos("anonymous"), ["public"]);
  await updateVideo(sql, ids.public, { visibility: "private" });
  assert.deepEqual(await videos("anonymous"), []);
  await problemOf(await app.request(`/api/videos/${ids.private}/related`, { as: "anonymous" }), 404);
});

Deno.test("a video without embeddings has no related moments, nor has one whose captions have changed", async () => {
  assert.deepEqual(await related(await seedVideo(app, { visibility: "public" })), []);
  const id = await seed({ title: "Changed", sentences: [["Same.", embedding(5)]] });
  await seed({ title: "Other", sentences: [["Same.", embedding(5)]] });
  assert.equal((await related(id)).length, 1);
  await sql`delete from streamforge.meaning_passages p using streamforge.tracks t where t.id = p.track_id and t.video_id = ${id}`;
  assert.deepEqual(await related(id), []);
});

Deno.test("the same request that comes while the first is answered waits for it", async () => {
  const id = await seed({ title: "Asked for", sentences: [["Same.", embedding(4, 50)]] });
  const other = await seed({ title: "Near", sentences: [["Same.", embedding(4, 55)]] });
  const answers = await Promise.all(Array.from({ length: 30 }, () => related(id)));
  for (const moments of answers) assert.equal(moments[0].video.id, other);
});

Deno.test("where comparing fails a guest reads nothing of the database, and the next request is answered", async () => {
  const id = await seed({ title: "Failing", sentences: [["Same.", embedding(3, 60)]] });
  await seed({ title: "Near it", sentences: [["Same.", embedding(3, 62)]] });
  let isFailing = true;
  const begin = (work: Parameters<Sql["begin"]>[1]) =>
    isFailing ? Promise.reject(new Error("canceling statement of streamforge.tracks")) : sql.begin(work);
  const failing = new Proxy(sql, { get: (target, key) => key === "begin" ? begin : Reflect.get(target, key) });
  const found = new RelatedMoments(failing);
  const error = await found.find(id, null).catch((error) => error);
  assert.ok(error instanceof UnavailableError);
  assert.doesNotMatch(error.message, /statement/);
  assert.match((error.cause as Error).message, /statement/);
  isFailing = false;
  assert.equal((await found.find(id, null))[0].video.title, "Near it");
});

/** Captions are saved although the database's answer is lost. */
import assert from "node:assert/strict";
import type { Sql } from "../../../src/db/pool/client.ts";
import { captionFiles } from "../../../src/storage/object_keys.ts";
import { testDatabase } from "../../database.ts";
import { seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
/** Runs between the commit of the next transaction and the loss of its answer; null loses none. */
let meanwhile: (() => Promise<unknown>) | null = null;
const losing = await startApp(losingAnswers(sql), { dataDir: app.dataDir });
Deno.test.afterAll(async () => {
  await Promise.all([app.close(), losing.close()]);
});

function losingAnswers(sql: Sql): Sql {
  const begin = async (work: Parameters<Sql["begin"]>[1]) => {
    const result = await sql.begin(work);
    const happens = meanwhile;
    meanwhile = null;
    if (!happens) return result;
    await happens();
    throw Object.assign(new Error("the connection broke"), { code: "CONNECTION_CLOSED" });
  };
  return new Proxy(sql, { get: (target, key) => key === "begin" ? begin : Reflect.get(target, key) });
}

const MEDIA = { source: { shortSide: 180, bytes: new Uint8Array([1]) } };
const cues = (text: string) => [{ start: 0.5, end: 2, text }];

Deno.test("captions whose answer was lost are saved and keep their files, also if another user has saved since", async () => {
  const video = await seedVideo(app, { renditions: MEDIA });
  await seedCaptions(app, video);
  const [track] = (await (await app.request(`/api/videos/${video}/tracks`, { as: "owner" })).json()).tracks;
  const url = `/api/videos/${video}/tracks/${track.id}`;
  const put = (of: typeof app, base_revision: string, text: string) =>
    of.request(url, { method: "PUT", as: "owner", body: JSON.stringify({ base_revision, cues: cues(text) }) });
  meanwhile = async () => {
    const { revision } = await (await app.request(url, { as: "owner" })).json();
    assert.equal((await put(app, revision.id, "By somebody else.")).status, 200);
  };
  const response = await put(losing, track.revision, "Mine.");
  const saved = await response.json();
  assert.equal(response.status, 200, JSON.stringify(saved));
  assert.equal(meanwhile, null, "the answer was lost");
  const { revisions } = await (await app.request(`${url}/revisions`, { as: "owner" })).json();
  assert.equal(revisions[1].id, saved.revision.id, "it is the one before that of somebody else");
  for (const { id } of revisions.slice(0, 2)) {
    for (const key of Object.values(captionFiles(video, id))) assert(await app.storage.stat(key), key);
  }
});

Deno.test("a new track whose answer was lost is made and keeps its files, also if another user has changed it since", async () => {
  const video = await seedVideo(app, { renditions: MEDIA });
  await seedCaptions(app, video);
  const tracks = `/api/videos/${video}/tracks`;
  meanwhile = async () => {
    const { tracks: all } = await (await app.request(tracks, { as: "owner" })).json();
    const { id, revision } = all.find(({ language }: { language: string }) => language === "de");
    const body = JSON.stringify({ base_revision: revision, cues: cues("Von jemand anderem.") });
    assert.equal((await app.request(`${tracks}/${id}`, { method: "PUT", as: "owner", body })).status, 200);
  };
  const response = await losing.request(tracks, { method: "POST", as: "owner", body: '{"language":"de"}' });
  const made = await response.json();
  assert.equal(response.status, 201, JSON.stringify(made));
  const { revisions } = await (await app.request(`${tracks}/${made.id}/revisions`, { as: "owner" })).json();
  assert.equal(revisions.length, 2);
  for (const { id } of revisions) {
    for (const key of Object.values(captionFiles(video, id))) assert(await app.storage.stat(key), key);
  }
});

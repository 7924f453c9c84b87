import assert from "node:assert/strict";
import { findVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { problemOf, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

async function describe(id: string, description: unknown, as: "owner" | "anonymous" = "owner"): Promise<Response> {
  return await app.request(`/api/videos/${id}`, { as, method: "PATCH", body: JSON.stringify({ description }) });
}

async function found(q: string, as: "owner" | "anonymous" = "owner"): Promise<string[]> {
  const { videos } = await (await app.request(`/api/search?q=${encodeURIComponent(q)}&mode=words`, { as })).json();
  return videos.map(({ id }: { id: string }) => id);
}

Deno.test("a video has an empty description until its owner writes one, which everybody reads who may see the video", async () => {
  const id = await seedVideo(app, { visibility: "public" });
  const read = async () => (await (await app.request(`/api/videos/${id}`, { as: "anonymous" })).json()).description;
  assert.equal(await read(), "");
  const answer = await (await describe(id, "\n What beans need.\t\r\n\r\n<b>0:00</b> Soil\u0000\u202e  \n")).json();
  assert.equal(answer.description, "What beans need.\n\n<b>0:00</b> Soil\u202e");
  assert.equal(await read(), answer.description);
  assert.equal((await (await describe(id, "")).json()).description, "");
});

Deno.test("PATCH refuses a description that is too long or no text, and one of others than the owner", async () => {
  const id = await seedVideo(app, { visibility: "public" });
  assert.equal((await describe(id, "🫘".repeat(5000))).status, 200);
  assert.match(await problemOf(await describe(id, "🫘".repeat(5001)), 400), /description .*at most 5000 characters/);
  assert.match(await problemOf(await describe(id, null), 400), /description/);
  assert.equal((await describe(id, "mine", "anonymous")).status, 401);
  assert.equal((await findVideo(sql, id))!.description.length, 10_000);
});

Deno.test("the search finds the words of a description, of private videos for their owner alone", async () => {
  const [open, hidden] = [
    await seedVideo(app, { visibility: "public" }),
    await seedVideo(app, { visibility: "private" }),
  ];
  for (const id of [open, hidden]) await describe(id, "About runner beans\nand a quokka.");
  assert.deepEqual(new Set(await found("quokka")), new Set([open, hidden]));
  assert.deepEqual(await found("quokka", "anonymous"), [open]);
  assert.deepEqual(await found("title quokka beans"), [], "all words are wanted");
  await describe(open, "About peas.");
  assert.deepEqual(await found("quokka", "anonymous"), []);
  assert.deepEqual(await found("peas", "anonymous"), [open]);
});

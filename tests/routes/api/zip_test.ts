import assert from "node:assert/strict";
import { unzipSync } from "fflate";
import { newId } from "../../../src/core/ids.ts";
import { createTrack } from "../../../src/db/tracks/tracks.ts";
import { testDatabase } from "../../database.ts";
import { supabaseTokens, TEST_USERS } from "../../supabase_tokens.ts";
import { until } from "../../browser.ts";
import { type As, problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const supabase = await supabaseTokens();
const app = await startApp(sql, { supabase });
Deno.test.afterAll(async () => {
  await app.close();
  await supabase.close();
});

const media = { "720p": { shortSide: 720, bytes: new TextEncoder().encode("720 lines") } };
const mine = (fields: Parameters<typeof seedVideo>[1] = {}) =>
  seedVideo(app, { owner: TEST_USERS.first_user.id, renditions: media, ...fields });
const get = (videos: string[], query = "", as: As = "first_user") =>
  app.request(`/api/videos/zip?videos=${videos.join(",")}${query}`, { as });
/** The files as text. */
async function filesOf(response: Response): Promise<Record<string, string>> {
  assert.equal(response.status, 200, response.ok ? "" : await response.clone().text());
  const bytes = new Uint8Array(await response.arrayBuffer());
  assert.equal(response.headers.get("Content-Length"), String(bytes.length), "so that browsers show how far it is");
  const files = Object.entries(unzipSync(bytes)).map(([name, file]) => [name, new TextDecoder().decode(file)]);
  return Object.fromEntries(files);
}

Deno.test("originals and captions have the names of their videos; equal ones are numbered", async () => {
  const titles = ["A talk: part 1/2", "a TALK  part 1 2", "Über 東京"];
  const ids = [];
  for (const title of titles) ids.push(await mine({ title }));
  await seedCaptions(app, ids[0]);
  await seedCaptions(app, ids[2], { language: "de" });
  const response = await get(ids);
  assert.equal(response.headers.get("Content-Type"), "application/zip");
  assert.equal(response.headers.get("Content-Disposition"), 'attachment; filename="videos.zip"');
  const files = await filesOf(response);
  assert.deepEqual(Object.keys(files), [
    ...["A talk part 1 2.mp4", "A talk part 1 2.en.srt", "a TALK part 1 2 (2).mp4"],
    ...["Über 東京.mp4", "Über 東京.de.srt", "Not included.txt"],
  ]);
  assert.equal(files["Über 東京.mp4"], "abc", "the uploaded file, not what was made of it");
  assert.match(files["A talk part 1 2.en.srt"], /^1\n00:00:/);
  assert.match(files["Not included.txt"], /a TALK {1,2}part 1 2: there are no captions/);
  const captions = await filesOf(await get([ids[0], ids[2]], "&files=captions&format=vtt"));
  assert.deepEqual(Object.keys(captions), ["A talk part 1 2.en.vtt", "Über 東京.de.vtt"]);
  assert.match(captions["Über 東京.de.vtt"], /^WEBVTT/);
  const one = await get([ids[2]], "&files=videos");
  assert.match(one.headers.get("Content-Disposition")!, /%C3%9Cber%20%E6%9D%B1%E4%BA%AC\.zip/);
  assert.deepEqual(Object.keys(await filesOf(one)), ["Über 東京.mp4"]);
});

Deno.test("several tracks of a language have names of their own", async () => {
  const id = await mine({ title: "Film" });
  await seedCaptions(app, id);
  const stored = await app.storage.putText(`videos/${id}/captions/x.srt`, "1\n00:00:00,000 --> 00:00:01,000\nHi\n");
  assert(stored.size > 0);
  const keys = { srtKey: `videos/${id}/captions/x.srt`, vttKey: `videos/${id}/captions/x.vtt` };
  const revision = { id: newId(), source: "uploaded" as const, cues: [], wordCount: 0, transcriptKey: "", ...keys };
  await createTrack(sql, {
    videoId: id,
    language: "en",
    kind: "subtitles",
    name: "Short",
    revision: revision as never,
  });
  const names = Object.keys(await filesOf(await get([id], "&files=captions")));
  assert.deepEqual(names.toSorted(), ["Film.en (2).srt", "Film.en.srt"]);
});

Deno.test("others get the largest size and never the uploaded file; private videos are as if there were none", async () => {
  const shared = await mine({ title: "Shared", visibility: "unlisted" });
  const secret = await mine({ title: "Secret", visibility: "private" });
  for (const as of ["anonymous", "second_user"] as const) {
    assert.deepEqual(await filesOf(await get([shared], "&files=videos", as)), { "Shared.mp4": "720 lines" });
    await problemOf(await get([shared, secret], "", as), 404);
    await problemOf(await get([shared, newId()], "", as), 404);
  }
  assert.equal((await filesOf(await get([secret], "", "owner")))["Secret.mp4"], "abc", "an administrator");
  await sql`update streamforge.videos set original_key = null where id = ${secret}`;
  const kept = await filesOf(await get([secret], "&files=videos"));
  assert.deepEqual(kept, { "Secret.mp4": "720 lines" }, "where the original is dropped");
});

Deno.test("HEAD tells the size; wrong requests are named", async () => {
  const id = await mine();
  const whole = await (await get([id])).arrayBuffer();
  const head = await app.request(`/api/videos/zip?videos=${id}`, { method: "HEAD", as: "first_user" });
  assert.equal(head.headers.get("Content-Length"), String(whole.byteLength));
  assert.match(await problemOf(await get([]), 400), /videos is "": it must be 1 to 200 ids/);
  assert.match(await problemOf(await get(Array.from({ length: 201 }, newId)), 400), /1 to 200 ids/);
  assert.match(await problemOf(await get([id], "&files=none"), 400), /files is "none"/);
  const preparing = await seedVideo(app, { owner: TEST_USERS.second_user.id, visibility: "public" });
  assert.match(await problemOf(await get([preparing]), 404), /there is no such file of these videos/);
});

Deno.test("a large file is never in memory as a whole, and is closed when the reader goes away", async () => {
  const big = await seedVideo(app, { title: "Big" });
  const path = (await app.files()).find((path) => path.endsWith(`videos/${big}/original`))!;
  await Deno.truncate(path, 400_000_000); // its blocks take no space
  const isOpen = () => [...Deno.readDirSync("/proc/self/fd")].some(({ name }) => linkOf(name) === path);
  const response = await get([big], "&files=videos", "owner");
  const reader = response.body!.getReader();
  const before = Deno.memoryUsage().rss;
  for (let received = 0; received < 100_000_000;) received += (await reader.read()).value!.length;
  assert(isOpen());
  const more = Deno.memoryUsage().rss - before;
  assert(more < 80_000_000, `${more / 1e6} MB more`);
  await reader.cancel();
  await until("it is closed", () => !isOpen());
});

function linkOf(descriptor: string): string | null {
  try {
    return Deno.readLinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return null; // closed meanwhile
  }
}

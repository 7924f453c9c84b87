/** What event streams and search give to others while the owner changes videos. */
import assert from "node:assert/strict";
import { newId } from "../../src/core/ids.ts";
import { testDatabase } from "../database.ts";
import { supabaseTokens, TEST_USERS } from "../supabase_tokens.ts";
import { type As, seedCaptions, seedVideo, startApp } from "./harness.ts";

const { sql } = await testDatabase();
const supabase = await supabaseTokens();
const test = await startApp(sql, { supabase });
Deno.test.afterAll(async () => {
  await test.close();
  await supabase.close();
});
const { first_user: OWNER, second_user: OTHER } = TEST_USERS;

const SECRET = "zqsecret";
const renditions = { "720p": { shortSide: 720, bytes: new Uint8Array(1) } };

/** Opens a stream of events, and collects its text. */
async function follow(path: string, as: As) {
  const response = await test.request(path, { as });
  assert.equal(response.status, 200, path);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let isOver = false;
  const until = async (mark: string) => {
    while (!text.includes(mark) && !isOver) {
      const { value = "", done } = await reader.read();
      text += value;
      isOver = done;
    }
    return text;
  };
  return { until, untilEnd: () => until("\0no such text"), close: () => reader.cancel() };
}

async function change(id: string, fields: Record<string, unknown>, as: As = "first_user"): Promise<void> {
  const response = await test.request(`/api/videos/${id}`, { method: "PATCH", body: JSON.stringify(fields), as });
  assert.equal(response.status, 200, await response.text());
}

Deno.test("the library's events of private and unlisted videos reach their owner alone", async () => {
  const hidden = await seedVideo(test, { owner: OWNER.id, visibility: "private", title: `${SECRET} at first` });
  const unlisted = await seedVideo(test, { owner: OWNER.id, visibility: "unlisted", title: `${SECRET} by link` });
  const shared = await seedVideo(test, { owner: OWNER.id, visibility: "public", title: "for all" });
  const ofOther = await seedVideo(test, { owner: OTHER.id, visibility: "private", title: "of the other" });
  const [owner, other, nobody] = await Promise.all(
    (["first_user", "second_user", "anonymous"] as const).map((as) => follow("/api/events", as)),
  );
  await Promise.all([owner, other, nobody].map(({ until }) => until("event: library")));
  await change(hidden, { title: `${SECRET} renamed`, tags: [SECRET] });
  await change(unlisted, { title: `${SECRET} renamed too` });
  const later = await seedVideo(test, { owner: OWNER.id, visibility: "private", title: `${SECRET} later` });
  assert.equal((await test.request(`/api/videos/${later}`, { method: "DELETE", as: "first_user" })).status, 204);
  await change(shared, { title: "the last for all" });
  await change(ofOther, { title: "the last of the other" }, "second_user");

  const seen = {
    owner: await owner.until("the last for all"),
    other: await other.until("the last of the other"),
    nobody: await nobody.until("the last for all"),
  };
  assert.ok(seen.owner.includes(`${SECRET} renamed`) && !seen.owner.includes("of the other"));
  for (const text of [seen.other, seen.nobody]) {
    for (const mark of [SECRET, hidden, unlisted, later]) assert.ok(!text.includes(mark), text);
  }
  assert.ok(!seen.nobody.includes("of the other"));
  await Promise.all([owner, other, nobody].map(({ close }) => close()));
});

Deno.test("a video that becomes private ends the streams of others before anything new, and not its owner's", async () => {
  const id = await seedVideo(test, { owner: OWNER.id, visibility: "public", title: "shown" });
  const path = `/api/videos/${id}/events`;
  const [owner, administrator, other, nobody, library] = await Promise.all([
    ...(["first_user", "owner", "second_user", "anonymous"] as const).map((as) => follow(path, as)),
    follow("/api/events", "anonymous"),
  ]);
  const all = [owner, administrator, other, nobody];
  await Promise.all(all.map(({ until }) => until("event: captions")));
  await library.until("event: library");
  await change(id, { visibility: "private", title: SECRET });
  for (const { untilEnd } of [other, nobody]) {
    const text = await untilEnd();
    assert.match(text, /event: gone\n/);
    assert.ok(!text.includes(SECRET), text);
  }
  assert.ok(!(await library.until("event: removed")).includes(SECRET));
  for (const { until } of [owner, administrator]) assert.ok((await until(SECRET)).includes(SECRET));
  await Promise.all([owner, administrator, library].map(({ close }) => close()));
  assert.equal((await test.request(path, { as: "second_user" })).status, 404);
});

Deno.test("search finds what is said in one's own and public videos, and a cursor opens no other", async () => {
  const captioned = async (visibility: "private" | "unlisted" | "public", owner: string) => {
    const id = await seedVideo(test, { owner, visibility, title: `${visibility} of ${owner}`, renditions });
    await seedCaptions(test, id, { cues: [{ id: 1, start: 0, end: 1, text: "a lighthouse", words: [] }] });
    return id;
  };
  const hidden = await captioned("private", OWNER.id);
  const unlisted = await captioned("unlisted", OWNER.id);
  const shared = await captioned("public", OWNER.id);
  const own = await captioned("private", OTHER.id);
  const find = async (as: As, cursor?: string) => {
    const query = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const body = await (await test.request(`/api/search?q=lighthouse&limit=1${query}`, { as })).json();
    return { ids: body.moments.map((moment: { video: { id: string } }) => moment.video.id), next: body.next_cursor };
  };
  const findAll = async (as: As, cursor?: string): Promise<string[]> => {
    const { ids, next } = await find(as, cursor);
    return next ? [...ids, ...await findAll(as, next)] : ids;
  };
  assert.deepEqual((await findAll("first_user")).sort(), [hidden, unlisted, shared].sort());
  assert.deepEqual((await findAll("second_user")).sort(), [shared, own].sort());
  assert.deepEqual(await findAll("anonymous"), [shared]);

  const { next } = await find("first_user"); // its place may be in a video that others may not see
  for (const as of ["second_user", "anonymous"] as const) {
    for (const cursor of [next, next.replace(/(\.\d{6}Z\.)[\w-]{22}/, `$1${hidden}`)]) {
      const ofMissing = cursor.replace(/(\.\d{6}Z\.)[\w-]{22}/, `$1${newId()}`);
      const found = await findAll(as, cursor);
      assert.ok(!found.includes(hidden) && !found.includes(unlisted));
      if (cursor !== next) assert.deepEqual(found, await findAll(as, ofMissing), "as for a video that is not there");
    }
  }
});

Deno.test("a list's cursor of one user shows another only what is theirs", async () => {
  for (let n = 0; n < 3; n++) {
    await seedVideo(test, { owner: OWNER.id, visibility: "private", title: `${SECRET} ${n}` });
  }
  for (let n = 0; n < 3; n++) await seedVideo(test, { owner: OTHER.id, visibility: "private", title: `other ${n}` });
  for (const sort of ["created", "title", "size", "duration"]) {
    const page = await (await test.request(`/api/videos?limit=1&sort=${sort}`, { as: "first_user" })).json();
    const cursor = encodeURIComponent(page.next_cursor);
    for (const as of ["second_user", "anonymous"] as const) {
      const text = await (await test.request(`/api/videos?sort=${sort}&cursor=${cursor}`, { as })).text();
      assert.ok(text.startsWith('{"videos"') && !text.includes(SECRET), text);
    }
  }
});

Deno.test("fields that name an owner are no way into another's list", async () => {
  await seedVideo(test, { owner: OWNER.id, visibility: "private", title: `${SECRET} inside` });
  for (const query of [`owner=${OWNER.id}`, "owner=", "visibility=private", `user=${OWNER.id}`]) {
    for (const path of ["/api/videos", "/", "/library/cards", "/api/search", "/search"]) {
      const response = await test.request(`${path}?q=${SECRET}&${query}`, { as: "second_user" });
      assert.ok(!(await response.text()).includes("inside"), `${path}?${query}`);
    }
  }
});

/** What users of a Supabase project see of each other: lists, search, feeds, uploads, and an administrator's view. */
import assert from "node:assert/strict";
import { testDatabase } from "../database.ts";
import { fixture } from "../media_fixtures.ts";
import { supabaseTokens, TEST_USERS, type TestUser } from "../supabase_tokens.ts";
import { type As, seedCaptions, seedVideo, startApp } from "./harness.ts";

const { sql } = await testDatabase();
const supabase = await supabaseTokens();
const test = await startApp(sql, { supabase });
Deno.test.afterAll(async () => {
  await test.close();
  await supabase.close();
});

/** A captioned video of a user. */
async function videoOf(user: TestUser, visibility: "private" | "unlisted" | "public"): Promise<string> {
  const id = await seedVideo(test, {
    ...{ visibility, title: `${user} ${visibility}`, owner: TEST_USERS[user].id },
    renditions: { "720p": { shortSide: 720, bytes: new Uint8Array(10) } },
  });
  await seedCaptions(test, id);
  return id;
}
const first = {
  private: await videoOf("first_user", "private"),
  unlisted: await videoOf("first_user", "unlisted"),
  public: await videoOf("first_user", "public"),
};
const second = { private: await videoOf("second_user", "private"), public: await videoOf("second_user", "public") };
const json = async (path: string, as: As) => await (await test.request(path, { as })).json();
const sorted = (ids: string[]) => [...ids].sort();

/** Which videos each kind of viewer has in lists and in search. */
const LISTED: [As, string[]][] = [
  ["anonymous", [first.public, second.public]],
  ["first_user", [...Object.values(first), second.public]],
  ["second_user", [...Object.values(second), first.public]],
  ["owner", [...Object.values(first), ...Object.values(second)]],
];

Deno.test("lists, the library page and search show own and public videos, and an administrator everything", async () => {
  // the names of users are known once they were here
  await json("/api/session", "first_user");
  await json("/api/session", "second_user");
  for (const [as, expected] of LISTED) {
    const { videos } = await json("/api/videos", as);
    assert.deepEqual(sorted(videos.map(({ id }: { id: string }) => id)), sorted(expected), `${as} in the list`);
    const page = await (await test.request("/", { as, headers: { Accept: "text/html" } })).text();
    const cards = [...page.matchAll(/data-id="([\w-]{22})"/g)].map(([, id]) => id);
    assert.deepEqual(sorted(cards), sorted(expected), `${as} on the page`);
    const { moments } = await json("/api/search?q=welcome&limit=50", as);
    const found = new Set<string>(moments.map(({ video }: { video: { id: string } }) => video.id));
    assert.deepEqual(sorted([...found]), sorted(expected), `${as} in search`);
    const titles = await json("/api/search?q=user", as);
    assert.deepEqual(sorted(titles.videos.map(({ id }: { id: string }) => id)), sorted(expected), `${as} by title`);
  }
});

Deno.test("search by an administrator finds all videos of more owners than it names", async () => {
  const { readScopes, scopesQuery } = await import("../../src/db/search/scopes.ts");
  const { findMoments, readSearch } = await import("../../src/db/search/search.ts");
  const reader = { user: "owner", isAdministrator: true };
  const before = await findMoments(sql, await readSearch(sql, "welcome"), { reader, limit: 50 });
  assert.equal((await readScopes(sql, reader))!.length, 2);
  await sql`
    insert into streamforge.videos (id, owner, title, file_name, size_bytes)
    select 'many' || lpad(n::text, 18, '0'), 'owner ' || n, 'many', 'x', 1 from generate_series(1, 501) n`;
  const scopes = await readScopes(sql, reader);
  assert.equal(scopes, null);
  assert.equal(scopesQuery(scopes, ["/0/1"]), "'o/':*");
  const after = await findMoments(sql, await readSearch(sql, "welcome"), { reader, limit: 50 });
  assert.deepEqual(after, before);
  await sql`delete from streamforge.videos where title = 'many'`;
});

Deno.test("only an administrator sees whose a video is, by email address", async () => {
  assert.equal((await json(`/api/videos/${first.private}`, "owner")).owner, "first@example.com");
  assert.equal((await json(`/api/videos/${first.private}`, "first_user")).owner, null);
  assert.equal((await json(`/api/videos/${first.public}`, "second_user")).owner, null);
  const page = async (as: As) => await (await test.request("/", { as, headers: { Accept: "text/html" } })).text();
  assert.match(await page("owner"), /by second@example\.com/);
  assert(!(await page("first_user")).includes("second@example.com"));
});

Deno.test("an upload belongs to its user: by tus, and in one request", async () => {
  const bytes = await Deno.readFile(await fixture("talk.mp4"));
  const created = await test.request("/api/uploads", {
    ...{ method: "POST", as: "second_user" },
    headers: { "Tus-Resumable": "1.0.0", "Upload-Length": String(bytes.length) },
  });
  const path = created.headers.get("Location")!;
  const patch = { "Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" };
  const send = (as: As) => test.request(path, { method: "PATCH", as, headers: patch, body: bytes });
  assert.equal((await send("first_user")).status, 404);
  const sent = await send("second_user");
  assert.equal(sent.status, 204, await sent.text());
  const whole = await test.request("/api/videos?title=x", { method: "POST", as: "second_user", body: bytes });
  for (const id of [sent.headers.get("X-Video-Id")!, (await whole.json()).id]) {
    const [{ owner }] = await sql<{ owner: string }[]>`select owner from streamforge.videos where id = ${id}`;
    assert.equal(owner, TEST_USERS.second_user.id);
    await test.request(`/api/videos/${id}`, { method: "DELETE", as: "second_user" });
  }
});

Deno.test("a feed of the library tells each viewer of what is listed for them", async () => {
  for (const [as, expected] of LISTED) {
    const response = await test.request("/api/events", { as });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!/event: library\ndata: (.*)\n\n/.test(text)) text += (await reader.read()).value;
    const { videos } = JSON.parse(/event: library\ndata: (.*)\n\n/.exec(text)![1]);
    assert.deepEqual(sorted(videos.map(({ id }: { id: string }) => id)), sorted(expected), as);
    await reader.cancel();
  }
});

Deno.test("versions are by the name of the user who saved them; the table has the id", async () => {
  const path = `/api/videos/${first.private}/tracks`;
  const { tracks: [{ id }] } = await json(path, "first_user");
  const { revision, cues } = await json(`${path}/${id}`, "first_user");
  const edited = cues.map(({ id, start, end, text }: Record<string, unknown>) => ({
    id,
    start,
    end,
    text: `${text}!`,
  }));
  const body = JSON.stringify({ base_revision: revision.id, cues: edited });
  assert.equal((await test.request(`${path}/${id}`, { method: "PUT", as: "first_user", body })).status, 200);
  const { revisions } = await json(`${path}/${id}/revisions`, "owner");
  assert.equal(revisions[0].author, "first@example.com");
  const [{ author }] = await sql<{ author: string }[]>`
    select author from streamforge.revisions where id = ${revisions[0].id}`;
  assert.equal(author, TEST_USERS.first_user.id);
});

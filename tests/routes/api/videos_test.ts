import assert from "node:assert/strict";
import { createLog, type Log } from "../../../src/core/log.ts";
import { createUpload, findUpload } from "../../../src/db/videos/uploads.ts";
import { newId } from "../../../src/core/ids.ts";
import { deleteVideo } from "../../../src/db/videos/videos.ts";
import { sweepUploads } from "../../../src/uploads/finish.ts";
import { testDatabase } from "../../database.ts";
import { fixture } from "../../media_fixtures.ts";
import { type As, problemOf, seedVideo, startApp } from "../harness.ts";
import { listJobs } from "../../src/db/rows.ts";

const { sql } = await testDatabase();
const test = await startApp(sql, { maxUploadBytes: 500_000 });
Deno.test.afterAll(() => test.close());

const clip = await Deno.readFile(await fixture("talk.mp4"));

const upload = (query: string, body: BodyInit | null, headers: HeadersInit = {}) =>
  test.request(`/api/videos${query}`, { method: "POST", as: "owner", body, headers });

/** Files below DATA_DIR and rows, to check that nothing was left behind. */
async function leftovers(): Promise<[string[], number]> {
  const [{ count }] = await sql<{ count: number }[]>`
    select (select count(*) from streamforge.videos) + (select count(*) from streamforge.uploads) as count`;
  return [(await test.files()).sort(), count];
}

function brokenOff(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes);
      controller.error(new Error("the connection was cut"));
    },
  });
}

Deno.test("POST /api/videos makes a video from the body, with its first job", async () => {
  const query = "?title=J%C3%B6rg%20talks&language=Spanish&visibility=public&max_line_chars=30&max_lines=1";
  const response = await upload(query, clip, { "Content-Disposition": 'attachment; filename="dir/My clip.mp4"' });
  assert.equal(response.status, 201);
  const video = await response.json();
  assert.equal(response.headers.get("Location"), `/api/videos/${video.id}`);
  assert.match(video.id, /^[A-Za-z0-9_-]{22}$/);
  assert.equal(video.title, "Jörg talks");
  assert.equal(video.file_name, "My clip.mp4");
  assert.equal(video.language, "es");
  assert.equal(video.visibility, "public");
  assert.equal(video.state, "processing");
  assert.equal(video.caption_status, "pending");
  assert.equal(video.size_bytes, clip.length);
  assert.deepEqual([video.width, video.height, video.has_video, video.has_audio], [320, 180, true, true]);
  assert.ok(Math.abs(video.duration_seconds - 2) < 0.1);
  assert.deepEqual(video.caption_layout, { max_line_chars: 30, max_lines: 1 });
  assert.deepEqual((await listJobs(sql, video.id)).map(({ kind, state }) => [kind, state]), [[
    "transcode_video",
    "queued",
  ]]);
  assert.equal(video.jobs[0].kind, "transcode_video");
  const stored = await new Response(await test.storage.read(`videos/${video.id}/original`)).bytes();
  assert.deepEqual(stored, clip);
});

Deno.test("the defaults are: unlisted, language to be detected, title from the file's name", async () => {
  const video = await (await upload("?filename=Holiday%202026.mov", clip)).json();
  assert.equal(video.title, "Holiday 2026");
  assert.equal(video.visibility, "unlisted");
  assert.equal(video.language, null);
  assert.equal((await (await upload("", clip)).json()).title, "Untitled");
  assert.equal((await (await upload("?title=Only%20a%20title", clip)).json()).file_name, null);
});

Deno.test("audio without a picture is accepted, and a picture without audio", async () => {
  const sound = await (await upload("?title=s", await Deno.readFile(await fixture("click.mp3")))).json();
  assert.deepEqual([sound.has_video, sound.has_audio, sound.width], [false, true, null]);
  const mute = await (await upload("?title=m", await Deno.readFile(await fixture("silent_picture.mp4")))).json();
  assert.deepEqual([mute.has_video, mute.has_audio], [true, false]);
});

Deno.test("a file that is neither audio nor video is 415 and leaves nothing behind", async () => {
  const before = await leftovers();
  const playlist = "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n";
  for (const body of ["just text", playlist, "", clip.subarray(0, 1000), new Uint8Array(5000)]) {
    const detail = await problemOf(await upload("?title=x&filename=clip.mp4", body as BodyInit), 415);
    assert.ok(!detail.includes(test.dataDir), detail);
  }
  await problemOf(await upload("?title=x", null), 415);
  const form = new FormData();
  form.set("file", new Blob([clip]));
  assert.match(await problemOf(await upload("?title=x", form), 415), /curl -T/);
  assert.deepEqual(await leftovers(), before);
});

Deno.test("a body that is too large is 413, announced or not, and leaves nothing behind", async () => {
  const before = await leftovers();
  const announced = await upload("?title=x", "x", { "Content-Length": "500001" });
  assert.match(await problemOf(announced, 413), /500001 bytes.*up to 500000/);
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  await problemOf(await upload("?title=x", endless), 413);
  assert.ok(sent < 2_000_000, `${sent} bytes were read`);
  assert.deepEqual(await leftovers(), before);
});

Deno.test("an interrupted upload leaves nothing behind", async () => {
  const before = await leftovers();
  const response = await upload("?title=x", brokenOff(clip.subarray(0, 2000)));
  assert.match(await problemOf(response, 400), /the upload was cut off/);
  assert.deepEqual(await leftovers(), before);
});

Deno.test("a wrong value of an upload is 400, names the field, and nothing of the body is read", async () => {
  const wrong: [string, RegExp][] = [
    ["?title=x&language=klingon", /^language is "klingon": it must be a language/],
    ["?title=x&visibility=secret", /^visibility is "secret": it must be one of private, unlisted, public/],
    ["?title=x&max_line_chars=5", /^max_line_chars is "5"/],
    ["?title=x&max_lines=two", /^max_lines is "two"/],
    ["?title=x&max_cue_seconds=1e9", /^max_cue_seconds is "1e9"/],
    [`?title=${"x".repeat(501)}`, /^title is .*: it must be text of 1 to 500 characters/],
    ["?title=%00%0a", /^title is/],
    ["?title=%E2%80%AE%20%E3%85%A4%E2%80%8D", /^title is .*, one of them visible$/],
    [`?title=${encodeURIComponent("🎬".repeat(501))}`, /^title is .*: it must be text of 1 to 500 characters/],
    ["?titel=x", /there is no field "titel"/],
  ];
  for (const [query, expected] of wrong) {
    let isRead = false;
    const body = new ReadableStream<Uint8Array>({ pull: (c) => (isRead = true, c.close()) }, { highWaterMark: 0 });
    assert.match(await problemOf(await upload(query, body), 400), expected);
    assert.equal(isRead, false, query);
  }
});

Deno.test("control characters and lone surrogates of a title do not reach the database", async () => {
  const video = await (await upload("?title=a%00b%0D%0Ac%E2%80%AEd", clip)).json();
  assert.equal(video.title, "a b c\u202ed");
});

Deno.test("a title may have 500 characters, counted as the database does; a long file name is shortened to that", async () => {
  const title = "🎬".repeat(500);
  assert.equal((await (await upload(`?title=${encodeURIComponent(title)}`, clip)).json()).title, title);
  const fileName = encodeURIComponent(`x${"🎬".repeat(600)}.mp4`);
  assert.equal((await (await upload(`?filename=${fileName}`, clip)).json()).title, `x${"🎬".repeat(499)}`);
  assert.equal((await (await upload("?filename=%E2%80%AE.mp4", clip)).json()).title, "Untitled");
});

Deno.test("GET /api/videos lists the user's own videos, or the public ones for anonymous viewers, page by page", async () => {
  const fresh = await testDatabaseApp();
  const made: string[] = [];
  for (const visibility of ["private", "unlisted", "public", "public", "private", "public"] as const) {
    made.unshift(await seedVideo(fresh, { visibility, title: visibility }));
  }
  const walk = async (as: As): Promise<string[]> => {
    const ids: string[] = [];
    for (let cursor: string | null = "";;) {
      const response = await fresh.request(`/api/videos?limit=2&cursor=${encodeURIComponent(cursor ?? "")}`, { as });
      assert.equal(response.status, 200);
      const page = await response.json();
      assert.ok(page.videos.length <= 2);
      ids.push(...page.videos.map((video: { id: string }) => video.id));
      if (!(cursor = page.next_cursor)) return ids;
    }
  };
  assert.deepEqual(await walk("owner"), made);
  assert.deepEqual(await walk("anonymous"), [made[0], made[2], made[3]]);
  await problemOf(await fresh.request("/api/videos?cursor=x"), 400);
  for (const limit of ["0", "101", "-1", "1.5", "all", ""]) {
    assert.match(await problemOf(await fresh.request(`/api/videos?limit=${limit}`), 400), /^limit is/);
  }
});

Deno.test("the owner's private fields are not shown to others", async () => {
  const id = await seedVideo(test, { visibility: "unlisted" });
  await sql`update streamforge.videos set state = 'failed', error = 'secret.mp4 is broken', caption_status = 'failed',
    caption_error = 'no /srv/models' where id = ${id}`;
  const mine = await (await test.request(`/api/videos/${id}`, { as: "owner" })).json();
  assert.deepEqual([mine.error, mine.caption_error, mine.file_name, mine.can_edit], [
    "secret.mp4 is broken",
    "no /srv/models",
    "talk.mp4",
    true,
  ]);
  const theirs = await (await test.request(`/api/videos/${id}`)).text();
  assert.doesNotMatch(theirs, /secret|srv|talk\.mp4/);
  assert.equal(JSON.parse(theirs).can_edit, false);
  assert.doesNotMatch(await (await test.request(`/api/videos/${id}/captions/status`)).text(), /srv/);
});

Deno.test("PATCH changes title, language and visibility, and nothing else", async () => {
  const id = await seedVideo(test);
  const patch = (body: string) => test.request(`/api/videos/${id}`, { method: "PATCH", as: "owner", body });
  const changed = await (await patch('{"title":" New ","language":"de-AT","visibility":"private"}')).json();
  assert.deepEqual([changed.title, changed.language, changed.visibility], ["New", "de", "private"]);
  assert.equal((await (await patch("{}")).json()).title, "New");
  const wrong: [string, RegExp][] = [
    ['{"title":""}', /^title is ""/],
    ['{"title":null}', /^title is null/],
    ['{"title":7}', /^title is 7/],
    ['{"title":"\\u202e\\u200b"}', /^title is .*, one of them visible$/],
    ['{"visibility":"hidden"}', /^visibility is "hidden"/],
    ['{"language":"xx"}', /^language is "xx"/],
    ['{"owner":"me"}', /there is no field "owner"/],
    ['{"__proto__":{"x":1}}', /there is no field "__proto__"/],
    ["{", /not JSON/],
    ["[]", /must be a JSON object/],
    ["null", /must be a JSON object/],
  ];
  for (const [body, expected] of wrong) assert.match(await problemOf(await patch(body), 400), expected, body);
  await problemOf(await patch(`{"title":"${"x".repeat(70_000)}"}`), 413);
  const binary = await test.request(`/api/videos/${id}`, {
    method: "PATCH",
    as: "owner",
    body: new Uint8Array([0x22, 0xff]),
  });
  assert.match(await problemOf(binary, 400), /UTF-8/);
  assert.equal((await (await test.request(`/api/videos/${id}`, { as: "owner" })).json()).title, "New");
});

Deno.test("DELETE removes the rows and the files, and succeeds only once", async () => {
  const id = await seedVideo(test, { renditions: { "720p": { shortSide: 720, bytes: clip } } });
  assert.ok((await test.files()).some((path) => path.includes(id)));
  const remove = () => test.request(`/api/videos/${id}`, { method: "DELETE", as: "owner" });
  assert.equal((await remove()).status, 204);
  assert.ok(!(await test.files()).some((path) => path.includes(id)));
  await problemOf(await remove(), 404);
  await problemOf(await test.request(`/api/stream/${id}/720p`), 404);
});

Deno.test("the files of a video that was deleted just before a kill are removed at the next start", async () => {
  const id = await seedVideo(test, { renditions: { "720p": { shortSide: 720, bytes: clip } } });
  await deleteVideo(sql, id); // as if killed before the files were removed
  assert.ok((await test.files()).some((path) => path.includes(id)));
  await sweepUploads(test);
  assert.ok(!(await test.files()).some((path) => path.includes(id)));
  assert.equal(await findUpload(sql, id), null);
});

Deno.test("an unknown path is 404, a wrong method is 405 with the list of allowed ones", async () => {
  await problemOf(await test.request("/api"), 404);
  await problemOf(await test.request(`/api/videos/${newId()}/nothing`), 404);
  const put = await test.request("/api/videos", { method: "PUT", as: "owner" });
  assert.equal(put.headers.get("Allow"), "GET, HEAD, POST, OPTIONS");
  await problemOf(put, 405);
  await problemOf(await test.request(`/api/stream/${newId()}/720p`, { method: "POST", as: "owner" }), 405);
  await problemOf(await test.request("/health", { method: "POST" }), 405);
});

Deno.test("an unexpected error is 500 without details, and is in the log", async () => {
  const lines: string[] = [];
  const closed = await testDatabaseApp(createLog("error", (line) => lines.push(line)));
  await closed.sql`alter table streamforge.videos rename to something_else`;
  const detail = await problemOf(await closed.request("/api/videos"), 500);
  assert.equal(detail, "The server could not do this. Its log says why.");
  assert.match(lines.join("\n"), /error request failed .*streamforge\.videos/);
});

Deno.test("an upload left by a killed server is removed once it has expired", async () => {
  const id = newId();
  await createUpload(sql, {
    id,
    owner: "owner",
    metadata: {},
    sizeBytes: null,
    expiresAt: new Date(Date.now() - 1000),
  });
  await test.storage.putText(`videos/${id}/original`, "the file of a video that never was");
  await sweepUploads(test);
  assert.equal(await test.storage.stat(`videos/${id}/original`), null);
  assert.equal(await findUpload(sql, id), null);
});

async function testDatabaseApp(log?: Log) {
  const other = await testDatabase();
  const app = await startApp(other.sql, { log });
  Deno.test.afterAll(() => app.close());
  return app;
}

import assert from "node:assert/strict";
import { newId } from "../../../src/core/ids.ts";
import { testDatabase } from "../../database.ts";
import { emptyFolder, fixture } from "../../media_fixtures.ts";
import { Killer, slowly } from "../../processes.ts";
import { smallDisk } from "../../small_disk.ts";
import { problemOf, startApp, type TestApp } from "../harness.ts";
import { listJobs } from "../../src/db/rows.ts";

const { sql } = await testDatabase();
const clip = await Deno.readFile(await fixture("talk.mp4"));
const speech = await Deno.readFile(await fixture("click.flac"));
const slow = { ffmpegPath: "ffmpeg", ffprobePath: await slowly("ffprobe", await emptyFolder()) };

const tus = (app: TestApp, path: string, method: string, headers: HeadersInit = {}, body?: BodyInit) =>
  app.request(path, { method, as: "owner", headers: { "Tus-Resumable": "1.0.0", ...headers }, body });

async function begin(app: TestApp, length: number): Promise<string> {
  const response = await tus(app, "/api/uploads", "POST", { "Upload-Length": String(length) });
  assert.equal(response.status, 201, await response.clone().text());
  return response.headers.get("Location")!;
}

const patch = (app: TestApp, location: string, offset: number, body: Uint8Array<ArrayBuffer>, headers = {}) =>
  tus(app, location, "PATCH", {
    ...{ "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
    ...{ "Content-Length": String(body.length), ...headers },
  }, body);

function formOf(file: Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  form.set("file", new File([file], "speech.flac"));
  form.set("model", "whisper-1");
  return form;
}

const videoCount = async () => (await sql<{ n: number }[]>`select count(*) as n from streamforge.videos`)[0].n;
const files = async (app: TestApp) =>
  (await app.files()).filter((path) => !/\/(uploads|media|\.incoming|videos|transcriptions)$/.test(path));

Deno.test("a tus upload whose ffprobe is killed each time is kept, and the next HEAD finishes it", async () => {
  const app = await startApp(sql, { mediaTools: slow });
  const location = await begin(app, clip.length);
  {
    await using killer = new Killer([app.dataDir, "slow_ffprobe"]);
    const response = await patch(app, location, 0, clip);
    assert.match(await problemOf(response, 503), /^ffprobe was killed \(SIGKILL\)/);
    assert.ok(Number(response.headers.get("Retry-After")) > 0);
    assert.equal(killer.pids.length, 3);
    assert.equal((await tus(app, location, "HEAD")).status, 503);
  }
  const head = await tus(app, location, "HEAD");
  assert.equal(head.status, 200);
  const video = await (await app.request(`/api/videos/${head.headers.get("X-Video-Id")}`, { as: "owner" })).json();
  assert.equal(video.size_bytes, clip.length);
  assert.equal((await listJobs(sql, video.id)).length, 1);
  await app.close();
});

Deno.test("a tus upload that can't be checked can be tried again by PATCH, and cancelled by DELETE", async () => {
  const app = await startApp(sql, { mediaTools: slow });
  const [first, second] = [await begin(app, clip.length), await begin(app, clip.length)];
  {
    await using _killer = new Killer([app.dataDir, "slow_ffprobe"]);
    assert.equal((await patch(app, first, 0, clip)).status, 503);
    assert.equal((await patch(app, second, 0, clip)).status, 503);
    assert.equal((await tus(app, second, "DELETE")).status, 204);
  }
  assert.equal((await tus(app, second, "HEAD")).status, 404);
  const again = await patch(app, first, clip.length, new Uint8Array());
  assert.equal(again.status, 204);
  assert.ok(again.headers.get("X-Video-Id"));
  await app.close();
});

Deno.test("a client does not notice a single kill of ffprobe", async () => {
  const app = await startApp(sql, { mediaTools: slow });
  await using killer = new Killer([app.dataDir, "slow_ffprobe"], { times: 1 });
  const response = await app.request("/api/videos", { method: "POST", as: "owner", body: clip });
  assert.equal(response.status, 201);
  assert.equal(killer.pids.length, 1);
  await app.close();
});

Deno.test("POST of a video or of speech is 503 if ffprobe is killed each time, and leaves nothing", async () => {
  const app = await startApp(sql, { mediaTools: slow });
  const before = await videoCount();
  await using _killer = new Killer([app.dataDir, "slow_ffprobe"]);
  const response = await app.request("/api/videos", { method: "POST", as: "owner", body: clip });
  assert.match(await problemOf(response, 503), /ffprobe was killed/);
  assert.ok(response.headers.has("Retry-After"));
  const spoken = await app.request("/v1/audio/transcriptions", { method: "POST", as: "owner", body: formOf(speech) });
  assert.equal(spoken.status, 503);
  assert.ok(spoken.headers.has("Retry-After"));
  assert.match((await spoken.json()).error.message, /ffprobe was killed/);
  assert.deepEqual(await files(app), []);
  assert.equal(await videoCount(), before);
  assert.equal((await sql`select 1 from streamforge.uploads where video_id is null`).length, 0);
  await app.close();
});

Deno.test("a file that is no media is still refused, and leaves nothing", async () => {
  const app = await startApp(sql);
  const words = new TextEncoder().encode("these are only words\n".repeat(200));
  const location = await begin(app, words.length);
  assert.match(await problemOf(await patch(app, location, 0, words), 415), /not audio or video at all/);
  assert.equal((await tus(app, location, "HEAD")).status, 404);
  assert.deepEqual(await files(app), []);
  await app.close();
});

Deno.test("while the storage is not mounted every upload is 503 and nothing is written in its place; then uploads continue", async () => {
  const app = await startApp(sql);
  const post = () => app.request("/api/videos", { method: "POST", as: "owner", body: clip });
  const kept = await (await post()).json();
  await app.storage.writeIdentity(newId());
  await app.storage.readIdentity();
  const location = await begin(app, clip.length);
  await Deno.rename(`${app.dataDir}/media`, `${app.dataDir}/volume`);
  await Deno.mkdir(`${app.dataDir}/media`);
  const before = await videoCount();
  await problemOf(await post(), 503);
  await problemOf(await patch(app, location, 0, clip), 503);
  assert.equal((await tus(app, location, "HEAD")).status, 503);
  await problemOf(await tus(app, "/api/uploads", "POST", { "Upload-Length": "5" }), 503);
  const spoken = await app.request("/v1/audio/transcriptions", { method: "POST", as: "owner", body: formOf(speech) });
  assert.equal(spoken.status, 503);
  assert.match(await problemOf(await app.request("/ready"), 503), /storage can't be used/);
  assert.equal(await videoCount(), before);
  assert.deepEqual(Array.from(Deno.readDirSync(`${app.dataDir}/media`)), []);
  await Deno.remove(`${app.dataDir}/media`);
  await Deno.rename(`${app.dataDir}/volume`, `${app.dataDir}/media`);
  assert.ok((await tus(app, location, "HEAD")).headers.get("X-Video-Id"));
  assert.ok(await app.storage.stat(`videos/${kept.id}/original`));
  assert.equal((await post()).status, 201);
  await app.close();
});

Deno.test("an upload that can't be moved into the storage can be cancelled by DELETE", async () => {
  await using disk = await smallDisk(32);
  const app = await startApp(sql);
  const location = await begin(app, clip.length);
  await Deno.remove(`${app.dataDir}/media`, { recursive: true }).catch(() => {});
  await Deno.symlink(disk.path, `${app.dataDir}/media`);
  await disk.setReadOnly(true);
  await problemOf(await patch(app, location, 0, clip), 503);
  assert.equal((await tus(app, location, "DELETE")).status, 204);
  assert.equal((await tus(app, location, "HEAD")).status, 404);
  assert.deepEqual(Array.from(Deno.readDirSync(`${app.dataDir}/uploads`)), []);
  await app.close();
});

Deno.test("an upload without space is refused before it begins, with the bytes needed and free", async () => {
  await using disk = await smallDisk(32);
  const app = await startApp(sql, { dataDir: disk.path });
  const length = 40 * 2 ** 20;
  const sentence = /not enough space on the server's disk: it needs \d+ bytes, and \d+ bytes are free/;
  const headers = { "Content-Length": String(length) };
  const tooLong = await tus(app, "/api/uploads", "POST", { "Upload-Length": String(length) });
  const detail = await problemOf(tooLong, 507);
  assert.match(detail, sentence);
  assert.ok(detail.includes(String(length)));
  const posted = await app.request("/api/videos", { method: "POST", as: "owner", body: clip, headers });
  assert.match(await problemOf(posted, 507), sentence);
  const init = {
    method: "POST",
    as: "owner" as const,
    body: "--x",
    headers: { ...headers, "Content-Type": "multipart/form-data; boundary=x" },
  };
  for (const path of ["/v1/audio/transcriptions", "/v1/audio/translations"]) {
    const response = await app.request(path, init);
    assert.equal(response.status, 507);
    assert.match((await response.json()).error.message, sentence);
  }
  const location = await begin(app, clip.length);
  await disk.fill();
  assert.match(await problemOf(await patch(app, location, 0, clip), 507), sentence);
  assert.match(await problemOf(await app.request("/ready"), 503), /^the disk is full$/);
  await disk.clear();
  assert.equal((await app.request("/ready")).status, 200);
  assert.equal((await patch(app, location, 0, clip)).status, 204);
  await app.close();
});

/** A body of unknown length, longer than the free space. */
function endless(first: Uint8Array): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(sent === 0 ? first : new Uint8Array(2 ** 18));
      if (++sent > 400) controller.close();
    },
  });
}

for (const [way, minFreeBytes] of [["to its last block", 0], ["down to what is kept", null]] as const) {
  Deno.test(`a disk that fills ${way} during a body is 507, and a tus upload continues where it stopped`, async () => {
    await using disk = await smallDisk(48);
    const app = await startApp(sql, { dataDir: disk.path, minFreeBytes, maxUploadBytes: 2 ** 30 });
    const post = await app.request("/api/videos", { method: "POST", as: "owner", body: endless(clip) });
    assert.match(await problemOf(post, 507), /space/);
    assert.deepEqual(await files(app), []);

    const size = 20 * 2 ** 20;
    const file = new Uint8Array(size); // bytes after the clip are ignored
    file.set(clip);
    const location = await begin(app, size);
    await disk.fill(); // after the upload began
    await Deno.truncate(`${disk.path}/filler`, (await Deno.stat(`${disk.path}/filler`)).size - 12 * 2 ** 20);
    const response = await tus(app, location, "PATCH", {
      ...{ "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" },
    }, new Blob([file]).stream());
    assert.match(await problemOf(response, 507), /space/);
    await disk.clear();
    const head = await tus(app, location, "HEAD");
    const offset = Number(head.headers.get("Upload-Offset"));
    assert.ok(offset > 2 ** 20 && offset < size, `${offset} bytes are kept`);
    const rest = await patch(app, location, offset, file.slice(offset));
    assert.equal(rest.status, 204, await rest.clone().text());
    const id = rest.headers.get("X-Video-Id");
    assert.deepEqual(await Deno.readFile(`${disk.path}/media/videos/${id}/original`), file);
    await app.close();
  });
}

Deno.test("uploads to a read-only disk are 503 without a path, and succeed once it is writable", async () => {
  await using disk = await smallDisk(48);
  const app = await startApp(sql, { dataDir: disk.path });
  await disk.setReadOnly(true);
  const post = () => app.request("/api/videos", { method: "POST", as: "owner", body: clip });
  const detail = await problemOf(await post(), 503);
  assert.match(detail, /disk can't be read or written/);
  assert.doesNotMatch(detail, /streamforge_disk/);
  await disk.setReadOnly(false);
  const response = await post();
  assert.equal(response.status, 201, await response.text());
  await app.close();
});

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { Upload } from "tus-js-client";
import { newId } from "../../../src/core/ids.ts";
import { findUpload } from "../../../src/db/videos/uploads.ts";
import { deleteVideo } from "../../../src/db/videos/videos.ts";
import { sweepUploads, sweepUploadsRegularly } from "../../../src/uploads/finish.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { fixture } from "../../media_fixtures.ts";
import { problemOf, seedVideo, startApp, type TestApp, TOKEN } from "../harness.ts";

const { sql } = await testDatabase();
const test = await startApp(sql, { maxUploadBytes: 500_000 });
Deno.test.afterAll(() => test.close());

const clip = await Deno.readFile(await fixture("talk.mp4"));

const metadata = (fields: Record<string, string>) =>
  Object.entries(fields).map(([key, value]) => `${key} ${btoa(unescape(encodeURIComponent(value)))}`).join(",");

const tus = (
  path: string,
  method: string,
  headers: Record<string, string> = {},
  body?: BodyInit,
  app: TestApp = test,
) => app.request(path, { method, as: "owner", headers: { "Tus-Resumable": "1.0.0", ...headers }, body });

async function create(
  length: number,
  fields: Record<string, string> = { title: "T\0us", odd: "\0" },
  app: TestApp = test,
): Promise<string> {
  const headers = { "Upload-Length": String(length), "Upload-Metadata": metadata(fields) };
  const response = await tus("/api/uploads", "POST", headers, undefined, app);
  assert.equal(response.status, 201, await response.clone().text());
  return response.headers.get("Location")!;
}

const patch = (location: string, offset: number, body: BodyInit, app: TestApp = test) =>
  tus(
    location,
    "PATCH",
    {
      "Upload-Offset": String(offset),
      "Content-Type": "application/offset+octet-stream",
      ...(body instanceof Uint8Array && { "Content-Length": String(body.length) }),
    },
    body,
    app,
  );

async function offsetOf(location: string, app: TestApp = test): Promise<number> {
  const response = await tus(location, "HEAD", {}, undefined, app);
  assert.equal(response.status, 200);
  return Number(response.headers.get("Upload-Offset"));
}

const videosNow = async () =>
  (await sql<{ id: string }[]>`select id from streamforge.videos order by id`).map((row) => row.id);
const uploadFiles = async (app: TestApp = test) => (await app.files()).filter((path) => path.includes("/uploads/"));

/** A body that delivers `bytes` and then fails, like a broken connection. */
function cut(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    async pull(controller) {
      if (!sent) return (sent = true, controller.enqueue(bytes));
      await new Promise((done) => setTimeout(done, 50)); // the bytes before are on the disk by then
      controller.error(new Error("the connection was cut"));
    },
  });
}

Deno.test("the server lists its tus extensions, and other users can't read its folder", async () => {
  assert.equal((await Deno.stat(`${test.dataDir}/uploads`)).mode! & 0o777, 0o700);
  const response = await test.request("/api/uploads", { method: "OPTIONS" });
  assert.equal(response.status, 204);
  assert.equal(response.headers.get("Tus-Version"), "1.0.0");
  assert.equal(response.headers.get("Tus-Max-Size"), "500000");
  assert.match(response.headers.get("Tus-Extension")!, /creation.*termination.*expiration/);
  assert.equal(response.headers.get("Access-Control-Allow-Origin"), null);
});

Deno.test("an upload in parts becomes a video, whose id the last answer contains", async () => {
  const location = await create(clip.length, {
    filename: "Ünïcode.mp4",
    filetype: "video/mp4",
    visibility: "private",
    language: "en",
  });
  assert.match(location, /^\/api\/uploads\/[A-Za-z0-9_-]{22}$/);
  assert.equal(await offsetOf(location), 0);
  const first = await patch(location, 0, clip.subarray(0, 10_000));
  assert.deepEqual([first.status, first.headers.get("Upload-Offset"), first.headers.get("X-Video-Id")], [
    204,
    "10000",
    null,
  ]);
  assert.ok(Date.parse(first.headers.get("Upload-Expires")!) > Date.now());
  const last = await patch(location, 10_000, clip.subarray(10_000));
  assert.equal(last.status, 204);
  const id = last.headers.get("X-Video-Id")!;
  const video = await (await test.request(`/api/videos/${id}`, { as: "owner" })).json();
  assert.deepEqual([video.title, video.file_name, video.visibility, video.language, video.size_bytes], [
    ...["Ünïcode", "Ünïcode.mp4", "private", "en"],
    clip.length,
  ]);
  assert.deepEqual(await new Response(await test.storage.read(`videos/${id}/original`)).bytes(), clip);
  assert.deepEqual(await uploadFiles(), []);
});

Deno.test("the Location is right behind a proxy's path and under any host name", async () => {
  const headers = {
    "Upload-Length": "5",
    "X-Forwarded-Prefix": "/tube",
    "Host": "nas.lan:8080",
    "X-Forwarded-Host": "evil.example",
  };
  const response = await tus("/api/uploads", "POST", headers);
  assert.match(response.headers.get("Location")!, /^\/tube\/api\/uploads\/[A-Za-z0-9_-]{22}$/);
  for (const prefix of ["//evil.example", "https://evil.example", "/a/../b c", "/"]) {
    const odd = await tus("/api/uploads", "POST", { "Upload-Length": "5", "X-Forwarded-Prefix": prefix });
    assert.match(odd.headers.get("Location")!, /^\/(a\/\.\.\/)?api\/uploads\//, prefix);
  }
});

Deno.test("an upload continues where it was interrupted, also after a restart of the server", async () => {
  const location = await create(clip.length);
  const response = await patch(location, 0, cut(clip.subarray(0, 12_345)));
  await problemOf(response, 423); // clients continue after this status
  const offset = await offsetOf(location);
  assert.equal(offset, 12_345);

  const again = await startApp(sql, { dataDir: test.dataDir, maxUploadBytes: 500_000 });
  try {
    assert.equal(await offsetOf(location, again), offset);
    const last = await patch(location, offset, clip.subarray(offset), again);
    assert.equal(last.status, 204, await last.text());
    const id = last.headers.get("X-Video-Id")!;
    assert.deepEqual(await new Response(await again.storage.read(`videos/${id}/original`)).bytes(), clip);
  } finally {
    await again.close();
  }
});

Deno.test("repeated last PATCH requests, also simultaneous ones, give one video, which each answer names", async () => {
  const before = (await videosNow()).length;
  const location = await create(clip.length);
  await patch(location, 0, clip.subarray(0, 5000));
  const last = () => patch(location, 5000, clip.subarray(5000));
  const id = (await last()).headers.get("X-Video-Id")!;
  const repeated = await Promise.all([last(), last(), patch(location, clip.length, new Uint8Array(0))]);
  for (const response of repeated) {
    assert.deepEqual([response.status, response.headers.get("X-Video-Id")], [204, id]);
    assert.equal(response.headers.get("Upload-Offset"), String(clip.length));
  }
  const head = await tus(location, "HEAD");
  assert.equal(head.headers.get("Upload-Offset"), head.headers.get("Upload-Length"));
  assert.equal(head.headers.get("X-Video-Id"), id);
  await problemOf(await patch(location, 10, clip.subarray(0, 5)), 409);
  await problemOf(await tus(location, "DELETE"), 409);
  assert.equal((await videosNow()).length, before + 1);
});

Deno.test("the upload of a deleted video is 404, so that the same file can be sent again", async () => {
  const location = await create(clip.length);
  const id = (await patch(location, 0, clip)).headers.get("X-Video-Id")!;
  assert.equal((await test.request(`/api/videos/${id}`, { method: "DELETE", as: "owner" })).status, 204);
  assert.equal((await tus(location, "HEAD")).status, 404);
  assert.equal(await findUpload(sql, id), null);
});

Deno.test("HEAD during the last PATCH waits for the same video", async () => {
  const before = (await videosNow()).length;
  const location = await create(clip.length);
  const [patched, head] = await Promise.all([
    patch(location, 0, clip),
    (async () => {
      while (await offsetOf(location) < clip.length);
      return await tus(location, "HEAD");
    })(),
  ]);
  assert.equal(patched.status, 204);
  assert.equal(head.headers.get("X-Video-Id"), patched.headers.get("X-Video-Id"));
  assert.equal((await videosNow()).length, before + 1);
});

Deno.test("after a kill between the last byte and the video, the next request makes the video", async () => {
  for (const isMoved of [false, true]) {
    const location = await create(clip.length);
    const id = location.split("/").at(-1)!;
    await patch(location, 0, clip.subarray(0, 100));
    const part = `${test.dataDir}/uploads/${id}`;
    await Deno.writeFile(part, clip);
    if (isMoved) await test.storage.putFile(`videos/${id}/original`, part);
    const again = await startApp(sql, { dataDir: test.dataDir, maxUploadBytes: 500_000 });
    const head = await tus(location, "HEAD", {}, undefined, again);
    assert.equal(head.headers.get("Upload-Offset"), String(clip.length));
    assert.equal(head.headers.get("X-Video-Id"), id);
    assert.equal((await again.request(`/api/videos/${id}`)).status, 200);
    assert.equal((await findUpload(sql, id))?.videoId, id);
    await again.close();
  }
});

Deno.test("a file that is no media is 415 after the last byte, and leaves nothing", async () => {
  const before = [await test.files(), await videosNow()];
  const text = new TextEncoder().encode("#EXTM3U\nnot a video at all");
  const location = await create(text.length, { filename: "clip.mp4" });
  assert.ok(!(await problemOf(await patch(location, 0, text), 415)).includes(test.dataDir));
  await problemOf(await patch(location, 0, text), 404);
  assert.equal((await tus(location, "HEAD")).status, 404);
  assert.deepEqual([await test.files(), await videosNow()], before);
  assert.equal(await findUpload(sql, location.split("/").at(-1)!), null);
});

Deno.test("an upload that can't become a video is refused at its creation", async () => {
  const before = await uploadFiles();
  const refused = async (headers: Record<string, string>, status: number) =>
    await problemOf(await tus("/api/uploads", "POST", headers), status);
  await refused({ "Upload-Length": "500001" }, 413);
  await refused({}, 400);
  await refused({ "Upload-Length": "-1" }, 400);
  await refused({ "Upload-Length": "10", "Upload-Metadata": "title !!" }, 400);
  assert.match(
    await refused({ "Upload-Length": "10", "Upload-Metadata": metadata({ language: "klingon" }) }, 400),
    /^language is "klingon"/,
  );
  const old = await test.request("/api/uploads", { method: "POST", as: "owner", headers: { "Upload-Length": "10" } });
  await problemOf(old, 412);
  assert.deepEqual(await uploadFiles(), before);
});

Deno.test("more bytes than announced, or at another offset, are refused", async () => {
  const location = await create(1000);
  await problemOf(await patch(location, 0, clip.subarray(0, 1001)), 413);
  await patch(location, 0, clip.subarray(0, 500));
  await problemOf(await patch(location, 0, clip.subarray(0, 500)), 409);
  await problemOf(await patch(location, 600, clip.subarray(0, 100)), 409);
  await problemOf(await patch(location, 500, clip.subarray(0, 501)), 413);
  assert.equal(await offsetOf(location), 500);
});

Deno.test("an upload of unknown length can set its length later", async () => {
  const created = await tus("/api/uploads", "POST", {
    "Upload-Defer-Length": "1",
    "Upload-Metadata": metadata({ title: "late" }),
  });
  const location = created.headers.get("Location")!;
  await patch(location, 0, clip.subarray(0, 100));
  const response = await tus(location, "PATCH", {
    ...{
      "Upload-Offset": "100",
      "Upload-Length": String(clip.length),
      "Content-Type": "application/offset+octet-stream",
    },
  }, clip.subarray(100));
  assert.equal(response.status, 204);
  const head = await tus(location, "HEAD");
  assert.deepEqual([head.headers.get("Upload-Offset"), head.headers.get("X-Video-Id")], [
    String(clip.length),
    response.headers.get("X-Video-Id"),
  ]);
});

Deno.test("an upload can be deleted, and an abandoned one expires", async () => {
  const location = await create(1000);
  await patch(location, 0, clip.subarray(0, 500));
  assert.equal((await tus(location, "DELETE")).status, 204);
  assert.equal((await tus(location, "HEAD")).status, 404);

  const stale = (await create(1000)).split("/").at(-1)!;
  await patch(`/api/uploads/${stale}`, 0, clip.subarray(0, 500));
  await sql`update streamforge.uploads set expires_at = now() - interval '1 second' where id = ${stale}`;
  await sweepUploads(test);
  assert.ok(await findUpload(sql, stale), "its bytes came just now, however long ago it began");
  await sql`update streamforge.uploads set expires_at = now() - interval '1 second' where id = ${stale}`;
  const aDayAgo = new Date(Date.now() - 86_401_000);
  await Deno.utime(`${test.dataDir}/uploads/${stale}`, aDayAgo, aDayAgo);
  await sweepUploads(test);
  assert.equal(await findUpload(sql, stale), null);
  assert.ok(!(await uploadFiles()).some((path) => path.includes(stale)));
});

Deno.test("a server removes expired uploads and files of interrupted deletions without a request", async () => {
  const stale = (await create(1000)).split("/").at(-1)!;
  const deleted = await seedVideo(test);
  const filesLeft = async () => (await test.files()).filter((path) => [stale, deleted].some((id) => path.includes(id)));
  await using _ = stopping(
    sweepUploadsRegularly({ ...test, log: quietLog }, { everyMs: 50 }),
  );
  assert.ok((await filesLeft()).length > 0);
  const aDayAgo = new Date(Date.now() - 86_401_000);
  await Deno.utime(`${test.dataDir}/uploads/${stale}`, aDayAgo, aDayAgo); // first: else a sweep would extend it
  await sql`update streamforge.uploads set expires_at = now() - interval '1 second' where id = ${stale}`;
  await deleteVideo(sql, deleted); // as if the server was killed before it removed the files
  const isSwept = async () => (await filesLeft()).length === 0 && await findUpload(sql, stale) === null;
  while (!await isSwept()) await new Promise((resolve) => setTimeout(resolve, 20)); // the row goes last
  assert.equal(await findUpload(sql, deleted), null);
});

function stopping({ stop }: { stop(): Promise<void> }): AsyncDisposable {
  return { [Symbol.asyncDispose]: stop };
}

Deno.test("an unknown or malformed upload id is 404", async () => {
  for (const id of [newId(), "x", "..%2f..%2fowner_token", `${newId()}.json`, "%00", "%ff"]) {
    for (const method of ["HEAD", "PATCH", "DELETE", "GET"]) {
      const response = await tus(`/api/uploads/${id}`, method, { "Upload-Offset": "0" });
      assert.equal(response.status, 404, `${method} ${id}`);
    }
  }
  await problemOf(await tus(await create(10), "GET"), 404);
  await problemOf(await tus(await create(10), "PUT"), 405);
});

Deno.test("a tus client resumes after its connection breaks, and gets the video's id", async () => {
  let requests = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    // the second PATCH breaks in the middle of its body
    if (request.method === "PATCH" && ++requests === 2 && request.body) {
      let bytes = 0;
      const breaking = request.body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            if ((bytes += chunk.length) > 3000) controller.error(new Error("cut"));
            else controller.enqueue(chunk);
          },
        }),
      );
      return test.app.fetch(new Request(request.url, { method: "PATCH", headers: request.headers, body: breaking }));
    }
    return test.app.fetch(request);
  });
  try {
    const videoId = await new Promise<string | undefined>((resolve, reject) => {
      new Upload(Buffer.from(clip), {
        endpoint: `http://127.0.0.1:${server.addr.port}/api/uploads`,
        chunkSize: 20_000,
        retryDelays: [0, 10, 10],
        headers: { Authorization: `Bearer ${TOKEN}` },
        metadata: { filename: "résumé.mp4", filetype: "video/mp4" },
        onError: reject,
        onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader("X-Video-Id")),
      }).start();
    });
    assert.ok(requests > 2);
    const video = await (await test.request(`/api/videos/${videoId}`)).json();
    assert.equal(video.title, "résumé");
    assert.deepEqual(await new Response(await test.storage.read(`videos/${videoId}/original`)).bytes(), clip);
  } finally {
    await server.shutdown();
  }
});

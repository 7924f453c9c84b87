/**
 * Uploads by tus to two servers with one database and one bucket.
 */
import assert from "node:assert/strict";
import { ListMultipartUploadsCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { sweepUploads } from "../../../src/uploads/finish.ts";
import { s3Client } from "../../../src/storage/s3_client.ts";
import { STORE_LIMITS } from "../../../src/storage/store_limits.ts";
import { testDatabase } from "../../database.ts";
import { fixture } from "../../media_fixtures.ts";
import { s3Env, s3Server } from "../../s3_server.ts";
import { startApp, type TestApp } from "../harness.ts";

const MIB = 2 ** 20;

const { sql } = await testDatabase();
const store = await s3Server();
const bucket = await store.newBucket();
const client = s3Client(bucket, STORE_LIMITS);
const env = s3Env(bucket);
const [one, two] = [await startApp(sql, { env }), await startApp(sql, { env })];
Deno.test.afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  client.destroy();
  await store.stop();
});

/** A video of 21 MiB and some: the clip and a box that players skip. */
const file = await (async () => {
  const clip = await Deno.readFile(await fixture("talk.mp4"));
  const bytes = new Uint8Array(21 * MIB + 12_345);
  bytes.set(clip);
  new DataView(bytes.buffer).setUint32(clip.length, bytes.length - clip.length);
  bytes.set(new TextEncoder().encode("free"), clip.length + 4);
  for (let at = clip.length + 8; at < bytes.length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, bytes.length)));
  }
  return bytes;
})();

const ask = (app: TestApp, path: string, method: string, headers: Record<string, string> = {}, body?: BodyInit) =>
  app.request(path, { method, as: "owner", headers: { "Tus-Resumable": "1.0.0", ...headers }, body });

async function create(app: TestApp, headers: Record<string, string> = { "Upload-Length": String(file.length) }) {
  const response = await ask(app, "/api/uploads", "POST", {
    "Upload-Metadata": `title ${btoa("Tus")},contentType ${btoa("text/html")}`,
    ...headers,
  });
  assert.equal(response.status, 201, await response.clone().text());
  return response.headers.get("Location")!;
}

const patch = (app: TestApp, path: string, offset: number, body: BodyInit, headers: Record<string, string> = {}) =>
  ask(app, path, "PATCH", {
    "Upload-Offset": String(offset),
    "Content-Type": "application/offset+octet-stream",
    ...headers,
  }, body);

async function offsetAt(app: TestApp, path: string): Promise<number> {
  const response = await ask(app, path, "HEAD");
  assert.equal(response.status, 200);
  return Number(response.headers.get("Upload-Offset"));
}

async function assertWhole(id: string): Promise<void> {
  const [video] = await sql<{ originalKey: string; sizeBytes: number }[]>`
    select original_key, size_bytes from streamforge.videos where id = ${id}`;
  assert.equal(video.sizeBytes, file.length);
  const stored = await new Response(await two.storage.read(video.originalKey)).bytes();
  assert.equal(stored.length, file.length);
  assert(stored.every((byte, i) => byte === file[i]), "the bytes of the upload are those that were sent");
}

/** What an upload has left in the bucket: unfinished multiparts and objects. */
async function leftInBucket(path: string): Promise<{ multiparts: number; keys: string[] }> {
  const Prefix = `videos/${path.split("/").at(-1)}/`;
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket.bucket, Prefix }));
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket.bucket, Prefix }));
  return { multiparts: Uploads.length, keys: Contents.map(({ Key }) => Key!.slice(Prefix.length)) };
}

const videosOf = async (path: string) =>
  (await sql`select id from streamforge.videos where id = ${path.split("/").at(-1)!}`).length;

/** A body that sends `bytes`, then nothing more until `end` is called. */
function stalled(bytes: Uint8Array) {
  const over = Promise.withResolvers<void>();
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent < bytes.length) return controller.enqueue(bytes.slice(sent, sent += 65_536));
      await over.promise;
      controller.close();
    },
  });
  return { body, end: over.resolve };
}

async function until(isTrue: () => Promise<boolean>, what: string): Promise<void> {
  for (const endMs = Date.now() + 30_000; !await isTrue(); await new Promise((done) => setTimeout(done, 50))) {
    assert(Date.now() < endMs, what);
  }
}

async function notedBytes(path: string): Promise<number> {
  return (await one.unfinished.receivedBytes(path.split("/").at(-1)!))!;
}

Deno.test("alternate PATCHes to two servers make one video with every byte, and leave nothing else", async () => {
  const path = await create(one);
  const step = 3 * MIB + 7;
  let last: Response | null = null;
  for (let offset = 0, turn = 0; offset < file.length; offset += step, turn++) {
    const [app, other] = turn % 2 === 0 ? [one, two] : [two, one];
    last = await patch(app, path, offset, file.subarray(offset, offset + step));
    assert.equal(last.status, 204, await last.clone().text());
    const end = Math.min(offset + step, file.length);
    assert.equal(last.headers.get("Upload-Offset"), String(end));
    assert.equal(await offsetAt(other, path), end);
  }
  const id = last!.headers.get("X-Video-Id")!;
  assert.equal(id, path.split("/").at(-1));
  await assertWhole(id);
  assert.deepEqual(await leftInBucket(path), { multiparts: 0, keys: ["upload"] });
  assert.deepEqual(
    (await Promise.all([one, two].map((app) => app.files()))).flat().filter((name) => /uploads/.test(name)),
    [],
  );
  for (const app of [one, two]) {
    assert.equal((await ask(app, path, "HEAD")).headers.get("X-Video-Id"), id);
    assert.equal((await patch(app, path, file.length, new Uint8Array())).headers.get("X-Video-Id"), id);
  }
  assert.equal((await one.request(`/api/videos/${id}`, { method: "DELETE", as: "owner" })).status, 204);
  assert.deepEqual((await leftInBucket(path)).keys, []);
});

Deno.test("PATCHes at the same offset to both servers at once: one is taken, and no byte is lost or doubled", async () => {
  const path = await create(two);
  for (let offset = 0; offset < file.length;) {
    const end = Math.min(offset + 6 * MIB, file.length);
    const answers = await Promise.all(
      [one, two, one].map((app) => patch(app, path, offset, file.subarray(offset, end))),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    if (end < file.length) assert.deepEqual(statuses, [204, 409, 409]);
    else assert(statuses.every((status) => [204, 409].includes(status)), String(statuses));
    offset = await offsetAt(one, path);
    assert.equal(offset, end);
  }
  await assertWhole(path.split("/").at(-1)!);
  assert.equal(await videosOf(path), 1);
});

Deno.test("a request at another server makes the first one end, and goes on where it stood", async () => {
  const path = await create(one);
  const first = stalled(file.subarray(0, 9 * MIB + 5));
  const slow = patch(one, path, 0, first.body, { "Content-Length": String(file.length) });
  await until(async () => await notedBytes(path) >= 8 * MIB, "a part is noted while the request still runs");
  const offset = await offsetAt(two, path); // asks the first one to end
  assert.equal(offset, 9 * MIB + 5);
  assert.equal((await slow).headers.get("Upload-Offset"), String(offset));
  first.end();
  const done = await patch(two, path, offset, file.subarray(offset));
  assert.equal(done.status, 204);
  await assertWhole(done.headers.get("X-Video-Id")!);
});

Deno.test("a server that has lost the lock adds nothing to what the next one writes", async () => {
  const path = await create(one);
  const id = path.split("/").at(-1)!;
  const first = stalled(file.subarray(0, 8 * MIB + 5));
  const slow = patch(one, path, 0, first.body, { "Content-Length": String(file.length) });
  await until(async () => await notedBytes(path) >= 8 * MIB, "a part is noted");
  await sql`update streamforge.uploads set lock_holder = null where id = ${id}`; // as after its lease
  const done = patch(two, path, 8 * MIB, file.subarray(8 * MIB));
  first.end();
  assert.equal((await slow).status, 423);
  assert.equal((await done).status, 204);
  await assertWhole(id);
  assert.deepEqual(await leftInBucket(path), { multiparts: 0, keys: ["upload"] });
});

Deno.test("a body that breaks off keeps what came", async () => {
  const path = await create(one);
  const sent = 8 * MIB + 100_000;
  let at = 0;
  const cut = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (at < sent) return controller.enqueue(file.slice(at, at = Math.min(at + 50_000, sent)));
      await new Promise((done) => setTimeout(done, 100));
      controller.error(new Error("the connection was cut"));
    },
  });
  assert.equal((await patch(one, path, 0, cut)).status, 423);
  const offset = await offsetAt(two, path);
  assert(offset >= 8 * MIB && offset <= sent, String(offset));
  const done = await patch(two, path, offset, file.subarray(offset));
  await assertWhole(done.headers.get("X-Video-Id")!);
});

Deno.test("both servers finish a whole upload at once: one video; and the other's event stream tells of it", async () => {
  const path = await create(one);
  const id = path.split("/").at(-1)!;
  const events = await two.request("/api/events", { as: "owner" });
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
  let seen = (await reader.read()).value!;
  assert(!seen.includes(id));
  // as a server does that is killed after the last byte
  const store = one.unfinished;
  await patch(one, path, 0, file.subarray(0, 20 * MIB));
  await store.locks.withLock(id, async () => {
    const { Readable } = await import("node:stream");
    await store.store.write(Readable.from([file.subarray(20 * MIB)]), store.tusId(id), 20 * MIB);
  });
  assert.equal(await videosOf(path), 0);
  const answers = await Promise.all([one, two, one, two].map((app) => ask(app, path, "HEAD")));
  for (const answer of answers) {
    assert.deepEqual([answer.status, answer.headers.get("X-Video-Id")], [200, id]);
  }
  const [{ jobs }] = await sql`select count(*)::int as jobs from streamforge.jobs where video_id = ${id}`;
  assert.deepEqual([await videosOf(path), jobs], [1, 1]);
  while (!seen.includes(id)) seen += (await reader.read()).value;
  await reader.cancel();
  await assertWhole(id);
});

Deno.test("an upload of unknown length sets it later, at another server", async () => {
  const path = await create(one, { "Upload-Defer-Length": "1" });
  await patch(one, path, 0, file.subarray(0, 9 * MIB));
  const asked = await ask(two, path, "HEAD");
  assert.deepEqual([asked.headers.get("Upload-Defer-Length"), asked.headers.get("Upload-Length")], ["1", null]);
  const done = await patch(two, path, 9 * MIB, file.subarray(9 * MIB), { "Upload-Length": String(file.length) });
  await assertWhole(done.headers.get("X-Video-Id")!);
});

Deno.test("what is no media is 415, a cancelled and an expired upload end: nothing is left in the bucket", async () => {
  const empty = await ask(one, "/api/uploads", "POST", { "Upload-Length": "0" });
  assert.equal(empty.status, 415);

  const text = await create(one, { "Upload-Length": "9000000" });
  const refused = await patch(two, text, 0, new Uint8Array(9_000_000).fill(65));
  assert.equal(refused.status, 415);
  assert.deepEqual(await leftInBucket(text), { multiparts: 0, keys: [] });
  assert.equal((await ask(one, text, "HEAD")).status, 404);

  const cancelled = await create(one);
  await patch(one, cancelled, 0, file.subarray(0, 9 * MIB));
  assert.equal((await leftInBucket(cancelled)).multiparts, 1);
  assert.equal((await ask(two, cancelled, "DELETE")).status, 204);
  assert.deepEqual(await leftInBucket(cancelled), { multiparts: 0, keys: [] });

  const expired = await create(one);
  await patch(one, expired, 0, file.subarray(0, 9 * MIB));
  const id = expired.split("/").at(-1)!;
  await sql`update streamforge.uploads set expires_at = now() - interval '1 second' where id = ${id}`;
  await sweepUploads(two);
  assert.equal(await offsetAt(two, expired), 9 * MIB, "it received bytes a moment ago");
  await sql`
    update streamforge.uploads set expires_at = now() - interval '1 second', received_at = now() - interval '2 days'
    where id = ${id}`;
  await sweepUploads(two);
  assert.deepEqual(await leftInBucket(expired), { multiparts: 0, keys: [] });
  assert.equal((await ask(one, expired, "HEAD")).status, 404);
});

Deno.test("a sweep leaves an upload alone that is continued after the sweep has listed it", async () => {
  const [stale, resumed] = [await create(one), await create(one)];
  await patch(one, resumed, 0, file.subarray(0, 9 * MIB));
  const ids = [stale, resumed].map((path) => path.split("/").at(-1)!);
  await sql`
    update streamforge.uploads set received_at = now() - interval '2 days',
      expires_at = now() - case id when ${ids[0]} then interval '2 hours' else interval '1 hour' end
    where id in ${sql(ids)}`;
  const remove = async (id: string) => {
    await two.unfinished.remove(id);
    if (id !== ids[0]) return;
    const continued = await patch(one, resumed, 9 * MIB, file.subarray(9 * MIB, 18 * MIB));
    assert.equal(continued.status, 204, await continued.text());
  };
  await sweepUploads({ ...two, unfinished: { ...two.unfinished, remove } });
  assert.equal((await ask(one, stale, "HEAD")).status, 404);
  const done = await patch(two, resumed, 18 * MIB, file.subarray(18 * MIB));
  assert.equal(done.status, 204, await done.clone().text());
  await assertWhole(ids[1]);
});

Deno.test("a sweep of the storage leaves the parts of uploads alone", async () => {
  const path = await create(one);
  await patch(one, path, 0, file.subarray(0, 9 * MIB));
  const { S3Store } = await import("../../../src/storage/s3_store.ts");
  await new S3Store(bucket, "the bucket", STORE_LIMITS).abortAbandonedUploads(["videos/"], -60);
  const done = await patch(two, path, 9 * MIB, file.subarray(9 * MIB));
  await assertWhole(done.headers.get("X-Video-Id")!);
});

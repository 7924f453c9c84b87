import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { StorageGoneError } from "../../../src/core/disk.ts";
import { ConfigError, NotFoundError, TooLargeError } from "../../../src/core/errors.ts";
import { supabaseStorage } from "../../../src/storage/supabase.ts";
import { STORE_LIMITS, type StoreLimits } from "../../../src/storage/store_limits.ts";
import { type Fault, faultProxy } from "../../fault_proxy.ts";
import { type Intercept, supabaseStorageServer } from "../../supabase_storage_server.ts";

const MIB = 2 ** 20;
const CHUNK = 6 * MIB;
const folder = Deno.makeTempDirSync({ prefix: "streamforge_scratch_" });
const server = supabaseStorageServer({ fileSizeLimit: 20 * MIB });
const legacyKey = await server.key("service_role");
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
Deno.test.afterEach(() => server.plant(null));
Deno.test.afterAll(() => server.stop());
const scratch = { rootDir: `${folder}/scratch`, maxBytes: 2 ** 30, minFreeBytes: 0 };
const quick: StoreLimits = { ...STORE_LIMITS, retrySeconds: 10, firstDelayMs: 1, maxDelayMs: 5 };

function open({ bucket = server.newBucket(), key = legacyKey, url = server.url, limits = quick } = {}) {
  return { bucket, storage: supabaseStorage({ url, serviceRoleKey: key, bucket }, { scratch, limits }) };
}

/** Bytes that differ everywhere, in pieces of odd size. */
function pieces(size: number): { bytes: Uint8Array<ArrayBuffer>; body: ReadableStream<Uint8Array> } {
  const words = new Uint32Array(Math.ceil(size / 4));
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(i, 2654435761);
  const bytes = new Uint8Array(words.buffer, 0, size);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= size) return controller.close();
      controller.enqueue(bytes.subarray(at, at += 777_777));
    },
  }, { highWaterMark: 0 });
  return { bytes, body };
}

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
const readAll = async (stream: ReadableStream<Uint8Array>) => new Uint8Array(await new Response(stream).arrayBuffer());

for (const size of [CHUNK, CHUNK + 1, 2 * CHUNK]) {
  Deno.test(`supabaseStorage sends ${size} bytes in chunks of 6 MiB, of a stream and of a file`, async () => {
    const { bucket, storage } = open();
    const { bytes, body } = pieces(size);
    assert.equal((await storage.put("videos/a/original", body)).size, size);
    await Deno.writeFile(`${folder}/made`, bytes);
    let reports = 0;
    const stored = await storage.putFile("videos/a/720p/video.mp4", `${folder}/made`, { onProgress: () => reports++ });
    assert.equal(stored.size, size);
    assert.equal(reports, size > CHUNK ? Math.ceil(size / CHUNK) : 0);
    for (const key of ["videos/a/original", "videos/a/720p/video.mp4"]) {
      assert.ok(isSame(await readAll(await storage.read(key)), bytes), key);
    }
    const types = Array.from(server.buckets.get(bucket)!.objects.values(), ({ contentType }) => contentType);
    assert.deepEqual(types, ["application/octet-stream", "video/mp4"]);
    assert.equal(server.unfinishedUploads(), 0);
  });
}

Deno.test("supabaseStorage removes a resumable upload whose body breaks off, is too large or is aborted", async () => {
  const { bucket, storage } = open();
  const broken = pieces(2 * CHUNK).body.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        if (chunk.length < 777_777) throw new Error("the line was cut");
        controller.enqueue(chunk);
      },
    }),
  );
  await assert.rejects(storage.put("a", broken), /the line was cut/);
  await assert.rejects(storage.put("a", pieces(2 * CHUNK).body, { maxBytes: CHUNK + 9 }), TooLargeError);
  await Deno.writeFile(`${folder}/long`, pieces(3 * CHUNK).bytes);
  const stop = new AbortController();
  const onProgress = () => stop.abort(new Error("the job was cancelled"));
  await assert.rejects(storage.putFile("a", `${folder}/long`, { signal: stop.signal, onProgress }), /was cancelled/);
  assert.equal(server.unfinishedUploads(), 0);
  assert.equal(server.buckets.get(bucket)!.objects.size, 0);
});

/** Answers the nth request that `isMeant` in place of the server, or after it. */
function failOnce(isMeant: (request: Request) => boolean, fault: Intercept, nth = 1): { count: number } {
  const seen = { count: 0 };
  server.plant(async (request, pass) =>
    isMeant(request) && ++seen.count === nth ? await fault(request, pass) : await pass()
  );
  return seen;
}

const isPatch = ({ method }: { method: string }) => method === "PATCH";
/** What happens to which chunk. */
const FAULTS: [string, Fault, nth?: number][] = [
  ["a chunk is answered with 500", { kind: "answer", status: 500, body: "broken" }],
  ["a chunk is refused for too many requests", { kind: "answer", status: 429, body: "slow down" }],
  ["another server holds the lock of an upload", { kind: "answer", status: 423, body: "locked" }],
  ["the connection of a chunk is reset", { kind: "reset" }],
  ["a chunk is not answered", { kind: "stall" }],
  ["the answer to a chunk is lost", { kind: "lostAnswer" }],
  ["the answer to the last chunk is lost", { kind: "lostAnswer" }, 2],
];
for (const [sentence, fault, nth = 1] of FAULTS) {
  Deno.test(`supabaseStorage goes on where ${sentence}`, async () => {
    await using proxy = faultProxy(server.url);
    const { storage } = open({
      url: proxy.origin,
      limits: { ...quick, answerSeconds: 1, minBytesPerSecond: 100 * MIB },
    });
    const { bytes, body } = pieces(CHUNK + 100);
    let chunks = 0;
    proxy.decide = (request) => isPatch(request) && ++chunks === nth ? fault : null;
    await storage.put("videos/a/original", body);
    assert.ok(chunks >= 2);
    assert.ok(isSame(await readAll(await storage.read("videos/a/original")), bytes));
  });
}

Deno.test("supabaseStorage does not take an upload for stored whose bytes are sent and whose object is not there", async () => {
  const { storage } = open();
  await storage.putText("a", "old");
  failOnce(isPatch, async (request, pass) => {
    const { objects } = server.buckets.values().toArray().at(-1)!;
    const old = objects.get("a")!;
    await pass();
    objects.set("a", old); // the bytes are there, and the row could not be written
    return new Response(`failed to write the row of ${request.url}`, { status: 500 });
  }, 2);
  await assert.rejects(storage.put("a", pieces(CHUNK + 100).body), /all bytes of "a" were sent, and it was not stored/);
  assert.equal(await storage.readText("a"), "old");
});

Deno.test("supabaseStorage gives up on a chunk that always fails, and removes the upload", async () => {
  const { storage } = open({ limits: { ...quick, retrySeconds: 0.2 } });
  server.plant(async (request, pass) => isPatch(request) ? new Response("broken", { status: 500 }) : await pass());
  await assert.rejects(storage.put("a", pieces(2 * CHUNK).body), StorageGoneError);
  assert.equal(server.unfinishedUploads(), 0);
});

Deno.test("supabaseStorage tries an error again that comes as HTTP 400 with 503 in its body", async () => {
  const { storage } = open();
  const body = JSON.stringify({ statusCode: "503", error: "DatabaseReadOnly", message: "read-only" });
  const seen = failOnce(() => true, () => Promise.resolve(new Response(body, { status: 400 })));
  await storage.putText("a", "written");
  assert.equal(await storage.readText("a"), "written");
  assert.ok(seen.count > 2);
});

Deno.test("supabaseStorage keeps the identity that was moved into its place first", async () => {
  const { bucket, storage } = open();
  const { objects } = server.buckets.get(bucket)!;
  await Promise.all(["A", "B", "C"].map((letter) => storage.writeIdentity(letter.repeat(22))));
  assert.deepEqual([...objects.keys()], [".streamforge-storage-id"], "nothing is left of the others");
});

Deno.test("supabaseStorage sweeps what a killed process has left, and nothing of the last hours", async () => {
  const { bucket, storage } = open();
  await storage.putText("videos/a/original", "kept");
  const { objects } = server.buckets.get(bucket)!;
  const object = objects.get("videos/a/original")!;
  objects.set(".streamforge-temporary/old", { ...object, updated: new Date(Date.now() - 7 * 3_600_000) });
  objects.set(".streamforge-temporary/new", object);
  await storage.sweep();
  assert.deepEqual([...objects.keys()], ["videos/a/original", ".streamforge-temporary/new"]);
});

Deno.test("supabaseStorage says what is wrong with its bucket, its key and its limits", async () => {
  const other = supabaseStorageServer();
  await other.stop();
  const refused = async (storage: ReturnType<typeof supabaseStorage>, pattern: RegExp) => {
    for (const use of [() => storage.readIdentity(), () => storage.putText("a", "x"), () => storage.checkPresent()]) {
      await assert.rejects(use, (error: Error) => error instanceof StorageGoneError && pattern.test(error.message));
    }
  };
  await refused(open({ bucket: "not-there" }).storage, /no bucket not-there .* create a private bucket of that name/);
  await refused(open({ key: await other.key("service_role") }).storage, /SUPABASE_SERVICE_ROLE_KEY .*signature/);
  const gone = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  gone.close();
  const url = `http://127.0.0.1:${gone.addr.port}`;
  await refused(open({ url, limits: { ...quick, retrySeconds: 0.05 } }).storage, /can't be reached/);

  server.plant(() => Promise.resolve(new Response("<h1>404</h1>", { status: 404 })));
  await refused(open().storage, /is not there \(404 .*\): check SUPABASE_URL/);
  server.plant(() => Promise.resolve(new Response("<h1>Welcome</h1>")));
  await refused(open().storage, /the answer is not JSON\): check SUPABASE_URL|is not the identity of a storage/);
  failOnce(({ url }) => url.includes("/list-v2/"), () => {
    const body = JSON.stringify({ statusCode: "404", error: "Bucket not found", message: "Bucket not found" });
    return Promise.resolve(new Response(body, { status: 400 })); // for a version without it, this is an upload
  });
  await assert.rejects(Array.fromAsync(open().storage.list("")), /no endpoint list-v2: it needs .* 1.19/);
  server.plant(null);

  const images = open({ bucket: server.newBucket({ allowedMimeTypes: ["image/*"] }) }).storage;
  await assert.rejects(images.putText("a.srt", "x"), /allow all types in the bucket/);
  const small = open({ bucket: server.newBucket({ fileSizeLimit: 10 }) }).storage;
  await assert.rejects(small.putText("a", "longer than that"), (error: Error) => {
    return error instanceof TooLargeError && /raise the file size limit/.test(error.message);
  });
  await assert.rejects(open().storage.put("a", pieces(21 * MIB).body), TooLargeError);
  await Deno.writeFile(`${folder}/too_large`, new Uint8Array(21 * MIB));
  await assert.rejects(open().storage.putFile("a", `${folder}/too_large`), TooLargeError);
  assert.equal(server.unfinishedUploads(), 0);
});

Deno.test("supabaseStorage refuses a key that is no service role's before it asks for anything", async () => {
  const anon = await server.key("anon");
  assert.throws(
    () => open({ key: anon }),
    (error: Error) => error instanceof ConfigError && /anon key/.test(error.message),
  );
  assert.throws(() => open({ key: "sb_publishable_abc" }), /SUPABASE_SERVICE_ROLE_KEY holds the publishable key/);
});

Deno.test("supabaseStorage makes URLs that anyone may read an object at for a while, ranges included", async () => {
  const { storage } = open();
  await storage.putText("videos/a/720p/video.mp4", "0123456789");
  const url = (await storage.signedUrl("videos/a/720p/video.mp4", { seconds: 60, contentType: "video/mp4" }))!;
  const answer = await fetch(url, { headers: { Range: "bytes=2-4" } });
  assert.equal(answer.status, 206);
  assert.equal(answer.headers.get("content-type"), "video/mp4");
  assert.equal(await answer.text(), "234");
  const other = await fetch(url.replace("video.mp4", "other.mp4"));
  assert.equal(other.status, 400);
  await other.body?.cancel();
  server.passTime(61);
  const late = await fetch(url);
  assert.match((await late.json()).message, /"exp"/);
  server.passTime(-61);

  await storage.putText("videos/a/original", "0123456789");
  const typed = await storage.signedUrl("videos/a/original", { seconds: 60, contentType: "video/quicktime" });
  assert.equal(typed, null, "the store would answer with the type application/octet-stream");
  await assert.rejects(storage.signedUrl("none.mp4", { seconds: 60, contentType: "video/mp4" }), NotFoundError);
});

Deno.test("supabaseStorage deletes folders of more objects than one request may name", async () => {
  const { bucket, storage } = open();
  await storage.putText("videos/a/first", "x");
  await storage.putText("videos/A/other", "x");
  const { objects } = server.buckets.get(bucket)!;
  for (let i = 0; i < 2100; i++) objects.set(`videos/a/${i}`, objects.get("videos/a/first")!);
  assert.equal((await Array.fromAsync(storage.list("videos/a"))).length, 2101);
  await storage.deletePrefix("videos/a/");
  assert.deepEqual([...objects.keys()], ["videos/A/other"]);
});

import assert from "node:assert/strict";
import { StorageGoneError } from "../../../src/core/disk.ts";
import { TooLargeError } from "../../../src/core/errors.ts";
import { type S3Options, s3Storage } from "../../../src/storage/s3.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { type Fault, type FaultProxy, faultProxy, type SeenRequest } from "../../fault_proxy.ts";
import { s3Server } from "../../s3_server.ts";
import { HEALING } from "./fault_contract.ts";

const MIB = 2 ** 20;
const folder = Deno.makeTempDirSync({ prefix: "streamforge_scratch_" });
const server = await s3Server();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
Deno.test.afterAll(async () => await server.stop());

interface Upload {
  storage: Storage;
  proxy: FaultProxy;
  /** The unfinished uploads of the bucket. */
  unfinished(): Promise<string[]>;
}

function test(sentence: string, check: (upload: Upload) => Promise<void>, options: Partial<S3Options> = {}): void {
  Deno.test(sentence, async () => {
    const settings = await server.newBucket();
    await using proxy = faultProxy(server.endpoint);
    const scratch = { rootDir: `${folder}/scratch`, maxBytes: 2 ** 30, minFreeBytes: 0 };
    const storage = s3Storage({ ...settings, endpoint: proxy.origin }, {
      ...{ scratch, limits: HEALING, partBytes: 5 * MIB },
      ...options,
    });
    await check({ storage, proxy, unfinished: () => server.unfinishedUploads(settings) });
  });
}

/** Long enough for a busy machine, where a test plants no stall. */
const PATIENT = { ...HEALING, answerSeconds: 20 };
const CONTENT = new Uint8Array(12 * MIB).map((_, i) => (i * 2654435761) >>> 13);
const body = () => ReadableStream.from(Array.from({ length: 12 }, (_, i) => CONTENT.subarray(i * MIB, (i + 1) * MIB)));
const isCreate = ({ method, target }: SeenRequest) => method === "POST" && /[?&]uploads/.test(target);
const isComplete = ({ method, target }: SeenRequest) => method === "POST" && /uploadId=/.test(target);
const isPart = (number: number) => ({ method, target }: SeenRequest) =>
  method === "PUT" && target.includes(`partNumber=${number}&`);
const failing: Fault = { kind: "answer", status: 500, body: "<Error><Code>InternalError</Code></Error>" };

async function assertStored(storage: Storage, key: string): Promise<void> {
  const stored = new Uint8Array(await new Response(await storage.read(key)).arrayBuffer());
  assert.equal(stored.length, CONTENT.length);
  assert.ok(stored.every((byte, i) => byte === CONTENT[i]), "byte for byte");
}

const steps: [string, (request: SeenRequest) => boolean][] = [
  ["the first request", isCreate],
  ["a part", isPart(2)],
  ["the last part", isPart(3)],
  ["the last request", isComplete],
];
for (const [step, isHit] of steps) {
  for (const fault of [failing, { kind: "reset" }, { kind: "lostAnswer" }] as Fault[]) {
    test(`a large upload succeeds though ${step} fails once (${fault.kind})`, async ({ storage, proxy, unfinished }) => {
      let hits = 0;
      proxy.decide = (request) => isHit(request) && hits++ === 0 ? fault : null;
      assert.equal((await storage.put("videos/a/original", body())).size, CONTENT.length);
      proxy.reset();
      await assertStored(storage, "videos/a/original");
      // where the answer to the first request was lost, nobody knows the id of that upload: the sweep removes it
      assert.equal((await unfinished()).length, step === "the first request" && fault.kind === "lostAnswer" ? 1 : 0);
      assert.ok(hits > 1);
    });
  }
  test(
    `a large upload of which ${step} always fails is reported, and leaves the old object and no parts`,
    async (one) => {
      const { storage, proxy, unfinished } = one;
      await storage.putText("videos/a/original", "old");
      proxy.decide = (request) => isHit(request) ? failing : null;
      await assert.rejects(storage.put("videos/a/original", body()), StorageGoneError);
      assert.equal(await storage.readText("videos/a/original"), "old");
      assert.deepEqual(await unfinished(), []);
    },
    { limits: { ...PATIENT, retrySeconds: 0.3 } },
  );
}

test("a 200 that holds an error is not taken for success", async ({ storage, proxy }) => {
  let hits = 0;
  const fault: Fault = { ...failing, status: 200 } as Fault;
  proxy.decide = (request) => isComplete(request) && hits++ === 0 ? fault : null;
  await storage.put("videos/a/original", body());
  assert.equal(hits, 2);
  await assertStored(storage, "videos/a/original");
});

test("a large body that breaks off, or is too large, leaves the old object and no parts", async ({ storage, unfinished }) => {
  await storage.putText("videos/a/original", "old");
  let sent = 0;
  const broken = () =>
    new ReadableStream({
      pull(controller) {
        if (sent++ < 11) controller.enqueue(new Uint8Array(MIB));
        else controller.error(new Error("the line was cut"));
      },
    });
  await assert.rejects(storage.put("videos/a/original", broken()), /the line was cut/);
  await assert.rejects(storage.put("videos/a/original", body(), { maxBytes: 11 * MIB }), TooLargeError);
  assert.equal(await storage.readText("videos/a/original"), "old");
  assert.deepEqual(await unfinished(), []);
});

test("the cause is reported though the parts can't be removed", async ({ storage, proxy }) => {
  proxy.decide = ({ method }) => method === "DELETE" ? failing : null;
  await assert.rejects(storage.put("videos/a/original", body(), { maxBytes: 11 * MIB }), TooLargeError);
}, { limits: { ...PATIENT, retrySeconds: 0.2 } });

test("an upload whose part fails does not wait for the rest of a slow body", async ({ storage, proxy, unfinished }) => {
  proxy.decide = (request) => isPart(1)(request) ? failing : null;
  let isCancelled = false;
  let sent = 0;
  const slow = new ReadableStream<Uint8Array>({
    pull: (controller) => sent++ < 11 ? controller.enqueue(new Uint8Array(MIB)) : new Promise(() => {}),
    cancel: () => void (isCancelled = true),
  });
  await assert.rejects(storage.put("videos/a/original", slow), StorageGoneError);
  assert.ok(isCancelled);
  assert.deepEqual(await unfinished(), []);
}, { limits: { ...PATIENT, retrySeconds: 0.3 } });

test("a body is not read much faster than the store takes it", async ({ storage, proxy }) => {
  proxy.decide = ({ target }) => target.includes("partNumber=") ? { kind: "stall" } : null;
  let readBytes = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      readBytes += MIB;
      controller.enqueue(new Uint8Array(MIB));
    },
  });
  await assert.rejects(storage.put("videos/a/original", endless), StorageGoneError);
  assert.ok(readBytes <= 7 * 5 * MIB, `${readBytes / MIB} MiB`);
}, { limits: { ...HEALING, minBytesPerSecond: 100 * MIB, retrySeconds: 0.3 } });

test("putFile sends a large file, and removes it when it is stored", async ({ storage, proxy }) => {
  const path = `${folder}/rendition.mp4`;
  await Deno.writeFile(path, CONTENT);
  proxy.decide = (request) => isComplete(request) ? failing : null;
  await assert.rejects(storage.putFile("videos/a/720p/1/video.mp4", path), StorageGoneError);
  assert.equal((await Deno.stat(path)).size, CONTENT.length, "it is still there");
  proxy.reset();
  let progress = 0;
  await storage.putFile("videos/a/720p/1/video.mp4", path, { onProgress: () => progress++ });
  assert.equal(progress, 3);
  await assertStored(storage, "videos/a/720p/1/video.mp4");
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
}, { limits: { ...PATIENT, retrySeconds: 0.3 } });

test("putFile ends when it is stopped, and leaves no parts", async ({ storage, proxy, unfinished }) => {
  const path = `${folder}/stopped.mp4`;
  await Deno.writeFile(path, CONTENT);
  const stop = new AbortController();
  proxy.decide = (request) => {
    if (isPart(3)(request)) stop.abort(new Error("the worker stops"));
    return isPart(3)(request) ? { kind: "stall" } : null;
  };
  await assert.rejects(storage.putFile("videos/a/x", path, { signal: stop.signal }), /the worker stops/);
  proxy.reset();
  // a part that was on its way can reach the store after the rest was removed: the sweep finds it
  while ((await unfinished()).length > 0) await storage.sweep();
  assert.equal(await storage.stat("videos/a/x"), null);
  await Deno.remove(path);
}, { abandonedSeconds: 0 });

test("sweep removes the parts of killed processes, and of nobody else", async ({ storage, proxy, unfinished }) => {
  proxy.decide = ({ method }) => method === "DELETE" ? failing : null; // as if the process were killed
  for (const key of ["videos/a/original", "transcriptions/b", "other-program/c"]) {
    await assert.rejects(storage.put(key, body(), { maxBytes: 11 * MIB }), TooLargeError);
  }
  proxy.reset();
  assert.equal((await unfinished()).length, 3);
  await storage.sweep();
  assert.deepEqual(await unfinished(), ["other-program/c"]);
}, { limits: { ...PATIENT, retrySeconds: 0.1 }, abandonedSeconds: 0 });

test("sweep leaves uploads alone that may still be written", async ({ storage, proxy, unfinished }) => {
  proxy.decide = ({ method }) => method === "DELETE" ? failing : null;
  await assert.rejects(storage.put("videos/a/original", body(), { maxBytes: 11 * MIB }), TooLargeError);
  await storage.sweep();
  assert.deepEqual(await unfinished(), ["videos/a/original"]);
}, { limits: { ...PATIENT, retrySeconds: 0.1 }, abandonedSeconds: 600 });

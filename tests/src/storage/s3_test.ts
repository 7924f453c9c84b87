import assert from "node:assert/strict";
import { StorageGoneError } from "../../../src/core/disk.ts";
import { NotFoundError } from "../../../src/core/errors.ts";
import { s3Storage } from "../../../src/storage/s3.ts";
import type { S3Settings } from "../../../src/storage/s3_client.ts";
import { type FaultProxy, faultProxy } from "../../fault_proxy.ts";
import { freePort, s3Server } from "../../s3_server.ts";
import { storageContract } from "./contract.ts";
import { faultContract, HEALING } from "./fault_contract.ts";

const folder = Deno.makeTempDirSync({ prefix: "streamforge_scratch_" });
const server = await s3Server();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
Deno.test.afterAll(async () => await server.stop());

let folders = 0;
const newScratch = () => ({ rootDir: `${folder}/${folders++}`, maxBytes: 2 ** 30, minFreeBytes: 0 });
const open = (settings: S3Settings, limits = HEALING) => s3Storage(settings, { scratch: newScratch(), limits });

const errorXml = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>planted</Message></Error>`;

storageContract("s3Storage", async () => s3Storage(await server.newBucket(), { scratch: newScratch() }));

faultContract("s3Storage", {
  async make(limits) {
    const settings = await server.newBucket();
    const proxy = faultProxy(server.endpoint);
    const scratch = newScratch();
    const storage = s3Storage({ ...settings, endpoint: proxy.origin }, { scratch, limits });
    const direct = s3Storage(settings, { scratch: newScratch() });
    return { storage, direct, proxy, scratchDir: scratch.rootDir };
  },
  errorBody: (status) => {
    const code = ({ 429: "TooManyRequests", 503: "SlowDown" } as Record<number, string>)[status] ?? "InternalError";
    return errorXml(code);
  },
});

async function withProxy(check: (settings: S3Settings, proxy: FaultProxy) => Promise<void>): Promise<void> {
  const settings = await server.newBucket();
  await using proxy = faultProxy(server.endpoint);
  await check({ ...settings, endpoint: proxy.origin }, proxy);
}

Deno.test("a signed URL gives the object and its ranges to anybody, as the media type asked for, until it expires", async () => {
  const storage = open(await server.newBucket());
  await storage.putText("videos/a/720p/x/0.m4s", "0123456789");
  const signed = await storage.signedUrl("videos/a/720p/x/0.m4s", { seconds: 2, contentType: "video/mp4" });
  const whole = await fetch(signed!);
  assert.deepEqual([whole.status, whole.headers.get("Content-Type"), await whole.text()], [
    200,
    "video/mp4",
    "0123456789",
  ]);
  const part = await fetch(signed!, { headers: { Range: "bytes=2-4" } });
  assert.deepEqual([part.status, await part.text()], [206, "234"]);
  const other = await fetch(signed!.replace("0.m4s", "1.m4s"));
  assert.equal(other.status, 403, "it is valid for one object");
  await other.body?.cancel();
  for (;;) {
    const { status, body } = await fetch(signed!);
    await body?.cancel();
    if (status === 403) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
});

Deno.test("a wrong secret, an unknown key or a missing bucket is a StorageGoneError that names what to correct", async () => {
  const settings = await server.newBucket();
  const wrong: [Partial<S3Settings>, RegExp][] = [
    [{ secretAccessKey: "another" }, /refuses this server: check S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY/],
    [{ accessKeyId: "AKUNKNOWN" }, /refuses this server: check S3_ACCESS_KEY_ID/],
    [{ bucket: "nobodys-bucket" }, /there is no bucket nobodys-bucket at http.*: create it, or correct S3_BUCKET/],
    [{ region: "mars-1" }, /S3_REGION/],
  ];
  for (const [change, message] of wrong) {
    const storage = open({ ...settings, ...change });
    const operations = [
      () => storage.checkPresent(),
      () => storage.readIdentity(),
      () => storage.putText("a", "x"),
      () => storage.put("a", new Response("x").body!),
      () => storage.stat("a"),
      () => storage.readText("a"),
      () => Array.fromAsync(storage.list("")),
      () => storage.deletePrefix("videos/a"),
      () => storage.checkWritable(),
      () => storage.withLocalFile("a", () => Promise.resolve()),
    ];
    for (const operation of operations) {
      await assert.rejects(operation as () => Promise<unknown>, (error: Error) => {
        assert.ok(error instanceof StorageGoneError, `${operation}: ${error.stack}`);
        assert.match(error.message, message, String(operation));
        return true;
      });
    }
  }
});

Deno.test("a store that nobody can reach is a StorageGoneError", async () => {
  const storage = open({ ...await server.newBucket(), endpoint: `http://127.0.0.1:${freePort()}` }, {
    ...HEALING,
    retrySeconds: 0,
  });
  await assert.rejects(storage.checkPresent(), (error: Error) => {
    return error instanceof StorageGoneError && /can't be reached.*refused/i.test(error.message);
  });
});

Deno.test("a bucket that was emptied, or holds another storage now, is not taken for the one that was there", async () => {
  const settings = await server.newBucket();
  const [storage, other] = [open(settings), open(settings)];
  await storage.writeIdentity("A".repeat(22));
  await storage.readIdentity();
  await storage.checkPresent();
  assert.equal(await storage.stat("videos/a"), null);
  await assert.rejects(storage.readText("videos/a"), NotFoundError);
  await server.deleteObject(settings, storage.identityPlace.split(" ").at(-1)!);
  for (
    const use of [() => storage.stat("videos/a"), () => storage.readText("videos/a"), () => storage.checkPresent()]
  ) {
    await assert.rejects(use, /was the bucket emptied/);
  }
  await other.writeIdentity("B".repeat(22));
  await assert.rejects(storage.putText("videos/a", "x"), /is the storage B+ now and was A+/);
});

Deno.test("a store without conditional writes gets its identity too", () =>
  withProxy(async (settings, proxy) => {
    const storage = open(settings);
    let refused = 0;
    proxy.decide = ({ method }) => {
      const isFirst = method === "PUT" && refused++ === 0;
      return isFirst ? { kind: "answer", status: 501, body: errorXml("NotImplemented") } : null;
    };
    await storage.writeIdentity("A".repeat(22));
    assert.equal(await storage.readIdentity(), "A".repeat(22));
    await storage.writeIdentity("B".repeat(22));
    assert.equal(await storage.readIdentity(), "A".repeat(22));
  }));

Deno.test("deletePrefix deletes thousands of objects, a thousand with one request", () =>
  withProxy(async (settings, proxy) => {
    const storage = open(settings);
    const { bucket } = settings;
    await server.makeObjects(bucket, Array.from({ length: 2001 }, (_, i) => `videos/a/hls/${i}.m4s`));
    await storage.putText("videos/b/original", "b");
    proxy.reset();
    await storage.deletePrefix("videos/a");
    assert.equal(proxy.seen.filter(({ method }) => method === "POST").length, 3);
    assert.deepEqual((await Array.fromAsync(storage.list(""))).map(({ key }) => key), ["videos/b/original"]);
  }));

Deno.test("objects that a batch could not delete are tried again, or named", () =>
  withProxy(async (settings, proxy) => {
    const storage = open(settings);
    for (const name of ["1", "2", "3"]) await storage.putText(`videos/a/${name}`, name);
    const partly = (code: string) => ({
      ...{ kind: "answer" as const, status: 200 },
      body: `<?xml version="1.0" encoding="UTF-8"?><DeleteResult><Error><Key>videos/a/2</Key><Code>${code}</Code>` +
        `<Message>planted</Message></Error></DeleteResult>`,
    });
    proxy.decide = ({ method }) => method === "POST" ? partly("AccessDenied") : null;
    await assert.rejects(
      storage.deletePrefix("videos/a"),
      /1 of 3 objects could not be deleted.*videos\/a\/2.*AccessDenied/,
    );
    let batches = 0;
    proxy.decide = ({ method }) => method === "POST" && batches++ === 0 ? partly("InternalError") : null;
    await storage.deletePrefix("videos/a");
    assert.equal(batches, 2);
  }));

Deno.test("objects are deleted one by one in a store without batches", () =>
  withProxy(async (settings, proxy) => {
    const storage = open(settings);
    for (const name of ["1", "2"]) await storage.putText(`videos/a/${name}`, name);
    proxy.decide = ({ method }) =>
      method === "POST" ? { kind: "answer", status: 501, body: errorXml("NotImplemented") } : null;
    await storage.deletePrefix("videos/a");
    assert.deepEqual(await Array.fromAsync(storage.list("")), []);
  }));

import assert from "node:assert/strict";
import { ModelError, NoSpaceError } from "../../../src/core/errors.ts";
import { download, type DownloadOptions, SourceError } from "../../../ml/models/download.ts";
import { smallDisk } from "../../small_disk.ts";
import { broken, bytesOf, FILES, type Hub, QUICK, sendFile, sha256, startHub, tempFolder, weights } from "./hub.ts";

const BYTES = FILES["model.bin"];
const HASH = sha256(BYTES);
const startOf = (request: Request) => Number(/\d+/.exec(request.headers.get("range") ?? "")?.[0] ?? 0);

function get(hub: Hub, folder: string, more: Partial<DownloadOptions> = {}): Promise<string> {
  return download({ url: `${hub.url}/x/model.bin`, path: `${folder}/model.bin`, sha256: HASH, limits: QUICK, ...more });
}
async function assertWhole(folder: string) {
  assert.equal(sha256(await Deno.readFile(`${folder}/model.bin`)), HASH);
}
const isAbsent = (path: string) => assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);

Deno.test("download() fetches a file, reports progress and returns its hash", async () => {
  await using hub = startHub();
  await using dir = await tempFolder();
  const seen: [number, number | null][] = [];
  assert.equal(await get(hub, dir.path, { onBytes: (done, total) => seen.push([done, total]) }), HASH);
  await assertWhole(dir.path);
  assert.deepEqual(seen.at(-1), [BYTES.length, BYTES.length]);
  assert.ok(seen.every(([done], i) => i === 0 || done >= seen[i - 1][0]));
  assert.deepEqual(hub.requests.map(({ range }) => range), [null]);
});

Deno.test("a download resumes at the last byte each time its connection breaks", async () => {
  await using hub = startHub((request, count) => count < 5 ? broken(BYTES, startOf(request), 40_000, "cut") : null);
  await using dir = await tempFolder();
  await get(hub, dir.path);
  await assertWhole(dir.path);
  const starts = hub.requests.map(({ range }) => Number(/\d+/.exec(range ?? "bytes=0-")![0]));
  assert.ok(starts.at(-1)! > 100_000, String(starts));
});

Deno.test("a stalled connection is aborted and tried again", async () => {
  await using hub = startHub((request, count) => count === 0 ? broken(BYTES, startOf(request), 50_000, "stall") : null);
  await using dir = await tempFolder();
  await get(hub, dir.path);
  await assertWhole(dir.path);
  assert.equal(hub.requests[1].range, "bytes=50000-");
});

Deno.test("a download resumes the file of an earlier run", async () => {
  await using hub = startHub();
  await using dir = await tempFolder();
  await Deno.writeFile(`${dir.path}/model.bin`, BYTES.slice(0, 123_456));
  await get(hub, dir.path);
  await assertWhole(dir.path);
  assert.deepEqual(hub.requests.map(({ range }) => range), ["bytes=123456-"]);
});

Deno.test("a server that ignores Range makes the download start over", async () => {
  await using hub = startHub(() => new Response(BYTES.slice()));
  await using dir = await tempFolder();
  await Deno.writeFile(`${dir.path}/model.bin`, BYTES.slice(0, 1000));
  await get(hub, dir.path);
  await assertWhole(dir.path);
});

Deno.test("an answer with another range than requested is not used", async () => {
  await using hub = startHub((request, count) => count === 0 ? broken(BYTES, 5, 1000, "cut") : sendFile(request));
  await using dir = await tempFolder();
  await Deno.writeFile(`${dir.path}/model.bin`, BYTES.slice(0, 1000));
  await get(hub, dir.path);
  await assertWhole(dir.path);
});

Deno.test("a finished file of an earlier run is checked and not fetched again", async () => {
  await using hub = startHub();
  await using dir = await tempFolder();
  await Deno.writeFile(`${dir.path}/model.bin`, BYTES);
  assert.equal(await get(hub, dir.path, { fileBytes: BYTES.length }), HASH);
  assert.equal(hub.requests.length, 1);
});

Deno.test("a partial file of another revision is discarded and the whole file downloaded", async () => {
  await using hub = startHub();
  await using dir = await tempFolder();
  for (const old of [weights(1000, 99), weights(400_000, 99)]) {
    await Deno.writeFile(`${dir.path}/model.bin`, old);
    await get(hub, dir.path, { fileBytes: BYTES.length });
    await assertWhole(dir.path);
  }
});

Deno.test("wrong bytes are refused and removed", async () => {
  const wrong = BYTES.slice();
  wrong[200_000] ^= 1;
  await using hub = startHub(() => new Response(wrong.slice()));
  await using dir = await tempFolder();
  await assert.rejects(get(hub, dir.path), (error: Error) => {
    assert.ok(error instanceof ModelError && !(error instanceof SourceError));
    assert.match(error.message, new RegExp(`has the SHA-256 ${sha256(wrong)}: it should be ${HASH}; it was removed`));
    return true;
  });
  isAbsent(`${dir.path}/model.bin`);
});

Deno.test("a file that is too long is refused, and an endless one does not fill the disk", async () => {
  await using hub = startHub(() => {
    const body = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65536)) });
    return new Response(body);
  });
  await using dir = await tempFolder();
  await assert.rejects(get(hub, dir.path, { fileBytes: BYTES.length }), /more than the 300000 bytes it should have/);
  isAbsent(`${dir.path}/model.bin`);
});

Deno.test("the hub's own hash and size are used if the catalog has none", async () => {
  let etag = HASH;
  await using hub = startHub((request) => {
    if (!request.url.includes("/x/")) return null;
    const headers = { "x-linked-etag": `"${etag}"`, "x-linked-size": String(BYTES.length), location: "/cdn/model.bin" };
    return new Response(null, { status: 302, headers });
  });
  await using dir = await tempFolder();
  await get(hub, dir.path, { sha256: undefined });
  await assertWhole(dir.path);
  await Deno.remove(`${dir.path}/model.bin`);
  etag = sha256("something else");
  await assert.rejects(get(hub, dir.path, { sha256: undefined }), /it should be/);
  isAbsent(`${dir.path}/model.bin`);
});

Deno.test("without a hash a broken download starts over: nothing would show that the parts belong together", async () => {
  await using hub = startHub((request, count) => count === 0 ? broken(bytesOf(request)!, 0, 50_000, "cut") : null);
  await using dir = await tempFolder();
  assert.equal(await get(hub, dir.path, { sha256: undefined }), HASH);
  assert.deepEqual(hub.requests.map(({ range }) => range), [null, null]);
});

Deno.test("a temporary error of the server is retried, a permanent one is not", async () => {
  await using dir = await tempFolder();
  await using busy = startHub((_, count) => count < 2 ? new Response("busy", { status: 503 }) : null);
  await get(busy, dir.path);
  assert.equal(busy.requests.length, 3);
  await using gone = startHub(() => new Response("no", { status: 404 }));
  await assert.rejects(
    get(gone, dir.path),
    (error: Error) => error instanceof SourceError && /answered 404/.test(error.message),
  );
  assert.equal(gone.requests.length, 1);
});

Deno.test("a server that can't be reached is a SourceError after a few tries", async () => {
  await using dir = await tempFolder();
  const hub = startHub();
  await hub[Symbol.asyncDispose]();
  await assert.rejects(get(hub, dir.path), (error: Error) => {
    assert.ok(error instanceof SourceError);
    assert.match(error.message, /\/x\/model\.bin could not be read: .*refused/);
    return true;
  });
});

Deno.test("redirections in a circle and to other protocols are refused", async () => {
  await using dir = await tempFolder();
  await using circle = startHub((request) => Response.redirect(request.url));
  await assert.rejects(get(circle, dir.path), /more than 5 redirections/);
  await using file = startHub(() => new Response(null, { status: 302, headers: { location: "file:///etc/passwd" } }));
  await assert.rejects(get(file, dir.path), /is not https: weights come over https only/);
});

Deno.test("an abort stops the download and keeps the partial file for the next run", async () => {
  await using hub = startHub((request, count) => count === 0 ? broken(BYTES, startOf(request), 70_000, "stall") : null);
  await using dir = await tempFolder();
  const stop = new AbortController();
  const onBytes = (done: number) => done === 70_000 && stop.abort(new Error("stopped by the test"));
  await assert.rejects(
    get(hub, dir.path, { onBytes, signal: stop.signal, limits: { ...QUICK, stallSeconds: 30 } }),
    /stopped by the test/,
  );
  assert.equal((await Deno.stat(`${dir.path}/model.bin`)).size, 70_000);
  await get(hub, dir.path);
  assert.equal(hub.requests[1].range, "bytes=70000-");
  await assertWhole(dir.path);
});

Deno.test("a full disk ends a download with that reason and leaves no file; the next try succeeds once there is space", async () => {
  await using hub = startHub();
  await using disk = await smallDisk(1);
  await disk.fill();
  await Deno.truncate(`${disk.path}/filler`, 2 ** 20 - 32_768);
  await assert.rejects(get(hub, disk.path), NoSpaceError);
  isAbsent(`${disk.path}/model.bin`);
  await disk.clear();
  assert.equal(await get(hub, disk.path), HASH);
});

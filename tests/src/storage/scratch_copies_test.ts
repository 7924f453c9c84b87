import assert from "node:assert/strict";
import { NoSpaceError, TooLargeError } from "../../../src/core/errors.ts";
import { type ObjectVersion, ScratchCopies, type ScratchOptions } from "../../../src/storage/scratch_copies.ts";
import { smallDisk } from "../../small_disk.ts";
import { withFolder } from "../../temporary_folder.ts";

/** One download that the test answers. */
interface Read {
  object: ObjectVersion;
  signal: AbortSignal;
  answer(body: ReadableStream<Uint8Array>): void;
  fail(error: Error): void;
}

function copiesIn(rootDir: string, options: Partial<ScratchOptions> = {}) {
  const reads: Read[] = [];
  const copies = new ScratchCopies({ rootDir, maxBytes: 100, minFreeBytes: 0, ...options }, (object, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadableStream<Uint8Array>>();
    signal.addEventListener("abort", () => reject(signal.reason));
    reads.push({ object, signal, answer: resolve, fail: reject });
    return promise;
  });
  const nextRead = async (): Promise<Read> => {
    for (;;) {
      const read = reads.shift();
      if (read) return read;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return { copies, reads, nextRead };
}

const object = (key: string, size = 4, etag = '"1"'): ObjectVersion => ({ key, etag, size });
const bytes = (size: number) => new Response("x".repeat(size)).body!;
const names = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name);
const sizeOf = async (path: string) => (await Deno.stat(path)).size;
/** Gives everything that is ready a chance to run. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 30));

Deno.test("users of one version share a copy, and the last of them removes it", () =>
  withFolder(async (folder) => {
    const { copies, reads, nextRead } = copiesIn(folder);
    const leave = Promise.withResolvers<void>();
    let path = "";
    const first = copies.use(object("videos/a/original"), async (one) => {
      path = one;
      await leave.promise;
    });
    const second = copies.use(object("videos/a/original"), (path) => Promise.resolve(path));
    (await nextRead()).answer(bytes(4));
    assert.equal(await second, path);
    assert.equal(reads.length, 0, "it is read once");
    assert.equal(await sizeOf(path), 4, "the first user still has it");
    leave.resolve();
    await first;
    assert.deepEqual(names(folder), []);
    const again = copies.use(object("videos/a/original"), sizeOf);
    (await nextRead()).answer(bytes(4));
    assert.equal(await again, 4);
  }));

Deno.test("another version of an object is another copy", () =>
  withFolder(async (folder) => {
    const { copies, nextRead } = copiesIn(folder);
    const sizes = [copies.use(object("a", 4, '"1"'), sizeOf), copies.use(object("a", 5, '"2"'), sizeOf)];
    for (const _ of sizes) {
      const read = await nextRead();
      read.answer(bytes(read.object.size));
    }
    assert.deepEqual(await Promise.all(sizes), [4, 5]);
  }));

Deno.test("a user who needs more room than is left waits for it, and so do those after it", () =>
  withFolder(async (folder) => {
    const { copies, reads, nextRead } = copiesIn(folder);
    const leave = Promise.withResolvers<void>();
    const holder = copies.use(object("a", 60), () => leave.promise);
    (await nextRead()).answer(bytes(60));
    const large = copies.use(object("b", 50), sizeOf);
    const small = copies.use(object("c", 10), sizeOf);
    await settle();
    assert.equal(reads.length, 0, "c would have room, but b came first");
    leave.resolve();
    await holder;
    for (const _ of [large, small]) {
      const read = await nextRead();
      read.answer(bytes(read.object.size));
    }
    assert.deepEqual(await Promise.all([large, small]), [50, 10]);
    assert.deepEqual(names(folder), []);
  }));

Deno.test("an object that can never have room is refused with the setting's name", () =>
  withFolder(async (folder) => {
    const { copies } = copiesIn(folder);
    await assert.rejects(copies.use(object("a", 101), sizeOf), (error: Error) => {
      return error instanceof TooLargeError && /101 bytes.*100.*SCRATCH_BYTES/.test(error.message);
    });
  }));

Deno.test("two users that wait for each other's room are ended by a NoSpaceError", () =>
  withFolder(async (folder) => {
    const { copies, nextRead } = copiesIn(folder, { waitSeconds: 0.1 });
    const nested = (one: string, other: string) =>
      copies.use(object(one, 60), () => copies.use(object(other, 60), sizeOf));
    const failing = nested("a", "b");
    (await nextRead()).answer(bytes(60));
    await assert.rejects(failing, (error: Error) => {
      return error instanceof NoSpaceError && /60 of the 100 bytes of SCRATCH_BYTES/.test(error.message);
    });
    assert.deepEqual(names(folder), []);
    const next = copies.use(object("a", 100), sizeOf);
    (await nextRead()).answer(bytes(100));
    assert.equal(await next, 100, "all room is free again");
  }));

Deno.test("a download that fails, or ends early, leaves nothing, and the next user tries again", () =>
  withFolder(async (folder) => {
    const { copies, nextRead } = copiesIn(folder);
    const failing = [copies.use(object("a"), sizeOf), copies.use(object("a"), sizeOf)];
    (await nextRead()).fail(new Error("the line was cut"));
    for (const one of failing) await assert.rejects(one, /the line was cut/);
    assert.deepEqual(names(folder), []);
    const short = copies.use(object("a", 10), sizeOf);
    (await nextRead()).answer(bytes(9));
    await assert.rejects(short, /9 of its 10 bytes/);
    assert.deepEqual(names(folder), []);
    const good = copies.use(object("a", 100), sizeOf);
    (await nextRead()).answer(bytes(100));
    assert.equal(await good, 100);
  }));

Deno.test("a user who is stopped leaves at once; the download ends when nobody waits for it", () =>
  withFolder(async (folder) => {
    const { copies, nextRead } = copiesIn(folder);
    const stops = [new AbortController(), new AbortController()];
    const uses = stops.map(({ signal }) => copies.use(object("a"), sizeOf, { signal }));
    const read = await nextRead();
    stops[0].abort(new Error("stopped"));
    await assert.rejects(uses[0], /stopped/);
    assert.equal(read.signal.aborted, false);
    stops[1].abort(new Error("stopped too"));
    await assert.rejects(uses[1], /stopped too/);
    assert.equal(read.signal.aborted, true);
    assert.deepEqual(names(folder), []);
  }));

Deno.test("a user who is stopped while it waits for room does not hold up the others", () =>
  withFolder(async (folder) => {
    const { copies, nextRead } = copiesIn(folder);
    const leave = Promise.withResolvers<void>();
    const holder = copies.use(object("a", 60), () => leave.promise);
    (await nextRead()).answer(bytes(60));
    const stop = new AbortController();
    const stopped = copies.use(object("b", 50), sizeOf, { signal: stop.signal });
    const small = copies.use(object("c", 40), sizeOf);
    stop.abort(new Error("stopped"));
    await assert.rejects(stopped, /stopped/);
    (await nextRead()).answer(bytes(40));
    assert.equal(await small, 40);
    leave.resolve();
    await holder;
  }));

Deno.test("progress is reported to all who wait", () =>
  withFolder(async (folder) => {
    const { copies, nextRead } = copiesIn(folder);
    const counts = [0, 0];
    const uses = counts.map((_, i) => copies.use(object("a"), sizeOf, { onProgress: () => counts[i]++ }));
    (await nextRead()).answer(bytes(4));
    await Promise.all(uses);
    assert.ok(counts.every((count) => count > 0), String(counts));
  }));

Deno.test("a full disk is a NoSpaceError, before the download or in its middle, and no file is left", async () => {
  await using disk = await smallDisk(4);
  const { copies, nextRead } = copiesIn(disk.path, { maxBytes: 2 ** 30 });
  await assert.rejects(copies.use(object("a", 2 ** 25), sizeOf), (error: Error) => {
    return error instanceof NoSpaceError && error.message.includes(String(2 ** 25));
  });
  const growing = copies.use(object("b", 2 ** 20), sizeOf);
  const read = await nextRead();
  await disk.fill();
  read.answer(bytes(2 ** 20));
  await assert.rejects(growing, (error: Error) => {
    return error instanceof NoSpaceError && /no space for a copy of b/.test(error.message);
  });
  assert.deepEqual(names(disk.path), ["filler"]);
});

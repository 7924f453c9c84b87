import assert from "node:assert/strict";
import { join } from "node:path";
import { NotFoundError, TooLargeError, ValidationError } from "../../../src/core/errors.ts";
import type { Storage } from "../../../src/storage/storage.ts";

const text = (stream: ReadableStream<Uint8Array>) => new Response(stream).text();
const body = (content: string) => new Response(content).body!;

/** A body that fails after some bytes, as an upload does when the connection is cut. */
function brokenBody(content: string): ReadableStream<Uint8Array> {
  let isSent = false;
  return new ReadableStream({
    pull(controller) {
      if (isSent) controller.error(new Error("the line was cut"));
      else controller.enqueue(new TextEncoder().encode(content));
      isSent = true;
    },
  });
}

/** Registers the tests that every storage passes. `make` gives an empty one. */
export function storageContract(name: string, make: () => Promise<Storage>): void {
  const test = (sentence: string, check: (storage: Storage) => Promise<void>) =>
    Deno.test(`${name}: ${sentence}`, async () => await check(await make()));

  test("it has no identity at first, and keeps the first one that is written", async (storage) => {
    assert.equal(await storage.readIdentity(), null);
    const ids = ["A", "B", "C"].map((letter) => letter.repeat(22));
    await Promise.all(ids.map((id) => storage.writeIdentity(id)));
    const id = await storage.readIdentity();
    assert(ids.includes(id!));
    await storage.writeIdentity("D".repeat(22));
    assert.equal(await storage.readIdentity(), id);
  });

  test("an object is read as it was put, with its size, time and tag", async (storage) => {
    const beforeMs = Date.now() - 2000;
    const put = await storage.put("videos/a/original", body("hello"));
    assert.equal(put.size, 5);
    assert.ok(put.modified.getTime() >= beforeMs);
    assert.match(put.etag, /^"[\x21\x23-\x7e]+"$/);
    assert.deepEqual(await storage.stat("videos/a/original"), put);
    assert.equal(await text(await storage.read("videos/a/original")), "hello");
    assert.equal(await storage.readText("videos/a/original"), "hello");
  });

  test("an object can be empty", async (storage) => {
    assert.equal((await storage.put("empty", body(""))).size, 0);
    assert.equal(await storage.readText("empty"), "");
  });

  test("five megabytes come back byte for byte", async (storage) => {
    const bytes = new Uint8Array(5 << 20).map((_, i) => (i * 2654435761) >>> 13);
    await storage.put("large", new Blob([bytes]).stream());
    assert.deepEqual(new Uint8Array(await new Response(await storage.read("large")).arrayBuffer()), bytes);
  });

  test("list finds the objects of a folder and all below, and not those of a folder with a longer name", async (storage) => {
    await storage.writeIdentity("A".repeat(22));
    for (const key of ["videos/a/original", "videos/a/hls/0.m4s", "videos/ab/original"]) {
      await storage.putText(key, key);
    }
    const list = async (prefix: string) =>
      (await Array.fromAsync(storage.list(prefix))).map(({ key, size }) => `${key} ${size}`).sort();
    assert.deepEqual(await list("videos/a"), ["videos/a/hls/0.m4s 18", "videos/a/original 17"]);
    assert.deepEqual(await list("videos/a/"), await list("videos/a"));
    assert.equal((await list("")).length, 3);
    assert.deepEqual(await list("none"), []);
  });

  test("a range includes both ends, and is limited to the object", async (storage) => {
    await storage.putText("digits", "0123456789");
    const part = async (start: number, end: number) => await text(await storage.read("digits", { start, end }));
    assert.equal(await part(2, 4), "234");
    assert.equal(await part(0, 0), "0");
    assert.equal(await part(9, 9), "9");
    assert.equal(await part(7, 99), "789");
    await assert.rejects(part(10, 12), RangeError);
    await assert.rejects(part(5, 4), RangeError);
  });

  test("a reader may stop in the middle", async (storage) => {
    await storage.put("large", new Blob([new Uint8Array(2 << 20)]).stream());
    const reader = (await storage.read("large")).getReader();
    assert.ok((await reader.read()).value!.length > 0);
    await reader.cancel();
    await storage.delete("large");
  });

  test("new content gets a new tag, even with the same size at the same time", async (storage) => {
    const first = await storage.putText("note", "one");
    const second = await storage.putText("note", "two");
    assert.notEqual(first.etag, second.etag);
    assert.equal(await storage.readText("note"), "two");
  });

  test("a body larger than maxBytes is refused, leaves nothing, and is not read further", async (storage) => {
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
      cancel: () => void (isCancelled = true),
    });
    await assert.rejects(storage.put("big", endless, { maxBytes: 5000 }), (error: Error) => {
      return error instanceof TooLargeError && error.message.includes("5000");
    });
    assert.ok(isCancelled);
    assert.equal(await storage.stat("big"), null);
    assert.equal((await storage.put("fits", body("12345"), { maxBytes: 5 })).size, 5);
  });

  test("a body that breaks off leaves the old object", async (storage) => {
    await storage.putText("note", "whole");
    await assert.rejects(storage.put("note", brokenBody("ha")), /the line was cut/);
    assert.equal(await storage.readText("note"), "whole");
    await assert.rejects(storage.put("new", brokenBody("ha")), /the line was cut/);
    assert.equal(await storage.stat("new"), null);
  });

  test("of two writers at once, one wins with its complete object", async (storage) => {
    const contents = ["a".repeat(300_000), "b".repeat(200_000)];
    await Promise.all(contents.map((content) => storage.put("shared", body(content))));
    assert.ok(contents.includes(await storage.readText("shared")));
  });

  test("putFile moves the file into the storage", async (storage) => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(join(folder, "made.mp4"), "made");
      assert.equal((await storage.putFile("videos/a/720p/x/video.mp4", join(folder, "made.mp4"))).size, 4);
      assert.equal(await storage.readText("videos/a/720p/x/video.mp4"), "made");
      await assert.rejects(Deno.stat(join(folder, "made.mp4")), Deno.errors.NotFound);
      await assert.rejects(storage.putFile("other", join(folder, "absent")), Deno.errors.NotFound);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  test("withLocalFile gives an absolute path with the content", async (storage) => {
    await storage.putText("videos/a/original", "media");
    const content = await storage.withLocalFile("videos/a/original", async (path) => {
      assert.ok(path.startsWith("/"));
      return await Deno.readTextFile(path);
    });
    assert.equal(content, "media");
    await assert.rejects(storage.withLocalFile("absent", () => Promise.resolve()), NotFoundError);
  });

  test("an absent object is reported as absent", async (storage) => {
    await storage.putText("a/b", "x");
    for (const key of ["nothing", "a", "a/b/c"]) {
      assert.equal(await storage.stat(key), null, key);
      await assert.rejects(storage.read(key), NotFoundError, key);
      await assert.rejects(storage.readText(key), NotFoundError, key);
    }
    await storage.delete("nothing");
    await storage.deletePrefix("nothing/");
  });

  test("deletePrefix deletes everything below a folder, and nothing beside it", async (storage) => {
    for (const key of ["videos/a/original", "videos/a/captions/1.srt", "videos/ab/original"]) {
      await storage.putText(key, key);
    }
    await storage.deletePrefix("videos/a/");
    assert.equal(await storage.stat("videos/a/original"), null);
    assert.equal(await storage.stat("videos/a/captions/1.srt"), null);
    assert.equal(await storage.readText("videos/ab/original"), "videos/ab/original");
    await storage.delete("videos/ab/original");
    assert.equal(await storage.stat("videos/ab/original"), null);
  });

  test("a key that could leave the storage is refused everywhere", async (storage) => {
    const keys = [
      "",
      "/etc/passwd",
      "../x",
      "a/../../x",
      "a//b",
      "a/",
      "a/./b",
      ".incoming/x",
      "a\0b",
      "a b",
      "ä",
      "a\\b",
    ];
    for (const key of [...keys, "x".repeat(600)]) {
      await assert.rejects(storage.put(key, body("x")), ValidationError, key);
      await assert.rejects(storage.read(key), ValidationError, key);
      await assert.rejects(storage.stat(key), ValidationError, key);
      await assert.rejects(storage.delete(key), ValidationError, key);
    }
    for (const prefix of ["", "/", "..", "videos/../.."]) {
      await assert.rejects(storage.deletePrefix(prefix), ValidationError, prefix);
    }
  });
}

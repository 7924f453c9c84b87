import assert from "node:assert/strict";
import { diskFault, StorageGoneError } from "../../../src/core/disk.ts";
import { newId } from "../../../src/core/ids.ts";
import { NotFoundError } from "../../../src/core/errors.ts";
import { localStorage } from "../../../src/storage/local.ts";
import type { Storage } from "../../../src/storage/storage.ts";

const folder = Deno.makeTempDirSync({ prefix: "streamforge_presence_" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

/** A storage with one object in it, as a server has after its start or, without an identity, after a full disk. */
async function usedStorage(hasIdentity = true): Promise<{ storage: Storage; root: string }> {
  const root = `${await Deno.makeTempDir({ dir: folder })}/media`;
  const storage = localStorage(root);
  if (hasIdentity) {
    await storage.writeIdentity(newId());
    await storage.readIdentity();
  }
  await storage.putText("videos/a", "a");
  return { storage, root };
}

const body = () => new Response("bytes").body!;
const names = (path: string) => Array.from(Deno.readDirSync(path), ({ name }) => name);

/** Every operation that would write into the mount point, or report an object of the volume as absent. */
const USES: Record<string, (storage: Storage) => Promise<unknown>> = {
  put: (storage) => storage.put("videos/b", body()),
  putText: (storage) => storage.putText("videos/b", "b"),
  putFile: async (storage) => {
    const path = await Deno.makeTempFile({ dir: folder });
    await Deno.writeTextFile(path, "an upload");
    try {
      await storage.putFile("videos/b", path);
    } finally {
      assert.equal(await Deno.readTextFile(path), "an upload", "it is kept");
    }
  },
  stat: (storage) => storage.stat("videos/a"),
  read: (storage) => storage.read("videos/a"),
  readText: (storage) => storage.readText("videos/a"),
  withLocalFile: (storage) => storage.withLocalFile("videos/a", () => Promise.resolve()),
  delete: (storage) => storage.delete("videos/a"),
  deletePrefix: (storage) => storage.deletePrefix("videos"),
  checkWritable: (storage) => storage.checkWritable(),
  checkPresent: (storage) => storage.checkPresent(),
};

const WAYS: Record<string, (root: string) => Promise<void>> = {
  "an empty folder": (root) => Deno.mkdir(root),
  "no folder": () => Promise.resolve(),
};

for (const [way, leave] of Object.entries(WAYS)) {
  for (const hasIdentity of [true, false]) {
    Deno.test(`${way} in place of a storage${hasIdentity ? "" : " without an identity"} is a fault of the disk`, async () => {
      const { storage, root } = await usedStorage(hasIdentity);
      await Deno.rename(root, `${root}_volume`);
      await leave(root);
      for (const [name, use] of Object.entries(USES)) {
        await assert.rejects(use(storage), (error) => {
          assert.ok(error instanceof StorageGoneError, `${name}: ${error}`);
          assert.ok(diskFault(error));
          return true;
        });
      }
      if (way === "an empty folder") assert.deepEqual(names(root), []);
      await Deno.remove(root).catch(() => {});
      await Deno.rename(`${root}_volume`, root);
      assert.equal(await storage.readText("videos/a"), "a");
      await storage.put("videos/b", body());
      await assert.rejects(storage.read("videos/c"), NotFoundError);
    });
  }
}

Deno.test("another storage in its place is a fault of the disk too, and nothing is written there", async () => {
  const { storage, root } = await usedStorage();
  const other = await usedStorage();
  await Deno.rename(root, `${root}_volume`);
  await Deno.rename(other.root, root);
  await assert.rejects(storage.putText("videos/b", "b"), /is the storage .{22} now and was .{22}/);
  assert.deepEqual(names(`${root}/videos`), ["a"]);
});

Deno.test("a storage that disappears while ffmpeg reads from it, or during an upload, does not blame the file", async () => {
  const { storage, root } = await usedStorage();
  const away = async () => {
    await Deno.rename(root, `${root}_volume`);
    await Deno.mkdir(root);
  };
  const refused = storage.withLocalFile("videos/a", async () => {
    await away();
    throw new Error("the file: No such file or directory");
  });
  await assert.rejects(refused, StorageGoneError);
  await Deno.remove(root);
  await Deno.rename(`${root}_volume`, root);
  const slow = new ReadableStream<Uint8Array>({
    async pull(controller) {
      controller.enqueue(new Uint8Array(10));
      await away();
      controller.close();
    },
  }, { highWaterMark: 0 });
  await assert.rejects(storage.put("videos/b", slow), StorageGoneError);
  assert.deepEqual(names(root), []);
});

Deno.test("the folder for half-written objects is made again if it was deleted", async () => {
  const { storage, root } = await usedStorage();
  await Deno.remove(`${root}/.incoming`, { recursive: true });
  await storage.put("videos/b", body());
  assert.equal(await storage.readText("videos/b"), "bytes");
});

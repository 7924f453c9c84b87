import assert from "node:assert/strict";
import { join } from "node:path";
import { localStorage } from "../../../src/storage/local.ts";
import { storageContract } from "./contract.ts";

const folder = Deno.makeTempDirSync({ prefix: "streamforge_storage_" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const newRoot = () => Deno.makeTempDir({ dir: folder });

storageContract("localStorage", async () => localStorage(join(await newRoot(), "not", "there", "yet")));

const names = (path: string) => Array.from(Deno.readDirSync(path), ({ name }) => name);

Deno.test("localStorage leaves no temporary file after a body that was stored, refused or broken off", async () => {
  const root = await newRoot();
  const storage = localStorage(root);
  await storage.putText("a", "1");
  await assert.rejects(storage.put("b", new Response("12345").body!, { maxBytes: 2 }));
  await Deno.mkdir(join(root, "taken", "by", "a-folder"), { recursive: true });
  await assert.rejects(storage.putText("taken/by", "x"), "there is a folder at its path");
  assert.deepEqual(names(join(root, ".incoming")), []);
});

Deno.test("localStorage says what is wrong when it cannot write", async () => {
  const root = await newRoot();
  await Deno.writeTextFile(join(root, "file"), "");
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({ cancel: () => void (isCancelled = true) });
  await assert.rejects(localStorage(join(root, "file")).put("a", body));
  assert.ok(isCancelled, "the sender is stopped");
});

Deno.test("localStorage removes half-written files of killed processes, and nothing that is being written", async () => {
  const root = await newRoot();
  const incoming = join(root, ".incoming");
  await Deno.mkdir(incoming);
  for (const name of ["abandoned", "fresh", "locked"]) await Deno.writeTextFile(join(incoming, name), name);
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await Deno.utime(join(incoming, "abandoned"), anHourAgo, anHourAgo);
  await Deno.utime(join(incoming, "locked"), anHourAgo, anHourAgo);
  using writer = await Deno.open(join(incoming, "locked"), { write: true });
  await writer.lock(true);
  const storage = localStorage(root);
  await storage.putText("a", "1");
  assert.deepEqual(names(incoming).sort(), ["fresh", "locked"]);
  await Deno.utime(join(incoming, "fresh"), anHourAgo, anHourAgo); // now it is old, and no process holds it
  await storage.sweep();
  assert.deepEqual(names(incoming), ["locked"]);
});

Deno.test("localStorage copies a file from another file system", async () => {
  const root = await newRoot();
  const path = await Deno.makeTempFile({ dir: "/dev/shm" });
  assert.notEqual((await Deno.stat(path)).dev, (await Deno.stat(root)).dev, "/dev/shm is another file system");
  await Deno.writeTextFile(path, "from afar");
  const storage = localStorage(root);
  assert.equal((await storage.putFile("x/y", path)).size, 9);
  assert.equal(await storage.readText("x/y"), "from afar");
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
});

import assert from "node:assert/strict";
import { attemptStorage } from "../../../src/jobs/attempt_storage.ts";
import { s3Storage } from "../../../src/storage/s3.ts";
import { faultProxy } from "../../fault_proxy.ts";
import { s3Server } from "../../s3_server.ts";
import { withFolder } from "../../temporary_folder.ts";

Deno.test("transfers of an attempt count as its progress, and end with it", () =>
  withFolder(async (folder) => {
    await using server = await s3Server();
    const settings = await server.newBucket();
    await using proxy = faultProxy(server.endpoint);
    const scratch = { rootDir: `${folder}/scratch`, maxBytes: 2 ** 30, minFreeBytes: 0 };
    const store = s3Storage({ ...settings, endpoint: proxy.origin }, { scratch });
    const stop = new AbortController();
    let progress = 0;
    const storage = attemptStorage(store, { signal: stop.signal, onProgress: () => progress++ });
    await Deno.writeFile(`${folder}/rendition.mp4`, new Uint8Array(20 * 2 ** 20));
    await storage.putFile("videos/a/original", `${folder}/rendition.mp4`);
    assert.ok(progress >= 3, `${progress} parts`);
    progress = 0;
    assert.equal(
      await storage.withLocalFile("videos/a/original", async (path) => (await Deno.stat(path)).size),
      20 * 2 ** 20,
    );
    assert.ok(progress > 3, `${progress} chunks`);

    proxy.seen = [];
    proxy.decide = ({ method }) => method === "GET" ? { kind: "stall", afterBytes: 1000 } : null;
    const waiting = storage.withLocalFile("videos/a/original", () => Promise.resolve());
    while (!proxy.seen.some(({ method }) => method === "GET")) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    stop.abort(new Error("the worker stops"));
    await assert.rejects(waiting, /the worker stops/);
    assert.deepEqual([...Deno.readDirSync(scratch.rootDir)], []);
  }));

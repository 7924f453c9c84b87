/** The main use case with `STORAGE=s3`, on a real S3 server: the whole program keeps everything of a video in a bucket. */
import assert from "node:assert/strict";
import { s3Storage } from "../src/storage/s3.ts";
import { ffmpeg } from "./media_fixtures.ts";
import { freePort, s3Env, s3Server } from "./s3_server.ts";
import { childrenOf, type ServedWhole } from "./serve_whole.ts";
import { type Ask, assertPlays, deleteVideo, runDoctor, storeVideo, until, whileServed } from "./stored_video.ts";
import { withFolder } from "./temporary_folder.ts";

const speech = new URL("./data/sentence.flac", import.meta.url).pathname;

Deno.test("with STORAGE=s3 a video is uploaded, captioned, played and deleted, and nothing of it is on the disk", async () => {
  await using store = await s3Server();
  const settings = await store.newBucket();
  await store.allowPages(settings);
  const bucket = s3Storage(settings, { scratch: { rootDir: "/nowhere", maxBytes: 0 }, abandonedSeconds: 0 });
  const objectKeys = async () => (await Array.fromAsync(bucket.list(""))).map(({ key }) => key).sort();
  await withFolder(async (folder) => {
    await ffmpeg(
      ["-f", "lavfi", "-i", "testsrc2=s=640x480:r=25", "-i", speech, "-shortest", "-c:v", "libx264"]
        .concat(["-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", `${folder}/clip.mp4`]),
    );
    const world = {
      dataDir: `${folder}/data`,
      env: { ...s3Env(settings), KEEP_ORIGINAL: "0", PORT: String(freePort()) },
      objectKeys,
      clip: await Deno.readFile(`${folder}/clip.mp4`),
    };
    let id = "";
    await whileServed(world, async (ask) => {
      const stored = await storeVideo(ask, world);
      id = stored.id;
      assert.ok(!stored.objectKeys.includes(`videos/${id}/original`), "KEEP_ORIGINAL=0 deletes the upload");
    });
    const redirected = { ...world, env: { ...world.env, STORAGE_REDIRECT: "1" } };
    const report = await runDoctor(redirected);
    assert.match(
      report,
      /^ok {4}storage +.*: an object was written, read, read in part, read by a signed URL, deleted$/m,
    );
    assert.match(report, /^ok {4}redirect +http\S+ answers signed URLs/m);
    await whileServed(redirected, async (ask, server) => {
      await assertPlays(ask, id, store.endpoint);
      await deleteVideo(ask, id, world);

      await killServerWhileItStores(server, ask, () => store.unfinishedUploads(settings));
      await until("server", async () => (await ask("/health").catch(() => null))?.ok ? true : null);
      await bucket.sweep();
      assert.deepEqual(await store.unfinishedUploads(settings), []);
      assert.deepEqual(await objectKeys(), []);
    });
  });
});

/** Sends an endless body, and kills the server as soon as parts of it are in the store. */
async function killServerWhileItStores(
  { process }: ServedWhole,
  ask: Ask,
  unfinished: () => Promise<string[]>,
): Promise<void> {
  const noise = crypto.getRandomValues(new Uint8Array(65_536));
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(noise) });
  const sending = ask("/api/videos?title=killed", { method: "POST", body: endless }).catch(() => null);
  await until("upload in parts", async () => (await unfinished()).length > 0 ? true : null);
  const [server] = await childrenOf(process.pid);
  Deno.kill(server, "SIGKILL");
  await sending;
  assert.equal((await unfinished()).length, 1, "nobody could remove it");
}

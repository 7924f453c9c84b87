/** The main use case with `STORAGE=supabase`: the whole program keeps everything of a video in a bucket. */
import assert from "node:assert/strict";
import { ffmpeg } from "./media_fixtures.ts";
import { assertPlays, deleteVideo, runDoctor, storeVideo, whileServed } from "./stored_video.ts";
import { supabaseStorageServer } from "./supabase_storage_server.ts";
import { withFolder } from "./temporary_folder.ts";

const CHUNK_BYTES = 6 * 2 ** 20;
const speech = new URL("./data/sentence.flac", import.meta.url).pathname;

/** A clip with a sentence and so much noise in its picture that it is sent in several chunks. */
async function makeLargeClip(path: string): Promise<Uint8Array<ArrayBuffer>> {
  await ffmpeg(
    ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=25,noise=alls=60:allf=t", "-i", speech, "-shortest"]
      .concat(["-c:v", "libx264", "-preset", "ultrafast", "-qp", "16", "-pix_fmt", "yuv420p", "-c:a", "aac", path]),
  );
  const bytes = await Deno.readFile(path);
  assert.ok(bytes.length > CHUNK_BYTES, `${bytes.length} bytes`);
  return bytes;
}

Deno.test("with STORAGE=supabase a video is uploaded, captioned, played and deleted, and nothing of it is on the disk", async () => {
  const store = supabaseStorageServer();
  const bucket = store.newBucket();
  const { objects } = store.buckets.get(bucket)!;
  const isIdentity = (key: string) => key === ".streamforge-storage-id";
  try {
    await withFolder(async (folder) => {
      const world = {
        dataDir: `${folder}/data`,
        env: {
          STORAGE: "supabase",
          SUPABASE_URL: store.url,
          SUPABASE_SERVICE_ROLE_KEY: store.secretKey,
          SUPABASE_BUCKET: bucket,
        },
        objectKeys: () => Promise.resolve([...objects.keys()].filter((key) => !isIdentity(key))),
        clip: await makeLargeClip(`${folder}/clip.mp4`),
      };
      let id = "";
      await whileServed(world, async (ask) => {
        id = (await storeVideo(ask, world)).id;
      });
      const redirected = { ...world, env: { ...world.env, STORAGE_REDIRECT: "1" } };
      const report = await runDoctor(redirected);
      assert.match(
        report,
        /^ok {4}storage +.*: an object was written, read, read in part, read by a signed URL, deleted$/m,
      );
      assert.match(report, /^ok {4}redirect +http\S+ answers signed URLs/m);
      await whileServed(redirected, async (ask) => {
        await assertPlays(ask, id, store.url);
        await deleteVideo(ask, id, world);
      });
      assert.ok([...objects.keys()].every(isIdentity));
      assert.equal(store.unfinishedUploads(), 0);
    });
  } finally {
    await store.stop();
  }
});

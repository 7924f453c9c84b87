import assert from "node:assert/strict";
import { listRenditions } from "../../../../src/db/videos/renditions.ts";
import { testDatabase } from "../../../database.ts";
import { filesBelow, isIdle, makeClip, SilentEngine, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

Deno.test("an upload with one key frame ends with encoded sizes, no copy, and no segment over 10 s", async () => {
  const picture = ["-f", "lavfi", "-i", "testsrc2=size=640x480:rate=5:duration=26"];
  const sound = ["-f", "lavfi", "-i", "sine=frequency=300:duration=26"];
  const encoding = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "1000", "-sc_threshold", "0", "-c:a", "aac"];
  const clip = await makeClip(`${dataDir}/sparse.mp4`, [...picture, ...sound, ...encoding, "-pix_fmt", "yuv420p"]);
  const context = workerContext(sql, dataDir, new SilentEngine());
  const { id } = await upload(sql, context.storage, clip);
  const { error } = await workUntil(context, id, isIdle);
  assert.equal(error, null);
  assert.deepEqual((await listRenditions(sql, id)).map(({ name }) => name), ["720p", "360p"]);
  const playlists = filesBelow(`${dataDir}/media/videos/${id}`).filter((path) => path.endsWith(".m3u8"));
  assert.equal(playlists.length, 2);
  for (const path of playlists) {
    const lengths = [...Deno.readTextFileSync(path).matchAll(/EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds));
    assert.ok(lengths.length >= 4 && Math.max(...lengths) <= 10, `segments of ${lengths} s in ${path}`);
  }
});

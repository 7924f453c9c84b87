import assert from "node:assert/strict";
import { listRenditions } from "../../../../src/db/videos/renditions.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { testDatabase } from "../../../database.ts";
import { filesBelow, isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

Deno.test("an upload gets its chapters and preview pictures, even if no other size is made", async () => {
  const meta = `${dataDir}/chapters.txt`;
  await Deno.writeTextFile(
    meta,
    ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=2\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1\nSTART=2\nEND=4\ntitle=Two\n",
  );
  const large = await makeClip(`${dataDir}/plain.mp4`);
  const small = await makeClip(`${dataDir}/chapters.mp4`, [
    ...["-i", large, "-i", meta, "-map_metadata", "1", "-map", "0", "-s", "320x240", "-c:v", "libx264"],
    ...["-preset", "ultrafast", "-c:a", "copy"],
  ]);
  const context = workerContext(sql, dataDir);
  for (const [path, titles, names] of [[large, [], ["source", "360p"]], [small, ["One", "Two"], ["source"]]] as const) {
    const { id } = await upload(sql, context.storage, path);
    const video = await workUntil(context, id, isIdle);
    assert.deepEqual([video.state, video.error], ["ready", null]);
    assert.deepEqual(video.chapters.map(({ title }) => title), titles);
    assert.deepEqual((await listRenditions(sql, id)).map(({ name }) => name), names);
    const { folder, ...layout } = video.storyboard!;
    assert.deepEqual([layout.every, layout.count, layout.width, layout.height], [1, 4, 160, 120]);
    assert((await context.storage.stat(`${folder}/sheet_0.jpg`))!.size > 1000);

    // a second run replaces the pictures
    await enqueue(sql, { kind: "transcode_renditions", videoId: id });
    const again = (await workUntil(context, id, isIdle)).storyboard!;
    assert.notEqual(again.folder, folder);
    const sheets = filesBelow(`${dataDir}/media/videos/${id}/storyboard`);
    assert.deepEqual(sheets, [`${dataDir}/media/${again.folder}/sheet_0.jpg`]);
  }
  assert.deepEqual(filesBelow(`${dataDir}/work`), []);
});

import assert from "node:assert/strict";
import { newId } from "../../../../src/core/ids.ts";
import { claim } from "../../jobs/queue.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { progress } from "../../../../src/db/jobs/lease.ts";
import { type Change, listen, VideoEvents } from "../../../../src/db/pool/notify.ts";
import { updateVideo } from "../../../../src/db/videos/videos.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { addVideo } from "../rows.ts";

const { sql } = await testDatabase();

/** Waits until the condition is true, without a time limit of its own. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!await isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

Deno.test("every change of a video or a job gives an event", async () => {
  const changes: Change[] = [];
  let ready = false;
  const listening = listen(sql, {
    log: quietLog,
    onChange: (change) => changes.push(change),
    onGap: () => ready = true,
  });
  await until(() => ready);
  const hears = async (videoId: string, kind: Change["kind"]) => {
    await until(() => changes.some((change) => change.videoId === videoId && change.kind === kind));
    changes.length = 0;
  };
  const { id } = await addVideo(sql);
  await hears(id, "queued");
  await updateVideo(sql, id, { title: "Another" });
  await hears(id, "video");
  const job = await claim(sql, { kinds: ["transcode_video"], worker: "test" });
  await progress(sql, job!, { progress: 0.1, stage: "encoding" });
  await hears(id, "job");
  await enqueue(sql, { kind: "caption_video", videoId: id });
  await hears(id, "queued");
  await listening.close();
});

Deno.test("a listener whose connection is cut listens again, and is notified that it may have missed events", async () => {
  const { id } = await addVideo(sql);
  let gaps = 0;
  let changes = 0;
  const listening = listen(sql, { log: quietLog, onChange: () => changes++, onGap: () => gaps++ });
  await until(() => gaps === 1);
  for (let cut = 2; cut <= 3; cut++) {
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where query like 'listen%' and datname = current_database()`;
    await until(() => gaps === cut);
    changes = 0;
    await updateVideo(sql, id, { title: `title ${cut}` });
    await until(() => changes > 0);
  }
  await listening.close();
});

Deno.test("subscribers get the events of their video, of all videos with null, and none after they unsubscribe", async () => {
  const [one, two] = [await addVideo(sql), await addVideo(sql)];
  const events = new VideoEvents(sql, quietLog);
  const received = { one: 0, all: [] as (string | null)[] };
  const stop = events.subscribe(one.id, () => received.one++);
  events.subscribe(null, ({ videoId }) => received.all.push(videoId));
  await until(() => received.one > 0); // the connection is open
  received.one = 0;
  await updateVideo(sql, two.id, { title: "x" });
  await until(() => received.all.includes(two.id));
  assert.equal(received.one, 0);
  await updateVideo(sql, one.id, { title: "x" });
  await until(() => received.one > 0);
  stop();
  received.one = 0;
  await updateVideo(sql, one.id, { title: "y" });
  await updateVideo(sql, two.id, { title: newId() });
  await until(() => received.all.at(-1) === two.id);
  assert.equal(received.one, 0);
  await events.close();
});

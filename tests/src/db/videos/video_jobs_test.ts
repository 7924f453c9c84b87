import assert from "node:assert/strict";
import { ConflictError, NotFoundError } from "../../../../src/core/errors.ts";
import { newId } from "../../../../src/core/ids.ts";
import { fail, takeBackLostJobs } from "../../jobs/queue.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { finish } from "../../../../src/db/jobs/outcomes.ts";
import { renew } from "../../../../src/db/jobs/lease.ts";
import { LostJobError } from "../../../../src/db/jobs/job_rows.ts";
import { deleteVideo, findVideo } from "../../../../src/db/videos/videos.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo, claimFor } from "../rows.ts";

const { sql } = await testDatabase();

Deno.test("one job of a kind is active for a video: the same options give the same job, others are a conflict", async () => {
  const { id } = await addVideo(sql);
  const ask = (payload: Record<string, string>) => enqueue(sql, { kind: "caption_video", videoId: id, payload });
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask({ language: "es", model: "base" })));
  assert.equal(answers.filter(({ created }) => created).length, 1);
  const [{ job }] = answers;
  assert.deepEqual(new Set(answers.map((answer) => answer.job.id)), new Set([job.id]));
  assert.equal((await ask({ model: "base", language: "es" })).job.id, job.id); // in another order
  await assert.rejects(ask({ language: "en" }), (error: Error) => {
    assert(error instanceof ConflictError);
    assert.match(error.message, new RegExp(job.id));
    return true;
  });
  await claimFor(sql, id, "caption_video");
  await assert.rejects(ask({ language: "en" }), ConflictError);
});

Deno.test("a job for a video that does not exist is refused", async () => {
  await assert.rejects(enqueue(sql, { kind: "caption_video", videoId: newId() }), NotFoundError);
});

Deno.test("deleting a video ends its jobs: their workers can no longer write", async () => {
  const { id } = await addVideo(sql);
  const job = await claimFor(sql, id);
  assert.equal(await deleteVideo(sql, id), true);
  assert.equal(await deleteVideo(sql, id), false);
  assert.equal(await findVideo(sql, id), null);
  await assert.rejects(renew(sql, job), LostJobError);
  await assert.rejects(finish(sql, job), LostJobError);
  assert.equal(await takeBackLostJobs(sql), 0);
});

Deno.test("concurrent delete, finish, fail and enqueue never give a database error", async () => {
  for (let round = 0; round < 10; round++) {
    const { id } = await addVideo(sql);
    const job = await claimFor(sql, id);
    const results = await Promise.allSettled([
      finish(sql, job, async (tx) => {
        await tx`update streamforge.videos set title = 'done' where id = ${id}`;
        await enqueue(tx, { kind: "caption_video", videoId: id });
      }),
      enqueue(sql, { kind: "caption_video", videoId: id }),
      deleteVideo(sql, id),
      fail(sql, job, { message: "late" }),
      takeBackLostJobs(sql),
    ]);
    for (const result of results) {
      if (result.status === "fulfilled") continue;
      const { name, message } = result.reason as Error;
      assert(["LostJobError", "NotFoundError"].includes(name), `${name}: ${message}`);
    }
  }
});

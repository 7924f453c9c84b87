import assert from "node:assert/strict";
import type { Job } from "../../../src/db/jobs/job_rows.ts";
import { Isolation } from "../../../src/jobs/isolation.ts";
import { testDatabase } from "../../database.ts";
import { addVideo, listJobs } from "../db/rows.ts";

const { sql } = await testDatabase();

async function jobOf(kind: string, change: { suspected?: number; startedAt?: Date } = {}): Promise<Job> {
  const { id } = await addVideo(sql);
  await sql`update streamforge.jobs set kind = ${kind}, suspected = ${change.suspected ?? 0} where video_id = ${id}`;
  return { ...(await listJobs(sql, id))[0], ...change };
}

Deno.test("a job that must run alone waits for what began before it, but not for what comes after an analysis", async () => {
  const before = new Date(Date.now() - 60_000);
  const [analysis, captions] = [
    await jobOf("analyze_topics", { startedAt: before }),
    await jobOf("caption_video", { startedAt: before }),
  ];
  const isolation = new Isolation(sql, 120);
  isolation.add(analysis);
  assert.equal(await isolation.canStartJob(), true, "nothing must run alone");
  await jobOf("transcode_video", { suspected: 1 });
  assert.equal(
    await isolation.canStartJob(),
    false,
    "the analysis gives way to captions: none of them may start first",
  );
  isolation.add(captions);
  assert.equal(await isolation.canStartJob(), true, "it has to wait for these captions anyway");
  isolation.remove(captions);
  isolation.remove(analysis);
  assert.equal(await isolation.canStartJob(), true);
});

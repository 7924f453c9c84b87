import assert from "node:assert/strict";
import { claim, suspectDueSince, takeBackLostJobs } from "../../jobs/queue.ts";
import { expireLeases } from "../../../../src/db/jobs/crashes.ts";
import { finish } from "../../../../src/db/jobs/outcomes.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import { progress } from "../../../../src/db/jobs/lease.ts";
import { getVideo } from "../../../../src/db/videos/videos.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo, claimFor, expire, hurry } from "../rows.ts";

const { sql } = await testDatabase();

Deno.test("a lease that runs out gives the job to another worker", async () => {
  const { id } = await addVideo(sql);
  const job = await claimFor(sql, id);
  assert.equal(await takeBackLostJobs(sql), 0); // the lease still lasts
  await expire(sql, job.id);
  assert.equal(await takeBackLostJobs(sql), 1);
  const { state, crashes, failures } = await getJob(sql, job.id);
  assert.deepEqual({ state, crashes, failures }, { state: "queued", crashes: 1, failures: 0 });
  const again = await claim(sql, { kinds: ["transcode_video"], worker: "another" });
  assert.equal(again?.id, job.id);
});

Deno.test("the jobs of a worker that has ended do not wait for their leases", async () => {
  const [ended, other] = [await addVideo(sql), await addVideo(sql)];
  const jobs = [];
  for (const { id, worker } of [{ ...ended, worker: "host/12/abc" }, { ...other, worker: "host/123/abc" }]) {
    const job = await claimFor(sql, id);
    await sql`update streamforge.jobs set worker = ${worker} where id = ${job.id}`;
    jobs.push(job);
  }
  await expireLeases(sql, "host/12/");
  assert.equal(await takeBackLostJobs(sql), 1);
  assert.deepEqual(await Promise.all(jobs.map(async ({ id }) => (await getJob(sql, id)).state)), ["queued", "running"]);
});

Deno.test("after five crashes without progress a job is dead", async () => {
  const { id } = await addVideo(sql);
  let jobId = "";
  for (let crashes = 1; crashes <= 5; crashes++) {
    const job = await claimFor(sql, id);
    jobId = job.id;
    await progress(sql, job, { progress: 0.005, stage: "encoding" }); // too little to count
    await expire(sql, jobId);
    await takeBackLostJobs(sql);
    await hurry(sql, jobId);
    assert.equal((await getJob(sql, jobId)).crashes, crashes);
  }
  const job = await getJob(sql, jobId);
  assert.equal(job.state, "dead");
  assert.equal(job.failures, 0);
  assert.match((await getVideo(sql, id)).error!, /stopped 5 times without getting further/);
});

Deno.test("progress beyond that of earlier attempts resets the crashes", async () => {
  const { id } = await addVideo(sql);
  const crashAt = async (reached: number) => {
    const job = await claimFor(sql, id);
    await progress(sql, job, { progress: reached, stage: "encoding" });
    await expire(sql, job.id);
    await takeBackLostJobs(sql);
    await hurry(sql, job.id);
    return (await getJob(sql, job.id)).crashes;
  };
  assert.equal(await crashAt(0.4), 0); // further than before
  assert.equal(await crashAt(0.4), 1); // the same place again
  assert.equal(await crashAt(0.2), 2);
  assert.equal(await crashAt(0.7), 0);
  assert.equal(await crashAt(0.7), 1);
});

Deno.test("a crash is blamed on a job that ran alone; jobs that ran together are suspects until they progress", async () => {
  const [{ id }, other] = [await addVideo(sql), await addVideo(sql)];
  const worker = "test-company";
  const claimBoth = async () => {
    await sql`update streamforge.jobs set run_at = now() + interval '1 h' where state = 'queued'`;
    await sql`update streamforge.jobs set run_at = now() where state = 'queued' and video_id in (${id}, ${other.id})`;
    return [await claim(sql, { kinds: ["transcode_video"], worker }), await beside()];
  };
  const beside = () => claim(sql, { kinds: ["transcode_video"], worker, hasOthers: true });
  const [one, two] = await claimBoth();
  assert(one && two);
  await expire(sql, one.id); // the lease of one runs out before the other's
  await takeBackLostJobs(sql);
  await expire(sql, two.id);
  await takeBackLostJobs(sql);
  for (const job of [one, two]) {
    const { state, crashes, suspected } = await getJob(sql, job.id);
    assert.deepEqual({ state, crashes, suspected }, { state: "queued", crashes: 0, suspected: 1 });
  }
  assert(await suspectDueSince(sql));
  assert.equal(await beside(), null); // not for a worker that runs another job

  const [alone, none] = await claimBoth();
  assert.equal(none, null);
  await progress(sql, alone!, { progress: 0.5, stage: "encoding" });
  assert.equal((await getJob(sql, alone!.id)).suspected, 0);
  await finish(sql, alone!);
  const [last] = await claimBoth();
  await expire(sql, last!.id);
  await takeBackLostJobs(sql);
  assert.equal((await getJob(sql, last!.id)).crashes, 1);
  await sql`delete from streamforge.videos where id in (${id}, ${other.id})`;
});

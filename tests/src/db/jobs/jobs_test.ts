import assert from "node:assert/strict";
import { ConflictError, NotFoundError } from "../../../../src/core/errors.ts";
import { newId } from "../../../../src/core/ids.ts";
import { cancel, claim, fail, suspectDueSince, takeBackLostJobs } from "../../jobs/queue.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { expireLeases } from "../../../../src/db/jobs/crashes.ts";
import { finish } from "../../../../src/db/jobs/outcomes.ts";
import { getJob } from "../../../../src/db/jobs/list_jobs.ts";
import { handBack, progress, renew } from "../../../../src/db/jobs/lease.ts";
import { type Job, LostJobError } from "../../../../src/db/jobs/job_rows.ts";
import { deleteVideo, findVideo, getVideo } from "../../../../src/db/videos/videos.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo, claimFor, expire, hurry } from "../rows.ts";

const { sql } = await testDatabase();

Deno.test("two workers that claim at once get different jobs", async () => {
  for (let i = 0; i < 8; i++) await addVideo(sql);
  const jobs = await Promise.all(
    Array.from({ length: 10 }, (_, i) => claim(sql, { kinds: ["transcode_video"], worker: `worker ${i}` })),
  );
  const ids = jobs.filter((job) => job !== null).map((job) => job.id);
  assert.equal(ids.length, 8);
  assert.equal(new Set(ids).size, 8);
});

Deno.test("claim() takes only the kinds that it is asked for", async () => {
  await addVideo(sql);
  assert.equal(await claim(sql, { kinds: ["caption_video"], worker: "test" }), null);
  assert.equal(await claim(sql, { kinds: [], worker: "test" }), null);
});

Deno.test("a write of an attempt that was overtaken changes nothing", async () => {
  const { id } = await addVideo(sql);
  const old = await claimFor(sql, id);
  await expire(sql, old.id);
  await takeBackLostJobs(sql);
  const now = await claimFor(sql, id);
  assert.equal(now.id, old.id);
  assert.equal(now.attempt, old.attempt + 1);

  const before = await getJob(sql, now.id);
  let applied = false;
  const apply = () => Promise.resolve(void (applied = true));
  await assert.rejects(renew(sql, old), LostJobError);
  await assert.rejects(progress(sql, old, { progress: 0.9, stage: "late" }), LostJobError);
  await assert.rejects(fail(sql, old, { message: "late" }), LostJobError);
  await assert.rejects(finish(sql, old, apply), LostJobError);
  assert.equal(await handBack(sql, old), false);
  assert.equal(applied, false);
  assert.deepEqual(await getJob(sql, now.id), before);
  await finish(sql, now, apply);
  assert.equal(applied, true);
});

Deno.test("what a job's end switches in comes with it or not at all", async () => {
  const { id } = await addVideo(sql);
  const job = await claimFor(sql, id);
  const failing = finish(sql, job, async (tx) => {
    await tx`update streamforge.videos set title = 'half' where id = ${id}`;
    throw new Error("planted");
  });
  await assert.rejects(failing, /planted/);
  assert.equal((await getVideo(sql, id)).title, "A talk");
  assert.equal((await getJob(sql, job.id)).state, "running");
});

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

Deno.test("the jobs of a worker that is known to be gone need not wait for their leases", async () => {
  const [gone, other] = [await addVideo(sql), await addVideo(sql)];
  const jobs = [];
  for (const { id, worker } of [{ ...gone, worker: "host/12/abc" }, { ...other, worker: "host/123/abc" }]) {
    const job = await claimFor(sql, id);
    await sql`update streamforge.jobs set worker = ${worker} where id = ${job.id}`;
    jobs.push(job);
  }
  await expireLeases(sql, "host/12/");
  assert.equal(await takeBackLostJobs(sql), 1);
  assert.deepEqual(await Promise.all(jobs.map(async ({ id }) => (await getJob(sql, id)).state)), ["queued", "running"]);
});

Deno.test("a lease that was renewed does not run out", async () => {
  const { id } = await addVideo(sql);
  const job = await claimFor(sql, id);
  await expire(sql, job.id);
  await renew(sql, job);
  assert.equal(await takeBackLostJobs(sql), 0);
  await expire(sql, job.id);
  await progress(sql, job, { progress: 0.1, stage: "encoding" });
  assert.equal(await takeBackLostJobs(sql), 0);
});

Deno.test("three failures, with a pause before each try, and the job is dead and its video says what to do", async () => {
  const { id } = await addVideo(sql);
  for (let failures = 1; failures <= 3; failures++) {
    const job = await claimFor(sql, id);
    const state = await fail(sql, job, { message: "the disk is full" });
    assert.equal(state, failures < 3 ? "queued" : "dead");
    if (failures < 3) {
      assert.equal(await claim(sql, { kinds: ["transcode_video"], worker: "test" }), null); // it waits
      await hurry(sql, job.id);
    }
  }
  const video = await getVideo(sql, id);
  assert.equal(video.state, "failed");
  assert.match(video.error!, /the disk is full.*Upload it again/);
  assert.equal(video.captionStatus, "failed");
  assert.deepEqual(video.jobs, []);
});

Deno.test("a failure that no further try can mend is final at once", async () => {
  const { id } = await addVideo(sql);
  assert.equal(await fail(sql, await claimFor(sql, id), { message: "no stream", permanent: true }), "dead");
  assert.equal((await getVideo(sql, id)).state, "failed");
});

Deno.test("five crashes without progress and the job is dead", async () => {
  const { id } = await addVideo(sql);
  let jobId = "";
  for (let crashes = 1; crashes <= 5; crashes++) {
    const job = await claimFor(sql, id);
    jobId = job.id;
    await progress(sql, job, { progress: 0.005, stage: "encoding" }); // next to nothing
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

Deno.test("progress sets the crashes to zero, but only beyond what an earlier attempt had reached", async () => {
  const { id } = await addVideo(sql);
  const crashAt = async (reached: number) => {
    const job = await claimFor(sql, id);
    await progress(sql, job, { progress: reached, stage: "encoding" });
    await expire(sql, job.id);
    await takeBackLostJobs(sql);
    await hurry(sql, job.id);
    return (await getJob(sql, job.id)).crashes;
  };
  assert.equal(await crashAt(0.4), 0); // further than ever
  assert.equal(await crashAt(0.4), 1); // the same place again
  assert.equal(await crashAt(0.2), 2);
  assert.equal(await crashAt(0.7), 0);
  assert.equal(await crashAt(0.7), 1);
});

Deno.test("what is told of a job's progress never falls: not within an attempt, nor after a crash, a failure or a stop", async () => {
  const { id } = await addVideo(sql);
  const told: number[] = [];
  const tell = async (jobId: string) => told.push((await getJob(sql, jobId)).progress);
  const ends = [
    async (job: Job) => {
      await expire(sql, job.id);
      await takeBackLostJobs(sql);
    },
    (job: Job) => fail(sql, job, { message: "the disk is full" }),
    (job: Job) => handBack(sql, job),
  ];
  for (const end of ends) {
    const job = await claimFor(sql, id);
    await tell(job.id);
    for (const reached of [0.1, 0.3, 0.2, 0.4]) {
      await progress(sql, job, { progress: reached, stage: "encoding" });
      await tell(job.id);
    }
    await end(job);
    await tell(job.id);
    await hurry(sql, job.id);
  }
  const last = await claimFor(sql, id);
  await progress(sql, last, { progress: 0.1, shown: 0.46, stage: "encoding" });
  await tell(last.id);
  assert.deepEqual(told, told.toSorted((a, b) => a - b));
  assert.equal(told.at(-1), 0.46);
  await finish(sql, last);
  const { job } = await enqueue(sql, { kind: "transcode_video", videoId: id });
  assert.equal(job.progress, 0, "a new piece of work begins at 0");
  await cancel(sql, job.id);
});

Deno.test("a crash is blamed on a job that ran alone; those that ran side by side are suspects until they get further", async () => {
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
  assert.equal(await beside(), null); // not to a worker that runs something else

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

Deno.test("a job that is handed back can be claimed at once and nothing is counted", async () => {
  const { id } = await addVideo(sql);
  const job = await claimFor(sql, id);
  assert.equal(await handBack(sql, job), true);
  const again = await claimFor(sql, id);
  assert.deepEqual([again.id, again.failures, again.crashes], [job.id, 0, 0]);
});

Deno.test("a cancelled job is lost to its worker and can be asked for again", async () => {
  const { id } = await addVideo(sql);
  const { job } = await enqueue(sql, { kind: "caption_video", videoId: id });
  const held = await claimFor(sql, id, "caption_video");
  assert.equal(await cancel(sql, job.id), true);
  assert.equal(await cancel(sql, job.id), false);
  await assert.rejects(finish(sql, held), LostJobError);
  const video = await getVideo(sql, id);
  assert.equal(video.captionStatus, "failed");
  assert.match(video.captionError!, /cancelled.*Generate them again/);
  assert.equal((await enqueue(sql, { kind: "caption_video", videoId: id })).created, true);
});

Deno.test("one job of a kind is active for a video: the same options give the same job, others a conflict", async () => {
  const { id } = await addVideo(sql);
  const ask = (payload: Record<string, string>) => enqueue(sql, { kind: "caption_video", videoId: id, payload });
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask({ language: "es", model: "base" })));
  assert.equal(answers.filter(({ created }) => created).length, 1);
  const [{ job }] = answers;
  assert.deepEqual(new Set(answers.map((answer) => answer.job.id)), new Set([job.id]));
  assert.equal((await ask({ model: "base", language: "es" })).job.id, job.id); // the order is nothing
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

Deno.test("deleting a video ends its jobs: their workers can write nothing more", async () => {
  const { id } = await addVideo(sql);
  const job = await claimFor(sql, id);
  assert.equal(await deleteVideo(sql, id), true);
  assert.equal(await deleteVideo(sql, id), false);
  assert.equal(await findVideo(sql, id), null);
  await assert.rejects(renew(sql, job), LostJobError);
  await assert.rejects(finish(sql, job), LostJobError);
  assert.equal(await takeBackLostJobs(sql), 0);
});

Deno.test("deleting, finishing, failing and asking at once never ends in an error of the database", async () => {
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

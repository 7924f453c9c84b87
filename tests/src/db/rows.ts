import { newId } from "../../../src/core/ids.ts";
import type { Query, Sql } from "../../../src/db/pool/client.ts";
import { claim } from "../jobs/queue.ts";
import type { Job } from "../../../src/db/jobs/job_rows.ts";
import { createVideo, type NewVideo, type Video } from "../../../src/db/videos/videos.ts";
import { jobColumns } from "../../../src/db/jobs/job_rows.ts";

/** A video that has just been uploaded: its first job waits. */
export async function addVideo(sql: Sql, more: Partial<NewVideo> = {}): Promise<Video> {
  const id = newId();
  return await createVideo(sql, {
    id,
    owner: "owner",
    title: "A talk",
    fileName: "talk.mp4",
    originalKey: `videos/${id}/original`,
    sizeBytes: 1000,
    ...more,
  });
}

/** Claims a waiting job of one video: other tests' jobs wait in the same table. */
export async function claimFor(sql: Sql, videoId: string, kind: string = "transcode_video"): Promise<Job> {
  for (;;) {
    const job = await claim(sql, { kinds: [kind], worker: "test" });
    if (!job) throw new Error(`no ${kind} waits for ${videoId}`);
    if (job.videoId === videoId) return job;
  }
}

/** Makes a lease run out as if its worker had died a minute ago. */
export async function expire(sql: Sql, jobId: string): Promise<void> {
  await sql`update streamforge.jobs set lease_until = now() - interval '1 second' where id = ${jobId}`;
}

/** Makes a job that waits for its next try claimable at once. */
export async function hurry(sql: Sql, jobId: string): Promise<void> {
  await sql`update streamforge.jobs set run_at = now() where id = ${jobId}`;
}

/** The jobs of a video, the newest first. */
export async function listJobs(sql: Query, videoId: string): Promise<Job[]> {
  return [
    ...await sql<Job[]>`
    select ${jobColumns(sql)} from streamforge.jobs where video_id = ${videoId} order by created_at desc, id`,
  ];
}

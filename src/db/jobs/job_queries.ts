import { NotFoundError } from "../../core/errors.ts";
import type { Query } from "../pool/client.ts";
import { type Job, jobColumns } from "./job_rows.ts";

/** @throws {NotFoundError} */
export async function getJob(sql: Query, jobId: string): Promise<Job> {
  const [job] = await sql<Job[]>`select ${jobColumns(sql)} from streamforge.jobs where id = ${jobId}`;
  if (!job) throw new NotFoundError(`there is no job ${jobId}`);
  return job;
}

/** Counts jobs by state and kind, for /health and doctor. */
export async function countJobs(sql: Query): Promise<{ state: string; kind: string; count: number }[]> {
  return [
    ...await sql<{ state: string; kind: string; count: number }[]>`
    select state, kind, count(*) as count from streamforge.jobs group by state, kind order by state, kind`,
  ];
}

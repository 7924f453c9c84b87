import { newId } from "../../core/ids.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import { type Job, jobColumns } from "./job_rows.ts";

/** Jobs that fetch or remove the weights of a model on one machine; the payload holds `model` and `host`. */
export const MODEL_JOBS = ["fetch_model", "remove_model"] as const;
export type ModelJobKind = typeof MODEL_JOBS[number];

export function isModelJob(kind: string): kind is ModelJobKind {
  return (MODEL_JOBS as readonly string[]).includes(kind);
}

/** The machine of a worker: the start of its name. */
export function hostOfWorker(worker: string): string {
  return worker.split("/")[0];
}

/** Queues a job for a machine. Where one for this model waits or runs there, nothing is added. */
export async function enqueueModelJob(
  sql: Sql,
  kind: ModelJobKind,
  { model, host }: { model: string; host: string },
): Promise<boolean> {
  return await transaction(sql, async (tx) => {
    const rows = await tx`
      insert into streamforge.jobs (id, kind, payload) values (${newId()}, ${kind}, ${tx.json({ model, host })})
      on conflict do nothing returning 1`;
    await notify(tx, null, "queued");
    return rows.length > 0;
  });
}

/** The model jobs that wait or run, and those that died lately. */
export async function listModelJobs(sql: Query): Promise<Job[]> {
  return [
    ...await sql<Job[]>`
    select ${jobColumns(sql)} from streamforge.jobs
    where kind in ${sql(MODEL_JOBS)} and (state in ('queued', 'running')
      or (state = 'dead' and finished_at > now() - interval '1 day'))
    order by created_at`,
  ];
}

/** Records at once what the next heartbeat of the machine's workers will tell. */
export async function noteModel(
  tx: Transaction,
  { model, host, isPresent }: { model: string; host: string; isPresent: boolean },
): Promise<void> {
  await tx`
    update streamforge.workers set models = (
      select coalesce(jsonb_agg(distinct name), '[]') from (
        select jsonb_array_elements_text(models) as name union select ${model}) names
      where name <> ${model} or ${isPresent})
    where starts_with(id, ${`${host}/`})`;
}

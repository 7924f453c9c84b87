import type { Query } from "../pool/client.ts";

/** After this long without a word a worker is taken for gone. */
export const WORKER_SECONDS = 60;
/** Rows of workers that were killed are kept this long, for whoever looks into it. */
const KEEP_SECONDS = 24 * 3600;

export interface Worker {
  /** As in a job's `worker`. */
  id: string;
  version: string;
  /** What jobs that name no model are done with: a name or a folder. */
  model: string;
  /** The device that is really used; null until a model was loaded. */
  device: "cpu" | "cuda" | null;
  /** Why it is not CUDA. */
  fallbackReason: string | null;
  /** The models whose weights are at hand: names, or folders. */
  models: string[];
  seenAt: Date;
}

/** Says that a worker lives, and what it has. */
export async function reportWorker(sql: Query, worker: Omit<Worker, "seenAt">): Promise<void> {
  const { id, version, model, device, fallbackReason, models } = worker;
  await sql`
    with old as (
      delete from streamforge.workers
      where id <> ${id} and seen_at < now() - make_interval(secs => ${KEEP_SECONDS})
    )
    insert into streamforge.workers (id, version, model, device, fallback_reason, models)
    values (${id}, ${version}, ${model}, ${device}, ${fallbackReason}, ${sql.json(models)})
    on conflict (id) do update set version = excluded.version, model = excluded.model, device = excluded.device,
      fallback_reason = excluded.fallback_reason, models = excluded.models, seen_at = now()`;
}

/** Takes a worker off the list, at its end. */
export async function removeWorker(sql: Query, id: string): Promise<void> {
  await sql`delete from streamforge.workers where id = ${id}`;
}

/** The workers that were heard of lately. */
export async function listWorkers(sql: Query, { withinSeconds = WORKER_SECONDS } = {}): Promise<Worker[]> {
  return [
    ...await sql<Worker[]>`
    select id, version, model, device, fallback_reason, models, seen_at from streamforge.workers
    where seen_at > now() - make_interval(secs => ${withinSeconds}) order by id`,
  ];
}

import type { Query } from "../pool/client.ts";

/** A worker that has not reported for this long counts as gone. */
export const WORKER_SECONDS = 60;
/** Rows of killed workers are kept this long, for diagnosis. */
const KEEP_SECONDS = 24 * 3600;

export interface Worker {
  /** The name in the column `worker` of jobs. */
  id: string;
  version: string;
  /** The model of jobs that name none: a name or a folder. */
  model: string;
  /** The device that is in use; null until a model is loaded. */
  device: "cpu" | "cuda" | null;
  /** Why CUDA is not used. */
  fallbackReason: string | null;
  /** The models whose weights are stored on this machine: names or folders. */
  models: string[];
  /** Whether its environment sets the model. */
  hasFixedModel: boolean;
  /** Versions and sandbox, by name. */
  facts: Record<string, string>;
  seenAt: Date;
}

export type ReportedWorker =
  & Omit<Worker, "seenAt" | "hasFixedModel" | "facts">
  & Partial<Pick<Worker, "hasFixedModel" | "facts">>;

/** Records that a worker is alive, with its device and models. */
export async function reportWorker(sql: Query, worker: ReportedWorker): Promise<void> {
  const { id, version, model, device, fallbackReason, models, hasFixedModel = false, facts = {} } = worker;
  await sql`
    with old as (
      delete from streamforge.workers
      where id <> ${id} and seen_at < now() - make_interval(secs => ${KEEP_SECONDS})
    )
    insert into streamforge.workers (id, version, model, device, fallback_reason, models, has_fixed_model, facts)
    values (${id}, ${version}, ${model}, ${device}, ${fallbackReason}, ${sql.json(models)}, ${hasFixedModel},
      ${sql.json(facts)})
    on conflict (id) do update set version = excluded.version, model = excluded.model, device = excluded.device,
      fallback_reason = excluded.fallback_reason, models = excluded.models,
      has_fixed_model = excluded.has_fixed_model, facts = excluded.facts, seen_at = now()`;
}

/** Deletes a worker's row when it ends. */
export async function removeWorker(sql: Query, id: string): Promise<void> {
  await sql`delete from streamforge.workers where id = ${id}`;
}

/** Lists the workers that reported lately. */
export async function listWorkers(sql: Query, { withinSeconds = WORKER_SECONDS } = {}): Promise<Worker[]> {
  return [
    ...await sql<Worker[]>`
    select id, version, model, device, fallback_reason, models, has_fixed_model, facts, seen_at from streamforge.workers
    where seen_at > now() - make_interval(secs => ${withinSeconds}) order by id`,
  ];
}

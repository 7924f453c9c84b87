import { newId } from "../../core/ids.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";

/** The jobs of the engine that somebody waits for. */
const AWAITED_KINDS = ["caption_video", "caption_file", "caption_stretch", "transcribe_audio", "align_captions"];

/** How fast a machine writes captions. */
export interface EngineSpeed {
  /** As at the start of a worker's name. */
  host: string;
  /** A name or a folder. */
  model: string;
  device: "cpu" | "cuda";
  /** Seconds of sound for each second of computing. */
  timesRealTime: number;
  measuredAt: Date;
}

/** All measured speeds, the latest first. */
export async function listEngineSpeeds(sql: Query): Promise<EngineSpeed[]> {
  return [
    ...await sql<EngineSpeed[]>`
    select host, model, device, sound_seconds / run_seconds as times_real_time, measured_at
    from streamforge.engine_speeds order by measured_at desc`,
  ];
}

/**
 * Queues the measuring of a machine's speed with a model, unless it was measured, waits, or failed for good. Removes what
 * waits for machines that are gone.
 *
 * @param device the device in use; another than the measured one is measured again. null: unknown until a model is loaded
 */
export async function queueSpeedMeasure(
  sql: Sql,
  { host, model, device }: { host: string; model: string; device: "cpu" | "cuda" | null },
): Promise<void> {
  await transaction(sql, async (tx) => {
    await tx`
      delete from streamforge.jobs j
      where kind = 'measure_speed' and state = 'queued' and payload ->> 'host' <> ${host}
        and not exists (
          select 1 from streamforge.workers w where starts_with(w.id, concat(j.payload ->> 'host', '/'))
        )`;
    const rows = await tx`
      insert into streamforge.jobs (id, kind, payload)
      select ${newId()}, 'measure_speed', ${tx.json({ model, host })}
      where not exists (
        select 1 from streamforge.engine_speeds
        where host = ${host} and model = ${model} and device = coalesce(${device}, device)
      ) and not exists (
        select 1 from streamforge.jobs
        where kind = 'measure_speed' and payload ->> 'host' = ${host} and payload ->> 'model' = ${model}
          and state in ('queued', 'running', 'dead', 'cancelled')
      )
      on conflict do nothing returning 1`;
    if (rows.length > 0) await notify(tx, null, "queued");
  });
}

/** Whether a job waits that the measuring must not hold up. */
export async function isEngineAwaited(sql: Query): Promise<boolean> {
  const [{ isAwaited }] = await sql<{ isAwaited: boolean }[]>`
    select exists (
      select 1 from streamforge.jobs j
      where state = 'queued' and kind in ${sql(AWAITED_KINDS)} and run_at <= now() and needs_bytes is null
        and not cancel_requested and not exists (
          select 1 from streamforge.videos v where v.id = j.video_id and v.delete_at is not null
        )
    ) as is_awaited`;
  return isAwaited;
}

/** Stores what was measured, and deletes the speeds of machines that are gone. */
export async function recordEngineSpeed(
  tx: Transaction,
  { host, model, device, soundSeconds, runSeconds }: Pick<EngineSpeed, "host" | "model" | "device"> & {
    soundSeconds: number;
    runSeconds: number;
  },
): Promise<void> {
  await tx`
    insert into streamforge.engine_speeds (host, model, device, sound_seconds, run_seconds)
    values (${host}, ${model}, ${device}, ${soundSeconds}, ${runSeconds})
    on conflict (host, model) do update set device = excluded.device, sound_seconds = excluded.sound_seconds,
      run_seconds = excluded.run_seconds, measured_at = now()`;
  await tx`
    delete from streamforge.engine_speeds s
    where host <> ${host}
      and not exists (select 1 from streamforge.workers w where starts_with(w.id, s.host || '/'))`;
}

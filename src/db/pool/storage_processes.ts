import type { Query } from "./client.ts";

/** A process that has not reported for this long counts as ended. */
const PROCESS_SECONDS = 60;

/** A server or worker that uses the storage of the database. */
export interface StorageProcess {
  id: string;
  /** Its command. */
  kind: "serve" | "work";
  host: string;
  pid: number;
}

export interface RunningStorageProcess extends StorageProcess {
  /** Seconds until it counts as ended, if it was killed. */
  secondsLeft: number;
}

/**
 * Records that a process uses the storage. Its time is that of the statement: a transaction may have waited for a lock.
 */
export async function reportStorageProcess(sql: Query, { id, kind, host, pid }: StorageProcess): Promise<void> {
  await sql`
    with old as (
      delete from streamforge.storage_processes
      where id <> ${id} and seen_at < clock_timestamp() - make_interval(secs => ${PROCESS_SECONDS})
    )
    insert into streamforge.storage_processes (id, kind, host, pid, seen_at)
    values (${id}, ${kind}, ${host}, ${pid}, clock_timestamp())
    on conflict (id) do update set seen_at = excluded.seen_at`;
}

/** Deletes a process's row when it ends. */
export async function removeStorageProcess(sql: Query, id: string): Promise<void> {
  await sql`delete from streamforge.storage_processes where id = ${id}`;
}

/** Lists the processes that reported lately. */
export async function listStorageProcesses(sql: Query): Promise<RunningStorageProcess[]> {
  return [
    ...await sql<RunningStorageProcess[]>`
    select * from (
      select id, kind, host, pid,
        ceil(${PROCESS_SECONDS} - extract(epoch from clock_timestamp() - seen_at))::int as seconds_left
      from streamforge.storage_processes
    ) p where seconds_left > 0 order by host, kind, pid`,
  ];
}

import type { Query } from "../pool/client.ts";

/**
 * Records objects that nothing refers to, so that a sweep deletes them.
 *
 * @param keys keys, or folders with a slash at their end
 * @param options.inSeconds from now
 */
export async function addUnusedObjects(
  sql: Query,
  keys: readonly string[],
  { inSeconds = 0 }: { inSeconds?: number } = {},
): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    insert into streamforge.unused_objects (key, due_at)
    select key, now() + make_interval(secs => ${inSeconds}) from jsonb_array_elements_text(${sql.json([...keys])}) key
    on conflict (key) do update set due_at = excluded.due_at`;
}

/** Forgets an object, since it is used or deleted. @returns false if it was not recorded */
export async function removeUnusedObject(sql: Query, key: string): Promise<boolean> {
  return (await sql`delete from streamforge.unused_objects where key = ${key} returning 1`).length > 0;
}

/** Lists what is due, and neither a video's file nor about to become one: an answer may have been lost. */
export async function listUnusedObjects(sql: Query, limit = 100): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    select key from streamforge.unused_objects
    where due_at <= now() and not exists (select 1 from streamforge.videos v where v.original_key = key)
      and not exists (
        select 1 from streamforge.jobs j where j.kind = 'replace_file' and j.state in ('queued', 'running')
          and j.payload ->> 'key' = key)
    order by due_at limit ${limit}`;
  return rows.map(({ key }) => key);
}

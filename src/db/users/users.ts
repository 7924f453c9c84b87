import type { Query } from "../pool/client.ts";

/** Records the name of a user, which pages show in place of the id. */
export async function rememberUser(sql: Query, id: string, name: string): Promise<void> {
  await sql`
    insert into streamforge.users (id, name) values (${id}, ${name})
    on conflict (id) do update set name = excluded.name, seen_at = now()`;
}

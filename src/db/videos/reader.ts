import type { Query } from "../pool/client.ts";

/** Who reads a list or searches; null stands for anonymous viewers. */
export interface Reader {
  user: string;
  /** Sees the videos of everybody. */
  isAdministrator: boolean;
}

/**
 * An SQL condition for the table under the alias `v`: the videos that are listed for `reader`. These are the public ones
 * and the reader's own; for an administrator, all.
 */
export function isListedFor(sql: Query, reader: Reader | null) {
  if (reader?.isAdministrator) return sql`true`;
  return reader ? sql`(v.visibility = 'public' or v.owner = ${reader.user}::text)` : sql`v.visibility = 'public'`;
}

import type { Query } from "../pool/client.ts";
import type { Reader } from "../videos/reader.ts";
import { quoteLexeme } from "./words.ts";

/** Beyond this many owners an administrator's search names none of them. */
const MAX_OWNERS = 500;

/**
 * What a reader may find, as the terms of `streamforge.search_scope` without their ends: `p` for public videos, and
 * `o/<owner>`. null: everything.
 */
export type Scopes = string[] | null;

/** An administrator gets the owners by name: their terms hold the newest videos, so that a common word is found fast. */
export async function readScopes(sql: Query, reader: Reader | null): Promise<Scopes> {
  if (!reader) return ["p"];
  if (!reader.isAdministrator) return ["p", `o/${reader.user}`];
  const owners = await sql<{ owner: string }[]>`
    with recursive owners as (
      (select owner from streamforge.search_videos where not is_hidden order by owner limit 1)
      union all
      select (select v.owner from streamforge.search_videos v
        where not v.is_hidden and v.owner > owners.owner order by v.owner limit 1)
      from owners where owners.owner is not null
    )
    select owner from owners where owner is not null limit ${MAX_OWNERS + 1}`;
  return owners.length > MAX_OWNERS ? null : owners.map(({ owner }) => `o/${owner}`);
}

/** @param ends of the terms: "" for all videos, or buckets as `/0/12` */
export function scopesQuery(scopes: Scopes, ends: readonly string[]): string {
  if (scopes === null) return `${quoteLexeme("o/")}:*`;
  if (scopes.length === 0) return quoteLexeme("o/"); // nobody has a video
  return scopes.flatMap((scope) => ends.map((end) => quoteLexeme(scope + end))).join("|");
}

import type { TopicName } from "../../core/topics.ts";
import type { Query } from "../pool/client.ts";
import type { Reader } from "./reader.ts";

export const LENGTHS = { short: [0, 300], medium: [300, 1200], long: [1200, Infinity] } as const; // seconds
export const AGES = { day: 1, week: 7, month: 31, year: 366 } as const; // days

/** Which videos a list or a search is about, besides what it looks for. */
export interface VideoFilter {
  tag?: string;
  /** A topic that was found in the captions. */
  topic?: TopicName;
  /** As the words of the captions are on the whole. */
  sentiment?: "positive" | "neutral" | "negative";
  /** short: under 5 minutes; long: from 20 minutes on. */
  length?: keyof typeof LENGTHS;
  /** Added in the last day, 7, 31 or 366 days. */
  added?: keyof typeof AGES;
  /** Whether the reader has watched it to its end once. */
  watched?: "yes" | "no";
  /** Only the reader's own videos in which sentences or pictures were flagged for safety. */
  isFlagged?: boolean;
}

/** The fields of a `VideoFilter`, in the order of forms and addresses. */
export const FILTER_FIELDS = ["tag", "topic", "sentiment", "length", "added", "watched", "isFlagged"] as const;

export function isFiltered(filter: VideoFilter): boolean {
  return FILTER_FIELDS.some((field) => filter[field]);
}

/** SQL conditions, each with `and` before it, on the table of videos under the alias `v`. */
export function filterConditions(
  sql: Query,
  { tag, topic, sentiment, length, added, watched, isFlagged }: VideoFilter,
  reader: Reader | null,
) {
  const found = (kind: string, condition: ReturnType<typeof sql>) =>
    sql`and exists (
      select 1 from streamforge.analyses a where a.video_id = v.id and a.kind = ${kind} and ${condition})`;
  const [least, most] = LENGTHS[length ?? "short"];
  return sql`
    ${tag === undefined ? sql`` : sql`and ${tag} = any (v.tags)`}
    ${topic === undefined ? sql`` : found("topics", sql`a.result -> 'topics' @> ${sql.json([{ topic }])}::jsonb`)}
    ${sentiment === undefined ? sql`` : found("sentiment", sql`a.result ->> 'label' = ${sentiment}`)}
    ${
    length === undefined
      ? sql``
      : sql`and v.duration_seconds >= ${least} ${most === Infinity ? sql`` : sql`and v.duration_seconds < ${most}`}`
  }
    ${added === undefined ? sql`` : sql`and v.created_at > now() - make_interval(days => ${AGES[added]})`}
    ${watched === undefined ? sql`` : sql`and ${watched === "yes" ? sql`` : sql`not`} ${isWatchedBy(sql, reader)}`}
    ${
    isFlagged
      ? sql`${isOwnedBy(sql, reader)} ${
        found("safety", sql`(a.result -> 'flags' <> '[]' or a.result -> 'frames' <> '[]')`)
      }`
      : sql``
  }`;
}

function isWatchedBy(sql: Query, reader: Reader | null) {
  return sql`exists (
    select 1 from streamforge.watch_progress p
    where p.video_id = v.id and p.viewer = ${reader?.user ?? null}::text and p.is_watched)`;
}

/** Flags are for those who may change a video. */
function isOwnedBy(sql: Query, reader: Reader | null) {
  if (reader?.isAdministrator) return sql``;
  return reader ? sql`and v.owner = ${reader.user}::text` : sql`and false`;
}

import type { Cue, EditedCue, Word } from "../../core/types.ts";
import type { Query } from "../pool/client.ts";

/** Reads the cues of a revision in order; of an unfinished one, those written so far. */
export async function readCues(sql: Query, revisionId: string): Promise<Cue[]> {
  const rows = await sql<{ position: number; startSeconds: number; endSeconds: number; text: string; words: Word[] }[]>`
    select position, start_seconds, end_seconds, text, words from streamforge.cues
    where revision_id = ${revisionId} order by position`;
  return rows.map((r) => ({ id: r.position, start: r.startSeconds, end: r.endSeconds, text: r.text, words: r.words }));
}

/** Reads the cues of a revision in order, with their `isEdited`. */
export async function readEditedCues(sql: Query, revisionId: string): Promise<EditedCue[]> {
  type Row = {
    position: number;
    startSeconds: number;
    endSeconds: number;
    text: string;
    words: Word[];
    isEdited: boolean;
  };
  const rows = await sql<Row[]>`
    select position, start_seconds, end_seconds, text, words, is_edited from streamforge.cues
    where revision_id = ${revisionId} order by position`;
  return rows.map((r) => ({
    ...{ id: r.position, start: r.startSeconds, end: r.endSeconds, text: r.text, words: r.words, isEdited: r.isEdited },
  }));
}

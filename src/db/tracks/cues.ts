import type { Cue, CuePosition, EditedCue, MarkupRange, Word } from "../../core/types.ts";
import type { Query } from "../pool/client.ts";

interface CueRow {
  position: number;
  startSeconds: number;
  endSeconds: number;
  text: string;
  words: Word[];
  speaker: string | null;
  placement: CuePosition | null;
  markup: MarkupRange[] | null;
}

/** Reads the cues of a revision in order; of an unfinished one, those written so far. */
export async function readCues(sql: Query, revisionId: string): Promise<Cue[]> {
  const rows = await sql<CueRow[]>`
    select position, start_seconds, end_seconds, text, words, speaker, placement, markup from streamforge.cues
    where revision_id = ${revisionId} order by position`;
  return rows.map(cueOf);
}

/** Reads the cues of a revision in order, with their `isEdited`. */
export async function readEditedCues(sql: Query, revisionId: string): Promise<EditedCue[]> {
  const rows = await sql<(CueRow & { isEdited: boolean })[]>`
    select position, start_seconds, end_seconds, text, words, speaker, placement, markup, is_edited
    from streamforge.cues where revision_id = ${revisionId} order by position`;
  return rows.map((row) => ({ ...cueOf(row), isEdited: row.isEdited }));
}

function cueOf({ position, startSeconds, endSeconds, text, words, speaker, placement, markup }: CueRow): Cue {
  return {
    ...{ id: position, start: startSeconds, end: endSeconds, text, words },
    ...(speaker !== null && { speaker }),
    ...(placement !== null && { position: placement }),
    ...(markup !== null && { markup }),
  };
}

/** The columns of a cue that `cueOf` reads, as JSON for an insert. */
export function cueRow({ start, end, text, words, speaker, position: placement, markup }: Cue, position: number) {
  return {
    ...{ position, start_seconds: start, end_seconds: end, text, words },
    ...{ speaker: speaker ?? null, placement: placement ?? null, markup: markup ?? null },
  };
}

import type { EditedCue } from "../../src/core/types.ts";
import type { TrackRevision } from "../../src/db/tracks/revisions.ts";
import type { TrackSummary } from "../../src/db/tracks/tracks.ts";
import { trackLabel } from "./languages.ts";

export type TrackJson = ReturnType<typeof trackJson>;
export type CueJson = ReturnType<typeof cueJson>;

/** A track in the list of a video's; `label` where others of the list tell it apart. */
export function trackSummaryJson(track: TrackSummary & { label?: string }) {
  return {
    id: track.id,
    language: track.language,
    kind: track.kind,
    name: track.name,
    forced: track.isForced,
    hearing_impaired: track.isHearingImpaired,
    commentary: track.isCommentary,
    label: track.label ?? trackLabel(track),
    source: track.source,
    state: track.state,
    revision: track.revision,
    word_count: track.wordCount,
    cue_count: track.cueCount,
    updated_at: track.updatedAt.toISOString(),
  };
}

/** A track with the cues of one of its revisions. */
export function trackJson(
  track: Pick<TrackSummary, "id" | "language" | "kind" | "name" | "isForced" | "isHearingImpaired" | "isCommentary">,
  revision: TrackRevision,
  cues: readonly EditedCue[],
) {
  const { id, language, kind, name, isForced, isHearingImpaired, isCommentary } = track;
  return {
    ...{ id, language, kind, name, forced: isForced, hearing_impaired: isHearingImpaired },
    ...{ commentary: isCommentary, label: trackLabel(track) },
    ...{ revision: aboutRevision(revision), cues: cues.map(cueJson) },
  };
}

/** A revision in the history of a track. */
export function revisionJson(revision: TrackRevision) {
  return {
    ...aboutRevision(revision),
    base_revision: revision.baseRevision,
    cue_count: revision.cueCount,
    word_count: revision.wordCount,
    is_current: revision.isCurrent,
  };
}

function aboutRevision({ id, source, author, model, note, createdAt }: TrackRevision) {
  // of a model that is a folder no path
  return { id, source, author, model: model?.split("/").at(-1) ?? null, note, created_at: createdAt.toISOString() };
}

export function cueJson({ id, start, end, text, isEdited, words }: EditedCue) {
  return { id, start, end, text, is_edited: isEdited, words };
}

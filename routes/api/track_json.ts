import type { EditedCue } from "../../src/core/types.ts";
import type { TrackRevision } from "../../src/db/tracks/revisions.ts";
import type { TrackSummary } from "../../src/db/tracks/tracks.ts";
import { trackLabel } from "./languages.ts";

export type TrackJson = ReturnType<typeof trackJson>;
export type CueJson = ReturnType<typeof cueJson>;

/** The JSON of a track in a video's list, with a label that is unique in the list if `label` is set. */
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

/** The JSON of a track with the cues of one revision. */
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

/** The JSON of a revision in a track's history. */
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
  // without the path of a model's folder
  return { id, source, author, model: model?.split("/").at(-1) ?? null, note, created_at: createdAt.toISOString() };
}

export function cueJson({ id, start, end, text, isEdited, words }: EditedCue) {
  return { id, start, end, text, is_edited: isEdited, words };
}

import { lookJson, type SubmittedCue } from "../../src/captions/mod.ts";
import { positionOfJson } from "../../src/core/cue_position.ts";
import type { EditedCue } from "../../src/core/types.ts";
import type { TrackRevision } from "../../src/db/tracks/revisions.ts";
import type { CueJson, SubmittedCueJson } from "../../src/schemas/cue.ts";
import type { RevisionJson, TrackJson, TrackSummaryJson } from "../../src/schemas/track.ts";
import type { TrackSummary } from "../../src/db/tracks/tracks.ts";
import { translationJson } from "../../src/db/tracks/translation_json.ts";
import { trackLabel } from "../../src/core/labels/language_labels.ts";

/** Enough for the largest allowed list of cues with word times. */
export const MAX_CUES_BYTES = 32_000_000;

/** The JSON of a track in a video's list, with a label that is unique in the list if `label` is set. */
export function trackSummaryJson(track: TrackSummary & { label?: string }): TrackSummaryJson {
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
    translation: translationJson(track.translation),
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
): TrackJson {
  const { id, language, kind, name, isForced, isHearingImpaired, isCommentary } = track;
  return {
    ...{ id, language, kind, name, forced: isForced, hearing_impaired: isHearingImpaired },
    ...{ commentary: isCommentary, label: trackLabel(track) },
    ...{ revision: aboutRevision(revision), cues: cues.map(cueJson) },
  };
}

/** What those get who may not change the track: nobody's name, and no note that was written for its editors. */
export function withoutEditors(revision: TrackRevision): TrackRevision {
  return { ...revision, author: null, note: null };
}

/** The JSON of a revision in a track's history. */
export function revisionJson(revision: TrackRevision): RevisionJson {
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

export function cueJson(cue: EditedCue): CueJson {
  const { id, start, end, text, isEdited, words } = cue;
  return { id, start, end, text, ...lookJson(cue), is_edited: isEdited, words };
}

/** The cues of a request's body. */
export function submittedCues(cues: readonly SubmittedCueJson[]): SubmittedCue[] {
  return cues.map((cue) => ({ ...cue, position: cue.position && positionOfJson(cue.position) }));
}

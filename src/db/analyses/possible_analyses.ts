import { type AnalysisKind, canBeMade } from "../../core/analyses.ts";
import type { Query } from "../pool/client.ts";
import type { Video } from "../videos/video_rows.ts";
import { findReadableCaptions } from "./analyzed_captions.ts";

/**
 * Those of `kinds` that a finished video has something for: captions with a cue, sound or a picture. While its captions are made
 * none, since their end queues all.
 */
export async function possibleAnalyses(
  sql: Query,
  { id, state, captionStatus, hasAudio, hasVideo }: Pick<
    Video,
    "id" | "state" | "captionStatus" | "hasAudio" | "hasVideo"
  >,
  kinds: readonly AnalysisKind[],
): Promise<AnalysisKind[]> {
  if (state !== "ready" || captionStatus !== "ready") return [];
  const hasCaptions = await findReadableCaptions(sql, id) !== null;
  return kinds.filter((kind) => canBeMade(kind, { hasCaptions, hasAudio, hasVideo }));
}

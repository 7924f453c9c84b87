import { count } from "../../shared/format.ts";
import type { Video } from "../../../../src/db/videos/videos.ts";
import type { ThumbnailReasonCode, ThumbnailsJson } from "../../../../src/schemas/thumbnails.ts";
import { Moment } from "./moment.tsx";

/** The reasons in words. */
export const REASON_WORDS: Record<ThumbnailReasonCode, string> = {
  face: "a face",
  central_sentence: "at a central sentence",
  long_scene: "of a long scene",
  sharp: "sharp",
  well_lit: "well lit",
};

export function thumbnailsLine({ candidates }: ThumbnailsJson): string {
  return candidates.length > 0 ? count(candidates.length, "candidate") : "nothing to be seen";
}

/** The moments of the candidates, with why they were chosen. */
export function Thumbnails({ result: { candidates }, video }: { result: ThumbnailsJson; video: Video }) {
  return (
    <ol class="found-list">
      {candidates.map(({ start, reasons }) => (
        <li>
          <Moment videoId={video.id} start={start} />{" "}
          <span class="about-note">{reasons.map((code) => REASON_WORDS[code]).join(", ")}</span>
        </li>
      ))}
    </ol>
  );
}

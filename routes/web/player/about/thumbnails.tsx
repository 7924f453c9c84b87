import { words } from "../../words/words.ts";
import type { Video } from "../../../../src/db/videos/videos.ts";
import type { ThumbnailsJson } from "../../../../src/schemas/thumbnails.ts";
import { Moment } from "./moment.tsx";

export function thumbnailsLine({ candidates }: ThumbnailsJson): string {
  return candidates.length > 0 ? words().about.candidates(candidates.length) : words().about.nothingToSee;
}

/** The moments of the candidates, with why they were chosen. */
export function Thumbnails({ result: { candidates }, video }: { result: ThumbnailsJson; video: Video }) {
  return (
    <ol class="found-list">
      {candidates.map(({ start, reasons }) => (
        <li>
          <Moment videoId={video.id} start={start} />{" "}
          <span class="about-note">
            {words().about.reasons(reasons.map((code) => words().player.thumbnail.reasons[code]))}
          </span>
        </li>
      ))}
    </ol>
  );
}

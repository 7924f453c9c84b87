import { words } from "../../words/words.ts";
import { reasonText } from "./reason.ts";
import type { Video } from "../../../../src/db/videos/videos.ts";
import type { ChaptersJson } from "../../../../src/schemas/text_analyses.ts";
import { Moment } from "./moment.tsx";

export function chaptersLine({ unavailable, chapters }: ChaptersJson): string {
  return reasonText(unavailable) ??
    (chapters.length > 0 ? words().formats.number(chapters.length) : words().about.noneFound);
}

/** The chapters that were found. The player's menu has them, unless the video has others. */
export function FoundChapters({ result: { chapters }, video }: { result: ChaptersJson; video: Video }) {
  const { about: w } = words();
  return (
    <>
      <ol class="found-list">
        {chapters.map(({ start, title }) => (
          <li>
            <Moment videoId={video.id} start={start} /> <span dir="auto">{title}</span>
          </li>
        ))}
      </ol>
      {chapters.length > 0 && video.chapters.length > 0 && video.chaptersBy !== "analysis" && (
        <p class="about-note">{video.chaptersBy === "person" ? w.othersByPerson : w.othersOfFile}</p>
      )}
    </>
  );
}

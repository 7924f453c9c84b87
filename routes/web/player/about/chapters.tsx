import type { Video } from "../../../../src/db/videos/videos.ts";
import type { ChaptersJson } from "../../../../src/schemas/text_analyses.ts";
import { Moment } from "./moment.tsx";

export function chaptersLine({ unavailable, chapters }: ChaptersJson): string {
  return unavailable ?? (chapters.length > 0 ? String(chapters.length) : "none found");
}

/** The chapters that were found. The player's menu has them, unless the video has others. */
export function FoundChapters({ result: { chapters }, video }: { result: ChaptersJson; video: Video }) {
  const others = video.chaptersBy === "person" ? "a person's" : "the file's own";
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
        <p class="about-note">The player shows {others} chapters.</p>
      )}
    </>
  );
}

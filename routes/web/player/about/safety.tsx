import type { Video } from "../../../../src/db/videos/videos.ts";
import { SAFETY_CATEGORIES } from "../../../../src/core/safety.ts";
import type { SafetyJson } from "../../../../src/schemas/text_analyses.ts";
import { Moment } from "./moment.tsx";

export function safetyLine({ unavailable, flags, frames = [] }: SafetyJson): string {
  const counts = SAFETY_CATEGORIES.map((category) => ({
    category,
    count: flags.filter((flag) => flag.category === category).length,
  })).filter(({ count }) => count > 0);
  const found = [
    ...counts.map(({ category, count }) => `${category} ${count}`),
    ...(frames.length > 0 ? [`pictures ${frames.length}`] : []),
  ];
  return found.join(", ") || (unavailable ?? "nothing to look at");
}

/** The sentences and the parts of the picture for a person to look at. */
export function Safety({ result: { unavailable, flags, ...picture }, video }: { result: SafetyJson; video: Video }) {
  const { frames = [], frames_looked_at = null } = picture;
  return (
    <>
      <ul class="found-list">
        {flags.map(({ start, text, category, words }) => (
          <li>
            <Moment videoId={video.id} start={start} /> <span dir="auto">{text}</span>{" "}
            <span class="about-note">{category}: {words.join(", ")}</span>
          </li>
        ))}
        {frames.map(({ start, score }) => (
          <li>
            <Moment videoId={video.id} start={start} /> a picture that may show nudity{" "}
            <span class="about-note">{Math.round(100 * score)} % sure</span>
          </li>
        ))}
      </ul>
      {unavailable === null && (
        <p class="about-note">Words are found, not meanings: look at each. Nothing is hidden or blocked by it.</p>
      )}
      {frames_looked_at !== null && (
        <p class="about-note">
          {frames_looked_at} frames were looked at.{frames.length > 0 && " The model often errs: look at each."}
        </p>
      )}
    </>
  );
}

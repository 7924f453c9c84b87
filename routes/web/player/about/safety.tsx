import type { Video } from "../../../../src/db/videos/videos.ts";
import { SAFETY_CATEGORIES } from "../../../../src/core/safety.ts";
import type { SafetyJson } from "../../../../src/schemas/text_analyses.ts";
import { Moment } from "./moment.tsx";

export function safetyLine({ unavailable, flags }: SafetyJson): string {
  if (unavailable !== null) return unavailable;
  const counts = SAFETY_CATEGORIES.map((category) => ({
    category,
    count: flags.filter((flag) => flag.category === category).length,
  })).filter(({ count }) => count > 0);
  return counts.map(({ category, count }) => `${category} ${count}`).join(", ") || "nothing to look at";
}

/** The sentences for a person to look at. */
export function Safety({ result: { flags }, video }: { result: SafetyJson; video: Video }) {
  return (
    <>
      <ul class="found-list">
        {flags.map(({ start, text, category, words }) => (
          <li>
            <Moment videoId={video.id} start={start} /> <span dir="auto">{text}</span>{" "}
            <span class="about-note">{category}: {words.join(", ")}</span>
          </li>
        ))}
      </ul>
      <p class="about-note">Words are found, not meanings: look at each. Nothing is hidden or blocked by it.</p>
    </>
  );
}

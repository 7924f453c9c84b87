import { words } from "../../words/words.ts";
import { reasonText } from "./reason.ts";
import type { Video } from "../../../../src/db/videos/videos.ts";
import { SAFETY_CATEGORIES } from "../../../../src/core/safety.ts";
import type { SafetyJson } from "../../../../src/schemas/text_analyses.ts";
import { Moment } from "./moment.tsx";

export function safetyLine({ unavailable, flags, frames = [] }: SafetyJson): string {
  const { safety: w } = words().about;
  const counts = SAFETY_CATEGORIES.map((category) => ({
    category,
    count: flags.filter((flag) => flag.category === category).length,
  })).filter(({ count }) => count > 0);
  const found = [
    ...counts.map(({ category, count }) => w.count(w.categories[category] ?? category, count)),
    ...(frames.length > 0 ? [w.pictures(frames.length)] : []),
  ];
  return found.join(", ") || (reasonText(unavailable) ?? w.nothing);
}

/** The sentences and the parts of the picture for a person to look at. */
export function Safety({ result: { unavailable, flags, ...picture }, video }: { result: SafetyJson; video: Video }) {
  const { frames = [], frames_looked_at = null } = picture;
  const { safety: w } = words().about;
  return (
    <>
      <ul class="found-list">
        {flags.map(({ start, text, category, words: found }) => (
          <li>
            <Moment videoId={video.id} start={start} /> <span dir="auto">{text}</span>{" "}
            <span class="about-note">{w.found(w.categories[category] ?? category, found)}</span>
          </li>
        ))}
        {frames.map(({ start, score }) => (
          <li>
            <Moment videoId={video.id} start={start} /> {w.picture} <span class="about-note">{w.sure(score)}</span>
          </li>
        ))}
      </ul>
      {unavailable === null && <p class="about-note">{w.words}</p>}
      {frames_looked_at !== null && (
        <p class="about-note">
          {w.looked(frames_looked_at)}
          {frames.length > 0 && ` ${w.errs}`}
        </p>
      )}
    </>
  );
}

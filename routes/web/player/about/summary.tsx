import { words } from "../../words/words.ts";
import { reasonText } from "./reason.ts";
import type { Video } from "../../../../src/db/videos/videos.ts";
import type { SummaryJson } from "../../../../src/schemas/text_analyses.ts";
import { Moment } from "./moment.tsx";

export function summaryLine({ unavailable, sentences }: SummaryJson): string {
  return reasonText(unavailable) ??
    (sentences.length > 0 ? words().about.sentences(sentences.length) : words().about.noSummary);
}

/** The most central sentences, each with its moment. */
export function Summary({ result: { sentences }, video }: { result: SummaryJson; video: Video }) {
  return (
    <ol class="found-list">
      {sentences.map(({ start, text }) => (
        <li>
          <Moment videoId={video.id} start={start} /> <span dir="auto">{text}</span>
        </li>
      ))}
    </ol>
  );
}

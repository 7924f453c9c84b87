import { words } from "../../words/words.ts";
import { reasonText } from "./reason.ts";
import type { SentimentJson } from "../../../../src/schemas/text_analyses.ts";
import { clock } from "../../shared/format.ts";

const WIDTH = 400;
const HEIGHT = 60;

export function sentimentLine({ unavailable, label }: SentimentJson): string {
  return reasonText(unavailable) ??
    (label === null ? words().about.nothingSaid : words().about.sentiments[label] ?? label);
}

/** Bars over the time of the video: up is positive, down negative. */
export function Sentiment({ result: { score, spans } }: { result: SentimentJson }) {
  const { about: w, formats } = words();
  const from = spans[0]?.start ?? 0;
  const seconds = Math.max(1, (spans.at(-1)?.end ?? 0) - from);
  const middle = HEIGHT / 2;
  const at = (time: number) => WIDTH * (time - from) / seconds;
  return (
    <>
      <svg
        class="sentiment"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={w.sentimentOverTime(
          clock(from),
          spans.map(({ score }) => formats.number(score, { maximumFractionDigits: 1 })).join("; "),
        )}
      >
        {spans.map(({ start, end, score }) => (
          <rect
            class={score < 0 ? "negative" : "positive"}
            x={at(start).toFixed(1)}
            width={Math.max(1, at(end) - at(start) - 1).toFixed(1)}
            y={(middle - Math.max(0, score) * middle).toFixed(1)}
            height={Math.max(1, Math.abs(score) * middle).toFixed(1)}
          >
            <title>{w.sentimentAt(clock(start), score)}</title>
          </rect>
        ))}
      </svg>
      {score !== null && <p class="about-note">{w.sentimentMean(score)}</p>}
    </>
  );
}

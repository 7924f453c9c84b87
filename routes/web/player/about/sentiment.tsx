import type { SentimentJson } from "../../../../src/schemas/text_analyses.ts";
import { clock } from "../../shared/format.ts";

const WIDTH = 400;
const HEIGHT = 60;

export function sentimentLine({ unavailable, label }: SentimentJson): string {
  return unavailable ?? label ?? "nothing is said";
}

/** Bars over the time of the video: up is positive, down negative. */
export function Sentiment({ result: { score, spans } }: { result: SentimentJson }) {
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
        aria-label={`Sentiment over time, from ${clock(from)}: ${
          spans.map(({ score }) => score.toFixed(1)).join(", ")
        }`}
      >
        {spans.map(({ start, end, score }) => (
          <rect
            class={score < 0 ? "negative" : "positive"}
            x={at(start).toFixed(1)}
            width={Math.max(1, at(end) - at(start) - 1).toFixed(1)}
            y={(middle - Math.max(0, score) * middle).toFixed(1)}
            height={Math.max(1, Math.abs(score) * middle).toFixed(1)}
          >
            <title>{`${clock(start)}: ${score.toFixed(2)}`}</title>
          </rect>
        ))}
      </svg>
      {score !== null && <p class="about-note">mean {score.toFixed(2)}, from -1 (negative) to 1 (positive)</p>}
    </>
  );
}

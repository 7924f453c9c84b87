import type { TopicsJson } from "../../../../src/schemas/text_analyses.ts";

export function topicsLine({ unavailable, topics }: TopicsJson): string {
  return unavailable ?? (topics.map(({ topic }) => topic).join(", ") || "no topic is near");
}

/** The topics with how near they are. */
export function Topics({ result: { topics } }: { result: TopicsJson }) {
  return (
    <ul class="found-list">
      {topics.map(({ topic, score }) => (
        <li>
          {topic} <span class="about-note">{Math.round(100 * score)} % alike</span>
        </li>
      ))}
    </ul>
  );
}

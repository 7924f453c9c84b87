import { words } from "../../words/words.ts";
import { reasonText } from "./reason.ts";
import { topicName } from "../../shared/video_filters.tsx";
import type { TopicsJson } from "../../../../src/schemas/text_analyses.ts";

export function topicsLine({ unavailable, topics }: TopicsJson): string {
  return reasonText(unavailable) ??
    (topics.map(({ topic }) => topicName(topic)).join(", ") || words().about.topics.none);
}

/** The topics with how near they are. */
export function Topics({ result: { topics } }: { result: TopicsJson }) {
  return (
    <ul class="found-list">
      {topics.map(({ topic, score }) => (
        <li>
          {topicName(topic)} <span class="about-note">{words().about.topics.alike(score)}</span>
        </li>
      ))}
    </ul>
  );
}

import { words } from "../../words/words.ts";
import { reasonText } from "./reason.ts";
import type { Video } from "../../../../src/db/videos/videos.ts";
import type { SuggestedTagsJson } from "../../../../src/schemas/text_analyses.ts";

const IN_LINE = 4;

export function tagsLine({ unavailable, tags }: SuggestedTagsJson): string {
  return reasonText(unavailable) ??
    (tags.slice(0, IN_LINE).map(({ tag }) => tag).join(", ") || words().about.tags.none);
}

/** Suggestions; the owner takes one, or takes it away again. */
export function Tags(
  { result: { tags }, video, mayChange }: { result: SuggestedTagsJson; video: Video; mayChange: boolean },
) {
  return (
    <ul class="found-tags">
      {tags.map(({ tag }) => {
        const isTaken = video.tags.includes(tag);
        if (!mayChange) return <li key={tag}>{tag}</li>;
        return (
          <li key={tag}>
            <button
              type="button"
              class="button"
              data-action={`tag-${tag}`}
              data-tag={tag}
              aria-pressed={isTaken ? "true" : "false"}
              title={isTaken ? words().about.tags.remove : words().about.tags.add}
            >
              {isTaken ? "×" : "+"} {tag}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

import { words } from "../../words/words.ts";
import type { Video } from "../../../../src/db/videos/videos.ts";
import type { SpeakersJson } from "../../../../src/schemas/speakers.ts";
import { clock } from "../../shared/format.ts";
import { Moment } from "./moment.tsx";

/** So many of a speaker's longest stretches are linked. */
const MOMENTS = 5;

export function speakersLine({ speakers }: SpeakersJson): string {
  const { speakers: w } = words().about;
  if (speakers.length === 0) return w.nobody;
  if (speakers.length === 1 && !speakers[0].is_named) return w.one;
  return speakers.map(({ id, name, is_named }) => is_named ? name : w.unnamed(id)).join(", ");
}

/** Each speaker with its share of the talk and its longest stretches; the owner can give a name. */
export function Speakers(
  { result: { speakers }, video, mayChange }: { result: SpeakersJson; video: Video; mayChange: boolean },
) {
  const { speakers: w } = words().about;
  const all = speakers.reduce((sum, { seconds }) => sum + seconds, 0);
  return (
    <ul class="found-list">
      {speakers.map(({ id, name, is_named, seconds, spans }) => {
        const longest = spans.toSorted((a, b) => b.end - b.start - (a.end - a.start)).slice(0, MOMENTS);
        return (
          <li key={id}>
            {mayChange
              ? (
                <input
                  type="text"
                  class="speaker-name"
                  size={16}
                  maxlength={200}
                  autocomplete="off"
                  aria-label={w.nameOf(id)}
                  data-action={`speaker-${id}`}
                  data-speaker={String(id)}
                  placeholder={w.unnamed(id)}
                  value={is_named ? name : ""}
                />
              )
              : <span>{is_named ? name : w.unnamed(id)}</span>}{" "}
            <span class="about-note">
              {w.share(clock(seconds), seconds / Math.max(all, 0.1))}
            </span>{" "}
            {longest.toSorted((a, b) => a.start - b.start).map(({ start }) => (
              <>
                <Moment videoId={video.id} start={start} />
                {" "}
              </>
            ))}
          </li>
        );
      })}
    </ul>
  );
}

import type { Video } from "../../../../src/db/videos/videos.ts";
import type { SpeakersJson } from "../../../../src/schemas/speakers.ts";
import { clock } from "../../shared/format.ts";
import { Moment } from "./moment.tsx";

/** So many of a speaker's longest stretches are linked. */
const MOMENTS = 5;

export function speakersLine({ speakers }: SpeakersJson): string {
  if (speakers.length === 0) return "nobody speaks";
  if (speakers.length === 1 && !speakers[0].is_named) return "one speaker";
  return speakers.map(({ name }) => name).join(", ");
}

/** Each speaker with its share of the talk and its longest stretches; the owner can give a name. */
export function Speakers(
  { result: { speakers }, video, mayChange }: { result: SpeakersJson; video: Video; mayChange: boolean },
) {
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
                  aria-label={`Name of speaker ${id}, in all captions`}
                  data-action={`speaker-${id}`}
                  data-speaker={String(id)}
                  placeholder={`Speaker ${id}`}
                  value={is_named ? name : ""}
                />
              )
              : <span>{name}</span>}{" "}
            <span class="about-note">
              {clock(seconds)}, {Math.round(100 * seconds / Math.max(all, 0.1))} %
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

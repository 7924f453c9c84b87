import type { Video } from "../../../../src/db/videos/videos.ts";
import type { SpeakersJson } from "../../../../src/schemas/speakers.ts";
import { clock } from "../../shared/format.ts";
import { Moment } from "./moment.tsx";

/** So many of a speaker's moments are shown. */
const MOMENTS = 5;

export function speakersLine({ speakers }: SpeakersJson): string {
  if (speakers.length === 0) return "nobody speaks";
  if (speakers.length === 1) return "one speaker";
  return speakers.map(({ name }) => name).join(", ");
}

/** Each speaker with its share of the talk and the first moments of its longest stretches. */
export function Speakers({ result: { speakers }, video }: { result: SpeakersJson; video: Video; mayChange: boolean }) {
  const all = speakers.reduce((sum, { seconds }) => sum + seconds, 0);
  return (
    <ul class="found-list">
      {speakers.map(({ id, name, seconds, spans }) => {
        const longest = spans.toSorted((a, b) => b.end - b.start - (a.end - a.start)).slice(0, MOMENTS);
        return (
          <li key={id}>
            <span class="speaker-name">{name}</span>{" "}
            <span class="speaker-share">
              {clock(seconds)}, {Math.round(100 * seconds / Math.max(all, 0.1))} %
            </span>{" "}
            <span class="speaker-moments">
              {longest.toSorted((a, b) => a.start - b.start).map(({ start }) => (
                <>
                  <Moment videoId={video.id} start={start} />
                  {" "}
                </>
              ))}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

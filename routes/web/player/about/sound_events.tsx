import type { Video } from "../../../../src/db/videos/videos.ts";
import type { SoundEventsJson } from "../../../../src/schemas/sound_events.ts";
import { clock } from "../../shared/format.ts";
import { Moment } from "./moment.tsx";

export function soundEventsLine({ events }: SoundEventsJson): string {
  if (events.length === 0) return "none where nothing is said";
  const seconds = events.reduce((sum, { start, end }) => sum + end - start, 0);
  return `${clock(seconds)} where nothing is said`;
}

/** When there is music, as links to its moments. */
export function SoundEvents(
  { result: { events }, video, mayChange }: { result: SoundEventsJson; video: Video; mayChange: boolean },
) {
  return (
    <>
      <ul class="found-list">
        {events.map(({ start, end }) => (
          <li key={start}>
            <Moment videoId={video.id} start={start} /> to {clock(end)}
          </li>
        ))}
      </ul>
      {mayChange && events.length > 0 && (
        <button type="button" class="button" data-action="caption-sounds" data-sounds="">
          write [music] into the captions
        </button>
      )}
    </>
  );
}

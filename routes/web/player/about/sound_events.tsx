import { words } from "../../words/words.ts";
import type { Video } from "../../../../src/db/videos/videos.ts";
import type { SoundEventsJson } from "../../../../src/schemas/sound_events.ts";
import { clock } from "../../shared/format.ts";
import { Moment } from "./moment.tsx";

export function soundEventsLine({ events }: SoundEventsJson): string {
  if (events.length === 0) return words().about.music.none;
  const seconds = events.reduce((sum, { start, end }) => sum + end - start, 0);
  return words().about.music.some(clock(seconds));
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
            <Moment videoId={video.id} start={start} /> {words().about.music.to(clock(end))}
          </li>
        ))}
      </ul>
      {mayChange && events.length > 0 && (
        <button type="button" class="button" data-action="caption-sounds" data-sounds="">
          {words().about.music.write}
        </button>
      )}
    </>
  );
}

import { clock } from "../../shared/format.ts";

/** A link to a moment of the video; on its page it moves the player there. */
export function Moment({ videoId, start }: { videoId: string; start: number }) {
  return (
    <a class="about-moment" href={`/videos/${videoId}?t=${Math.floor(start)}`} data-seek={String(start)}>
      {clock(start)}
    </a>
  );
}

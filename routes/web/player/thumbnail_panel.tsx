import { shownPoster } from "../../../src/core/poster.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import type { VideoThumbnailsJson } from "../../../src/schemas/thumbnails.ts";
import { clock, isoDuration } from "../shared/format.ts";
import { thumbnailUrl } from "../shared/video_elements.tsx";
import { REASON_WORDS } from "./about/thumbnails.tsx";

export interface ThumbnailProps {
  video: Video;
  /** null for viewers who may not choose. */
  thumbnails: VideoThumbnailsJson | null;
}

/** Where the owner chooses the picture that stands for the video. */
export function ThumbnailPanel({ video, thumbnails }: ThumbnailProps) {
  if (!thumbnails) return null;
  return (
    <section class="panel thumbnails" aria-labelledby="thumbnails-title">
      <h2 class="panel-title" id="thumbnails-title">thumbnail</h2>
      <ThumbnailChoice video={video} thumbnails={thumbnails} />
      <p class="thumbnail-own">
        {video.hasVideo && <button type="button" class="button" id="take-frame">take the frame at 0:00</button>}
        <button type="button" class="button" id="upload-picture">upload a picture…</button>
        <input
          type="file"
          id="new-picture"
          accept="image/jpeg,image/png,image/webp"
          aria-label="The picture"
          hidden
        />
      </p>
    </section>
  );
}

/** The candidates, and what a person chose in place of them. */
export function ThumbnailChoice({ video, thumbnails }: ThumbnailProps) {
  const { set, poster, candidates } = thumbnails!;
  const shown = shownPoster(video);
  const isOwn = poster?.by === "person" && !candidates.some(({ is_poster }) => is_poster);
  const isTaken = video.jobs.some(({ kind }) => kind === "take_thumbnail");
  return (
    <div
      data-part="thumbnails"
      data-poster={shown ? thumbnailUrl(video.id, shown, { size: "large" }) : undefined}
    >
      <ul class="thumbnail-grid" aria-label="Pictures that may stand for the video">
        {isOwn && shown && (
          <li class="thumbnail-chosen">
            <img src={thumbnailUrl(video.id, shown)} alt={ownName(poster)} width="320" height="180" />
            <span>{ownName(poster)}</span>
          </li>
        )}
        {candidates.map(({ number, start, reasons, is_poster, small_url, small_webp_url }) => (
          <li>
            <button
              type="button"
              data-action={`thumbnail-${number}`}
              data-candidate={String(number)}
              data-set={set ?? ""}
              aria-pressed={is_poster ? "true" : "false"}
              aria-label={`The picture at ${clock(start)}: ${reasons.map((code) => REASON_WORDS[code]).join(", ")}`}
              title={reasons.map((code) => REASON_WORDS[code]).join(", ")}
            >
              <picture>
                {small_webp_url && <source srcset={small_webp_url} type="image/webp" />}
                <img src={small_url} alt="" loading="lazy" width="320" height="180" />
              </picture>
              <time datetime={isoDuration(start)}>{clock(start)}</time>
            </button>
          </li>
        ))}
      </ul>
      <p class="thumbnail-state" role="status">
        {isTaken ? "The frame is being taken." : stateOf(thumbnails!, video)}
        {poster?.by === "person" && (
          <button type="button" class="button" data-action="unchoose-thumbnail">let StreamForge choose</button>
        )}
      </p>
    </div>
  );
}

function ownName({ source, start }: NonNullable<VideoThumbnailsJson["poster"]>): string {
  return source === "upload" ? "your picture" : `your choice, ${clock(start ?? 0)}`;
}

function stateOf({ poster, candidates }: VideoThumbnailsJson, { hasVideo }: Video): string {
  if (poster?.by === "person") return "You chose it.";
  if (candidates.length > 0) return "Chosen by StreamForge: choose another one here.";
  return hasVideo ? "There are no candidates yet." : "A picture stands for it if you upload one.";
}

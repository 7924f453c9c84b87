import { shownPoster } from "../../../src/core/poster.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import type { VideoThumbnailsJson } from "../../../src/schemas/thumbnails.ts";
import { clock, isoDuration } from "../shared/format.ts";
import { thumbnailUrl } from "../shared/video_elements.tsx";
import { words } from "../words/words.ts";

export interface ThumbnailProps {
  video: Video;
  /** null for viewers who may not choose. */
  thumbnails: VideoThumbnailsJson | null;
}

/** Where the owner chooses the picture that stands for the video. */
export function ThumbnailPanel({ video, thumbnails }: ThumbnailProps) {
  const { thumbnail: w } = words().player;
  if (!thumbnails) return null;
  return (
    <section class="panel thumbnails" aria-labelledby="thumbnails-title">
      <h2 class="panel-title" id="thumbnails-title">{w.title}</h2>
      <ThumbnailChoice video={video} thumbnails={thumbnails} />
      <p class="thumbnail-own">
        {video.hasVideo && <button type="button" class="button" id="take-frame">{w.takeFrame(clock(0))}</button>}
        <button type="button" class="button" id="upload-picture">{w.upload}</button>
        <input
          type="file"
          id="new-picture"
          accept="image/jpeg,image/png,image/webp"
          aria-label={w.file}
          hidden
        />
      </p>
    </section>
  );
}

/** The candidates, and what a person chose in place of them. */
export function ThumbnailChoice({ video, thumbnails }: ThumbnailProps) {
  const { player: { thumbnail: w }, formats } = words();
  const { set, poster, candidates } = thumbnails!;
  const shown = shownPoster(video);
  const isOwn = poster?.by === "person" && !candidates.some(({ is_poster }) => is_poster);
  const isTaken = video.jobs.some(({ kind }) => kind === "take_thumbnail");
  return (
    <div
      data-part="thumbnails"
      data-poster={shown ? thumbnailUrl(video.id, shown, { size: "large" }) : undefined}
    >
      <ul class="thumbnail-grid" aria-label={w.choices}>
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
              aria-label={w.choiceAt(clock(start), formats.list(reasons.map((code) => w.reasons[code])))}
              title={formats.list(reasons.map((code) => w.reasons[code]))}
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
        {isTaken ? w.beingTaken : stateOf(thumbnails!, video)}
        {poster?.by === "person" && (
          <button type="button" class="button" data-action="unchoose-thumbnail">{w.letChoose}</button>
        )}
      </p>
    </div>
  );
}

function ownName({ source, start }: NonNullable<VideoThumbnailsJson["poster"]>): string {
  const { thumbnail: w } = words().player;
  return source === "upload" ? w.yours : w.yourChoice(clock(start ?? 0));
}

function stateOf({ poster, candidates }: VideoThumbnailsJson, { hasVideo }: Video): string {
  const { thumbnail: w } = words().player;
  if (poster?.by === "person") return w.chosenByYou;
  if (candidates.length > 0) return w.chosen;
  return hasVideo ? w.noneYet : w.uploadOne;
}

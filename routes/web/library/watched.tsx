import { type Progress, watchedShare } from "../../../src/core/watch_progress.ts";
import { shownPoster } from "../../../src/core/poster.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { clock } from "../shared/format.ts";
import { Thumbnail } from "../shared/video_elements.tsx";
import { words } from "../words/words.ts";

/** How far a video was watched, as a bar along its picture. Without a script anonymous viewers see none. */
export function WatchedBar({ video, progress, isPicture = false }: {
  video: Video;
  progress: Progress | undefined;
  /** Part of a link, whose name it must not become. */
  isPicture?: boolean;
}) {
  const share = progress ? watchedShare(progress, video.durationSeconds) : 0;
  return (
    <span class="watched" data-part="watched" aria-hidden={isPicture ? "true" : undefined}>
      {share > 0 && <progress max="1" value={String(share)} aria-label={words().watched.share(share)}></progress>}
    </span>
  );
}

/** The videos that were begun. The page's script fills it for who has not signed in. */
export function ContinueRow({ videos, progress, isSignedIn }: {
  videos: Video[];
  progress: Map<string, Progress>;
  isSignedIn: boolean;
}) {
  return (
    <section
      class="shelf continue"
      id="continue"
      data-kept-by={isSignedIn ? "server" : "browser"}
      aria-labelledby="continue-title"
      hidden={videos.length === 0}
    >
      <h2 class="panel-title" id="continue-title">{words().watched.continueWatching}</h2>
      <ContinueList videos={videos} progress={progress} />
    </section>
  );
}

export function ContinueList({ videos, progress }: { videos: Video[]; progress: Map<string, Progress> }) {
  const { watched: w } = words();
  return (
    <ul class="continue-list" id="continue-list" tabindex={0} aria-labelledby="continue-title">
      {videos.map((video) => {
        const poster = shownPoster(video);
        const position = progress.get(video.id)?.position ?? 0;
        const left = position > 0 ? (video.durationSeconds ?? 0) - position : 0; // a shorter file may have come since
        return (
          <li data-video={video.id} data-length={video.durationSeconds ?? undefined}>
            <a href={`/videos/${video.id}`}>
              <span class="continue-picture">
                {poster
                  ? <Thumbnail videoId={video.id} poster={poster} width={640} height={360} />
                  : <span class="glyph" aria-hidden="true">{video.hasVideo ? "▶" : "♪"}</span>}
                <WatchedBar video={video} progress={progress.get(video.id)} isPicture />
              </span>
              <span class="continue-title" dir="auto">{video.title}</span>
            </a>
            <span class="continue-left">
              {left > 0 && w.left(clock(left))}
            </span>
            <button type="button" class="button" data-forget={video.id} aria-label={w.remove(video.title)}>
              {w.removeSign}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

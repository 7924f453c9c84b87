import type { Rendition } from "../../../src/db/videos/renditions.ts";
import { words } from "../words/words.ts";
import type { Video } from "../../../src/db/videos/videos.ts";

export interface AudioReportPageProps {
  video: Video;
  renditions: Rendition[];
  mayChange: boolean;
}

/** The audio report page of a video. The script loads the report, or the state of its job, and fills the page. */
export function AudioReportPage({ video, renditions, mayChange }: AudioReportPageProps) {
  const { audioReport: w } = words();
  const smallest = renditions.at(-1); // the sound is the same in all renditions
  return (
    <div
      class="stack"
      id="audio-report-page"
      data-id={video.id}
      data-title={video.title}
      data-may-change={mayChange ? "yes" : "no"}
    >
      <section aria-labelledby="title">
        <h1 class="report-title" id="title" dir="auto">{video.title}</h1>
        <p>
          <a href={`/videos/${video.id}`}>{w.back}</a> · <a href={`/learn/whisper?video=${video.id}`}>{w.learn}</a>
        </p>
      </section>
      <section class="panel" aria-labelledby="picture-title">
        <h2 class="panel-title" id="picture-title">{w.picture}</h2>
        {video.hasAudio
          ? (
            <>
              <p id="audio-report-state" role="status" hidden={video.audioReportKey !== null}>{w.looking}</p>
              {mayChange && <button type="button" class="button main" id="make-report" hidden>{w.make}</button>}
              <div id="audio-report" class={video.audioReportKey ? "comes" : undefined}></div>
              <div id="spans"></div>
              {smallest && (
                <audio id="sound" src={`/api/stream/${video.id}/${smallest.name}`} preload="metadata"></audio>
              )}
            </>
          )
          : <p>{w.noSound}</p>}
      </section>
      <section class="panel" aria-labelledby="references-title">
        <h2 class="panel-title" id="references-title">{w.compare}</h2>
        <div class="references" id="references"></div>
      </section>
      <section class="panel" id="lessons-panel" aria-labelledby="lessons-title" hidden>
        <h2 class="panel-title" id="lessons-title">{w.howTo}</h2>
        {/* the long texts are in English alone */}
        <div class="lessons" id="lessons" lang="en"></div>
      </section>
    </div>
  );
}

import type { Rendition } from "../../src/db/renditions.ts";
import type { VideoParts } from "../../src/db/video_parts.ts";
import type { Video } from "../../src/db/videos.ts";
import { languageLabel, languageTag } from "../languages.ts";
import { CAPS, pickRendition } from "../renditions.ts";
import { bar, percent } from "./format.ts";
import { Facts } from "./library.tsx";
import { Badges, LanguageChoice, thumbnailUrl, VisibilityChoice } from "./parts.tsx";
import { type Status, statusOf } from "./status.ts";

export interface PlayerProps {
  video: Video;
  renditions: Rendition[];
  /** What viewers get, or what is being built while there is nothing else. */
  track: VideoParts["tracks"][number] | null;
  mayChange: boolean;
}

const COLORS = ["green", "amber", "white", "cyan"];
const USUAL_CAP = CAPS["720p"];

export function Player(props: PlayerProps) {
  const { video, renditions, mayChange } = props;
  const status = statusOf(video);
  const isPlayable = renditions.length > 0;
  return (
    <>
      <div class="stage" id="player" data-id={video.id}>
        <section class="panel screen" aria-label="Player">
          {isPlayable ? <Screen {...props} /> : <Waiting video={video} status={status} mayChange={mayChange} />}
          {isPlayable && <Toolbar renditions={renditions} videoId={video.id} />}
        </section>
        <div class="heading">
          <h1 id="title" dir="auto">{video.title}</h1>
          {mayChange && <Rename title={video.title} />}
          <Meta video={video} />
        </div>
        <section class="panel facts" aria-labelledby="captions-title">
          <h2 class="panel-title" id="captions-title">captions</h2>
          <CaptionFacts {...props} status={status} />
          {mayChange && isPlayable && video.hasAudio && <Regenerate video={video} />}
        </section>
      </div>
      {isPlayable && (
        <section class="panel transcript" aria-labelledby="transcript-title">
          <h2 class="panel-title" id="transcript-title">transcript</h2>
          <ol class="lines" id="lines" tabindex={-1}></ol>
          <NoLines video={video} />
        </section>
      )}
      {mayChange && <Manage video={video} />}
    </>
  );
}

function Screen({ video, renditions, track }: PlayerProps) {
  const poster = video.thumbnailKey ? thumbnailUrl(video.id) : undefined;
  return (
    <video id="video" controls playsinline preload="metadata" poster={poster} data-cue-size="2" data-cue-color="green">
      <source src={streamUrl(video.id, usualOf(renditions))} type="video/mp4" />
      {/* without cues it has no address: the browser would count "not found" as an error */}
      <track
        kind="subtitles"
        src={trackUrl(video.id, track)}
        srclang={languageTag(track && track.language !== "und" ? track.language : "en")}
        label={languageLabel(track?.language ?? "und")}
        default
      />
    </video>
  );
}

/**
 * The rendition that a page starts with. Pages name it exactly rather than by the cap: what a cap stands for changes
 * when a size is added, and a player in the middle of a file would be given the rest of another.
 */
function usualOf(renditions: Rendition[]): Rendition["name"] {
  return pickRendition(renditions, USUAL_CAP)!.name;
}

function streamUrl(videoId: string, name: string): string {
  return `/api/stream/${videoId}/${name}`;
}

/** Another address whenever the browser should read the captions again; none while there is no cue. */
function trackUrl(videoId: string, track: PlayerProps["track"]): string | undefined {
  if (!track || track.cueCount === 0) return undefined;
  return `/api/videos/${videoId}/captions.vtt?v=${track.revisionId}.${track.cueCount}`;
}

/** What stands where the picture will be. */
function Waiting({ video, status, mayChange }: { video: Video; status: Status; mayChange: boolean }) {
  return (
    <div class="waiting" data-part="waiting">
      {status.transcoding !== null
        ? (
          <>
            <span class="meter" aria-hidden="true">{bar(status.transcoding, 24)}</span>
            <span>preparing the video, {percent(status.transcoding)}</span>
            <span>it plays here as soon as it can</span>
          </>
        )
        : <span class="failed">{mayChange && video.error ? video.error : "This video can't be played."}</span>}
    </div>
  );
}

function Toolbar({ renditions, videoId }: { renditions: Rendition[]; videoId: string }) {
  return (
    <div class="toolbar" role="group" aria-label="Captions and quality">
      <button type="button" class="button" id="captions" aria-pressed="true" aria-keyshortcuts="c">captions</button>
      <span class="group" role="group" aria-label="Size of the captions">
        <button type="button" class="button" id="smaller" aria-label="Smaller captions">A-</button>
        <button type="button" class="button" id="larger" aria-label="Larger captions">A+</button>
      </span>
      <fieldset class="swatches" id="colors">
        <legend class="unseen">Colour of the captions</legend>
        {COLORS.map((color) => (
          <label title={color}>
            <input type="radio" name="cue-color" value={color} aria-label={color} autocomplete="off" />
            <span data-color={color}></span>
          </label>
        ))}
      </fieldset>
      <label class="field" for="quality">
        quality <Quality renditions={renditions} videoId={videoId} />
      </label>
      <button type="button" class="button" id="full-screen" aria-keyshortcuts="f">full screen</button>
    </div>
  );
}

/** The sizes that there are by now. */
function Quality({ renditions, videoId }: { renditions: Rendition[]; videoId: string }) {
  const usual = usualOf(renditions);
  return (
    <select id="quality" autocomplete="off" data-part="quality">
      {renditions.map(({ name, shortSide }) => (
        <option value={streamUrl(videoId, name)} selected={name === usual}>
          {name === "source" && shortSide > 0 ? `source ${shortSide}p` : name}
        </option>
      ))}
    </select>
  );
}

/** What stands in place of the transcript's lines while there are none. */
function NoLines({ video }: { video: Video }) {
  const words = video.captionNote
    ? `There is nothing to read: ${video.captionNote}.`
    : video.captionStatus === "failed"
    ? "The captions could not be made."
    : "The lines come here as they are heard.";
  return <p class="none" data-part="no-lines">{words}</p>;
}

/** What of the page changes while somebody looks at it. */
export function PlayerParts(props: PlayerProps) {
  const { video, renditions, mayChange } = props;
  const status = statusOf(video);
  return (
    <div>
      <Meta video={video} />
      {renditions.length > 0
        ? <Quality renditions={renditions} videoId={video.id} />
        : <Waiting video={video} status={status} mayChange={mayChange} />}
      <CaptionFacts {...props} status={status} />
      <NoLines video={video} />
    </div>
  );
}

function Meta({ video }: { video: Video }) {
  return (
    <p class="meta" data-part="meta">
      <Facts video={video} more={[video.createdAt.toISOString().slice(0, 10)]} />
    </p>
  );
}

/** How the captions are, and their files. The browser's script reads the data off it. */
function CaptionFacts({ video, renditions, track, mayChange, status }: PlayerProps & { status: Status }) {
  const job = video.jobs.find((job) => job.kind === "caption_video" && job.state === "running");
  const formats = ["srt", "vtt", "txt", "json"];
  return (
    <div
      id="facts"
      data-part="facts"
      data-playable={renditions.length > 0 ? "yes" : "no"}
      data-track={trackUrl(video.id, track) ?? ""}
      data-busy={job ? "yes" : "no"}
    >
      <div class="row">
        <Badges status={status} video={video} mayChange={mayChange} />
        {job && <span class="meter" aria-hidden="true">{bar(job.progress, 20)}</span>}
        {job?.stage && <span class="badge">{job.stage}</span>}
        {track?.state === "finished" && (
          <span class="downloads">
            <span class="badge" aria-hidden="true">download</span>
            {formats.map((format) => (
              <a
                class="button"
                data-action={format}
                href={`/api/videos/${video.id}/captions.${format}`}
                download={`${video.title}.${format}`}
                aria-label={`Download the captions as ${format.toUpperCase()}`}
              >
                {format}
              </a>
            ))}
          </span>
        )}
        {video.hasAudio && renditions.length > 0 && (
          <a class="button" href={`/videos/${video.id}/hearing`}>what Whisper hears</a>
        )}
      </div>
    </div>
  );
}

function Rename({ title }: { title: string }) {
  return (
    <>
      <button type="button" class="button" id="rename">rename</button>
      <form id="renaming" hidden>
        <input type="text" name="title" aria-label="Title" value={title} required maxlength={500} autocomplete="off" />
        <button type="submit" class="button main">save</button>
        <button type="reset" class="button">cancel</button>
      </form>
    </>
  );
}

function Regenerate({ video }: { video: Video }) {
  return (
    <form id="regenerating">
      <label class="field" for="language">
        language <LanguageChoice id="language" value={video.askedLanguage} />
      </label>
      <button type="submit" class="button">generate again</button>
    </form>
  );
}

function Manage({ video }: { video: Video }) {
  return (
    <section class="panel manage" aria-labelledby="manage-title">
      <h2 class="panel-title" id="manage-title">manage</h2>
      <label class="field" for="visibility">
        visibility <VisibilityChoice id="visibility" label="Who may watch" value={video.visibility} />
      </label>
      <button type="button" class="button danger" id="delete">delete this video</button>
    </section>
  );
}

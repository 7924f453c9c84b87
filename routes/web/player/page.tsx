import { CAPTION_FORMATS } from "../../../src/captions/files/formats.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { audioTrackLabel, audioTrackText } from "../../../src/core/labels/audio_track_labels.ts";
import { About, AboutParts, type AboutProps } from "./about/panel.tsx";
import { bar, percent, sentence } from "../shared/format.ts";
import { Facts } from "../library/page.tsx";
import { Badges, LanguageChoice, VisibilityChoice } from "../shared/video_elements.tsx";
import { ChapterList, LanguageMenu, Quality, Screen, type ScreenProps, Tracks } from "./controls.tsx";
import type { TranslationJob } from "../../../src/db/tracks/translations.ts";
import { ThumbnailChoice, ThumbnailPanel, type ThumbnailProps } from "./thumbnail_panel.tsx";
import { Translate, Translations } from "./translations.tsx";
import { type Status, statusOf } from "../shared/status.ts";

export interface PlayerProps extends ScreenProps, AboutProps, ThumbnailProps {
  /** The job that translates captions, or the last one. */
  translationJob: TranslationJob | null;
}

export function Player(props: PlayerProps) {
  const { video, renditions, mayChange } = props;
  const status = statusOf(video);
  const isPlayable = renditions.length > 0;
  return (
    <>
      <div class="stage" id="player" data-id={video.id} data-file-version={video.fileVersion}>
        {isPlayable ? <Screen {...props} /> : (
          <section class="panel screen" aria-label="Player">
            <Waiting video={video} status={status} mayChange={mayChange} />
          </section>
        )}
        <div class="heading">
          <h1 id="title" dir="auto">{video.title}</h1>
          <p class="actions">
            {isPlayable && <button type="button" class="button" id="share">copy link at 0:00</button>}
            {mayChange && <button type="button" class="button" id="rename">rename</button>}
          </p>
          {mayChange && <Rename title={video.title} />}
          <Meta video={video} />
        </div>
        <section class="panel facts" aria-labelledby="captions-title">
          <h2 class="panel-title" id="captions-title">captions</h2>
          <CaptionFacts {...props} status={status} />
          {mayChange && isPlayable && <Translate />}
          {mayChange && isPlayable && video.hasAudio && <Regenerate video={video} />}
        </section>
      </div>
      {isPlayable && <Transcript video={video} />}
      {isPlayable && <About {...props} />}
      {isPlayable && <ThumbnailPanel {...props} />}
      {mayChange && <Manage video={video} />}
    </>
  );
}

/** Takes the place of the picture until the video can be played. */
export function Waiting({ video, status, mayChange }: { video: Video; status: Status; mayChange: boolean }) {
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

function Transcript({ video }: { video: Video }) {
  return (
    <section class="panel transcript" aria-labelledby="transcript-title">
      <h2 class="panel-title" id="transcript-title">transcript</h2>
      <div class="tools" id="transcript-tools" role="search" aria-label="Search in the transcript">
        <input type="search" id="find" aria-label="Find in the transcript" placeholder="find" autocomplete="off" />
        <button type="button" class="button" id="find-previous" aria-label="Previous place" disabled>&lt;</button>
        <button type="button" class="button" id="find-next" aria-label="Next place" disabled>&gt;</button>
        <span class="found" id="found" role="status"></span>
      </div>
      <ol class="lines" id="lines" tabindex={-1}></ol>
      <NoLines video={video} />
      <p class="tools" id="transcript-actions">
        <button type="button" class="button" id="copy-text">copy</button>
        <button type="button" class="button" id="copy-times">copy with times</button>
        <button type="button" class="button" id="unsure" aria-pressed="false" hidden>unsure words</button>
      </p>
    </section>
  );
}

/** Takes the place of the transcript's lines while there are none. */
function NoLines({ video }: { video: Video }) {
  const words = video.captionNote
    ? `There is nothing to read: ${video.captionNote}.`
    : video.captionStatus === "failed"
    ? "The captions could not be made."
    : "The lines come here as they are heard.";
  return <p class="none" data-part="no-lines">{words}</p>;
}

/** The parts of the page that change while it is open. */
export function PlayerParts(props: PlayerProps) {
  const { video, renditions, mayChange } = props;
  const status = statusOf(video);
  return (
    <div>
      <Meta video={video} />
      {renditions.length > 0
        ? <Quality renditions={renditions} videoId={video.id} />
        : <Waiting video={video} status={status} mayChange={mayChange} />}
      <LanguageMenu {...props} />
      <ChapterList chapters={video.chapters} />
      <Tracks {...props} />
      <CaptionFacts {...props} status={status} />
      <NoLines video={video} />
      <AboutParts {...props} />
      {props.thumbnails && <ThumbnailChoice {...props} />}
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

/** Files of the video with its captions, which a job makes. */
function Exports({ video, track }: { video: Video; track: string }) {
  const files = [
    { format: "mp4", isBurned: false, label: "the video as MP4 with all captions" },
    { format: "mkv", isBurned: false, label: "the video as MKV with all captions" },
    { format: "mp4", isBurned: true, label: "the video as MP4 with these captions burned in" },
  ].filter(({ isBurned }) => !isBurned || video.hasVideo);
  return (
    <>
      {files.map(({ format, isBurned, label }) => (
        <button
          type="button"
          class="button"
          data-export-format={format}
          data-burn-in={isBurned ? "yes" : "no"}
          data-track={track}
          aria-label={`Make and download ${label}`}
        >
          {isBurned ? "burned in" : format}
        </button>
      ))}
    </>
  );
}

/** The state of the captions and their files. The page's script reads its `data-` attributes. */
function CaptionFacts(
  { video, renditions, track, tracks, translationJob, mayChange, status }: PlayerProps & { status: Status },
) {
  const job = video.jobs.find((job) => job.kind === "caption_video" && job.state === "running");
  const isPlayable = renditions.length > 0;
  return (
    <div
      id="facts"
      data-part="facts"
      data-playable={isPlayable ? "yes" : "no"}
      data-busy={job ? "yes" : "no"}
      data-file-version={video.fileVersion}
    >
      <div class="row">
        <Badges status={status} video={video} mayChange={mayChange} />
        {job && <span class="meter" aria-hidden="true">{bar(job.progress, 20)}</span>}
        {job?.stage && <span class="badge">{job.stage}</span>}
        {track?.state === "finished" && (
          <span class="downloads">
            <span class="badge" aria-hidden="true">download</span>
            {CAPTION_FORMATS.map(({ name, label }) => (
              <a
                class="button"
                data-action={name}
                href={`/api/videos/${video.id}/captions.${name}?track=${track.id}`}
                download={`${video.title}.${name}`}
                aria-label={`Download the captions as ${label}`}
              >
                {name}
              </a>
            ))}
            {mayChange && isPlayable && <Exports video={video} track={track.id} />}
          </span>
        )}
        {mayChange && isPlayable && (
          <a class="button" data-action="edit" href={`/videos/${video.id}/edit`}>edit captions</a>
        )}
        {video.hasAudio && isPlayable && (
          <a class="button" data-action="hearing" href={`/videos/${video.id}/hearing`}>what Whisper hears</a>
        )}
      </div>
      <Translations tracks={tracks} translationJob={translationJob} mayChange={mayChange} />
      {mayChange && <FileNotices video={video} />}
    </div>
  );
}

function Rename({ title }: { title: string }) {
  return (
    <form id="renaming" hidden>
      <input type="text" name="title" aria-label="Title" value={title} required maxlength={500} autocomplete="off" />
      <button type="submit" class="button main">save</button>
      <button type="reset" class="button">cancel</button>
    </form>
  );
}

function Regenerate({ video }: { video: Video }) {
  return (
    <form id="regenerating">
      <label class="field" for="language">
        language <LanguageChoice id="language" value={video.askedLanguage} />
      </label>
      <TrackChoice video={video} />
      <button type="submit" class="button">generate again</button>
    </form>
  );
}

/** Chooses what is transcribed, in a file with several sound tracks whose original is still there. */
function TrackChoice({ video }: { video: Video }) {
  if (video.audioTracks.length < 2 || !video.originalKey) return null;
  const current = video.captionAudioTrack ?? video.audioTrack;
  return (
    <label class="field" for="audio-track">
      sound track{" "}
      <select id="audio-track" name="audio_track" autocomplete="off">
        {video.audioTracks.map((track) => (
          <option value={String(track.track)} selected={track.track === current}>{audioTrackLabel(track)}</option>
        ))}
      </select>
    </label>
  );
}

/** What the owner should know about the file, and which of its sound tracks is used. */
function FileNotices({ video }: { video: Video }) {
  const { audioTracks, audioTrack, audioTrackReason, captionAudioTrack } = video;
  const played = audioTracks.find(({ track }) => track === audioTrack);
  const isOther = captionAudioTrack !== null && captionAudioTrack !== audioTrack;
  return (
    <>
      {video.notices.map(({ code, text }) => (
        <p key={code} class="file-notice" data-notice={code}>
          {text}
          {code === "earlier_file" && <Remake video={video} />}
        </p>
      ))}
      {played && audioTracks.length > 1 && audioTrackReason && (
        <p class="file-notice" data-notice="audio-track">
          {sentence(audioTrackText(played, audioTracks.length, audioTrackReason))}
          {isOther && ` The captions are of sound track ${captionAudioTrack}.`}
        </p>
      )}
    </>
  );
}

/** Has the captions made again after the file was replaced. */
function Remake({ video }: { video: Video }) {
  if (!video.hasAudio || video.jobs.some(({ kind }) => kind === "caption_video")) return null;
  return (
    <>
      {" Edited lines stay. "}
      <button type="button" class="button" data-action="retry" data-url={`/api/videos/${video.id}/captions/regenerate`}>
        make them again
      </button>
    </>
  );
}

function Manage({ video }: { video: Video }) {
  return (
    <section class="panel manage" aria-labelledby="manage-title">
      <h2 class="panel-title" id="manage-title">manage</h2>
      <label class="field" for="visibility">
        visibility <VisibilityChoice id="visibility" label="Who may watch" value={video.visibility} />
      </label>
      <div class="field">
        <button type="button" class="button" id="replace" aria-describedby="replacing">replace file…</button>
        <input type="file" id="new-file" accept="video/*,audio/*" aria-label="The new file" hidden />
        <span id="replacing" role="status">title, captions and links stay</span>
      </div>
      <button type="button" class="button danger" id="delete">delete this video</button>
    </section>
  );
}

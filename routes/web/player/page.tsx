import type { Video } from "../../../src/db/videos/videos.ts";
import { audioTrackLabel } from "../../../src/core/labels/audio_track_labels.ts";
import { About, AboutParts, type AboutProps } from "./about/panel.tsx";
import { AgainFields, type AgainOptions } from "../shared/captions_again.tsx";
import { cueTextAttributes } from "../shared/cue_text.ts";
import { bar, clock } from "../shared/format.ts";
import { words } from "../words/words.ts";
import type { Collection } from "../../../src/db/collections/collections.ts";
import { Queue } from "../playlists/page.tsx";
import { Facts } from "../library/page.tsx";
import { RenameForm } from "../shared/rename_form.tsx";
import { Badges, LanguageChoice, NoticeText, VisibilityChoice } from "../shared/video_elements.tsx";
import { ChapterList, LanguageMenu, Quality, Screen, type ScreenProps, Tracks } from "./controls.tsx";
import type { NewCues } from "../../../src/db/tracks/caption_state.ts";
import type { TranslationJob } from "../../../src/db/tracks/translations.ts";
import { ThumbnailChoice, ThumbnailPanel, type ThumbnailProps } from "./thumbnail_panel.tsx";
import { ChapterEditor, ChapterFacts } from "./chapter_editor.tsx";
import { Description, DescriptionText } from "./description.tsx";
import { Related } from "./related.tsx";
import { Translate, Translations } from "./translations.tsx";
import { noteText, stageText, type Status, statusOf } from "../shared/status.ts";

export interface PlayerProps extends ScreenProps, AboutProps, ThumbnailProps {
  /** The job that translates captions, or the last one. */
  translationJob: TranslationJob | null;
  /** Where the viewer's account left the video, in seconds; null: who watches is not signed in. */
  position: number | null;
  /** The playlist that it is played in. */
  queue: { list: Collection; videos: Video[] } | null;
  isSignedIn: boolean;
  /** For who may have captions made again. */
  again: AgainOptions | null;
  /** What is written of new captions while the earlier ones are shown; null for viewers. */
  newCues: NewCues | null;
}

export function Player(props: PlayerProps) {
  const { video, renditions, mayChange } = props;
  const { player: w } = words();
  const status = statusOf(video);
  const isPlayable = renditions.length > 0;
  return (
    <>
      <div
        class="stage"
        id="player"
        data-id={video.id}
        data-file-version={video.fileVersion}
        data-position={props.position ?? undefined}
      >
        {isPlayable ? <Screen {...props} /> : (
          <section class="panel screen" aria-label={w.player}>
            <Waiting video={video} status={status} mayChange={mayChange} />
          </section>
        )}
        <div class="heading">
          <h1 id="title" dir="auto">{video.title}</h1>
          <p class="actions">
            <a class="button" href={`/videos/${video.id}/share`} data-opens="sheet">{words().share.share}</a>
            {isPlayable && (
              <a class="button" href={`/videos/${video.id}/download`} data-opens="sheet">{words().share.download}</a>
            )}
            {props.isSignedIn && (
              <a class="button" href={`/videos/${video.id}/playlists`} data-opens="sheet">{words().playlists.save}</a>
            )}
            {mayChange && <button type="button" class="button" id="rename">{w.rename}</button>}
          </p>
          {mayChange && <RenameForm label={w.title} title={video.title} maxLength={500} />}
          <Meta video={video} />
        </div>
        <Description video={video} mayChange={mayChange} />
        {mayChange && isPlayable && <ChapterEditor video={video} />}
        <section class="panel facts" aria-labelledby="captions-title">
          <h2 class="panel-title" id="captions-title">{w.captions}</h2>
          <CaptionFacts {...props} status={status} />
          {mayChange && isPlayable && <Translate />}
          <p class="dim" id="time-left" hidden></p>
          <NewLines newCues={props.newCues} />
          {props.again && isPlayable && video.hasAudio && <Regenerate video={video} again={props.again} />}
        </section>
        {isPlayable && <Related />}
      </div>
      {props.queue
        ? (
          <div class="side">
            <Queue {...props.queue} current={video.id} />
            {isPlayable && <Transcript video={video} />}
          </div>
        )
        : isPlayable && <Transcript video={video} />}
      {isPlayable && <About {...props} />}
      {isPlayable && <ThumbnailPanel {...props} />}
      {mayChange && <Manage video={video} />}
    </>
  );
}

/** Takes the place of the picture until the video can be played. */
export function Waiting({ video, status, mayChange }: { video: Video; status: Status; mayChange: boolean }) {
  const { player: w } = words();
  return (
    <div class="waiting" data-part="waiting">
      {status.transcoding !== null
        ? (
          <>
            <span class="meter" aria-hidden="true">{bar(status.transcoding, 24)}</span>
            <span>{w.preparing(status.transcoding)}</span>
            <span>{w.playsSoon}</span>
          </>
        )
        : <span class="failed">{mayChange && video.error ? video.error : w.cantPlay}</span>}
    </div>
  );
}

function Transcript({ video }: { video: Video }) {
  const { transcript: w } = words().player;
  return (
    <section class="panel transcript" aria-labelledby="transcript-title">
      <h2 class="panel-title" id="transcript-title">{w.title}</h2>
      <div class="tools" id="transcript-tools" role="search" aria-label={w.search}>
        <input type="search" id="find" aria-label={w.find} placeholder={w.findHint} autocomplete="off" />
        <button type="button" class="button" id="find-previous" aria-label={w.previous} disabled>&lt;</button>
        <button type="button" class="button" id="find-next" aria-label={w.next} disabled>&gt;</button>
        <span class="found" id="found" role="status"></span>
      </div>
      <ol class="lines" id="lines" tabindex={-1}></ol>
      <NoLines video={video} />
      <p class="tools" id="transcript-actions">
        <button type="button" class="button" id="copy-text">{w.copy}</button>
        <button type="button" class="button" id="copy-times">{w.copyTimes}</button>
        <button type="button" class="button" id="unsure" aria-pressed="false" hidden>{w.unsure}</button>
      </p>
    </section>
  );
}

/** Takes the place of the transcript's lines while there are none. */
function NoLines({ video }: { video: Video }) {
  const { transcript: w } = words().player;
  const text = video.captionNote
    ? w.nothing(noteText(video.captionNote))
    : video.captionStatus === "failed"
    ? w.failed
    : w.coming;
  return <p class="none" data-part="no-lines">{text}</p>;
}

/** The parts of the page that change while it is open. */
export function PlayerParts(props: PlayerProps) {
  const { video, renditions, mayChange } = props;
  const status = statusOf(video);
  return (
    <div>
      <Meta video={video} />
      <DescriptionText video={video} />
      {renditions.length > 0
        ? <Quality renditions={renditions} videoId={video.id} />
        : <Waiting video={video} status={status} mayChange={mayChange} />}
      <LanguageMenu {...props} />
      <ChapterList chapters={video.chapters} />
      {mayChange && <ChapterFacts video={video} />}
      <Tracks {...props} />
      <CaptionFacts {...props} status={status} />
      <NewLines newCues={props.newCues} />
      <NoLines video={video} />
      <AboutParts {...props} />
      {props.thumbnails && <ThumbnailChoice {...props} />}
    </div>
  );
}

function Meta({ video }: { video: Video }) {
  return (
    <p class="meta" data-part="meta">
      <Facts video={video} more={[words().formats.date(video.createdAt)]} />
    </p>
  );
}

/** The state of the captions. The page's script reads its `data-` attributes. */
function CaptionFacts(
  { video, renditions, tracks, translationJob, mayChange, status }: PlayerProps & { status: Status },
) {
  const job = video.jobs.find((job) => job.kind === "caption_video" && job.state === "running");
  const isPlayable = renditions.length > 0;
  return (
    <div
      id="facts"
      data-part="facts"
      data-playable={isPlayable ? "yes" : "no"}
      data-busy={job ? "yes" : "no"}
      data-job={job?.id}
      data-progress={job?.progress}
      data-started={job?.started_at ?? undefined}
      data-file-version={video.fileVersion}
    >
      <div class="row">
        <Badges status={status} video={video} mayChange={mayChange} />
        {job && <span class="meter" aria-hidden="true">{bar(job.progress, 20)}</span>}
        {job?.stage && <span class="badge">{stageText(job.stage)}</span>}
        {mayChange && isPlayable && (
          <a class="button" data-action="edit" href={`/videos/${video.id}/edit`}>{words().player.editCaptions}</a>
        )}
        {video.hasAudio && isPlayable && (
          <a class="button" data-action="audio-report" href={`/videos/${video.id}/audio-report`}>
            {words().player.audioReport}
          </a>
        )}
      </div>
      <Translations tracks={tracks} translationJob={translationJob} mayChange={mayChange} />
      {mayChange && <FileNotices video={video} />}
    </div>
  );
}

/** The last lines of captions that are being made again, as they come. */
function NewLines({ newCues }: { newCues: NewCues | null }) {
  return (
    <div class="new-lines" data-part="new-lines" hidden={newCues === null}>
      {newCues && (
        <>
          <p role="status">{words().videoPage.again.newLines(newCues.count)}</p>
          <ol>
            {newCues.cues.map(({ startSeconds, text }) => (
              <li key={startSeconds}>
                <time>{clock(startSeconds)}</time> <span {...cueTextAttributes(text, newCues.language)}>{text}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function Regenerate({ video, again }: { video: Video; again: AgainOptions }) {
  const { player: w } = words();
  return (
    <form id="regenerating">
      <label class="field" for="language">
        {w.language} <LanguageChoice id="language" value={video.askedLanguage} />
      </label>
      <TrackChoice video={video} />
      <button type="submit" class="button">{w.recreate}</button>
      <AgainFields options={again} />
    </form>
  );
}

/** Chooses what is transcribed, in a file with several sound tracks whose original is still there. */
function TrackChoice({ video }: { video: Video }) {
  if (video.audioTracks.length < 2 || !video.originalKey) return null;
  const current = video.captionAudioTrack ?? video.audioTrack;
  return (
    <label class="field" for="audio-track">
      {words().player.soundTrack}{" "}
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
  const { player: w } = words();
  const { audioTracks, audioTrack, audioTrackReason, captionAudioTrack } = video;
  const played = audioTracks.find(({ track }) => track === audioTrack);
  const isOther = captionAudioTrack !== null && captionAudioTrack !== audioTrack;
  return (
    <>
      {video.notices.map((notice) => (
        <p key={notice.code} class="file-notice" data-notice={notice.code}>
          <NoticeText notice={notice} />
          {notice.code === "earlier_file" && <Remake video={video} />}
        </p>
      ))}
      {played && audioTracks.length > 1 && audioTrackReason && (
        <p class="file-notice" data-notice="audio-track">
          {w.soundTrackUsed(audioTrackLabel(played), audioTracks.length, w.soundTrackReasons[audioTrackReason])}
          {isOther && ` ${w.captionsOfTrack(captionAudioTrack)}`}
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
      {words().player.editedStay}{" "}
      <button type="button" class="button" data-action="retry" data-url={`/api/videos/${video.id}/captions/regenerate`}>
        {words().player.recreate}
      </button>
    </>
  );
}

function Manage({ video }: { video: Video }) {
  const { player: { manage: w }, common } = words();
  return (
    <section class="panel manage" aria-labelledby="manage-title">
      <h2 class="panel-title" id="manage-title">{w.title}</h2>
      <label class="field" for="visibility">
        {w.visibility} <VisibilityChoice id="visibility" label={common.whoMayWatch} value={video.visibility} />
      </label>
      <div class="field">
        <button type="button" class="button" id="replace" aria-describedby="replacing">{w.replace}</button>
        <input type="file" id="new-file" accept="video/*,audio/*" aria-label={w.newFile} hidden />
        <span id="replacing" role="status">{w.whatStays}</span>
      </div>
      <button type="button" class="button danger" id="delete">{w.delete}</button>
    </section>
  );
}

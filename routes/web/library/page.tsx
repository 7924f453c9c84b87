// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import { POOR_CAPTIONS } from "../../../src/core/notice.ts";
import { shownPoster } from "../../../src/core/poster.ts";
import { OWNER } from "../../../src/auth/owner.ts";
import { isFiltered } from "../../../src/db/videos/video_filter.ts";
import { defaultOrder, type Facets, type ListedVideo, type ListFilter } from "../../../src/db/videos/video_list.ts";
import type { ActiveJob, Video } from "../../../src/db/videos/videos.ts";
import { bar, clock, isoDuration } from "../shared/format.ts";
import { fillIn } from "../words/fill.ts";
import { words } from "../words/words.ts";
import { FirstRun, type ServerPower } from "./first_run.tsx";
import { FiltersFold, Find, Narrowed } from "./list_form.tsx";
import { listHref, type View } from "./list_address.ts";
import {
  Badges,
  LanguageChoice,
  languageName,
  languageText,
  NoticeText,
  Thumbnail,
  VisibilityChoice,
} from "../shared/video_elements.tsx";
import { ContinueRow, WatchedBar } from "./watched.tsx";
import type { Progress } from "../../../src/core/watch_progress.ts";
import { mayChange } from "../../access.ts";
import type { Viewer } from "../../deps.ts";
import { stageText, type Status, statusOf } from "../shared/status.ts";

export interface LibraryProps {
  videos: ListedVideo[];
  nextCursor: string | null;
  filter: ListFilter;
  view: View;
  viewer: Viewer | null;
  /** How far the viewer has watched videos, by their ids. */
  progress: Map<string, Progress>;
}

export function Library(
  props: LibraryProps & {
    facets: Facets;
    /** The videos that the viewer has begun, the latest first. */
    begun: Video[];
    maxUploadBytes: number;
    power: ServerPower;
  },
) {
  const { videos, nextCursor, viewer, maxUploadBytes, filter, facets, view, begun, progress, power } = props;
  const { library: w } = words();
  const note = nextCursor ? w.videosSoFar(videos.length) : w.videos(videos.length);
  return (
    <>
      {viewer && <Upload maxBytes={maxUploadBytes} user={viewer.user} />}
      <ContinueRow videos={begun} progress={progress} isSignedIn={viewer !== null} />
      <section class="shelf" aria-labelledby="library-title">
        <div class="shelf-top">
          <h1 class="panel-title" id="library-title">{w.title}</h1>
          <span class="panel-note" id="count" aria-live="polite">{note}</span>
          <FiltersFold filter={filter} />
        </div>
        <Find filter={filter} facets={facets} view={view} isSignedIn={viewer !== null} />
        <div id="results">
          <Cards {...props} />
        </div>
        {viewer && <SelectionBar />}
        <div class="empty" id="empty" hidden={videos.length > 0 || isNarrow(filter)}>
          <FirstRun viewer={viewer} {...power} />
        </div>
        <div class="empty" id="no-match" hidden={videos.length > 0 || !isNarrow(filter)}>
          <p>{fillIn(w.noMatch, { link: (text) => <a href="/">{text}</a> })}</p>
        </div>
      </section>
    </>
  );
}

/** What can be done with the selected videos. The page's script shows it while some are. */
function SelectionBar() {
  const { library: { select: w }, common } = words();
  return (
    <>
      <p class="unseen" id="selection-said" role="status"></p>
      <div class="selection" id="selection" role="group" aria-label={w.bar} hidden>
        <span class="selection-top">
          <b id="selection-count"></b>
          <button type="button" class="button" id="select-all" aria-label={w.allShown}>{w.all}</button>
          <button type="button" class="button" id="select-none" aria-keyshortcuts="Escape">{w.end}</button>
        </span>
        <span class="selection-actions">
          {(["tags", "visibility", "playlist", "download", "captions"] as const).map((name) => (
            <button type="button" class="button" data-do={name} aria-haspopup="dialog">{w.actions[name]}</button>
          ))}
          <button type="button" class="button danger" data-do="delete">{common.delete}</button>
        </span>
      </div>
    </>
  );
}

function isNarrow({ text, status, language, ...filter }: ListFilter): boolean {
  return Boolean(text || status || language) || isFiltered(filter);
}

function Upload({ maxBytes, user }: { maxBytes: number; user: string }) {
  const { library: w } = words();
  return (
    <section
      class="panel upload"
      id="upload"
      aria-labelledby="upload-title"
      data-max-bytes={String(maxBytes)}
      data-user={user === OWNER ? undefined : user}
    >
      <h2 class="panel-title" id="upload-title">{w.upload}</h2>
      <span class="panel-note">{w.upTo(maxBytes)}</span>
      <p class="upload-short">
        <button type="button" class="button main" id="choose-short">{w.upload}</button>
        <button type="button" class="button" id="upload-fold" aria-expanded="false" aria-controls="upload-fields">
          {w.uploadOptions}
        </button>
      </p>
      <div class="drop" id="upload-fields">
        <p class="ask">
          <button type="button" class="button main" id="choose">{w.chooseFiles}</button> {w.orDrop}
        </p>
        <input
          type="file"
          id="files"
          multiple
          accept="video/*,audio/*,.mkv,.mka,.flac,.opus"
          hidden
          aria-label={w.files}
        />
        <label class="field" for="upload-language">
          {w.language} <LanguageChoice id="upload-language" value={null} />
        </label>
        <label class="field" for="upload-visibility">
          {w.visibility} <VisibilityChoice id="upload-visibility" label={words().common.whoMayWatch} value="unlisted" />
        </label>
      </div>
      <noscript>
        <p>{w.needsScript}</p>
      </noscript>
      <p class="all" id="queue-all" hidden></p>
      <ul class="queue" id="queue" aria-label={w.uploads}></ul>
    </section>
  );
}

/** The list with the link to its next page. The page's script fetches it too, to update the list. */
export function Cards({ videos, nextCursor, filter, view, viewer, progress }: LibraryProps) {
  const { sort = "created", order = defaultOrder(sort) } = filter;
  return (
    <>
      <Narrowed filter={filter} />
      <ul class={`cards ${view}`} id="cards" aria-labelledby="library-title" data-sort={sort} data-order={order}>
        {videos.map((video) => (
          <Card
            video={video}
            filter={filter}
            viewer={viewer}
            progress={progress.get(video.id)}
          />
        ))}
      </ul>
      {nextCursor && (
        <p class="more">
          <a class="button" id="more" href={listHref(filter, { cursor: nextCursor })}>{words().library.more}</a>
        </p>
      )}
    </>
  );
}

function Card({ video, filter, viewer, progress }: {
  video: ListedVideo;
  filter: ListFilter;
  viewer: Viewer | null;
  progress: Progress | undefined;
}) {
  const { library: w, common, share } = words();
  const canEdit = mayChange(viewer, video);
  const status = statusOf(video);
  const href = `/videos/${video.id}`;
  const job = jobAtWork(video);
  const startedAt = job?.attempt === 1 ? job.started_at : undefined; // a later attempt does not begin at progress 0
  return (
    <li
      class="card panel"
      data-id={video.id}
      data-key={video.sortKey}
      data-job={job?.id}
      data-progress={job && String(job.progress)}
      data-started={startedAt}
    >
      {viewer && (
        <label class="pick">
          <input type="checkbox" autocomplete="off" aria-label={w.select.box(video.title)} />
        </label>
      )}
      <a class="thumb" href={href} tabindex={-1} aria-hidden="true" data-part="thumb">
        <Thumb video={video} status={status} />
        {video.durationSeconds !== null && <span class="length">{clock(video.durationSeconds)}</span>}
      </a>
      <WatchedBar video={video} progress={progress} />
      <p class="work">
        <span data-part="stage">{job?.stage && stageText(job.stage)}</span>
        <span class="time-left"></span>
      </p>
      <div class="body">
        <h2 class="title" data-part="title" dir="auto">
          <a href={href}>{video.title}</a>
        </h2>
        <p class="meta" data-part="meta">
          <Facts video={video} isShort more={ownerFact(viewer, video)} />
        </p>
        <p class="video-tags" data-part="tags">
          {video.tags.map((tag) => <a class="video-tag" href={listHref({ ...filter, tag })} dir="auto">{tag}</a>)}
        </p>
        <Badges status={status} video={video} mayChange={canEdit} />
        <p class="warning" data-part="warning">{canEdit && <PoorCaptions video={video} />}</p>
      </div>
      <div class="actions">
        {canEdit && <VisibilityChoice label={w.whoMayWatch(video.title)} value={video.visibility} />}
        <span class="buttons">
          <CommonActions video={video} viewer={viewer} />
        </span>
        <details class="menu" data-menu>
          <summary class="button" aria-label={w.moreOf(video.title)}>
            <span aria-hidden="true">⋯</span>
          </summary>
          <div class="menu-items">
            <CommonActions video={video} viewer={viewer} />
            <a
              class="button"
              href={`${href}/download`}
              data-opens="sheet"
              aria-label={share.downloadOf(video.title)}
            >
              {share.download}
            </a>
            {canEdit && (
              <button type="button" class="button danger" data-action="delete" aria-label={w.deleteOf(video.title)}>
                {common.delete}
              </button>
            )}
          </div>
        </details>
      </div>
    </li>
  );
}

/** Where there is room they stand on the card, and on a phone in its menu: the styles show one of the two. */
function CommonActions({ video, viewer }: { video: Video; viewer: Viewer | null }) {
  const { library: w, common, share, playlists } = words();
  const href = `/videos/${video.id}`;
  return (
    <span class="common-actions">
      <a class="button" href={`${href}/share`} data-opens="sheet" aria-label={share.shareOf(video.title)}>
        {share.share}
      </a>
      {viewer && (
        <a class="button" href={`${href}/playlists`} data-opens="sheet" aria-label={playlists.saveOf(video.title)}>
          {playlists.save}
        </a>
      )}
      {mayChange(viewer, video) && (
        <button type="button" class="button" data-action="edit" aria-label={w.editOf(video.title)}>
          {common.edit}
        </button>
      )}
    </span>
  );
}

/** Why captions are expected to be bad, and what to do; nothing where they are not. */
function PoorCaptions({ video }: { video: Video }) {
  const notice = video.notices.find(({ code }) => code === POOR_CAPTIONS);
  return notice ? <NoticeText notice={notice} /> : null;
}

/** For an administrator: whose a video is, if it is somebody else's. */
export function ownerFact(viewer: Viewer | null, { owner, ownerName }: Video): string[] {
  return viewer?.isAdministrator && viewer.user !== owner ? [words().common.ofOwner(ownerName ?? owner)] : [];
}

/** The running job whose progress the card shows: first transcoding, then captions, then other renditions. */
function jobAtWork({ jobs }: Video): ActiveJob | undefined {
  const running = jobs.filter((job) => job.state === "running");
  return ["transcode_video", "caption_video", "transcode_renditions"]
    .map((kind) => running.find((job) => job.kind === kind)).find((job) => job !== undefined);
}

function Thumb({ video, status }: { video: Video; status: Status }) {
  if (status.transcoding !== null) {
    return (
      <span class="meter">
        {bar(status.transcoding, 20)}
        <br />
        {words().formats.percent(status.transcoding)}
      </span>
    );
  }
  const poster = shownPoster(video);
  if (poster) return <Thumbnail videoId={video.id} poster={poster} width={640} height={360} />;
  return <span class="glyph">{video.state === "failed" ? "✗" : video.hasVideo ? "▶" : "♪"}</span>;
}

/** One line of facts: length, size, language, words. */
export function Facts({ video, isShort, more = [] }: { video: Video; isShort?: boolean; more?: string[] }) {
  const { common, formats } = words();
  const known = [
    video.durationSeconds === null || isShort
      ? null
      : <time datetime={isoDuration(video.durationSeconds)}>{clock(video.durationSeconds)}</time>,
    isShort
      ? null
      : video.width && video.height
      ? `${video.width}×${video.height}`
      : video.hasVideo
      ? null
      : common.soundOnly,
    formats.bytes(video.sizeBytes),
    isShort ? languageName(video.language) : languageText(video),
    video.wordCount ? common.words(video.wordCount) : null,
    ...more,
  ].filter((fact) => fact !== null);
  return <>{known.map((fact, i) => <>{i > 0 && " · "}{fact}</>)}</>;
}

// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import { shownPoster } from "../../../src/core/poster.ts";
import type { Collection, ListedCollection } from "../../../src/db/collections/collections.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { clock, isoDuration } from "../shared/format.ts";
import { RenameForm } from "../shared/rename_form.tsx";
import { Thumbnail, VisibilityChoice } from "../shared/video_elements.tsx";
import { fillIn } from "../words/fill.ts";
import { words } from "../words/words.ts";

export interface PlaylistsProps {
  own: ListedCollection[];
  others: ListedCollection[];
  /** The first videos of the playlists, by their ids. */
  videos: Map<string, Video>;
  isSignedIn: boolean;
}

export function Playlists({ own, others, videos, isSignedIn }: PlaylistsProps) {
  const { playlists: w } = words();
  return (
    <>
      <h1 class="unseen">{w.title}</h1>
      {isSignedIn && (
        <section class="shelf" aria-labelledby="own-title">
          <h2 class="panel-title" id="own-title">{w.yours}</h2>
          <form id="new-playlist" class="sheet-row">
            <input
              type="text"
              name="title"
              aria-label={w.newTitle}
              placeholder={w.newTitle}
              required
              maxlength={200}
              autocomplete="off"
            />
            <VisibilityChoice label={w.newVisibility} value="private" names={w} />
            <button type="submit" class="button main">{w.create}</button>
          </form>
          {own.length === 0 ? <p class="playlists-none">{w.none}</p> : <Shelf lists={own} videos={videos} />}
        </section>
      )}
      {(others.length > 0 || !isSignedIn) && (
        <section class="shelf" aria-labelledby="others-title">
          <h2 class="panel-title" id="others-title">{w.others}</h2>
          {others.length === 0 ? <p>{w.nonePublic}</p> : <Shelf lists={others} videos={videos} />}
        </section>
      )}
    </>
  );
}

function Shelf({ lists, videos }: { lists: ListedCollection[]; videos: Map<string, Video> }) {
  return (
    <ul class="playlists">
      {lists.map(({ id, title, visibility, videoCount, firstVideo }) => (
        <li class="playlist-card">
          <a href={`/playlists/${id}`}>
            <Picture video={firstVideo === null ? undefined : videos.get(firstVideo)} />
            <span class="playlist-title" dir="auto">{title}</span>
          </a>
          <span class="playlist-facts">
            {words().library.videos(videoCount)} · {words().playlists.visibilities[visibility]}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Picture({ video }: { video: Video | undefined }) {
  const poster = video && shownPoster(video);
  return (
    <span class="playlist-picture">
      {poster
        ? <Thumbnail videoId={video.id} poster={poster} width={640} height={360} />
        : <span class="glyph" aria-hidden="true">{video?.hasVideo === false ? "♪" : "▶"}</span>}
    </span>
  );
}

export interface PlaylistProps {
  list: Collection;
  videos: Video[];
  mayChange: boolean;
}

/** A playlist. Its owner puts it in order here. */
export function Playlist({ list, videos, mayChange }: PlaylistProps) {
  const { playlists: w, common, library } = words();
  const seconds = videos.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0);
  const first = videos.at(0);
  return (
    <section class="playlist" id="playlist" data-id={list.id}>
      <div class="heading">
        <h1 id="title" dir="auto">{list.title}</h1>
        {mayChange && <RenameForm label={w.titleField} title={list.title} maxLength={200} />}
        <p class="actions">
          <span class="playlist-play" data-part="playlist-play">
            {first && <a class="button main" href={`/videos/${first.id}?list=${list.id}`}>{w.playAll}</a>}
          </span>
          <button type="button" class="button" id="copy-link">{w.copyLink}</button>
          {mayChange && <button type="button" class="button" id="rename">{w.rename}</button>}
        </p>
        <p class="meta" data-part="playlist-facts">
          {library.videos(videos.length)} · <time datetime={isoDuration(seconds)}>{clock(seconds)}</time> ·{" "}
          <span id="meaning">{w.visibilityMeanings[list.visibility]}</span>
        </p>
      </div>
      <div class="playlist-help" data-part="playlist-help">
        {videos.length === 0 && <p>{mayChange ? w.empty : w.emptyForYou}</p>}
        {mayChange && videos.length > 1 && <p class="meta">{w.reorderHelp}</p>}
      </div>
      <ol class="playlist-videos" id="playlist-videos" hidden={videos.length === 0}>
        {videos.map((video) => <Item list={list} video={video} mayChange={mayChange} />)}
      </ol>
      <p class="unseen" id="said" role="status"></p>
      {mayChange && (
        <p class="playlist-manage">
          <VisibilityChoice id="visibility" label={w.whoMaySee} value={list.visibility} names={w} />
          <button type="button" class="button danger" id="delete">{common.delete}</button>
        </p>
      )}
    </section>
  );
}

function Item({ list, video, mayChange }: { list: Collection; video: Video; mayChange: boolean }) {
  const { playlists: w } = words();
  const { id, title, durationSeconds } = video;
  return (
    <li data-video={id} draggable={mayChange}>
      <a href={`/videos/${id}?list=${list.id}`}>
        <Picture video={video} />
        <span class="playlist-title" dir="auto">{title}</span>
      </a>
      <span class="playlist-facts">
        {durationSeconds !== null && <time datetime={isoDuration(durationSeconds)}>{clock(durationSeconds)}</time>}
      </span>
      {mayChange && (
        <span class="buttons">
          <button type="button" class="button" data-move="up" aria-label={w.moveUp(title)}>{w.up}</button>
          <button type="button" class="button" data-move="down" aria-label={w.moveDown(title)}>{w.down}</button>
          <button type="button" class="button danger" data-move="remove" aria-label={w.removeOf(title)}>
            {w.remove}
          </button>
        </span>
      )}
    </li>
  );
}

/** The playlist that a player goes through, beside it. */
export function Queue({ list, videos, current }: { list: Collection; videos: Video[]; current: string }) {
  const { playlists: w } = words();
  const at = videos.findIndex(({ id }) => id === current);
  const href = (video: Video) => `/videos/${video.id}?list=${list.id}`;
  return (
    <section class="panel play-queue" id="play-queue" aria-labelledby="queue-title">
      <h2 class="panel-title" id="queue-title">{w.queue}</h2>
      <p class="queue-head">
        <a href={`/playlists/${list.id}`} dir="auto">{list.title}</a>
        <span class="playlist-facts">{`${at + 1} / ${videos.length}`}</span>
      </p>
      <p class="queue-head">
        <label class="field">
          <input type="checkbox" id="plays-next" checked autocomplete="off" /> {w.playsNext}
        </label>
        <span>
          {at > 0 && (
            <a class="button" id="queue-previous" href={href(videos[at - 1])} aria-keyshortcuts="p">
              {w.previous}
            </a>
          )}
          {at < videos.length - 1 && (
            <a class="button" id="queue-next" href={href(videos[at + 1])} aria-keyshortcuts="n">{w.next}</a>
          )}
        </span>
      </p>
      <ol class="queue-videos">
        {videos.map((video) => (
          <li>
            <a href={href(video)} aria-current={video.id === current ? "true" : undefined}>
              <Picture video={video} />
              <span class="playlist-title" dir="auto">{video.title}</span>
              {video.durationSeconds !== null && <span class="playlist-facts">{clock(video.durationSeconds)}</span>}
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Chooses the playlists that a video is in: a page of its own, which other pages show as a dialog. */
export function SaveSheet({ video, lists }: { video: Video; lists: ListedCollection[] }) {
  const { playlists: w } = words();
  return (
    <section class="sheet" aria-labelledby="sheet-title" data-sheet="save" data-id={video.id}>
      <h2 id="sheet-title">
        {fillIn(w.saveTo, { title: () => <bdi>{video.title}</bdi> })}
      </h2>
      <ul class="save-lists">
        {lists.map(({ id, title, hasVideo }) => (
          <li>
            <label class="field">
              <input type="checkbox" value={id} checked={hasVideo} autocomplete="off" /> <span dir="auto">{title}</span>
            </label>
          </li>
        ))}
      </ul>
      <form class="sheet-row">
        <input
          type="text"
          name="title"
          aria-label={w.newTitle}
          placeholder={w.newTitle}
          required
          maxlength={200}
          autocomplete="off"
        />
        <button type="submit" class="button">{w.create}</button>
      </form>
      <p class="sheet-said" role="status"></p>
      <p class="choices">
        <a class="button" href="/playlists">{w.title}</a>
      </p>
    </section>
  );
}

// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { Child } from "hono/jsx";
import type { Chapter } from "../../../src/core/player_media.ts";
import { shownPoster } from "../../../src/core/poster.ts";
import type { Rendition } from "../../../src/db/videos/renditions.ts";
import type { VideoContents } from "../../../src/db/videos/video_contents.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { languageTag } from "../../../src/core/labels/language_labels.ts";
import { cueTextAttributes } from "../shared/cue_text.ts";
import { isFullTrack } from "../../../src/core/labels/track_labels.ts";
import { CAPS, pickRendition } from "../../api/renditions.ts";
import type { AssetUrl } from "../shared/assets.ts";
import { clock, isoDuration } from "../shared/format.ts";
import { words } from "../words/words.ts";
import { thumbnailUrl } from "../shared/video_elements.tsx";

export type PlayerTrack = VideoContents["tracks"][number] & { label: string };

export interface ScreenProps {
  video: Video;
  renditions: Rendition[];
  tracks: PlayerTrack[];
  /** The viewers' default track, or the one being made while there is no other. */
  track: PlayerTrack | null;
  asset: AssetUrl;
}

const COLORS = ["green", "amber", "white", "cyan", "yellow"] as const;
/** Signs, the same in every language. */
const [SMALLER, LARGER] = ["A−", "A+"];
export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
const USUAL_CAP = CAPS["720p"];

/** The picture with its controls. Until the script has wired these, the browser shows its own. */
export function Screen({ video, renditions, tracks, track, asset }: ScreenProps) {
  const { player: w } = words();
  const shown = shownPoster(video);
  const poster = shown ? thumbnailUrl(video.id, shown, { size: "large" }) : undefined;
  // what stands in for the first frame until a person plays: see client/source.ts
  const canWait = (poster !== undefined || !video.hasVideo) && video.durationSeconds !== null;
  const hasHls = renditions.some(({ hlsKey }) => hlsKey);
  return (
    <section
      class="panel screen"
      id="screen"
      aria-label={w.player}
      data-hls={hasHls ? `${streamUrl(video.id, "master.m3u8")}?subtitles=none` : undefined}
      data-hls-script={hasHls ? asset("player_hls.js") : undefined}
      data-storyboard={video.storyboard ? JSON.stringify(layoutOf(video)) : undefined}
    >
      <div class="picture" id="picture">
        <video
          id="video"
          controls
          playsinline
          preload={canWait ? "none" : "metadata"}
          poster={poster}
          width={video.width ?? undefined}
          height={video.height ?? undefined}
          aria-label={video.title}
          lang={cueTextAttributes("", track?.language ?? "und").lang}
          data-cue-size="2"
          data-cue-color="green"
        >
          <source src={streamUrl(video.id, usualOf(renditions))} type="video/mp4" />
          {/* no `src` without cues: the browser would report the 404 as an error */}
          <track
            kind="subtitles"
            src={trackUrl(video.id, track)}
            srclang={trackTag(track)}
            label={track?.label ?? words().labels.unknown}
            default
          />
          {video.chapters.length > 0 && (
            <track kind="chapters" src={`/api/videos/${video.id}/chapters.vtt`} label={w.chapters} />
          )}
        </video>
        <p class="trouble" id="trouble" role="alert" hidden></p>
      </div>
      <Controls video={video}>
        <Chapters chapters={video.chapters} />
        <Settings video={video} renditions={renditions} tracks={tracks} track={track} />
      </Controls>
      <Tracks video={video} tracks={tracks} track={track} />
    </section>
  );
}

/** The layout of the preview pictures on their sheets, for the script. */
function layoutOf({ storyboard }: Video) {
  const { folder, ...layout } = storyboard!;
  return { ...layout, version: folder.split("/").at(-1) };
}

function Controls({ video, children }: { video: Video; children: Child }) {
  const { player: w } = words();
  const seconds = video.durationSeconds ?? 0;
  return (
    <div class="controls" id="controls" role="group" aria-label={w.controls}>
      <div class="seek" id="seek-area">
        <div class="preview" id="preview" aria-hidden="true" hidden>
          <span class="tile" id="preview-tile" hidden></span>
          <span class="chapter" id="preview-chapter"></span>
          <span id="preview-time"></span>
        </div>
        <div class="marks" id="marks" aria-hidden="true"></div>
        <input
          type="range"
          id="seek"
          aria-label={w.place}
          aria-valuetext={w.placeOf(clock(0), clock(seconds))}
          min="0"
          max={String(seconds)}
          step="any"
          value="0"
          autocomplete="off"
        />
      </div>
      <div class="buttons">
        <button type="button" class="button" id="play" aria-keyshortcuts="k">{w.play}</button>
        <button type="button" class="button" id="mute" aria-pressed="false" aria-keyshortcuts="m">{w.mute}</button>
        <input
          type="range"
          id="volume"
          aria-label={w.volume}
          min="0"
          max="1"
          step="0.05"
          value="1"
          autocomplete="off"
        />
        <span class="clock">
          <time id="now">{clock(0)}</time> / <time id="length" datetime={isoDuration(seconds)}>{clock(seconds)}</time>
        </span>
        <span class="right">
          <button type="button" class="button" id="captions" aria-pressed="true" aria-keyshortcuts="c">
            {w.captions}
          </button>
          <button
            type="button"
            class="button"
            id="chapters-button"
            aria-expanded="false"
            aria-controls="chapters"
            hidden={video.chapters.length === 0}
          >
            {w.chapters}
          </button>
          <button type="button" class="button" id="settings-button" aria-expanded="false" aria-controls="settings">
            {w.settings}
          </button>
          <button
            type="button"
            class="button"
            id="pip"
            aria-keyshortcuts="i"
            aria-label={w.pipLong}
            title={w.pipLong}
            hidden
          >
            {w.pip}
          </button>
          <button
            type="button"
            class="button"
            id="full-screen"
            aria-pressed="false"
            aria-keyshortcuts="f"
            aria-label={w.fullScreen}
            title={w.fullScreen}
          >
            {w.full}
          </button>
        </span>
      </div>
      {children}
    </div>
  );
}

function Chapters({ chapters }: { chapters: Chapter[] }) {
  return (
    <div class="menu" id="chapters" role="group" aria-label={words().player.chapters} hidden>
      <ChapterList chapters={chapters} />
    </div>
  );
}

/** Changes while the page is open: chapters are found in the captions, or a person writes them. */
export function ChapterList({ chapters }: { chapters: Chapter[] }) {
  return (
    <ol data-part="chapter-list">
      {chapters.map(({ start, title }) => (
        <li>
          <button type="button" data-start={String(start)}>
            <time datetime={isoDuration(start)}>{clock(start)}</time>
            <span dir="auto">{title}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Settings(
  { video, renditions, tracks, track }: Pick<ScreenProps, "video" | "renditions" | "tracks" | "track">,
) {
  const { player: w } = words();
  return (
    <div class="menu" id="settings" role="group" aria-label={w.settings} hidden>
      <div class="field">
        <label for="quality">{w.quality}</label>
        <Quality renditions={renditions} videoId={video.id} />
      </div>
      <div class="field">
        <label for="speed">{w.speed}</label>
        <select id="speed" autocomplete="off">
          {SPEEDS.map((speed) => <option value={String(speed)} selected={speed === 1}>{w.speedTimes(speed)}</option>)}
        </select>
      </div>
      <div class="field">
        <label for="caption-language">{w.captions}</label>
        <LanguageMenu tracks={tracks} track={track} />
      </div>
      <div class="field" role="group" aria-label={w.captionSize}>
        <span>{w.size}</span>
        <span>
          <button type="button" class="button" id="smaller" aria-label={w.smaller}>{SMALLER}</button>
          <button type="button" class="button" id="larger" aria-label={w.larger}>{LARGER}</button>
        </span>
      </div>
      <fieldset class="field" id="colors">
        <legend class="unseen">{w.captionColor}</legend>
        <span aria-hidden="true">{w.color}</span>
        <span class="swatches">
          {COLORS.map((color) => (
            <label title={w.colors[color]}>
              <input type="radio" name="cue-color" value={color} aria-label={w.colors[color]} autocomplete="off" />
              <span data-color={color}></span>
            </label>
          ))}
        </span>
      </fieldset>
      <Choice id="cue-background" label={w.background} values={w.backgrounds} />
      <Choice id="cue-position" label={w.position} values={w.positions} />
      <p class="row">
        <a class="button" href={`/videos/${video.id}/share`} data-opens="sheet">{words().share.share}</a>
        <button type="button" class="button" id="keys-button" data-opens="keys">{w.keys}</button>
      </p>
    </div>
  );
}

function Choice({ id, label, values }: { id: string; label: string; values: Record<string, string> }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} autocomplete="off">
        {Object.entries(values).map(([value, text]) => <option value={value}>{text}</option>)}
      </select>
    </div>
  );
}

/** The quality menu, with the renditions that exist so far. */
export function Quality({ renditions, videoId }: { renditions: Rendition[]; videoId: string }) {
  const { player: w } = words();
  const usual = usualOf(renditions);
  const hasHls = renditions.some(({ hlsKey }) => hlsKey);
  const nameOf = ({ name, shortSide }: Rendition) =>
    name === "source" && shortSide > 0 ? w.original(shortSide) : shortSide === 0 ? w.soundQuality : name;
  return (
    <select id="quality" autocomplete="off" data-part="quality">
      {hasHls && <option value="auto" selected>{w.auto}</option>}
      {renditions.map((one) => (
        <option value={one.name} data-file={streamUrl(videoId, one.name)} selected={!hasHls && one.name === usual}>
          {nameOf(one)}
        </option>
      ))}
      {hasHls && <option value="file" data-file={streamUrl(videoId, usual)}>{w.plainFile}</option>}
    </select>
  );
}

export function LanguageMenu({ tracks, track }: Pick<ScreenProps, "tracks" | "track">) {
  return (
    <select id="caption-language" autocomplete="off" data-part="languages" title={track?.label}>
      {tracks.length === 0 && <option value="">{words().player.noCaptionsYet}</option>}
      {tracks.map((one) => (
        <option value={one.id} selected={one.id === track?.id} lang={trackTag(one)}>
          {one.label}
        </option>
      ))}
    </select>
  );
}

/** The caption tracks as data for the script. */
export function Tracks({ video, tracks, track }: Pick<ScreenProps, "video" | "tracks" | "track">) {
  return (
    <div id="tracks" data-part="tracks" hidden>
      {tracks.map((one) => (
        <span
          data-id={one.id}
          data-language={one.language}
          data-tag={trackTag(one)}
          data-kind={one.kind}
          data-name={one.name}
          data-part-only={isFullTrack(one) ? undefined : "yes"}
          data-label={one.label}
          data-src={trackUrl(video.id, one) ?? ""}
          data-words={one.state === "finished" ? `/api/videos/${video.id}/tracks/${one.id}` : ""}
          data-usual={one.id === track?.id ? "yes" : undefined}
        >
        </span>
      ))}
    </div>
  );
}

/**
 * The rendition that a page starts with. Pages use its name and not the cap: the cap selects another file once a
 * rendition is added, and a player in the middle of one file would get the rest of another.
 */
function usualOf(renditions: Rendition[]): Rendition["name"] {
  return pickRendition(renditions, USUAL_CAP)!.name;
}

function streamUrl(videoId: string, name: string): string {
  return `/api/stream/${videoId}/${name}`;
}

function trackTag(track: PlayerTrack | null): string {
  return languageTag(track && track.language !== "und" ? track.language : "en");
}

/** The URL of the captions. It changes when the browser should read them again; undefined while there is no cue. */
function trackUrl(videoId: string, track: PlayerTrack | null): string | undefined {
  if (!track || track.cueCount === 0) return undefined;
  const query = new URLSearchParams({ track: track.id, v: `${track.revisionId}.${track.cueCount}` });
  return `/api/videos/${videoId}/captions.vtt?${query}`;
}

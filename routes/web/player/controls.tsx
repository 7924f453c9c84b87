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
import { Icon, type IconName } from "../shared/icons.tsx";
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

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const CAPTION_SIZES = [50, 75, 100, 125, 150, 200, 300]; // percent
const OPACITIES = [0, 25, 50, 75, 100]; // percent
const USUAL_CAP = CAPS["720p"];

/** The picture with its controls. Until the script has wired these, the browser shows its own. */
export function Screen({ video, renditions, tracks, track, asset }: ScreenProps) {
  const { player: w, controls } = words();
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
        {!video.hasVideo && <Cover video={video} poster={poster} />}
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
        >
          <source src={streamUrl(video.id, usualOf(renditions))} type="video/mp4" />
          {/* no `src` without cues: the browser would report the 404 as an error */}
          <track
            kind={track?.kind ?? "subtitles"}
            src={trackUrl(video.id, track)}
            srclang={trackTag(track)}
            label={track?.label ?? words().labels.unknown}
            default
          />
          {video.chapters.length > 0 && (
            <track kind="chapters" src={`/api/videos/${video.id}/chapters.vtt`} label={w.chapters} />
          )}
        </video>
        {/* the button below the picture does the same, with a name */}
        <button type="button" class="big-play" id="big-play" tabindex={-1} aria-hidden="true">
          <Icon name="play" />
          <Icon name="pause" />
        </button>
        <span class="leap" id="leap" aria-hidden="true" hidden>
          <Icon name="back" />
          <Icon name="forward" />
          <span id="leap-seconds">{controls.leap}</span>
        </span>
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

/** What is seen of a video without a picture: its cover, else its waveform, which the script draws. */
function Cover({ video, poster }: { video: Video; poster: string | undefined }) {
  if (poster) return <img class="cover" src={poster} alt="" />;
  return (
    <div
      class="cover"
      id="waveform"
      aria-hidden="true"
      data-peaks={video.audioReportKey ? `/api/videos/${video.id}/hearing/peaks` : undefined}
    >
      <Icon name="sound-waves" />
    </div>
  );
}

function Controls({ video, children }: { video: Video; children: Child }) {
  const { player: w, controls } = words();
  const seconds = video.durationSeconds ?? 0;
  return (
    <div class="controls" id="controls" role="group" aria-label={w.controls}>
      <div class="seek" id="seek-area">
        <div class="preview" id="preview" aria-hidden="true" hidden>
          <span class="tile" id="preview-tile" hidden></span>
          <span class="chapter" id="preview-chapter"></span>
          <span id="preview-time"></span>
        </div>
        <div class="loop-span" id="loop-span" aria-hidden="true" hidden></div>
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
      {/* with data-leaves: what goes into the menu where the row is too narrow, in this order */}
      <div class="buttons" id="buttons">
        <IconButton id="play" icons={["play", "pause"]} word={w.play} shortcut="k" />
        <span class="pair" data-leaves="4">
          <IconButton id="back" icons={["back"]} word={controls.back} shortcut="j" />
          <IconButton id="forward" icons={["forward"]} word={controls.forward} shortcut="l" />
        </span>
        <span class="pair" data-leaves="3">
          <IconButton id="mute" icons={["sound", "muted"]} word={w.mute} shortcut="m" aria-pressed="false" />
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
        </span>
        <span class="clock" id="clock">
          <time id="now">{clock(0)}</time> / <time id="length" datetime={isoDuration(seconds)}>{clock(seconds)}</time>
        </span>
        <IconButton id="captions" icons={["captions"]} word={w.captions} shortcut="c" aria-pressed="true" />
        <IconButton
          id="chapters-button"
          icons={["list"]}
          word={w.chapters}
          aria-expanded="false"
          aria-controls="chapters"
          data-opens="menu"
          data-leaves="5"
          hidden={video.chapters.length === 0}
        />
        <IconButton
          id="settings-button"
          icons={["settings"]}
          word={w.settings}
          aria-expanded="false"
          aria-controls="settings"
        />
        <IconButton id="cast" icons={["cast"]} word={controls.cast} aria-pressed="false" data-leaves="2" hidden />
        <IconButton id="pip" icons={["mini-player"]} word={w.pipLong} shortcut="i" data-leaves="1" hidden />
        <IconButton
          id="full-screen"
          icons={["full-screen", "leave-full-screen"]}
          word={w.fullScreen}
          shortcut="f"
          aria-pressed="false"
        />
      </div>
      {children}
    </div>
  );
}

/** A button that is drawn; its word is its name, its tooltip, and seen where the button is in a menu. */
function IconButton(
  { id, icons, word, shortcut, ...attributes }: {
    id: string;
    /** Two: the style shows one by the player's state. */
    icons: IconName[];
    word: string;
    shortcut?: string;
    [attribute: string]: unknown;
  },
) {
  return (
    <button
      type="button"
      class="icon-button"
      id={id}
      title={shortcut ? `${word} (${shortcut})` : word}
      aria-keyshortcuts={shortcut}
      {...attributes}
    >
      {icons.map((name) => <Icon name={name} />)}
      <span class="word">{word}</span>
    </button>
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
  const { player: w, controls } = words();
  return (
    <div class="menu" id="settings" role="group" aria-label={w.settings} hidden>
      <div class="moved" id="more" role="group" aria-label={controls.more} hidden></div>
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
      <CaptionLook />
      <div class="field" role="group" aria-labelledby="loop-title" aria-describedby="loop-state">
        <span id="loop-title">{controls.loop}</span>
        <span>
          <button type="button" class="button" id="loop-start" aria-keyshortcuts="a">{controls.loopStart}</button>
          <button type="button" class="button" id="loop-end" aria-keyshortcuts="b">{controls.loopEnd}</button>
          <button type="button" class="button" id="loop-clear" aria-keyshortcuts="x" disabled>
            {controls.loopClear}
          </button>
        </span>
        <span class="state" id="loop-state"></span>
      </div>
      <p class="row">
        <a class="button" href={`/videos/${video.id}/share`} data-opens="sheet">{words().share.share}</a>
        <button type="button" class="button" id="keys-button" data-opens="keys">{w.keys}</button>
      </p>
    </div>
  );
}

/** How captions look: two looks at one click each, and all the choices that rules ask of players. */
function CaptionLook() {
  const { player: w, controls } = words();
  const percents = (values: number[]) => Object.fromEntries(values.map((value) => [value, controls.percent(value)]));
  const opacities = percents(OPACITIES);
  return (
    <>
      <div class="field" id="presets" role="group" aria-label={controls.look}>
        {Object.entries(controls.presets).map(([value, text]) => (
          <button type="button" class="button" value={value} aria-pressed="false">{text}</button>
        ))}
      </div>
      <details id="look">
        <summary>{controls.custom}</summary>
        <p class="cue-sample" aria-hidden="true">
          <span>{controls.sample}</span>
        </p>
        <Choice name="font" label={controls.font} values={controls.fonts} />
        <Choice name="size" label={controls.size} values={percents(CAPTION_SIZES)} />
        <Choice name="color" label={controls.textColor} values={controls.colors} />
        <Choice name="textOpacity" label={controls.textOpacity} values={percents(OPACITIES.slice(1))} />
        <Choice name="edge" label={controls.edge} values={controls.edges} />
        <Choice name="background" label={controls.background} values={controls.colors} />
        <Choice name="backgroundOpacity" label={controls.backgroundOpacity} values={opacities} />
        <Choice name="window" label={controls.window} values={controls.colors} />
        <Choice name="windowOpacity" label={controls.windowOpacity} values={opacities} />
        <Choice name="position" label={w.position} values={w.positions} />
      </details>
    </>
  );
}

/** @param name of a choice about captions, as the script knows it */
function Choice({ name, label, values }: { name: string; label: string; values: Record<string, string> }) {
  const id = `cue-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} autocomplete="off">
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
      {tracks.length === 0
        ? <option value="">{words().player.noCaptionsYet}</option>
        : <option value="off">{words().controls.off}</option>}
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

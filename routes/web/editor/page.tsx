import type { Child } from "hono/jsx";
import { LINT_PROFILE_LABELS } from "../../../src/captions/lint.ts";
import type { Rendition } from "../../../src/db/videos/renditions.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { CAPS, pickRendition } from "../../api/renditions.ts";
import { words } from "../words/words.ts";
import type { AgainOptions } from "../shared/captions_again.tsx";
import { EditorTools } from "./tools.tsx";

export interface EditorPageProps {
  video: Video;
  renditions: Rendition[];
  again: AgainOptions;
}

const SPEEDS = ["0.5", "0.75", "1", "1.25", "1.5", "2"];

/** The caption editor; its script fills it in. */
export function EditorPage({ video, renditions, again }: EditorPageProps) {
  const { editor: w } = words();
  const back = <a href={`/videos/${video.id}`}>{w.back}</a>;
  if (renditions.length === 0) {
    return (
      <div class="prose">
        <h1 dir="auto">{video.title}</h1>
        <p>{w.editableSoon}</p>
        <p>{back}</p>
      </div>
    );
  }
  return (
    <div
      class="editor"
      id="editor"
      data-id={video.id}
      data-title={video.title}
      data-language={video.language ?? ""}
      data-seconds={video.durationSeconds ?? ""}
      data-audio={video.hasAudio ? "yes" : "no"}
    >
      <Head video={video} back={back} />
      <div class="edit-work">
        <Screen video={video} renditions={renditions} />
        <section class="panel edit-list" aria-labelledby="list-title">
          <h2 class="panel-title" id="list-title">{w.captions}</h2>
          <span class="panel-note" id="list-note"></span>
          <p class="edit-presence" id="presence"></p>
          <p class="unseen" id="presence-said" role="status"></p>
          <ol class="cues" id="cues" aria-label={w.captions}></ol>
          <p class="none" id="no-cues">{w.reading}</p>
          <ThumbBar />
        </section>
      </div>
      <EditorTools video={video} profiles={LINT_PROFILE_LABELS} again={again} />
      <Waveform hasAudio={video.hasAudio} />
    </div>
  );
}

function Head({ video, back }: { video: Video; back: Child }) {
  const { editor: w } = words();
  return (
    <div class="edit-head">
      <h1 dir="auto">
        <span class="unseen">{w.editOf}</span> {video.title}
      </h1>
      <p class="edit-back">{back}</p>
      <div class="edit-bar" role="group" aria-label={w.bar}>
        <label class="field" for="track">
          {w.captions} <select id="track" autocomplete="off" disabled></select>
        </label>
        <button type="button" class="button" id="undo" aria-keyshortcuts="Control+Z" disabled>{w.undo}</button>
        <button type="button" class="button" id="redo" aria-keyshortcuts="Control+Shift+Z" disabled>{w.redo}</button>
        <button type="button" class="button main" id="save" aria-keyshortcuts="Control+S" disabled>{w.save}</button>
        <span class="edit-state" id="save-state" role="status"></span>
        <button type="button" class="button" id="help" aria-haspopup="dialog">{w.keys}</button>
      </div>
    </div>
  );
}

function Screen({ video, renditions }: Pick<EditorPageProps, "video" | "renditions">) {
  const { name } = pickRendition(renditions, CAPS["720p"])!;
  const { editor: w } = words();
  const isSound = !video.hasVideo;
  return (
    <section class={`panel edit-screen${isSound ? " sound" : ""}`} aria-label={w.video}>
      <div class="edit-frame">
        <video id="video" playsinline preload="auto" src={`/api/stream/${video.id}/${name}`} aria-label={video.title}>
        </video>
        <div class="edit-caption" id="caption" aria-hidden="true"></div>
      </div>
      <div class="edit-transport" role="group" aria-label={w.playing}>
        <button type="button" class="button" id="previous-cue" aria-label={w.previous}>&lt;&lt;</button>
        <button type="button" class="button" id="frame-back" aria-label={w.frameBack}>&lt;</button>
        <button type="button" class="button main" id="play">{w.play}</button>
        <button type="button" class="button" id="frame-forward" aria-label={w.frameForward}>&gt;</button>
        <button type="button" class="button" id="next-cue" aria-label={w.next}>&gt;&gt;</button>
        <output class="edit-clock" id="clock" aria-label={w.playhead}>0:00.000</output>
        <label class="field" for="speed">
          <span class="unseen">{w.speed}</span>
          <select id="speed" autocomplete="off">
            {SPEEDS.map((speed) => (
              <option value={speed} selected={speed === "1"}>{words().player.speedTimes(Number(speed))}</option>
            ))}
          </select>
        </label>
        <label class="check" title={w.followHint}>
          <input type="checkbox" id="follow" autocomplete="off" /> {w.follow}
        </label>
      </div>
      <p class="edit-said" id="said" role="status"></p>
    </section>
  );
}

/** What a thumb needs on a phone; hidden on wider screens. */
function ThumbBar() {
  const { editor: w } = words();
  return (
    <div class="thumb-bar" id="thumb-bar" role="group" aria-label={w.thumbBar}>
      <button type="button" class="button" id="thumb-previous" aria-label={w.thumbPrevious}>&lt;&lt;</button>
      <button type="button" class="button main" id="thumb-play">{w.play}</button>
      <button type="button" class="button" id="thumb-next" aria-label={w.thumbNext}>&gt;&gt;</button>
    </div>
  );
}

function Waveform({ hasAudio }: { hasAudio: boolean }) {
  const { editor: w } = words();
  return (
    <section class="panel edit-wave" aria-labelledby="wave-title">
      <h2 class="panel-title" id="wave-title">{w.waveform}</h2>
      <p class="panel-note" id="wave-state" role="status"></p>
      <div
        class="wave"
        id="wave"
        role="group"
        aria-label={w.waveformLabel}
      >
      </div>
      <div class="edit-transport" role="group" aria-label={w.waveform}>
        <button type="button" class="button" id="zoom-in" aria-label={w.zoomIn}>+</button>
        <button type="button" class="button" id="zoom-out" aria-label={w.zoomOut}>-</button>
        <button type="button" class="button" id="zoom-cue">{w.showCue}</button>
        <label class="check">
          <input type="checkbox" id="snapping" autocomplete="off" checked />{" "}
          {hasAudio ? w.snapWordsAndSpeech : w.snapWords}
        </label>
        <label class="check">
          <input type="checkbox" id="spectrogram" autocomplete="off" checked /> {w.spectrogram}
        </label>
        <label class="field edit-layout" for="layout">
          {w.layout}{" "}
          <select id="layout" autocomplete="off">
            {Object.entries(w.layouts).map(([value, label]) => <option key={value} value={value}>{label}</option>)}
          </select>
        </label>
        <span class="dim hint">{w.dragHint}</span>
        <span class="dim far">{w.zoomHint}</span>
      </div>
    </section>
  );
}

/** The keys of the bottom line. */
export function EditorHints() {
  const { hints: w } = words().editor;
  const keys: [string, string][] = [
    [w.space, w.play],
    ["↑ ↓", w.cues],
    [w.enter, w.text],
    ["i o", w.inOut],
    ["s", w.split],
    ["m", w.merge],
    ["?", w.keys],
  ];
  return (
    <>
      {keys.map(([key, what]) => (
        <span>
          <kbd>{key}</kbd> {what}
        </span>
      ))}
    </>
  );
}

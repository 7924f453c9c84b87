// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { Child } from "hono/jsx";
import { LINT_PROFILE_LABELS } from "../../../src/captions/lint.ts";
import type { Rendition } from "../../../src/db/videos/renditions.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { CAPS, pickRendition } from "../../api/renditions.ts";
import { EditorTools } from "./tools.tsx";

export interface EditorPageProps {
  video: Video;
  renditions: Rendition[];
}

const SPEEDS = ["0.5", "0.75", "1", "1.25", "1.5", "2"];

/** The caption editor; its script fills it in. */
export function EditorPage({ video, renditions }: EditorPageProps) {
  const back = <a href={`/videos/${video.id}`}>back to the video</a>;
  if (renditions.length === 0) {
    return (
      <div class="prose">
        <h1 dir="auto">{video.title}</h1>
        <p>Its captions can be edited as soon as it can be played.</p>
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
      <Screen video={video} renditions={renditions} />
      <section class="panel edit-list" aria-labelledby="list-title">
        <h2 class="panel-title" id="list-title">cues</h2>
        <span class="panel-note" id="list-note"></span>
        <ol class="cues" id="cues" aria-label="Cues"></ol>
        <p class="none" id="no-cues">reading</p>
      </section>
      <EditorTools video={video} profiles={LINT_PROFILE_LABELS} />
      <Waveform hasAudio={video.hasAudio} />
      <p class="unseen" id="said" role="status"></p>
    </div>
  );
}

function Head({ video, back }: { video: Video; back: Child }) {
  return (
    <div class="edit-head">
      <h1 dir="auto">
        <span class="unseen">Edit the captions of</span> {video.title}
      </h1>
      <p class="edit-back">{back}</p>
      <div class="edit-bar" role="group" aria-label="Saving and steps">
        <label class="field" for="track">
          captions <select id="track" autocomplete="off" disabled></select>
        </label>
        <button type="button" class="button" id="undo" aria-keyshortcuts="Control+Z" disabled>undo</button>
        <button type="button" class="button" id="redo" aria-keyshortcuts="Control+Shift+Z" disabled>redo</button>
        <button type="button" class="button main" id="save" aria-keyshortcuts="Control+S" disabled>save</button>
        <span class="edit-state" id="save-state" role="status"></span>
        <button type="button" class="button" id="help" aria-haspopup="dialog">keys</button>
      </div>
    </div>
  );
}

function Screen({ video, renditions }: EditorPageProps) {
  const { name } = pickRendition(renditions, CAPS["720p"])!;
  const isSound = !video.hasVideo;
  return (
    <section class={`panel edit-screen${isSound ? " sound" : ""}`} aria-label="Video">
      <div class="edit-frame">
        <video id="video" playsinline preload="auto" src={`/api/stream/${video.id}/${name}`} aria-label={video.title}>
        </video>
        <div class="edit-caption" id="caption" aria-hidden="true"></div>
      </div>
      <div class="edit-transport" role="group" aria-label="Playing">
        <button type="button" class="button" id="previous-cue" aria-label="Previous cue">&lt;&lt;</button>
        <button type="button" class="button" id="frame-back" aria-label="One frame back">&lt;</button>
        <button type="button" class="button main" id="play">play</button>
        <button type="button" class="button" id="frame-forward" aria-label="One frame on">&gt;</button>
        <button type="button" class="button" id="next-cue" aria-label="Next cue">&gt;&gt;</button>
        <output class="edit-clock" id="clock" aria-label="Playhead">0:00.000</output>
        <label class="field" for="speed">
          <span class="unseen">Speed</span>
          <select id="speed" autocomplete="off">
            {SPEEDS.map((speed) => <option value={speed} selected={speed === "1"}>{speed}x</option>)}
          </select>
        </label>
        <label class="check" title="While it plays, the cue that is said is the one that is edited">
          <input type="checkbox" id="follow" autocomplete="off" /> follow
        </label>
      </div>
    </section>
  );
}

function Waveform({ hasAudio }: { hasAudio: boolean }) {
  return (
    <section class="panel edit-wave" aria-labelledby="wave-title">
      <h2 class="panel-title" id="wave-title">waveform</h2>
      <p class="panel-note" id="wave-state" role="status"></p>
      <div
        class="wave"
        id="wave"
        role="group"
        aria-label="Waveform with the cues; the list has the same for the keyboard"
      >
      </div>
      <div class="edit-transport" role="group" aria-label="Waveform">
        <button type="button" class="button" id="zoom-in" aria-label="Zoom in">+</button>
        <button type="button" class="button" id="zoom-out" aria-label="Zoom out">-</button>
        <button type="button" class="button" id="zoom-cue">show the cue</button>
        <label class="check">
          <input type="checkbox" id="snapping" autocomplete="off" checked />{" "}
          snap to words{hasAudio ? " and speech" : ""}
        </label>
        <span class="dim hint">drag an edge, drag a cue, or drag over an empty place for a new one</span>
        <span class="dim far">zoom in to see the cues</span>
      </div>
    </section>
  );
}

/** The keys of the bottom line. */
export function EditorHints() {
  const keys: [string, string][] = [
    ["space", "play"],
    ["↑ ↓", "cues"],
    ["enter", "text"],
    ["i o", "in, out"],
    ["s", "split"],
    ["m", "merge"],
    ["?", "all keys"],
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

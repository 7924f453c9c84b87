// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { Child } from "hono/jsx";
import { CAPTION_FORMATS, IMPORT_FORMATS } from "../../../src/captions/files/formats.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { words } from "../words/words.ts";
import { AgainFields, type AgainOptions } from "../shared/captions_again.tsx";
import { LanguageChoice } from "../shared/video_elements.tsx";

const IMPORT_TYPES = IMPORT_FORMATS.flatMap(({ name, extensions = [], mediaType }) => [
  ...[name, ...extensions].map((extension) => `.${extension}`),
  mediaType,
]).join(",");
const TIMED_LABELS = IMPORT_FORMATS.filter(({ isScript }) => !isScript).map(({ label }) => label);
const SCRIPT_LABELS = IMPORT_FORMATS.filter(({ isScript }) => isScript).map(({ label }) => label);

interface Tab {
  name: string;
  label: string;
  body: Child;
}

/** What is done besides editing one cue, one tab each. */
export function EditorTools(
  { video, profiles, again }: { video: Video; profiles: Record<string, string>; again: AgainOptions },
) {
  const { editor: w } = words();
  const tabs: Tab[] = [
    { name: "check", label: w.tabs.check, body: <Check profiles={profiles} /> },
    { name: "find", label: w.tabs.find, body: <Find /> },
    { name: "review", label: w.tabs.review, body: <Review /> },
    { name: "shift", label: w.tabs.shift, body: <Shift /> },
    { name: "versions", label: w.tabs.versions, body: <Versions /> },
    { name: "files", label: w.tabs.files, body: <Files /> },
    { name: "make", label: w.tabs.make, body: <Generate video={video} again={again} /> },
    { name: "tracks", label: w.tabs.tracks, body: <Tracks /> },
  ];
  return (
    <section class="panel edit-tools" aria-label={w.tools}>
      <div class="tabs" role="tablist" aria-label={w.tools}>
        {tabs.map(({ name, label }, i) => (
          <button
            type="button"
            class="tab"
            role="tab"
            id={`tab-${name}`}
            aria-controls={`tool-${name}`}
            aria-selected={i === 0 ? "true" : "false"}
            tabindex={i === 0 ? 0 : -1}
          >
            {label}
          </button>
        ))}
      </div>
      {tabs.map(({ name, body }, i) => (
        <div
          class="tool"
          role="tabpanel"
          id={`tool-${name}`}
          aria-labelledby={`tab-${name}`}
          tabindex={0}
          hidden={i > 0}
        >
          {body}
        </div>
      ))}
    </section>
  );
}

function Check({ profiles }: { profiles: Record<string, string> }) {
  const { check: w } = words().editor;
  return (
    <>
      <div class="row">
        <label class="field" for="profile">
          {w.guide}{" "}
          <select id="profile" autocomplete="off">
            {Object.entries(profiles).map(([name, label]) => <option value={name}>{label}</option>)}
          </select>
        </label>
        <button type="button" class="button main" id="repair-all" disabled>{w.repairAll}</button>
        <span id="check-count"></span>
      </div>
      <ul class="findings" id="findings" aria-label={w.findings}></ul>
      <p class="dim">{w.spelling}</p>
    </>
  );
}

function Find() {
  const { find: w } = words().editor;
  return (
    <form id="finding" class="stacked">
      <label class="field wide" for="find-text">
        {w.find} <input type="text" id="find-text" name="find" autocomplete="off" spellcheck={false} />
      </label>
      <label class="field wide" for="replace-text">
        {w.replaceWith} <input type="text" id="replace-text" name="replace" autocomplete="off" spellcheck />
      </label>
      <div class="row">
        <label class="check">
          <input type="checkbox" id="find-case" /> {w.sameCase}
        </label>
        <label class="check">
          <input type="checkbox" id="find-words" /> {w.wholeWords}
        </label>
        <label class="check">
          <input type="checkbox" id="find-accents" /> {w.ignoreAccents}
        </label>
      </div>
      <div class="row">
        <button type="submit" class="button main">{w.next}</button>
        <button type="button" class="button" id="find-previous">{w.previous}</button>
        <button type="button" class="button" id="replace-one">{w.replace}</button>
        <button type="button" class="button" id="replace-all">{w.replaceAll}</button>
        <span id="find-count" role="status"></span>
      </div>
    </form>
  );
}

function Review() {
  const { editor: { review: w }, formats } = words();
  return (
    <>
      <div class="row">
        <label class="field" for="doubt">
          {w.below}{" "}
          <select id="doubt" autocomplete="off">
            {[30, 50, 70, 90].map((share) => (
              <option value={share / 100} selected={share === 50}>{formats.percent(share / 100)}</option>
            ))}
          </select>
        </label>
        <button type="button" class="button main" id="review-start">{w.start}</button>
        <span id="review-count" role="status"></span>
      </div>
      <form id="reviewing" class="stacked" hidden>
        <p class="review-context" id="review-context"></p>
        <label class="field wide" for="review-word">
          {w.word} <input type="text" id="review-word" autocomplete="off" spellcheck />
        </label>
        <div class="row">
          <button type="submit" class="button main" aria-keyshortcuts="Enter">{w.keep}</button>
          <button type="button" class="button" id="review-again" aria-keyshortcuts="Alt+P">{w.again}</button>
          <button type="button" class="button" id="review-back" aria-keyshortcuts="Alt+ArrowUp">{w.back}</button>
          <button type="button" class="button" id="review-next" aria-keyshortcuts="Alt+ArrowDown">{w.next}</button>
        </div>
        <p class="dim">{w.help}</p>
      </form>
    </>
  );
}

function Shift() {
  const { shift: w } = words().editor;
  return (
    <form id="shifting" class="stacked">
      <div class="row">
        <label class="field" for="shift-by">
          {w.seconds} <input type="text" id="shift-by" size={8} inputmode="decimal" autocomplete="off" value="0.5" />
        </label>
        <label class="field" for="shift-what">
          {w.what}{" "}
          <select id="shift-what" autocomplete="off">
            <option value="all">{w.all}</option>
            <option value="selected">{w.selected}</option>
            <option value="after">{w.after}</option>
          </select>
        </label>
      </div>
      <div class="row">
        <button type="submit" class="button main" value="later">{w.later}</button>
        <button type="submit" class="button" value="earlier">{w.earlier}</button>
        <button type="button" class="button" id="shift-here">{w.here}</button>
      </div>
      <p class="dim">{w.help}</p>
    </form>
  );
}

function Versions() {
  return <ol class="versions" id="versions" aria-label={words().editor.versions}></ol>;
}

function Files() {
  const { editor: { files: w }, formats } = words();
  return (
    <div class="stacked">
      <div class="row" role="group" aria-label={w.exportGroup}>
        <span class="dim">{w.export}</span>
        {CAPTION_FORMATS.map(({ name, label }) => (
          <button type="button" class="button" data-export={name} aria-label={w.exportAs(label)}>
            {name}
          </button>
        ))}
      </div>
      <form id="importing" class="stacked">
        <label class="field wide" for="import-file">
          {w.import} <input type="file" id="import-file" accept={IMPORT_TYPES} />
        </label>
        <div class="row">
          <button type="submit" class="button main">{w.importFile}</button>
        </div>
        <p class="dim">{w.importHelp(formats.list(TIMED_LABELS), formats.list(SCRIPT_LABELS))}</p>
      </form>
      <div data-changes hidden>
        <p id="import-changes-title">{w.changes}</p>
        <ul id="import-changes" class="import-changes" aria-labelledby="import-changes-title"></ul>
      </div>
    </div>
  );
}

function Generate({ video, again }: { video: Video; again: AgainOptions }) {
  const { make: w } = words().editor;
  if (!video.hasAudio) return <p>{w.noSound}</p>;
  return (
    <div class="stacked">
      <p class="edit-job" id="job" role="status"></p>
      <form id="regenerating" class="row">
        <label class="field" for="language">
          {w.spoken} <LanguageChoice id="language" value={video.askedLanguage} />
        </label>
        <button type="submit" class="button main">{w.recreate}</button>
        <AgainFields options={again} />
      </form>
      <div class="row" role="group" aria-label={w.selected}>
        <span>{w.selected}</span>
        <button type="button" class="button" id="stretch-again">{w.stretchAgain}</button>
        <button type="button" class="button" id="stretch-align">{w.stretchAlign}</button>
        <span class="edit-job" id="stretch-state" role="status"></span>
      </div>
      <form id="aligning" class="stacked">
        <label for="script">{w.script}</label>
        <textarea id="script" rows={6} autocomplete="off" dir="auto"></textarea>
        <div class="row">
          <button type="submit" class="button main">{w.matchScript}</button>
        </div>
      </form>
    </div>
  );
}

function Tracks() {
  const { tracks: w } = words().editor;
  return (
    <div class="stacked">
      <form id="adding" class="row">
        <label class="field" for="new-language">
          {w.language} <LanguageChoice id="new-language" value="en" />
        </label>
        <label class="check">
          <input type="checkbox" id="copy-track" checked /> {w.copy}
        </label>
        <button type="submit" class="button main">{w.add}</button>
      </form>
      <div class="row">
        <button type="button" class="button danger" id="delete-track">{w.delete}</button>
      </div>
    </div>
  );
}

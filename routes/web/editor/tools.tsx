// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { Child } from "hono/jsx";
import { CAPTION_FORMATS, IMPORT_FORMATS } from "../../../src/captions/files/formats.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { LanguageChoice } from "../shared/video_elements.tsx";

const IMPORT_TYPES = IMPORT_FORMATS.flatMap(({ name, extensions = [], mediaType }) => [
  ...[name, ...extensions].map((extension) => `.${extension}`),
  mediaType,
]).join(",");
const TIMED_LABELS = IMPORT_FORMATS.filter(({ isScript }) => !isScript).map(({ label }) => label);
const SCRIPT_LABELS = IMPORT_FORMATS.filter(({ isScript }) => isScript).map(({ label }) => label);
const listOf = (names: string[]) => new Intl.ListFormat("en-GB").format(names);

interface Tab {
  name: string;
  label: string;
  body: Child;
}

/** What is done besides editing one cue, one tab each. */
export function EditorTools({ video, profiles }: { video: Video; profiles: Record<string, string> }) {
  const tabs: Tab[] = [
    { name: "check", label: "check", body: <Check profiles={profiles} /> },
    { name: "find", label: "find", body: <Find /> },
    { name: "review", label: "review", body: <Review /> },
    { name: "shift", label: "shift", body: <Shift /> },
    { name: "versions", label: "versions", body: <Versions /> },
    { name: "files", label: "files", body: <Files /> },
    { name: "make", label: "make", body: <Generate video={video} /> },
    { name: "tracks", label: "languages", body: <Tracks /> },
  ];
  return (
    <section class="panel edit-tools" aria-label="Tools">
      <div class="tabs" role="tablist" aria-label="Tools">
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
  return (
    <>
      <div class="row">
        <label class="field" for="profile">
          guide{" "}
          <select id="profile" autocomplete="off">
            {Object.entries(profiles).map(([name, label]) => <option value={name}>{label}</option>)}
          </select>
        </label>
        <button type="button" class="button main" id="repair-all" disabled>repair all</button>
        <span id="check-count"></span>
      </div>
      <ul class="findings" id="findings" aria-label="What does not keep to the guide"></ul>
    </>
  );
}

function Find() {
  return (
    <form id="finding" class="stacked">
      <label class="field wide" for="find-text">
        find <input type="text" id="find-text" name="find" autocomplete="off" spellcheck={false} />
      </label>
      <label class="field wide" for="replace-text">
        replace with <input type="text" id="replace-text" name="replace" autocomplete="off" spellcheck={false} />
      </label>
      <div class="row">
        <label class="check">
          <input type="checkbox" id="find-case" /> same case
        </label>
        <label class="check">
          <input type="checkbox" id="find-words" /> whole words
        </label>
        <label class="check">
          <input type="checkbox" id="find-accents" /> ignore accents
        </label>
      </div>
      <div class="row">
        <button type="submit" class="button main">next</button>
        <button type="button" class="button" id="find-previous">previous</button>
        <button type="button" class="button" id="replace-one">replace</button>
        <button type="button" class="button" id="replace-all">replace all</button>
        <span id="find-count" role="status"></span>
      </div>
    </form>
  );
}

function Review() {
  return (
    <>
      <div class="row">
        <label class="field" for="doubt">
          words below{" "}
          <select id="doubt" autocomplete="off">
            {[30, 50, 70, 90].map((share) => <option value={share / 100} selected={share === 50}>{share} %</option>)}
          </select>
        </label>
        <button type="button" class="button main" id="review-start">review</button>
        <span id="review-count" role="status"></span>
      </div>
      <form id="reviewing" class="stacked" hidden>
        <p class="review-context" id="review-context"></p>
        <label class="field wide" for="review-word">
          word <input type="text" id="review-word" autocomplete="off" spellcheck={false} />
        </label>
        <div class="row">
          <button type="submit" class="button main" aria-keyshortcuts="Enter">keep or correct</button>
          <button type="button" class="button" id="review-again" aria-keyshortcuts="Alt+P">play again</button>
          <button type="button" class="button" id="review-back" aria-keyshortcuts="Alt+ArrowUp">back</button>
          <button type="button" class="button" id="review-next" aria-keyshortcuts="Alt+ArrowDown">next</button>
        </div>
        <p class="dim">Enter keeps the word as it stands in the field, changed or not, and goes on to the next.</p>
      </form>
    </>
  );
}

function Shift() {
  return (
    <form id="shifting" class="stacked">
      <div class="row">
        <label class="field" for="shift-by">
          by seconds <input type="text" id="shift-by" size={8} inputmode="decimal" autocomplete="off" value="0.5" />
        </label>
        <label class="field" for="shift-what">
          of{" "}
          <select id="shift-what" autocomplete="off">
            <option value="all">all cues</option>
            <option value="selected">the selected cues</option>
            <option value="after">this cue and all after it</option>
          </select>
        </label>
      </div>
      <div class="row">
        <button type="submit" class="button main" value="later">later</button>
        <button type="submit" class="button" value="earlier">earlier</button>
        <button type="button" class="button" id="shift-here">start this cue at the playhead</button>
      </div>
      <p class="dim">Shift with a click, or with an arrow key in the list, selects several.</p>
    </form>
  );
}

function Versions() {
  return <ol class="versions" id="versions" aria-label="Versions, the newest first"></ol>;
}

function Files() {
  return (
    <div class="stacked">
      <div class="row" role="group" aria-label="Export what is in the editor">
        <span class="dim">export</span>
        {CAPTION_FORMATS.map(({ name, label }) => (
          <button type="button" class="button" data-export={name} aria-label={`Export as ${label}`}>
            {name}
          </button>
        ))}
      </div>
      <form id="importing" class="stacked">
        <label class="field wide" for="import-file">
          import <input type="file" id="import-file" accept={IMPORT_TYPES} />
        </label>
        <div class="row">
          <button type="submit" class="button main">import the file</button>
        </div>
        <p class="dim">
          It becomes a new version. {listOf(TIMED_LABELS)} bring their times; a {listOf(SCRIPT_LABELS)}{" "}
          is timed against the sound.
        </p>
      </form>
      <div data-changes hidden>
        <p id="import-changes-title">What is not as it was in the file:</p>
        <ul id="import-changes" class="import-changes" aria-labelledby="import-changes-title"></ul>
      </div>
    </div>
  );
}

function Generate({ video }: { video: Video }) {
  if (!video.hasAudio) return <p>This video has no sound, so there is nothing to hear.</p>;
  return (
    <div class="stacked">
      <p class="edit-job" id="job" role="status"></p>
      <form id="regenerating" class="row">
        <label class="field" for="language">
          spoken <LanguageChoice id="language" value={video.askedLanguage} />
        </label>
        <button type="submit" class="button main">generate again</button>
        <span class="dim">what was edited by hand stays</span>
      </form>
      <form id="aligning" class="stacked">
        <label for="script">a script: the text that is spoken, to be timed against the sound</label>
        <textarea id="script" rows={6} autocomplete="off" dir="auto"></textarea>
        <div class="row">
          <button type="submit" class="button main">time the script</button>
        </div>
      </form>
    </div>
  );
}

function Tracks() {
  return (
    <div class="stacked">
      <form id="adding" class="row">
        <label class="field" for="new-language">
          language <LanguageChoice id="new-language" value="en" />
        </label>
        <label class="check">
          <input type="checkbox" id="copy-track" checked /> with a copy of these cues
        </label>
        <button type="submit" class="button main">add</button>
      </form>
      <div class="row">
        <button type="button" class="button danger" id="delete-track">delete these captions</button>
      </div>
    </div>
  );
}

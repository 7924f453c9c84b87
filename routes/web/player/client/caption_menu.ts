// The caption menu: on or off, language and look. The choices are stored for the next video.
import { cueTextAttributes, withLineMarks } from "../../shared/cue_text.ts";
import { byId, setAttributes } from "../../shared/client/dom.ts";
import type { CaptionLook } from "./caption_look.ts";
import { CaptionLookMenu } from "./caption_look_menu.ts";

const KEY = "streamforge_captions";
const FULL_SCREEN_MS = 100; // in which the system has picked its tracks
const OFF = "off"; // in the menu of languages

interface CaptionSettings {
  shown: boolean;
  look: Partial<CaptionLook>;
  position: string;
  /** Language, kind and name of the chosen track; null for the video's default. */
  language: string | null;
  kind: string | null;
  name: string | null;
}

const DEFAULTS: CaptionSettings = {
  shown: true,
  look: {},
  position: "bottom",
  language: null,
  kind: null,
  name: null,
};

/** A caption track, as listed in the page. */
export interface PageTrack {
  id: string;
  language: string;
  /** `subtitles` or `captions`: a video may have both in one language. */
  kind: string;
  /** Identifies the track together with language and kind; "" for automatic captions. */
  name: string;
  /** Whether it covers all speech: neither forced subtitles nor a commentary. */
  isWhole: boolean;
  /** BCP 47. */
  tag: string;
  label: string;
  /** URL of the WebVTT; empty while there is no cue. */
  src: string;
  /** URL of the cues with their words; empty while they are being made. */
  words: string;
  isDefault: boolean;
}

function readSettings(): CaptionSettings {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { ...DEFAULTS };
  }
}

/** The button that shows captions, the menu of languages and the settings. */
export class CaptionMenu {
  #settings = readSettings();
  #isChanging = false;
  /** The line that each cue had in its file. */
  #own = new Map<VTTCue, VTTCue["line"]>();
  #position = byId<HTMLSelectElement>("cue-position");
  #toggle = byId<HTMLButtonElement>("captions");
  readonly look = new CaptionLookMenu(this.#settings.look, (look) => this.#set({ look: { ...look } }));

  constructor(
    private video: HTMLVideoElement,
    private element: HTMLTrackElement,
    private onTrack: (track: PageTrack | null) => void,
  ) {
    this.#toggle.addEventListener("click", () => this.toggle());
    this.#position.addEventListener("change", () => this.#set({ position: this.#position.value }));
    document.addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLSelectElement) || target.id !== "caption-language") return;
      if (target.value === OFF) return this.#set({ shown: false });
      const chosen = pageTracks().find(({ id }) => id === target.value);
      if (chosen) this.#set({ language: chosen.language, kind: chosen.kind, name: chosen.name, shown: true });
      this.refresh();
    });
    // the browser's own menu changes the mode too; "disabled" would remove the cues that the transcript reads
    video.textTracks.addEventListener("change", () => {
      if (this.#isChanging) return;
      const shown = element.track.mode === "showing";
      if (element.track.mode === "disabled") element.track.mode = "hidden";
      if (shown !== this.#settings.shown) this.#set({ shown });
    });
    // an iPhone's own full screen picks tracks by the system's settings as it opens and closes: ours stays
    for (const name of ["webkitbeginfullscreen", "webkitendfullscreen"]) {
      video.addEventListener(name, () => this.#keepMode());
    }
    element.addEventListener("load", () => {
      this.#direct();
      this.#place();
    });
    this.#set({});
    this.refresh();
    if (element.readyState === HTMLTrackElement.LOADED) this.#direct();
  }

  /** The track that is shown, or would be shown if captions were on. */
  get current(): PageTrack | null {
    const tracks = pageTracks();
    const { language, kind, name } = this.#settings;
    const ofLanguage = tracks.filter((track) => track.language === language);
    const ofKind = ofLanguage.filter((track) => track.kind === kind);
    const usual = tracks.find(({ isDefault }) => isDefault) ?? tracks[0] ?? null;
    if (ofLanguage.length === 0) return trackOfViewer(tracks, usual);
    // the name may come from another video, and this one may lack it
    return ofKind.find((track) => track.name === name) ?? ofKind.find(({ isWhole }) => isWhole) ??
      ofLanguage.find(({ isWhole }) => isWhole) ?? usual;
  }

  toggle(): void {
    this.#set({ shown: !this.#settings.shown });
  }

  /** Shows the current track after the page's list of tracks changed. */
  refresh(): void {
    const { current, element } = this;
    const menu = byId<HTMLSelectElement>("caption-language");
    this.#showLanguage();
    if (current) menu.title = current.label;
    // a changed URL makes the browser read the captions again, without interrupting the video
    if (current?.src && element.getAttribute("src") !== current.src) {
      element.kind = current.kind;
      element.srclang = current.tag;
      element.label = current.label;
      element.src = current.src;
    }
    // the browser draws the captions in the video: their fonts follow its language
    setAttributes(this.video, { lang: cueTextAttributes("", current?.language ?? "und").lang });
    this.onTrack(current);
  }

  #set(change: Partial<CaptionSettings>): void {
    const before = this.#settings.position;
    Object.assign(this.#settings, change);
    const { shown, position } = this.#settings;
    const mode = shown ? "showing" : "hidden";
    if (this.element.track.mode !== mode) this.element.track.mode = mode;
    if (position !== before) this.#place();
    this.#toggle.setAttribute("aria-pressed", String(shown));
    this.#position.value = position;
    this.#showLanguage();
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#settings));
    } catch { /* storage is off: the settings last as long as the page */ }
  }

  /** The menu of languages says "off" while captions are hidden. */
  #showLanguage(): void {
    const menu = byId<HTMLSelectElement>("caption-language");
    const value = this.#settings.shown ? this.current?.id : OFF;
    if (value && menu.value !== value) menu.value = value;
  }

  /** Keeps captions shown or hidden while the browser changes to its own full screen or back. */
  #keepMode(): void {
    const { shown } = this.#settings;
    this.#isChanging = true;
    setTimeout(() => {
      this.element.track.mode = shown ? "showing" : "hidden";
      setTimeout(() => this.#isChanging = false); // after the event of this change
    }, FULL_SCREEN_MS);
  }

  /** Gives the cues on the picture the direction of their language. */
  #direct(): void {
    for (const cue of (this.element.track.cues ?? []) as Iterable<VTTCue>) {
      const text = withLineMarks(cue.text, this.current?.language ?? "und");
      if (text !== cue.text) cue.text = text;
    }
  }

  /** Moves the cues without a place of their own to where the viewer wants them. */
  #place(): void {
    const line = this.#settings.position === "top" ? 0 : "auto";
    const { track } = this.element;
    const own = new Map<VTTCue, VTTCue["line"]>();
    for (const cue of (track.cues ?? []) as Iterable<VTTCue>) own.set(cue, this.#own.get(cue) ?? cue.line);
    this.#own = own;
    for (const [cue, place] of own) if (place === "auto") cue.line = line;
    if (track.mode !== "showing") return;
    track.mode = "hidden"; // a visible cue moves only when it is hidden and shown again
    track.mode = "showing";
  }
}

/** The track in the first of the browser's languages that has one; the usual one if the viewer knows its language. */
function trackOfViewer(tracks: readonly PageTrack[], usual: PageTrack | null): PageTrack | null {
  const primary = (tag: string) => tag.toLowerCase().split("-")[0].replace(/^n[bn]$/, "no"); // as Whisper says
  const known = navigator.languages.map(primary);
  if (usual && known.includes(primary(usual.tag))) return usual;
  for (const language of known) {
    const found = tracks.find(({ tag, isWhole, src }) => isWhole && src !== "" && primary(tag) === language);
    if (found) return found;
  }
  return usual;
}

function pageTracks(): PageTrack[] {
  return [...document.querySelectorAll<HTMLElement>("#tracks > span")].map(({ dataset }) => ({
    id: dataset.id ?? "",
    language: dataset.language ?? "",
    kind: dataset.kind ?? "",
    name: dataset.name ?? "",
    isWhole: dataset.partOnly !== "yes",
    tag: dataset.tag ?? "",
    label: dataset.label ?? "",
    src: dataset.src ?? "",
    words: dataset.words ?? "",
    isDefault: dataset.usual === "yes",
  }));
}

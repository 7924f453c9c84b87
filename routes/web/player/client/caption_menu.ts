// The caption menu: whether captions show, in which language, and how they look. Choices are kept for the next video.
import { byId } from "../../shared/client/dom.ts";

const KEY = "streamforge_captions";
const SIZES = 5;

interface CaptionSettings {
  shown: boolean;
  /** 1 to 5. */
  size: number;
  color: string;
  background: string;
  position: string;
  /** The track that the person chose; null: the video's default. */
  language: string | null;
  kind: string | null;
  name: string | null;
}

const DEFAULTS: CaptionSettings = {
  shown: true,
  size: 2,
  color: "green",
  background: "solid",
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
  /** With language and kind its key; "" for the automatic one. */
  name: string;
  /** Whether it has all that is said: neither forced nor a commentary. */
  isWhole: boolean;
  /** BCP 47. */
  tag: string;
  label: string;
  /** Of the WebVTT; empty while there is no cue. */
  src: string;
  /** Of the cues with their words; empty while they are being made. */
  words: string;
  isDefault: boolean;
}

function readSettings(): CaptionSettings {
  try {
    const found = { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
    found.size = Math.min(SIZES, Math.max(1, Math.round(Number(found.size)) || DEFAULTS.size));
    return found;
  } catch {
    return { ...DEFAULTS };
  }
}

/** The button that shows captions, the menu of languages and the settings. */
export class CaptionMenu {
  #settings = readSettings();
  #colors = byId("colors");
  #smaller = byId<HTMLButtonElement>("smaller");
  #larger = byId<HTMLButtonElement>("larger");
  #background = byId<HTMLSelectElement>("cue-background");
  #position = byId<HTMLSelectElement>("cue-position");
  #toggle = byId<HTMLButtonElement>("captions");

  constructor(
    private video: HTMLVideoElement,
    private element: HTMLTrackElement,
    private onTrack: (track: PageTrack | null) => void,
  ) {
    this.#toggle.addEventListener("click", () => this.toggle());
    this.#smaller.addEventListener("click", () => this.#set({ size: Math.max(1, this.#settings.size - 1) }));
    this.#larger.addEventListener("click", () => this.#set({ size: Math.min(SIZES, this.#settings.size + 1) }));
    this.#colors.addEventListener("change", ({ target }) => this.#set({ color: (target as HTMLInputElement).value }));
    this.#background.addEventListener("change", () => this.#set({ background: this.#background.value }));
    this.#position.addEventListener("change", () => this.#set({ position: this.#position.value }));
    document.addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLSelectElement) || target.id !== "caption-language") return;
      const chosen = pageTracks().find(({ id }) => id === target.value);
      if (chosen) this.#set({ language: chosen.language, kind: chosen.kind, name: chosen.name, shown: true });
      this.refresh();
    });
    // the browser's own menu switches them too; "disabled" would take the cues away from the transcript
    video.textTracks.addEventListener("change", () => {
      const shown = element.track.mode === "showing";
      if (element.track.mode === "disabled") element.track.mode = "hidden";
      if (shown !== this.#settings.shown) this.#set({ shown });
    });
    element.addEventListener("load", () => this.#place());
    this.#set({});
    this.refresh();
  }

  /** The track that is shown now, or would be. */
  get current(): PageTrack | null {
    const tracks = pageTracks();
    const { language, kind, name } = this.#settings;
    const ofLanguage = tracks.filter((track) => track.language === language);
    const ofKind = ofLanguage.filter((track) => track.kind === kind);
    // the name may have been chosen on another video, and this one may lack it
    return ofKind.find((track) => track.name === name) ?? ofKind.find(({ isWhole }) => isWhole) ??
      ofLanguage.find(({ isWhole }) => isWhole) ??
      tracks.find(({ isDefault }) => isDefault) ?? tracks[0] ?? null;
  }

  toggle(): void {
    this.#set({ shown: !this.#settings.shown });
  }

  /** Shows another track if the page lists another one by now. */
  refresh(): void {
    const { current, element } = this;
    const menu = byId<HTMLSelectElement>("caption-language");
    if (current && menu.value !== current.id) menu.value = current.id;
    if (current) menu.title = current.label;
    // another address makes the browser read the captions again; the video plays on
    if (current?.src && element.getAttribute("src") !== current.src) {
      element.srclang = current.tag;
      element.label = current.label;
      element.src = current.src;
    }
    if (current) offerFiles(current);
    this.onTrack(current);
  }

  #set(change: Partial<CaptionSettings>): void {
    const before = this.#settings.position;
    Object.assign(this.#settings, change);
    const { shown, size, color, background, position } = this.#settings;
    const mode = shown ? "showing" : "hidden";
    if (this.element.track.mode !== mode) this.element.track.mode = mode;
    const { dataset } = this.video;
    dataset.cueSize = String(size);
    dataset.cueColor = color;
    dataset.cueBackground = background;
    if (position !== before) this.#place();
    this.#toggle.setAttribute("aria-pressed", String(shown));
    this.#smaller.disabled = size <= 1;
    this.#larger.disabled = size >= SIZES;
    this.#background.value = background;
    this.#position.value = position;
    const swatch = this.#colors.querySelector<HTMLInputElement>(`input[value="${CSS.escape(color)}"]`);
    if (swatch) swatch.checked = true;
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#settings));
    } catch { /* storage is off: they last as long as the page */ }
  }

  #place(): void {
    const line = this.#settings.position === "top" ? 0 : "auto";
    const { track } = this.element;
    for (const cue of track.cues ?? []) (cue as VTTCue).line = line;
    if (track.mode !== "showing") return;
    track.mode = "hidden"; // a cue that is on the picture moves when it is shown anew
    track.mode = "showing";
  }
}

/** The files to download are those of the track that is chosen. */
function offerFiles({ id }: PageTrack): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".downloads a[download]")) {
    const url = new URL(link.href);
    url.searchParams.set("track", id);
    link.href = url.pathname + url.search;
  }
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

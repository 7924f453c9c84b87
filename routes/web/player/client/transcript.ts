import type { CaptionsJson } from "../../../../src/schemas/captions.ts";
import { clock } from "../../shared/format.ts";
import { cueTextAttributes, withoutLineMarks } from "../../shared/cue_text.ts";
import { serverFetch } from "../../shared/client/connection.ts";
import { make, setAttributes } from "../../shared/client/dom.ts";
import { playerScript as w } from "../../words/en/player.ts";
import { type LineWord, type TimedWord, UNSURE_BELOW, wordsOf } from "./transcript_words.ts";

const HANDS_OFF_MS = 5000; // no automatic scrolling this long after the person scrolled the list

/** A line of the transcript and its elements. */
export interface Line {
  start: number;
  end: number;
  /** Who says it; null if nobody is named. */
  speaker: string | null;
  text: string;
  words: LineWord[];
  item: HTMLLIElement;
  link: HTMLAnchorElement;
  spans: HTMLElement[];
}

/** The list of cues beside the video. It highlights the current word, and grows while captions are being made. */
export class Transcript {
  readonly lines: Line[] = [];
  #shownCues: string[] = [];
  #touched = -HANDS_OFF_MS;
  #current: HTMLElement | null = null;
  #word: HTMLElement | null = null;
  #timedWords = new Map<number, TimedWord[]>();
  #wordsFrom = "";
  #language = "und";
  #frame = 0;

  /** @param seek called with seconds @param onChange called after lines or their words have changed */
  constructor(
    private list: HTMLOListElement,
    private video: HTMLVideoElement,
    private track: TextTrack,
    seek: (seconds: number) => void,
    private onChange: () => void = () => {},
  ) {
    list.addEventListener("click", (event) => {
      const target = event.target as Element;
      const link = target.closest<HTMLAnchorElement>("a[data-start]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      // detail is 0 for Enter, which seeks to the start of the line
      const word = event.detail > 0 ? target.closest<HTMLElement>("[data-at]") : null;
      seek(Number(word?.dataset.at ?? link.dataset.start));
    });
    for (const name of ["wheel", "touchmove", "focusin"]) {
      list.addEventListener(name, () => this.#touched = performance.now(), { passive: true });
    }
    track.addEventListener("cuechange", () => this.#highlightLine());
    for (const name of ["play", "seeked", "timeupdate"]) video.addEventListener(name, () => this.#follow());
  }

  /** Shows the track's current cues. Lines that did not change keep their elements. */
  update(): void {
    const cues = [...this.track.cues ?? []] as VTTCue[];
    const keys = cues.map((cue) => `${cue.startTime} ${cue.endTime} ${cue.text}`);
    let same = 0;
    while (same < keys.length && keys[same] === this.#shownCues[same]) same++;
    while (this.lines.length > same) this.lines.pop()!.item.remove();
    for (const cue of cues.slice(same)) this.#add(cue);
    this.#shownCues = keys;
    this.#highlightLine();
    this.onChange();
  }

  /** Sets the language of the lines. @param language code of the track */
  setLanguage(language: string): void {
    this.#language = language;
    for (const { link, text } of this.lines) setAttributes(textOf(link), cueTextAttributes(text, language));
  }

  /**
   * Reads the words' times and probabilities from the API.
   *
   * @param address empty while there are none
   * @param version changes when the words change
   */
  async loadWords(address: string, version: string): Promise<void> {
    const from = `${address} ${version}`;
    if (from === this.#wordsFrom) return;
    this.#wordsFrom = from;
    this.#timedWords.clear();
    if (!address) return;
    const cues = await readCues(address).catch(() => null);
    if (this.#wordsFrom !== from) return;
    // without words each line's time is shared among its words; the page's next update tries again
    if (!cues) return void (this.#wordsFrom = "");
    for (const { start, words } of cues) if (words) this.#timedWords.set(key(start), words);
    for (const line of this.lines) this.#fillWords(line);
    this.#follow();
    this.onChange();
  }

  #add(cue: VTTCue): void {
    const content = cue.getCueAsHTML();
    const text = withoutLineMarks(content.textContent ?? "").replace(/\s+/g, " ").trim();
    const speaker = content.querySelector<HTMLElement>("span[title]")?.title.trim() || null; // of WebVTT's <v Ann>
    const name = speaker ? [make("b", { class: "speaker", dir: "auto" }, speaker), " "] : [];
    const body = make("span", { class: "text", ...cueTextAttributes(text, this.#language) });
    const link = make(
      "a",
      { href: `?t=${Number(cue.startTime.toFixed(2))}`, "data-start": String(cue.startTime) },
      make("time", { datetime: `PT${cue.startTime}S` }, clock(cue.startTime)),
      make("span", { class: "line" }, ...name, body),
    );
    const item = make("li", {}, link);
    const line = { start: cue.startTime, end: cue.endTime, speaker, text, words: [], item, link, spans: [] };
    this.lines.push(line);
    this.#fillWords(line);
    this.list.append(item);
  }

  #fillWords(line: Line): void {
    line.words = wordsOf(line.text, line, this.#timedWords.get(key(line.start)));
    line.spans = line.words.map(({ text, start, probability }) => {
      const span = make("span", { "data-at": String(start) }, text);
      if (probability !== null && probability < UNSURE_BELOW) {
        span.dataset.unsure = "";
        span.title = w.certainty(probability);
      }
      return span;
    });
    const parts = line.words.flatMap(({ before }, i) => [before, line.spans[i]]);
    textOf(line.link).replaceChildren(...parts.filter((part) => part !== ""));
  }

  #highlightLine(): void {
    const now = this.track.activeCues?.[0] as VTTCue | undefined;
    const index = now ? this.lines.findIndex(({ start }) => start === now.startTime) : -1;
    const link = this.lines[index]?.link ?? null;
    if (link === this.#current || !link && !this.#current?.isConnected) return;
    // between two cues the last one stays highlighted, so that readers do not lose their place
    if (!link) return;
    this.#current?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    this.#current = link;
    if (performance.now() - this.#touched > HANDS_OFF_MS) this.reveal(link);
  }

  /** Highlights the current word, frame by frame while the video plays. */
  #follow(): void {
    cancelAnimationFrame(this.#frame);
    const step = () => {
      this.#highlightWord(this.video.currentTime);
      if (!this.video.paused && !this.video.ended) this.#frame = requestAnimationFrame(step);
    };
    step();
  }

  #highlightWord(seconds: number): void {
    const line = this.lines.findLast(({ start }) => start <= seconds + 0.001);
    const index = line && seconds < line.end ? line.words.findLastIndex(({ start }) => start <= seconds + 0.001) : -1;
    const word = line?.spans[index] ?? null;
    if (word === this.#word) return;
    this.#word?.classList.remove("now");
    word?.classList.add("now");
    this.#word = word;
  }

  /** Scrolls the list, never the page. */
  reveal(link: HTMLElement): void {
    const { list } = this;
    const top = link.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop;
    if (top < list.scrollTop || top + link.offsetHeight > list.scrollTop + list.clientHeight * 0.8) {
      const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
      list.scrollTo({ top: top - list.clientHeight * 0.3, behavior: smooth ? "smooth" : "instant" });
    }
  }
}

/** The cues with their words; null where the server refuses them. */
async function readCues(address: string): Promise<CaptionsJson["cues"] | null> {
  const response = await serverFetch(address, { headers: { accept: "application/json" } });
  return response.ok ? (await response.json() as CaptionsJson).cues : null;
}

function textOf(link: HTMLElement): Element {
  return link.querySelector(".text")!;
}

/** A map key in milliseconds: WebVTT has no finer times. */
function key(seconds: number): number {
  return Math.round(seconds * 1000);
}

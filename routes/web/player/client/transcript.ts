import { clock } from "../../shared/format.ts";
import { make } from "../../shared/client/dom.ts";
import { type HeardWord, type LineWord, UNSURE_BELOW, wordsOf } from "./transcript_words.ts";

const HANDS_OFF_MS = 5000; // after a person scrolled the list it does not move under them

/** A line of the transcript, with the elements that show it. */
export interface Line {
  start: number;
  end: number;
  text: string;
  words: LineWord[];
  item: HTMLLIElement;
  link: HTMLAnchorElement;
  spans: HTMLElement[];
}

/** The list of cues beside the video, and the word that is said now. It grows while captions are being made. */
export class Transcript {
  readonly lines: Line[] = [];
  #keys: string[] = [];
  #touched = -HANDS_OFF_MS;
  #current: HTMLElement | null = null;
  #word: HTMLElement | null = null;
  #heard = new Map<number, HeardWord[]>();
  #heardFrom = "";
  #frame = 0;

  /** @param seek is called with seconds @param onChange whenever lines or their words have changed */
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
      const word = event.detail > 0 ? target.closest<HTMLElement>("[data-at]") : null; // Enter is the whole line
      seek(Number(word?.dataset.at ?? link.dataset.start));
    });
    for (const name of ["wheel", "touchmove", "focusin"]) {
      list.addEventListener(name, () => this.#touched = performance.now(), { passive: true });
    }
    track.addEventListener("cuechange", () => this.#light());
    for (const name of ["play", "seeked", "timeupdate"]) video.addEventListener(name, () => this.#follow());
  }

  /** Shows the cues that the track holds now; lines that are the same already stay as they are. */
  update(): void {
    const cues = [...this.track.cues ?? []] as VTTCue[];
    const keys = cues.map((cue) => `${cue.startTime} ${cue.endTime} ${cue.text}`);
    let same = 0;
    while (same < keys.length && keys[same] === this.#keys[same]) same++;
    while (this.lines.length > same) this.lines.pop()!.item.remove();
    for (const cue of cues.slice(same)) this.#add(cue);
    this.#keys = keys;
    this.#light();
    this.onChange();
  }

  /**
   * Takes the words' own times and certainties from the API.
   *
   * @param address empty: there are none yet
   * @param version what changes when they do
   */
  async hear(address: string, version: string): Promise<void> {
    const from = `${address} ${version}`;
    if (from === this.#heardFrom) return;
    this.#heardFrom = from;
    this.#heard.clear();
    if (!address) return;
    const response = await fetch(address, { headers: { accept: "application/json" } }).catch(() => null);
    if (!response?.ok || this.#heardFrom !== from) return; // the lines do without
    const { cues } = await response.json() as { cues: { start: number; words?: HeardWord[] }[] };
    for (const { start, words } of cues) if (words) this.#heard.set(key(start), words);
    for (const line of this.lines) this.#fillWords(line);
    this.#follow();
    this.onChange();
  }

  #add(cue: VTTCue): void {
    const text = (cue.getCueAsHTML().textContent ?? "").replace(/\s+/g, " ").trim();
    const body = make("span", { class: "text", dir: "auto" });
    const link = make(
      "a",
      { href: `?t=${Number(cue.startTime.toFixed(2))}`, "data-start": String(cue.startTime) },
      make("time", { datetime: `PT${cue.startTime}S` }, clock(cue.startTime)),
      body,
    );
    const item = make("li", {}, link);
    const line = { start: cue.startTime, end: cue.endTime, text, words: [], item, link, spans: [] };
    this.lines.push(line);
    this.#fillWords(line);
    this.list.append(item);
  }

  #fillWords(line: Line): void {
    line.words = wordsOf(line.text, line, this.#heard.get(key(line.start)));
    line.spans = line.words.map(({ text, start, probability }) => {
      const span = make("span", { "data-at": String(start) }, text);
      if (probability !== null && probability < UNSURE_BELOW) {
        span.dataset.unsure = "";
        span.title = `heard with ${Math.round(probability * 100)} % certainty`;
      }
      return span;
    });
    const parts = line.words.flatMap(({ before }, i) => [before, line.spans[i]]);
    line.link.querySelector(".text")!.replaceChildren(...parts.filter((part) => part !== ""));
  }

  #light(): void {
    const now = this.track.activeCues?.[0] as VTTCue | undefined;
    const index = now ? this.lines.findIndex(({ start }) => start === now.startTime) : -1;
    const link = this.lines[index]?.link ?? null;
    if (link === this.#current || !link && !this.#current?.isConnected) return;
    // between two cues the last one stays lit: the eye keeps its place
    if (!link) return;
    this.#current?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    this.#current = link;
    if (performance.now() - this.#touched > HANDS_OFF_MS) this.reveal(link);
  }

  /** Lights the word that is said, frame by frame while it plays. */
  #follow(): void {
    cancelAnimationFrame(this.#frame);
    const step = () => {
      this.#lightWord(this.video.currentTime);
      if (!this.video.paused && !this.video.ended) this.#frame = requestAnimationFrame(step);
    };
    step();
  }

  #lightWord(seconds: number): void {
    const line = this.lines.findLast(({ start }) => start <= seconds + 0.001);
    const index = line && seconds < line.end ? line.words.findLastIndex(({ start }) => start <= seconds + 0.001) : -1;
    const word = line?.spans[index] ?? null;
    if (word === this.#word) return;
    this.#word?.classList.remove("now");
    word?.classList.add("now");
    this.#word = word;
  }

  /** Scrolls the list alone, never the page. */
  reveal(link: HTMLElement): void {
    const { list } = this;
    const top = link.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop;
    if (top < list.scrollTop || top + link.offsetHeight > list.scrollTop + list.clientHeight * 0.8) {
      const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
      list.scrollTo({ top: top - list.clientHeight * 0.3, behavior: smooth ? "smooth" : "instant" });
    }
  }
}

/** Milliseconds: WebVTT has no finer times. */
function key(seconds: number): number {
  return Math.round(seconds * 1000);
}

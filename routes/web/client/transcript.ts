import { clock } from "../format.ts";
import { make } from "./dom.ts";

const HANDS_OFF_MS = 5000; // after a person scrolled the list it does not move under them

/** The list of cues beside the video. It grows while captions are being made. */
export class Transcript {
  #keys: string[] = [];
  #touched = -HANDS_OFF_MS;
  #current: Element | null = null;

  /** @param seek is called with seconds */
  constructor(private list: HTMLOListElement, private track: TextTrack, seek: (seconds: number) => void) {
    list.addEventListener("click", (event) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-start]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      seek(Number(link.dataset.start));
    });
    for (const name of ["wheel", "touchmove", "focusin"]) {
      list.addEventListener(name, () => this.#touched = performance.now(), { passive: true });
    }
    track.addEventListener("cuechange", () => this.#light());
  }

  /** Shows the cues that the track holds now; lines that are the same already stay as they are. */
  update(): void {
    const cues = [...this.track.cues ?? []] as VTTCue[];
    const keys = cues.map((cue) => `${cue.startTime} ${cue.endTime} ${cue.text}`);
    let same = 0;
    while (same < keys.length && keys[same] === this.#keys[same]) same++;
    while (this.list.children.length > same) this.list.lastElementChild!.remove();
    this.list.append(...cues.slice(same).map(line));
    this.#keys = keys;
    this.#light();
  }

  #light(): void {
    const now = this.track.activeCues?.[0] as VTTCue | undefined;
    const index = now ? ([...this.track.cues ?? []] as VTTCue[]).indexOf(now) : -1;
    const link = this.list.children[index]?.firstElementChild ?? null;
    if (link === this.#current || !link && !this.#current?.isConnected) return;
    // between two cues the last one stays lit: the eye keeps its place
    if (!link) return;
    this.#current?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    this.#current = link;
    if (performance.now() - this.#touched > HANDS_OFF_MS) this.#reveal(link as HTMLElement);
  }

  /** Scrolls the list alone, never the page. */
  #reveal(link: HTMLElement): void {
    const { list } = this;
    const top = link.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop;
    if (top < list.scrollTop || top + link.offsetHeight > list.scrollTop + list.clientHeight * 0.8) {
      const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
      list.scrollTo({ top: top - list.clientHeight * 0.3, behavior: smooth ? "smooth" : "instant" });
    }
  }
}

function line(cue: VTTCue): HTMLLIElement {
  const text = (cue.getCueAsHTML().textContent ?? "").replace(/\s+/g, " ");
  const link = make(
    "a",
    { href: `?t=${Number(cue.startTime.toFixed(2))}`, "data-start": String(cue.startTime) },
    make("time", { datetime: `PT${cue.startTime}S` }, clock(cue.startTime)),
    make("span", { dir: "auto" }, text),
  );
  return make("li", {}, link);
}

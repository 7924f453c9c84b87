import { byId } from "../../shared/client/dom.ts";
import { playerScript as w } from "../../words/en/player.ts";
import type { Line, Transcript } from "./transcript.ts";
import { findPhrase } from "./transcript_words.ts";

/** An occurrence of the phrase, which may continue in the next lines. */
interface Match {
  line: Line;
  /** Seconds: the start of its first word. */
  time: number;
  range: Range;
}

/** Finds and counts a phrase in the transcript. Enter and the buttons go to the next or previous occurrence. */
export class TranscriptSearch {
  #input = byId<HTMLInputElement>("find");
  #previous = byId<HTMLButtonElement>("find-previous");
  #next = byId<HTMLButtonElement>("find-next");
  #count = byId("found");
  #matches: Match[] = [];
  #at = -1;

  constructor(private transcript: Transcript, private seek: (seconds: number) => void) {
    this.#input.addEventListener("input", () => {
      this.#at = -1;
      this.update();
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#go(event.shiftKey ? -1 : 1);
      else if (event.key === "Escape" && this.#input.value) {
        this.#input.value = "";
        this.update();
      } else return;
      event.preventDefault();
    });
    this.#next.addEventListener("click", () => this.#go(1));
    this.#previous.addEventListener("click", () => this.#go(-1));
  }

  focus(): void {
    this.#input.focus();
    this.#input.select();
  }

  /** Call it when the phrase or the lines have changed. */
  update(): void {
    this.#matches = this.#find(this.#input.value);
    this.#at = Math.min(this.#at, this.#matches.length - 1);
    this.#show();
  }

  #find(phrase: string): Match[] {
    const { lines } = this.transcript;
    const starts: number[] = [];
    let text = "";
    for (const line of lines) {
      starts.push(text.length);
      text += line.text + " ";
    }
    return findPhrase(text, phrase).map(([from, to]) => {
      const first = starts.findLastIndex((start) => start <= from);
      const last = starts.findLastIndex((start) => start < to);
      const range = document.createRange();
      const word = setEnd(range, "start", lines[first], from - starts[first]);
      setEnd(range, "end", lines[last], Math.min(to - starts[last], lines[last].text.length));
      return { line: lines[first], time: lines[first].words[word]?.start ?? lines[first].start, range };
    });
  }

  #go(by: number): void {
    const count = this.#matches.length;
    if (count === 0) return;
    this.#at = this.#at < 0 ? (by > 0 ? 0 : count - 1) : (this.#at + by + count) % count;
    const { line, time } = this.#matches[this.#at];
    this.transcript.reveal(line.link);
    this.seek(time);
    this.#show();
  }

  #show(): void {
    const { length } = this.#matches;
    const isAsked = this.#input.value.trim() !== "";
    this.#count.textContent = !isAsked
      ? ""
      : length === 0
      ? w.notFound
      : this.#at < 0
      ? w.found(length)
      : w.nthOf(this.#at + 1, length);
    this.#next.disabled = this.#previous.disabled = length === 0;
    for (const line of this.transcript.lines) delete line.item.dataset.found;
    for (const { line } of this.#matches) line.item.dataset.found = "";
    if (!("highlights" in CSS)) return; // older browsers: whole lines are marked
    CSS.highlights.set("found", new Highlight(...this.#matches.map(({ range }) => range)));
    const now = this.#matches[this.#at];
    CSS.highlights.set("found-now", now ? new Highlight(now.range) : new Highlight());
  }
}

/** Sets one end of a range at an offset of a line's text. @returns the index of the word there */
function setEnd(range: Range, end: "start" | "end", { words, spans, link, text }: Line, offset: number): number {
  let at = 0;
  for (const [i, word] of words.entries()) {
    const from = at + word.before.length;
    at = from + word.text.length;
    if (end === "start" ? offset < at : offset <= at) {
      const within = Math.max(0, offset - from);
      const node = spans[i].firstChild!;
      if (end === "start") range.setStart(node, within);
      else range.setEnd(node, within);
      return i;
    }
  }
  const body = link.querySelector(".text")!;
  if (end === "start") range.setStart(body, body.childNodes.length);
  else range.setEnd(body, body.childNodes.length);
  return offset >= text.length ? words.length - 1 : 0;
}

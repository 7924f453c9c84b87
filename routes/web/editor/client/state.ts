import { isSameCue } from "../../../../src/captions/editing/compare.ts";
import type { EditCue } from "../../../../src/captions/editing/cue.ts";
import { type History, nextSteps, reduceHistory, startHistory } from "../../../../src/captions/editing/history.ts";
import { type Cues, freshKey, indexOfKey } from "../../../../src/captions/editing/operations.ts";
import { type CueJson, cuesOf, type RevisionJson, type TrackText } from "./api.ts";

export interface Selection {
  /** The cue that is edited. */
  key: number | null;
  /** Where a selection of several began; the same as `key` for one. */
  anchor: number | null;
}

/** What changed: the cues, which of them are selected, or what they are compared with. */
export type EditEvent = "cues" | "selection" | "base";

/** What is edited: the cues with their history, the selection, and the version on the server that it all began from. */
export class EditState {
  track: TrackText | null = null;
  /** The version that is edited. */
  revision: RevisionJson | null = null;
  /** Its cues as the server has them. */
  base: readonly CueJson[] = [];
  #history: History = startHistory<Cues>([]);
  #saved: Cues = [];
  #selection: Selection = { key: null, anchor: null };
  readonly #listeners: Record<EditEvent, (() => void)[]> = { cues: [], selection: [], base: [] };

  on(event: EditEvent, listener: () => void): void {
    this.#listeners[event].push(listener);
  }

  get cues(): Cues {
    return this.#history.now;
  }

  get selection(): Selection {
    return this.#selection;
  }

  get current(): EditCue | null {
    return this.cues[this.index] ?? null;
  }

  /** Of the cue that is edited; -1 where there is none. */
  get index(): number {
    return indexOfKey(this.cues, this.#selection.key);
  }

  /** The language as the lint has it; null where nobody knows it. */
  get language(): string | null {
    const language = this.track?.language ?? "und";
    return language === "und" ? null : language;
  }

  get selectedKeys(): Set<number> {
    const [a, b] = [indexOfKey(this.cues, this.#selection.anchor), this.index];
    if (b < 0) return new Set();
    const [from, to] = a < 0 ? [b, b] : [Math.min(a, b), Math.max(a, b)];
    return new Set(this.cues.slice(from, to + 1).map(({ key }) => key));
  }

  get steps(): { undo: string | null; redo: string | null } {
    return nextSteps(this.#history);
  }

  /** Whether there is anything that the server's version does not have. */
  get isDirty(): boolean {
    const [now, saved] = [this.cues, this.#saved];
    return now !== saved && (now.length !== saved.length || now.some((cue, i) => !isSame(cue, saved[i])));
  }

  /** Shows a version of a track, with no steps behind it. */
  open(track: TrackText): void {
    const { index } = this;
    this.track = track;
    this.#setBase(track);
    this.#saved = cuesOf(track.cues);
    this.#history = startHistory<Cues>(this.#saved);
    this.#select(this.#saved[Math.max(0, Math.min(index, this.#saved.length - 1))]?.key ?? null);
    this.#tell("base", "cues", "selection");
  }

  /** Shows nothing: the track is gone. */
  close(): void {
    this.track = this.revision = null;
    this.base = this.#saved = [];
    this.#history = startHistory<Cues>([]);
    this.#select(null);
    this.#tell("base", "cues", "selection");
  }

  /** Another version of the same track: the steps that led here can still be taken back. */
  moveTo(track: TrackText, what: string): void {
    const at = this.current?.start ?? 0;
    const cues = this.#rekeyed(track.cues);
    this.track = track;
    this.#setBase(track);
    this.#saved = cues;
    this.#history = reduceHistory(this.#history, { type: "change", to: cues, what });
    this.#select(nearest(cues, at));
    this.#tell("base", "cues", "selection");
  }

  /** What was sent is on the server now; what was changed since is not. */
  wasSaved(sent: Cues, track: TrackText): void {
    this.track = track;
    this.#setBase(track);
    this.#saved = sent;
    if (this.cues === sent && sent.length === track.cues.length) {
      // what counts as edited is the server's to say, and no step
      const marked = sent.map((cue, i) => {
        const isEdited = track.cues[i].is_edited ?? false;
        return cue.isEdited === isEdited ? cue : { ...cue, isEdited };
      });
      this.#history = { ...this.#history, now: marked };
      this.#saved = marked;
    }
    this.#tell("base", "cues");
  }

  /** Goes on from a draft: a step, which can be taken back, over the version that it began from. */
  resume(cues: readonly CueJson[], base: TrackText): void {
    this.#setBase(base);
    this.change(this.#rekeyed(cues), "the draft");
    this.#select(this.cues[0]?.key ?? null);
    this.#tell("base", "selection");
  }

  /** @param group changes of the same group soon after one another are one step */
  change(to: Cues, what: string, group?: string): void {
    const before = this.cues;
    if (to === before) return;
    const index = this.index;
    this.#history = reduceHistory(this.#history, { type: "change", to, what, group, at: performance.now() });
    this.#mendSelection(index);
    this.#tell("cues");
  }

  /** What is typed next is a step of its own. */
  closeStep(): void {
    this.#history = reduceHistory(this.#history, { type: "close" });
  }

  /** @returns what was done, in words; null where there was nothing */
  step(type: "undo" | "redo"): string | null {
    const what = this.steps[type];
    const before = this.cues;
    const index = this.index;
    this.#history = reduceHistory(this.#history, { type });
    if (what === null) return null;
    // where something changed is where the person looks
    const changed = this.cues.find((cue, i) => cue !== before[i] && !before.includes(cue));
    if (changed) this.#select(changed.key);
    this.#mendSelection(index);
    this.#tell("cues", "selection");
    return what;
  }

  select(key: number | null, { extend = false } = {}): void {
    if (key === this.#selection.key && (extend || this.#selection.anchor === key)) return;
    this.#select(key, extend);
    this.#tell("selection");
  }

  #select(key: number | null, extend = false): void {
    if (key !== this.#selection.key) this.closeStep();
    this.#selection = { key, anchor: extend ? this.#selection.anchor ?? key : key };
  }

  #mendSelection(index: number): void {
    if (this.index >= 0) return;
    this.#select(this.cues[Math.max(0, Math.min(index, this.cues.length - 1))]?.key ?? null);
    this.#tell("selection");
  }

  #setBase(track: TrackText): void {
    this.revision = track.revision;
    this.base = track.cues;
  }

  /** Cues that are as they are keep their keys, and so their rows. */
  #rekeyed(cues: readonly CueJson[]): EditCue[] {
    const known = new Map(this.cues.map((cue) => [nameOf(cue), cue]));
    let fresh = freshKey(this.cues);
    return cuesOf(cues).map((cue) => {
      const old = known.get(nameOf(cue));
      known.delete(nameOf(cue));
      return { ...cue, key: old?.key ?? fresh++ };
    });
  }

  #tell(...events: EditEvent[]): void {
    for (const event of events) for (const listener of this.#listeners[event]) listener();
  }
}

function nameOf({ start, end, text }: CueJson | EditCue): string {
  return `${start} ${end} ${text}`;
}

function isSame(a: EditCue, b: EditCue): boolean {
  if (a === b) return true;
  if (!isSameCue(a, b)) return false;
  return a.words === b.words ||
    a.words.length === b.words.length &&
      a.words.every((word, i) => word.probability === b.words[i].probability && word.start === b.words[i].start);
}

function nearest(cues: Cues, seconds: number): number | null {
  const later = cues.find(({ end }) => end > seconds) ?? cues.at(-1);
  return later?.key ?? null;
}

import { isSameCue } from "../../../../src/captions/editing/compare.ts";
import type { EditCue } from "../../../../src/captions/editing/cue.ts";
import { type History, nextSteps, reduceHistory, startHistory } from "../../../../src/captions/editing/history.ts";
import { type Cues, freshKey, indexOfKey } from "../../../../src/captions/editing/operations.ts";
import { lookKey } from "../../../../src/captions/markup.ts";
import { type CueJson, cuesFromJson, cuesJson, type RevisionJson, type TrackWithCues } from "./api.ts";

export interface Selection {
  /** Key of the cue in the form. */
  key: number | null;
  /** Key where a selection of several cues began; equal to `key` where one is selected. */
  anchor: number | null;
}

/** What changed: the cues, the selection, or the server's revision that the cues are compared with. */
export type EditEvent = "cues" | "selection" | "base";

/** The cues with their history, the selection, and the server's revision that the changes are based on. */
export class EditState {
  track: TrackWithCues | null = null;
  /** The revision that the changes are based on. */
  revision: Pick<RevisionJson, "id"> | null = null;
  /** Cues of `revision`. */
  base: readonly CueJson[] = [];
  #history: History = startHistory<Cues>([]);
  #saved: Cues = [];
  /** The cues that the machine wrote, as far as the server has named them. */
  readonly #machineCues = new Set<string>();
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

  /** Index of the current cue; -1 without one. */
  get index(): number {
    return indexOfKey(this.cues, this.#selection.key);
  }

  /** Code of the track's language, or "und". */
  get languageCode(): string {
    return this.track?.language ?? "und";
  }

  /** The track's language for the lint; null for `und`. */
  get language(): string | null {
    return this.languageCode === "und" ? null : this.languageCode;
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

  /** Whether the cues differ from the saved ones. */
  get isDirty(): boolean {
    const [now, saved] = [this.cues, this.#saved];
    return now !== saved && (now.length !== saved.length || now.some((cue, i) => !isSame(cue, saved[i])));
  }

  /** Opens a track, with an empty history. */
  open(track: TrackWithCues): void {
    const { index } = this;
    this.track = track;
    this.#machineCues.clear();
    this.#setBase(track);
    this.#saved = cuesFromJson(track.cues);
    this.#history = startHistory<Cues>(this.#saved);
    this.#select(this.#saved[Math.max(0, Math.min(index, this.#saved.length - 1))]?.key ?? null);
    this.#emit("base", "cues", "selection");
  }

  /** Closes the track, after it was deleted. */
  close(): void {
    this.track = this.revision = null;
    this.base = this.#saved = [];
    this.#history = startHistory<Cues>([]);
    this.#select(null);
    this.#emit("base", "cues", "selection");
  }

  /** Shows another revision of the same track, as a step that can be undone. */
  replaceTrack(track: TrackWithCues, what: string): void {
    const at = this.current?.start ?? 0;
    const cues = this.#withCurrentKeys(track.cues);
    this.track = track;
    this.#setBase(track);
    this.#saved = cues;
    this.#history = reduceHistory(this.#history, { type: "change", to: cues, what });
    this.#select(nearest(cues, at));
    this.#emit("base", "cues", "selection");
  }

  /** Records that `sent` is saved as the revision `id`. Cues that changed since then stay unsaved. */
  markSaved(sent: Cues, id: string): void {
    this.revision = { id };
    this.base = cuesJson(sent);
    this.#saved = sent;
    if (this.cues === sent) {
      // as the server does: what the machine did not write counts as edited; that is no step of the history
      const marked = sent.map((cue) => {
        const isEdited = !this.#machineCues.has(contentKey(cue));
        return cue.isEdited === isEdited ? cue : { ...cue, isEdited };
      });
      this.#history = { ...this.#history, now: marked };
      this.#saved = marked;
    }
    this.#emit("base", "cues");
  }

  /** Shows unsaved cues over the revision that they are based on, as a step that can be undone. */
  showOver(base: Pick<TrackWithCues, "revision" | "cues">, cues: readonly CueJson[], what: string): void {
    const at = this.current?.start ?? 0;
    this.#setBase(base);
    this.change(this.#withCurrentKeys(cues), what);
    this.#select(nearest(this.cues, at));
    this.#emit("base", "selection");
  }

  /** @param group consecutive changes of the same group form one step */
  change(to: Cues, what: string, group?: string): void {
    const before = this.cues;
    if (to === before) return;
    const index = this.index;
    this.#history = reduceHistory(this.#history, { type: "change", to, what, group, at: performance.now() });
    this.#repairSelection(index);
    this.#emit("cues");
  }

  /** Ends the current step: the next change starts a new one. */
  closeStep(): void {
    this.#history = reduceHistory(this.#history, { type: "close" });
  }

  /** Undoes or redoes a step. @returns the step's description, or null if there was none */
  step(type: "undo" | "redo"): string | null {
    const what = this.steps[type];
    const before = this.cues;
    const index = this.index;
    this.#history = reduceHistory(this.#history, { type });
    if (what === null) return null;
    // selects what changed, so that the person sees it
    const changed = this.cues.find((cue, i) => cue !== before[i] && !before.includes(cue));
    if (changed) this.#select(changed.key);
    this.#repairSelection(index);
    this.#emit("cues", "selection");
    return what;
  }

  select(key: number | null, { extend = false } = {}): void {
    if (key === this.#selection.key && (extend || this.#selection.anchor === key)) return;
    this.#select(key, extend);
    this.#emit("selection");
  }

  #select(key: number | null, extend = false): void {
    if (key !== this.#selection.key) this.closeStep();
    this.#selection = { key, anchor: extend ? this.#selection.anchor ?? key : key };
  }

  #repairSelection(index: number): void {
    if (this.index >= 0) return;
    this.#select(this.cues[Math.max(0, Math.min(index, this.cues.length - 1))]?.key ?? null);
    this.#emit("selection");
  }

  #setBase(track: Pick<TrackWithCues, "revision" | "cues">): void {
    this.revision = track.revision;
    this.base = track.cues;
    for (const cue of cuesFromJson(track.cues)) if (!cue.isEdited) this.#machineCues.add(contentKey(cue));
  }

  /** Gives equal cues the keys that they have now, so that their rows in the list stay. */
  #withCurrentKeys(cues: readonly CueJson[]): EditCue[] {
    const cueByContent = new Map(this.cues.map((cue) => [contentKey(cue), cue]));
    let fresh = freshKey(this.cues);
    return cuesFromJson(cues).map((cue) => {
      const old = cueByContent.get(contentKey(cue));
      cueByContent.delete(contentKey(cue));
      return { ...cue, key: old?.key ?? fresh++ };
    });
  }

  #emit(...events: EditEvent[]): void {
    for (const event of events) for (const listener of this.#listeners[event]) listener();
  }
}

function contentKey(cue: EditCue): string {
  return `${cue.start} ${cue.end} ${cue.text}${lookKey(cue)}`;
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

import {
  type Cues,
  insertAt,
  mergeWithNext,
  remove,
  setPosition,
  setSpeaker,
  setText,
  setTimes,
  shift,
  splitAtText,
  splitAtTime,
  toggleStyle,
} from "../../../../src/captions/editing/operations.ts";
import type { EditCue } from "../../../../src/captions/editing/cue.ts";
import { repairAll, repairFinding } from "../../../../src/captions/editing/repair.ts";
import { snap, SNAP_SECONDS, snapMove, snapPoints } from "../../../../src/captions/editing/snap.ts";
import { formatFieldTime } from "../../../../src/captions/editing/time.ts";
import type { LintFinding, LintProfileName } from "../../../../src/captions/lint.ts";
import type { CuePosition, MarkupRange } from "../../../../src/core/types.ts";
import { editorScript as w } from "../../words/en/editor_script.ts";
import { byId } from "../../shared/client/dom.ts";
import type { CueForm } from "./cue_form.ts";
import type { CueList } from "./cue_list.ts";
import type { EditPlayer } from "./player.ts";
import { readSetting, saveSetting } from "./settings.ts";
import type { EditState } from "./state.ts";

/** Everything a person can do with cues by key, button or pointer. Each action announces what it did. */
export class EditActions {
  /** Spans of speech to snap to; empty until the audio report is read. */
  speech: readonly { start: number; end: number }[] = [];
  /** Times at which another shot begins; empty until they are read. */
  shots: readonly number[] = [];
  findings: readonly LintFinding[] = [];
  profile: LintProfileName = "netflix";
  readonly #snapping = byId<HTMLInputElement>("snapping");

  constructor(
    readonly state: EditState,
    readonly player: EditPlayer,
    private list: CueList,
    private form: CueForm,
  ) {
    this.#snapping.checked = readSetting("snapping", true);
    this.#snapping.addEventListener("change", () => saveSetting("snapping", this.#snapping.checked));
  }

  get frameSeconds(): number {
    return this.player.frameSeconds;
  }

  /** Shows what an action did, or why it did nothing, in a line that screen readers read out. */
  announce(text: string): void {
    const line = byId("said");
    const sentence = text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
    // a live region is read out when it changes: a text that comes twice differs by a space
    line.textContent = line.textContent === sentence ? `${sentence}\u00a0` : sentence;
  }

  /** The current cue; without one, says that there is none. */
  #need(): EditCue | null {
    const { current } = this.state;
    if (!current) this.announce(w.noCue);
    return current;
  }

  toggleSnapping(): void {
    this.#snapping.click();
    this.announce(this.#snapping.checked ? w.snappingOn : w.snappingOff);
  }

  // playing and moving

  playCue(): void {
    const current = this.#need();
    if (current) this.player.playStretch(current.start, current.end);
  }

  move(by: number, { extend = false } = {}): void {
    const { cues, index } = this.state;
    const to = cues[Math.min(cues.length - 1, Math.max(0, index + by))];
    if (!to) return this.announce(w.noCue);
    if (to.key === this.state.current?.key) this.announce(by < 0 ? w.isFirst : w.isLast);
    this.state.select(to.key, { extend });
    if (extend) this.announce(w.selected(this.state.selectedKeys.size));
    if (this.player.video.paused && !extend) this.player.seek(to.start);
  }

  moveAndPlay(by: number): void {
    this.player.video.pause();
    this.move(by);
    this.playCue();
  }

  seekToCue(): void {
    const current = this.#need();
    if (current) this.player.seek(current.start);
  }

  /** Selects the cue at the playhead, or the next one. */
  selectAtPlayhead(): void {
    const { time } = this.player;
    const cue = this.state.cues.find(({ end }) => end > time) ?? this.state.cues.at(-1);
    if (cue) this.state.select(cue.key);
  }

  editText(): void {
    this.form.text.focus();
  }

  leaveText(): void {
    this.list.focus();
  }

  // times

  setTimes(times: { start?: number; end?: number }): void {
    const current = this.#need();
    if (!current) return;
    const before = this.state.cues;
    this.#apply(setTimes(before, current.key, times), w.steps.times);
    if (this.state.cues !== before) this.#announceTime(times.start === undefined ? "end" : "start");
  }

  setIn(): void {
    this.setTimes({ start: this.#snapped(this.player.time, "starts") });
  }

  setOut(): void {
    this.setTimes({ end: this.#snapped(this.player.time, "ends") });
  }

  #announceTime(edge: "start" | "end"): void {
    const time = formatFieldTime(this.state.current![edge]);
    this.announce(edge === "start" ? w.startAt(time) : w.endAt(time));
  }

  nudge(edge: "start" | "end" | "both", by: number): void {
    const { cues, selectedKeys } = this.state;
    const current = this.#need();
    if (!current) return;
    const group = `nudge ${edge} ${[...selectedKeys].join()}`;
    if (edge === "both") return this.#apply(shift(cues, selectedKeys, by), w.steps.shift, group);
    this.#apply(setTimes(cues, current.key, { [edge]: current[edge] + by }), w.steps[edge], group);
    this.#announceTime(edge);
  }

  /**
   * Moves a cue's edges to where the pointer dropped them, snapped.
   *
   * @param side undefined where the whole cue was dragged
   * @param reachSeconds how far an edge snaps; 0: not at all
   */
  dropEdges(
    key: number,
    { start, end }: { start: number; end: number },
    side: "start" | "end" | undefined,
    reachSeconds: number,
  ): void {
    const { cues } = this.state;
    const cue = cues.find((cue) => cue.key === key);
    if (!cue) return;
    this.state.select(key);
    const within = Math.min(SNAP_SECONDS, reachSeconds);
    const points = this.#snapping.checked && within > 0
      ? snapPoints(cues, { speech: this.speech, shots: this.shots, except: key })
      : { starts: [], ends: [] };
    if (side === "start") {
      this.#apply(setTimes(cues, key, { start: snap(start, points.starts, within) }), w.steps.start);
    } else if (side === "end") this.#apply(setTimes(cues, key, { end: snap(end, points.ends, within) }), w.steps.end);
    else {this.#apply(
        shift(cues, new Set([key]), start - cue.start + snapMove(start, end, points, within)),
        w.steps.move,
      );}
  }

  shift(keys: ReadonlySet<number> | null, by: number): void {
    this.#apply(shift(this.state.cues, keys, by), keys ? w.steps.shiftOf(keys.size) : w.steps.shiftOfAll);
  }

  /** Moves the current cue and all after it, so that it starts at the playhead. */
  moveRestHere(): void {
    const current = this.#need();
    if (!current) return;
    const rest = this.state.cues.slice(this.state.index);
    this.shift(new Set(rest.map(({ key }) => key)), this.player.time - current.start);
  }

  // text and cues

  /** Sets who says the selected cues. */
  setSpeaker(name: string): void {
    const { cues, selectedKeys } = this.state;
    const named = [...selectedKeys].reduce((cues, key) => setSpeaker(cues, key, name), cues);
    this.#apply(named, w.steps.speaker, `speaker ${[...selectedKeys].join()}`);
  }

  speakerNames(): string[] {
    return [...new Set(this.state.cues.flatMap(({ speaker }) => speaker ? [speaker] : []))];
  }

  /** Sets where the selected cues are shown. */
  setPosition(position: CuePosition | null): void {
    const { cues, selectedKeys } = this.state;
    this.#apply([...selectedKeys].reduce((cues, key) => setPosition(cues, key, position), cues), w.steps.place);
  }

  toggleStyle(range: MarkupRange): void {
    const { cues } = this.state;
    const current = this.#need();
    if (!current) return;
    this.#apply(toggleStyle(cues, current.key, range), w.steps[range.style]);
    const isSet = this.state.current?.markup?.some(({ style, from }) => style === range.style && from <= range.from);
    this.announce(isSet ? w.styleOn(w.steps[range.style]) : w.styleOff(w.steps[range.style]));
  }

  type(key: number, text: string, group: string): void {
    this.state.change(setText(this.state.cues, key, text), w.steps.typing, group);
  }

  /** Splits at the cursor in the text, or at the playhead where the cursor is not between two words. */
  splitAtCursor(): void {
    const current = this.#need();
    if (!current) return;
    const { cues } = this.state;
    const atCursor = splitAtText(cues, current.key, this.form.text.selectionStart);
    if (atCursor) return this.#showSplit(atCursor, w.steps.split);
    const atPlayhead = splitAtTime(cues, current.key, this.player.time);
    if (atPlayhead) this.#showSplit(atPlayhead, w.splitAtPosition);
    else this.announce(w.splitNeedsCursor);
  }

  splitAtPlayhead(): void {
    const current = this.#need();
    if (!current) return;
    const split = splitAtTime(this.state.cues, current.key, this.player.time);
    if (split) this.#showSplit(split, w.splitAtPosition);
    else this.announce(w.splitNeedsPlayhead);
  }

  #showSplit(split: { cues: Cues; key: number }, said: string): void {
    const isTyping = document.activeElement === this.form.text;
    this.#apply(split.cues, w.steps.split);
    this.state.select(split.key);
    this.announce(said);
    if (isTyping) {
      this.form.text.focus();
      this.form.text.setSelectionRange(0, 0);
    }
  }

  merge(): void {
    const current = this.#need();
    if (!current) return;
    const { cues, index } = this.state;
    if (index === cues.length - 1) return this.announce(w.mergeNeedsNext);
    const at = current.text.trimEnd().length;
    const isTyping = document.activeElement === this.form.text;
    this.#apply(mergeWithNext(cues, current.key), w.steps.merge);
    if (isTyping) this.form.text.setSelectionRange(at, at);
  }

  /** Inserts a cue after the current one. */
  insert(): void {
    const { current, index, cues } = this.state;
    const next = cues[index + 1];
    const start = current ? Math.min(current.end, next ? next.start : Infinity) : this.player.time;
    this.insertCue(start);
  }

  insertAtPlayhead(): void {
    this.insertCue(this.player.time);
  }

  insertCue(start: number, end?: number): void {
    const { duration } = this.player.video;
    const mediaSeconds = Number.isFinite(duration) ? duration : undefined;
    const inserted = insertAt(this.state.cues, start, { end, mediaSeconds });
    this.#apply(inserted.cues, w.steps.insert);
    this.state.select(inserted.key);
    this.form.text.focus();
  }

  remove(): void {
    const { selectedKeys, cues } = this.state;
    if (selectedKeys.size === 0) return this.announce(w.noCue);
    const hadFocus = this.form.element.contains(document.activeElement) ||
      document.activeElement?.closest(".cue") !== null;
    this.#apply(remove(cues, selectedKeys), w.steps.deleteOf(selectedKeys.size));
    if (hadFocus) this.leaveText();
  }

  // steps and repairs

  undo(): void {
    const what = this.state.step("undo");
    this.announce(what ? w.undone(what) : w.nothingToUndo);
  }

  redo(): void {
    const what = this.state.step("redo");
    this.announce(what ? w.redone(what) : w.nothingToRedo);
  }

  repair(key: number | null, rule: string): void {
    const { cues } = this.state;
    const finding = this.findings.find((finding) => finding.rule === rule && cues[finding.cue]?.key === key);
    if (finding) this.#apply(repairFinding(cues, finding, this.profile, this.state.language), w.steps.repair);
  }

  repairAll(): void {
    this.#apply(repairAll(this.state.cues, this.profile, this.state.language), w.steps.repairAll);
  }

  #apply(to: Cues, what: string, group?: string): void {
    const isChange = to !== this.state.cues;
    this.state.change(to, what, group);
    this.announce(isChange ? what : w.nothingChanged);
  }

  #snapped(seconds: number, edges: "starts" | "ends"): number {
    if (!this.#snapping.checked) return seconds;
    const { cues, current } = this.state;
    return snap(seconds, snapPoints(cues, { speech: this.speech, shots: this.shots, except: current?.key })[edges]);
  }
}

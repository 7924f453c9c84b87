import type { Cues } from "./operations.ts";

interface Step<T> {
  /** What it was before. */
  before: T;
  /** In words: "split", "text of cue 3". */
  what: string;
}

/** What is edited, with every step that led there and every step that was taken back. Never changed in place. */
export interface History<T = Cues> {
  readonly now: T;
  readonly past: Chain<Step<T>>;
  readonly future: Chain<Step<T>>;
  /** Changes of the same kind soon after one another are one step. */
  readonly open: { group: string; at: number } | null;
}

/** A stack that shares what two versions have in common, so that steps without end cost only themselves. */
type Chain<T> = { readonly top: T; readonly rest: Chain<T>; readonly size: number } | null;

/** Milliseconds: typing that pauses for longer begins another step. */
export const PAUSE_MS = 1200;

export type HistoryAction<T = Cues> =
  | { type: "change"; to: T; what: string; group?: string; at?: number }
  | { type: "undo" }
  | { type: "redo" }
  /** What comes next is a step of its own. */
  | { type: "close" };

export function startHistory<T>(now: T): History<T> {
  return { now, past: null, future: null, open: null };
}

/**
 * The next state. A change that changes nothing leaves it as it is; a change after an undo takes the way of redo.
 *
 * @example reduce(history, { type: "change", to: setText(cues, 3, "Hello"), what: "text", group: "text 3", at: Date.now() })
 */
export function reduceHistory<T>(history: History<T>, action: HistoryAction<T>): History<T> {
  const { now, past, future, open } = history;
  switch (action.type) {
    case "change": {
      const { to, what, group, at = 0 } = action;
      if (to === now) return history;
      const isSame = group !== undefined && open?.group === group && at - open.at <= PAUSE_MS && past !== null;
      return {
        now: to,
        past: isSame ? past : push(past, { before: now, what }),
        future: null,
        open: group === undefined ? null : { group, at },
      };
    }
    case "undo":
      if (!past) return history;
      return {
        now: past.top.before,
        past: past.rest,
        future: push(future, { before: now, what: past.top.what }),
        open: null,
      };
    case "redo":
      if (!future) return history;
      return {
        now: future.top.before,
        past: push(past, { before: now, what: future.top.what }),
        future: future.rest,
        open: null,
      };
    case "close":
      return open ? { ...history, open: null } : history;
  }
}

function push<T>(chain: Chain<T>, top: T): Chain<T> {
  return { top, rest: chain, size: (chain?.size ?? 0) + 1 };
}

/** How many steps can be taken back, and taken again. */
export function steps({ past, future }: History<unknown>): { undo: number; redo: number } {
  return { undo: past?.size ?? 0, redo: future?.size ?? 0 };
}

/** What undo and redo would do, in words; null where there is nothing. */
export function nextSteps({ past, future }: History<unknown>): { undo: string | null; redo: string | null } {
  return { undo: past?.top.what ?? null, redo: future?.top.what ?? null };
}

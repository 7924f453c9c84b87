import type { Cues } from "./operations.ts";

interface Step<T> {
  /** The state before the step. */
  before: T;
  /** A name for people: "split", "text of cue 3". */
  what: string;
}

/** The current state with the steps to undo and the steps to redo. Never changed in place. */
export interface History<T = Cues> {
  readonly now: T;
  readonly past: Chain<Step<T>>;
  readonly future: Chain<Step<T>>;
  /** Changes of the same kind soon after one another are one step. */
  readonly open: { group: string; at: number } | null;
}

/** A linked stack: two versions share their common part, so each step costs only itself. */
type Chain<T> = { readonly top: T; readonly rest: Chain<T>; readonly size: number } | null;

/** A longer pause in typing begins another step. */
export const PAUSE_MS = 1200;

export type HistoryAction<T = Cues> =
  | { type: "change"; to: T; what: string; group?: string; at?: number }
  | { type: "undo" }
  | { type: "redo" }
  /** The next change begins a new step. */
  | { type: "close" };

export function startHistory<T>(now: T): History<T> {
  return { now, past: null, future: null, open: null };
}

/**
 * Returns the next state. A change to the same state is ignored; a change after an undo drops the steps to redo.
 *
 * @example reduce(history, { type: "change", to: setText(cues, 3, "Hello"), what: "text", group: "text 3", at:
 *   Date.now() })
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

/** The number of steps to undo and to redo. */
export function steps({ past, future }: History<unknown>): { undo: number; redo: number } {
  return { undo: past?.size ?? 0, redo: future?.size ?? 0 };
}

/** The names of the steps that undo and redo would take; null if there is none. */
export function nextSteps({ past, future }: History<unknown>): { undo: string | null; redo: string | null } {
  return { undo: past?.top.what ?? null, redo: future?.top.what ?? null };
}

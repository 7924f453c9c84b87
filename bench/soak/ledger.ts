import type { Clip } from "./clips.ts";

/** The four kinds of violations, none of which may happen. */
export const COUNTERS = ["lost", "duplicates", "orphans", "wrongVerdicts"] as const;
export type Counter = typeof COUNTERS[number];

export interface Violation {
  counter: Counter;
  message: string;
  /** Ids to search for in the logs. */
  ids: string[];
}

/** A revision of captions that the server acknowledged. */
export interface SavedEdit {
  track: string;
  revision: string;
  /** A unique word that was added to a cue. */
  mark: string;
}

/**
 * State of a video's deletion: `hidden` until the time for undo is over, then deleted; `deleted` at once; `unknown` if
 * the answer was lost: the video may exist or not.
 */
export type Deletion = "none" | "hidden" | "deleted" | "unknown";

/** An uploaded file, and the server's answers about it. */
export interface Upload {
  /** Unique. */
  title: string;
  clip: Clip;
  method: "tus" | "post";
  /** `accepted`: the server acknowledged it. `unknown`: the answer was lost, so the video may exist or not. */
  state: "sending" | "accepted" | "refused" | "unknown";
  /** The status and text of a refusal. */
  refusal: string | null;
  videoId: string | null;
  deletion: Deletion;
  /** When a hidden video is deleted, in milliseconds since 1970. */
  deleteAtMs: number;
  edits: SavedEdit[];
  /** How often the captions were requested again, with or without an answer. */
  regenerations: number;
  /** Locked by the actor that changes it, so that acknowledged changes have an order. */
  isInUse: boolean;
}

/** Everything that the server acknowledged in the run, and the violations found at the end. */
export class Ledger {
  readonly uploads: Upload[] = [];
  readonly violations: Violation[] = [];
  /** Correct answers of /v1/audio/transcriptions. */
  transcriptions = 0;

  add(clip: Clip, method: Upload["method"], title: string): Upload {
    const upload: Upload = {
      ...{ title, clip, method, state: "sending", refusal: null, videoId: null },
      ...{ deletion: "none", deleteAtMs: 0, edits: [], regenerations: 0, isInUse: false },
    };
    this.uploads.push(upload);
    return upload;
  }

  addViolation(counter: Counter, message: string, ids: (string | null)[] = []): void {
    this.violations.push({ counter, message, ids: ids.filter((id) => id !== null) });
  }

  count(counter: Counter): number {
    return this.violations.filter((violation) => violation.counter === counter).length;
  }
}

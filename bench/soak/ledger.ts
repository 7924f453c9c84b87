import type { Clip } from "./clips.ts";

/** The four things that must never happen. */
export const COUNTERS = ["lost", "duplicates", "orphans", "wrongVerdicts"] as const;
export type Counter = typeof COUNTERS[number];

export interface Offence {
  counter: Counter;
  message: string;
  /** Ids to look for in the logs. */
  ids: string[];
}

/** Revisions of captions that the server said were saved. */
export interface SavedEdit {
  track: string;
  revision: string;
  /** A word that stands nowhere else and was put into a cue. */
  mark: string;
}

/**
 * What became of deleting a video: `asked` while there was no answer, `hidden` until its time is over, `deleted` for
 * good. `unknown` where the answer was lost: either state is right then.
 */
export type Deletion = "none" | "hidden" | "deleted" | "unknown";

/** One file that was sent, and what the server has said of it. */
export interface Upload {
  /** Of no other upload. */
  title: string;
  clip: Clip;
  way: "tus" | "post";
  /** `accepted`: the server has acknowledged it. `unknown`: the answer was lost, so it may be there or not. */
  state: "sending" | "accepted" | "refused" | "unknown";
  /** The status and text of a refusal. */
  refusal: string | null;
  videoId: string | null;
  deletion: Deletion;
  /** When a hidden video is gone for good, in milliseconds since 1970. */
  goneAtMs: number;
  edits: SavedEdit[];
  /** How often captions were asked for once more, answered or not. */
  regenerations: number;
  /** Held by the actor that changes it, so that the order of acknowledged changes is known. */
  isBusy: boolean;
}

/** All that the soak has done and been told: what the server is held to at the end. */
export class Ledger {
  readonly uploads: Upload[] = [];
  readonly offences: Offence[] = [];
  /** Answers of /v1/audio/transcriptions that were right. */
  transcriptions = 0;

  add(clip: Clip, way: Upload["way"], title: string): Upload {
    const upload: Upload = {
      ...{ title, clip, way, state: "sending", refusal: null, videoId: null },
      ...{ deletion: "none", goneAtMs: 0, edits: [], regenerations: 0, isBusy: false },
    };
    this.uploads.push(upload);
    return upload;
  }

  offend(counter: Counter, message: string, ids: (string | null)[] = []): void {
    this.offences.push({ counter, message, ids: ids.filter((id) => id !== null) });
  }

  count(counter: Counter): number {
    return this.offences.filter((offence) => offence.counter === counter).length;
  }
}

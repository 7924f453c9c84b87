import { cueDifference } from "../../../../src/captions/difference.ts";
import type { EditCue } from "../../../../src/captions/editing/cue.ts";
import { editorScript } from "../../words/en/editor_script.ts";
import {
  type CueJson,
  cuesFromJson,
  cuesJson,
  type DraftJson,
  OfflineError,
  requestJson,
  ResponseError,
} from "./api.ts";
import { askFor } from "./dialog.ts";
import type { EditState } from "./state.ts";

/** The draft in `localStorage`, for when the server can't be reached. */
interface LocalDraft {
  base_revision: string;
  cues: CueJson[];
  saved_at: string;
}

export interface StoredDraft extends LocalDraft {
  from: "server" | "device";
}

const PREFIX = "streamforge_draft:";
/** Browsers send at most 64 KiB with `keepalive`, after a page has closed. */
const MOST_KEEPALIVE_BYTES = 60_000;

/** The draft of a track: unsaved cues, stored on the server, or on the device where the server can't be reached. */
export class Draft {
  readonly #url: string;
  readonly #key: string;
  #version = 0;
  /** Content of the draft that `read()` returned. The page before may have stored it again while closing. */
  #readContent = "";
  /** Settles when the running write has ended: writes run one at a time. */
  #writing: Promise<unknown> = Promise.resolve();
  #nWaiting = 0;

  constructor(private state: EditState, trackUrl: string, trackId: string) {
    this.#url = `${trackUrl}/draft`;
    this.#key = PREFIX + trackId;
  }

  /** The newer of the server's draft and the device's; null where there is neither. */
  async read(): Promise<StoredDraft | null> {
    const local = this.#readLocal();
    const remote = await requestJson<DraftJson | null>("GET", this.#url).catch((error) => {
      if (error instanceof OfflineError) return null;
      throw error;
    });
    if (remote) this.#version = remote.version;
    const isNewest = remote && (!local || remote.saved_at >= local.saved_at);
    const newest: StoredDraft | null = isNewest ? { ...remote, from: "server" } : local && { ...local, from: "device" };
    this.#readContent = contentOf(newest?.cues);
    return newest;
  }

  /**
   * Stores what is in the editor.
   *
   * @returns where it is stored: "refused" is on the device because the server refused it, "other" is on the device
   * because another tab or device stored a draft that this tab has not seen
   * @throws {Error} if it could be stored nowhere
   */
  store(): Promise<"server" | "device" | "other" | "refused"> {
    return this.#inTurn(() => this.#store());
  }

  #inTurn<T>(write: () => Promise<T>): Promise<T> {
    this.#nWaiting++;
    const result = this.#writing.then(write).finally(() => this.#nWaiting--);
    this.#writing = result.catch(() => {});
    return result;
  }

  async #store(): Promise<"server" | "device" | "other" | "refused"> {
    const local = this.#content();
    try {
      const { version } = await this.#put(local);
      this.#version = version;
      this.#dropLocal();
      return "server";
    } catch (error) {
      const isTaken = error instanceof ResponseError && error.status === 409;
      if (isTaken && error.problem.current === null && this.#version > 0) { // another tab saved, and deleted the draft
        this.#version = 0;
        return await this.#store();
      }
      this.#writeLocal(local);
      return isTaken ? "other" : error instanceof ResponseError ? "refused" : "device";
    }
  }

  /** Stores without waiting, for a page that closes. @throws {Error} if it could not be stored on the device */
  storeOnLeave(): void {
    const local = this.#content();
    this.#writeLocal(local);
    if (this.#nWaiting > 0 || JSON.stringify(local).length > MOST_KEEPALIVE_BYTES) return;
    this.#inTurn(async () => {
      const { version } = await this.#put(local, true);
      this.#version = version;
      this.#dropLocal();
    }).catch(() => {}); // the device has it
  }

  /** Adopts the version of another tab's draft, so that the next `store()` replaces it. */
  async adoptVersion(): Promise<void> {
    this.#version = (await requestJson<DraftJson | null>("GET", this.#url))?.version ?? 0;
  }

  drop(): Promise<void> {
    return this.#inTurn(async () => {
      this.#dropLocal();
      const current = await requestJson<DraftJson | null>("GET", this.#url);
      const isOurs = current?.version === this.#version || contentOf(current?.cues) === this.#readContent;
      if (current && !isOurs) return; // another tab's
      if (current) await requestJson("DELETE", this.#url);
      this.#version = 0;
    });
  }

  async #put({ base_revision, cues }: LocalDraft, keepalive = false): Promise<{ version: number }> {
    return await requestJson("PUT", this.#url, { json: { base_revision, cues, version: this.#version }, keepalive });
  }

  #content(): LocalDraft {
    return {
      base_revision: this.state.revision!.id,
      cues: cuesJson(this.state.cues),
      saved_at: new Date().toISOString(),
    };
  }

  #readLocal(): LocalDraft | null {
    try {
      const draft = JSON.parse(localStorage.getItem(this.#key) ?? "null");
      return Array.isArray(draft?.cues) && typeof draft.base_revision === "string" ? draft : null;
    } catch {
      return null;
    }
  }

  #writeLocal(draft: LocalDraft): void {
    localStorage.setItem(this.#key, JSON.stringify(draft));
  }

  #dropLocal(): void {
    try {
      localStorage.removeItem(this.#key);
    } catch { /* storage is off: there is no draft */ }
  }
}

/** Text and times of cues as a string, to compare drafts by. */
function contentOf(cues: readonly CueJson[] = []): string {
  return JSON.stringify(cues.map(({ start, end, text }) => [start, end, text]));
}

/** How many cues of a draft differ from the revision that it is based on: changed, added, taken out, or reviewed. */
export function countChanges(base: readonly CueJson[], draft: readonly CueJson[]): number {
  const changes = cueDifference(cuesFromJson(base), cuesFromJson(draft));
  return changes.filter((change) => change.kind !== "same" || wasReviewed(change.before, change.after)).length;
}

/** Whether a doubtful word was kept as right. */
function wasReviewed({ words: before }: EditCue, { words: after }: EditCue): boolean {
  return before.length === after.length && after.some(({ probability }, i) => probability !== before[i].probability);
}

/**
 * Asks whether to continue from a draft. Escape continues, because that loses nothing.
 *
 * @param changes as `countChanges` counts them
 * @param isOutdated whether the captions were saved since
 */
export async function askAboutDraft(
  draft: StoredDraft,
  { changes, isOutdated }: { changes: number; isOutdated: boolean },
): Promise<"resume" | "drop"> {
  const { draft: w, dateTime } = editorScript;
  const answer = await askFor({
    name: "draft",
    title: w.title,
    text: w.text(changes, dateTime(new Date(draft.saved_at))) + (draft.from === "device" ? w.onDevice : "") +
      (isOutdated ? w.outdated : ""),
    answers: [
      { value: "drop", label: w.discard, look: "danger" },
      { value: "resume", label: w.continue, look: "main", hasFocus: true },
    ],
  });
  return answer ?? "resume";
}

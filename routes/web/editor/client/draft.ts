import { count } from "../../shared/format.ts";
import { AnswerError, ask, type CueJson, cuesJson, type DraftJson, OfflineError } from "./api.ts";
import { askFor } from "./dialog.ts";
import type { EditState } from "./state.ts";

/** What this device keeps while the server is away. */
interface LocalDraft {
  base_revision: string;
  cues: CueJson[];
  saved_at: string;
}

export interface FoundDraft extends LocalDraft {
  from: "server" | "device";
}

const PREFIX = "streamforge_draft:";
/** Bytes that a browser sends for a page that is gone. */
const MOST_KEEPALIVE_BYTES = 60_000;

/** What is not saved yet, kept on the server, and on the device while the server is away. */
export class Draft {
  readonly #url: string;
  readonly #key: string;
  #version = 0;
  /** The cues that were found: the page before may have sent them once more when it went. */
  #found = "";
  /** Resolves when the write that is under way has ended: one at a time. */
  #writing: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(private state: EditState, trackUrl: string, trackId: string) {
    this.#url = `${trackUrl}/draft`;
    this.#key = PREFIX + trackId;
  }

  /** The newer of the server's draft and the device's; null where there is neither. */
  async find(): Promise<FoundDraft | null> {
    const local = this.#readLocal();
    const remote = await ask<DraftJson | null>("GET", this.#url).catch((error) => {
      if (error instanceof OfflineError) return null;
      throw error;
    });
    if (remote) this.#version = remote.version;
    const isNewest = remote && (!local || remote.saved_at >= local.saved_at);
    const found: FoundDraft | null = isNewest ? { ...remote, from: "server" } : local && { ...local, from: "device" };
    this.#found = said(found?.cues);
    return found;
  }

  /**
   * Keeps what is in the editor.
   *
   * @returns where it is kept now, on the device too where the server would not have it; "other" where another tab or device saved one that this tab has not seen
   * @throws {Error} where it is kept nowhere
   */
  keep(): Promise<"server" | "device" | "other" | "refused"> {
    return this.#inTurn(() => this.#keep());
  }

  #inTurn<T>(write: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const result = this.#writing.then(write).finally(() => this.#waiting--);
    this.#writing = result.catch(() => {});
    return result;
  }

  async #keep(): Promise<"server" | "device" | "other" | "refused"> {
    const local = this.#content();
    try {
      const { version } = await this.#put(local);
      this.#version = version;
      this.#dropLocal();
      return "server";
    } catch (error) {
      const isTaken = error instanceof AnswerError && error.status === 409;
      if (isTaken && error.problem.current === null && this.#version > 0) { // another tab saved and dropped it
        this.#version = 0;
        return await this.#keep();
      }
      this.#writeLocal(local);
      return isTaken ? "other" : error instanceof AnswerError ? "refused" : "device";
    }
  }

  /** For a page that is going: what must not be waited for. @throws {Error} where it could not be kept on the device */
  keepAtOnce(): void {
    const local = this.#content();
    this.#writeLocal(local);
    if (this.#waiting > 0 || JSON.stringify(local).length > MOST_KEEPALIVE_BYTES) return;
    this.#inTurn(async () => {
      const { version } = await this.#put(local, true);
      this.#version = version;
      this.#dropLocal();
    }).catch(() => {}); // it is on the device
  }

  /** Takes the draft that another tab saved for seen: the next one goes over it. */
  async overtake(): Promise<void> {
    this.#version = (await ask<DraftJson | null>("GET", this.#url))?.version ?? 0;
  }

  drop(): Promise<void> {
    return this.#inTurn(async () => {
      this.#dropLocal();
      const kept = await ask<DraftJson | null>("GET", this.#url);
      const isOwn = kept?.version === this.#version || said(kept?.cues) === this.#found;
      if (kept && !isOwn) return; // another tab's
      if (kept) await ask("DELETE", this.#url);
      this.#version = 0;
    });
  }

  async #put({ base_revision, cues }: LocalDraft, keepalive = false): Promise<{ version: number }> {
    return await ask("PUT", this.#url, { json: { base_revision, cues, version: this.#version }, keepalive });
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
      const found = JSON.parse(localStorage.getItem(this.#key) ?? "null");
      return Array.isArray(found?.cues) && typeof found.base_revision === "string" ? found : null;
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
    } catch { /* storage is off: there is none */ }
  }
}

/** What cues say and when: the same for the same cues, whichever way they came. */
function said(cues: readonly CueJson[] = []): string {
  return JSON.stringify(cues.map(({ start, end, text }) => [start, end, text]));
}

/** Asks whether to go on from a draft. Escape goes on: nothing is lost by it. */
export async function askAboutDraft(draft: FoundDraft, isOutdated: boolean): Promise<"resume" | "drop"> {
  const when = new Date(draft.saved_at).toLocaleString();
  const answer = await askFor({
    name: "draft",
    title: "There is a draft",
    text: `You left ${count(draft.cues.length, "cue")} unsaved on ${when}` +
      (draft.from === "device" ? ", kept on this device because the server was away. " : ". ") +
      (isOutdated ? "The captions were saved since: both versions are shown when you save." : ""),
    answers: [
      { value: "drop", label: "drop it", look: "danger" },
      { value: "resume", label: "go on with it", look: "main", hasFocus: true },
    ],
  });
  return answer ?? "resume";
}

import { attempt } from "../../shared/client/dom.ts";
import { askFor } from "./dialog.ts";
import type { Draft } from "./draft.ts";
import type { EditState } from "./state.ts";

const KEEP_AFTER_MS = 1200;
const RETRY_MS = 8000;

/** What the keeping of drafts needs of the session. */
interface Session {
  readonly isSaving: boolean;
  /** Tells the person how it stands. */
  say(text: string): void;
}

/** When what is not saved is kept as a draft, and when the draft is dropped. */
export class DraftKeeper {
  readonly #state: EditState;
  readonly #session: Session;
  #draft: Draft | null = null;
  #timer: number | undefined;
  /** Whether what is in the editor is kept somewhere. */
  #isKept = true;
  #hasOtherTab = false;

  constructor(state: EditState, session: Session) {
    this.#state = state;
    this.#session = session;
    addEventListener("online", () => this.keepSoon(0));
    addEventListener("pagehide", () => this.#keepAtOnce());
    document.addEventListener("visibilitychange", () => document.hidden && this.#keepAtOnce());
    addEventListener("beforeunload", (event) => {
      if (!this.#keepAtOnce()) event.preventDefault(); // it would be lost
    });
  }

  /** Keeps what is changed from now on as this draft; null: nowhere. */
  keepIn(draft: Draft | null): void {
    this.#draft = draft;
    this.#hasOtherTab = false;
  }

  /** The cues are others now. */
  changed(): void {
    if (!this.#draft) return;
    if (this.#state.isDirty) {
      this.#isKept = false;
      this.keepSoon(KEEP_AFTER_MS);
    } else {
      this.#isKept = true;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(
        () => this.#state.isDirty || this.#draft?.drop().catch(() => {}),
        KEEP_AFTER_MS,
      );
    }
  }

  /** What was sent is on the server as a revision. What was typed meanwhile is kept as any other change is. */
  async wasSaved(): Promise<void> {
    if (this.#state.isDirty) return;
    clearTimeout(this.#timer);
    this.#isKept = true;
    await this.#draft?.drop().catch(() => {}); // the server is away: the draft says nothing new
  }

  keepSoon(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keepNow(), ms);
  }

  async keepNow(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#draft || !this.#state.isDirty || this.#hasOtherTab || this.#session.isSaving) return;
    const kept = this.#state.cues;
    try {
      const where = await this.#draft.keep();
      if (!this.#state.isDirty) return;
      this.#isKept = kept === this.#state.cues;
      if (where === "other") return this.#tellOfOtherTab();
      const words = {
        server: "draft kept",
        device: "offline: draft kept on this device",
        refused: "draft kept on this device",
      };
      this.#session.say(words[where]);
      if (where !== "server") this.keepSoon(RETRY_MS);
    } catch {
      this.#session.say("the draft could not be kept: save before you leave");
      this.keepSoon(RETRY_MS);
    }
  }

  /** @returns whether nothing is lost if the page goes now */
  #keepAtOnce(): boolean {
    if (!this.#draft || !this.#state.isDirty || this.#isKept) return true;
    try {
      this.#draft.keepAtOnce();
      return true;
    } catch {
      return false;
    }
  }

  #tellOfOtherTab(): void {
    this.#hasOtherTab = true;
    this.#session.say("another tab has a draft of these captions too");
    attempt(async () => {
      const kept = await askFor({
        name: "other",
        title: "Open twice",
        text:
          "These captions are being edited in another tab or on another device too, and it kept a draft of its own. Only one draft is kept.",
        answers: [
          { value: "theirs", label: "keep the other draft" },
          { value: "mine", label: "keep this one", look: "main" },
        ],
      });
      if (kept !== "mine") return;
      await this.#draft?.overtake();
      this.#hasOtherTab = false;
      await this.keepNow();
    });
  }
}

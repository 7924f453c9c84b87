import { whenBack } from "../../shared/client/connection.ts";
import { attempt } from "../../shared/client/dom.ts";
import { editorScript } from "../../words/en/editor_script.ts";
import { askFor } from "./dialog.ts";
import type { Draft } from "./draft.ts";
import type { EditState } from "./state.ts";

const w = editorScript.draft;
const STORE_AFTER_MS = 1200;
const RETRY_MS = 8000;

/** The part of `EditSession` that the autosave needs. */
interface SavingSession {
  readonly isSaving: boolean;
  /** Shows a text as the state of saving. */
  showStatus(text: string): void;
}

/** Stores unsaved changes as a draft a moment after each change, and deletes the draft once they are saved. */
export class DraftAutosave {
  readonly #state: EditState;
  readonly #session: SavingSession;
  #draft: Draft | null = null;
  #timer: number | undefined;
  /** Whether the draft has everything that the editor has. */
  #isStored = true;
  #hasOtherTab = false;

  constructor(state: EditState, session: SavingSession) {
    this.#state = state;
    this.#session = session;
    whenBack(() => this.storeSoon(0));
    addEventListener("pagehide", () => this.#storeOnLeave());
    document.addEventListener("visibilitychange", () => document.hidden && this.#storeOnLeave());
    addEventListener("beforeunload", (event) => {
      if (!this.#storeOnLeave()) event.preventDefault(); // the browser asks: the changes would be lost
    });
  }

  /** The draft that later changes are stored in; null stores none. */
  setDraft(draft: Draft | null): void {
    this.#draft = draft;
    this.#hasOtherTab = false;
  }

  /** Plans to store the draft, or to delete it where nothing is unsaved any more. */
  onCuesChanged(): void {
    if (!this.#draft) return;
    if (this.#state.isDirty) {
      this.#isStored = false;
      this.storeSoon(STORE_AFTER_MS);
    } else {
      this.#isStored = true;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(
        () => this.#state.isDirty || this.#draft?.drop().catch(() => {}),
        STORE_AFTER_MS,
      );
    }
  }

  /** Deletes the draft after a save, unless something was typed while saving. */
  async onSaved(): Promise<void> {
    if (this.#state.isDirty) return;
    clearTimeout(this.#timer);
    this.#isStored = true;
    await this.#draft?.drop().catch(() => {}); // server unreachable: an equal draft does no harm
  }

  storeSoon(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.storeNow(), ms);
  }

  async storeNow(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#draft || !this.#state.isDirty || this.#hasOtherTab || this.#session.isSaving) return;
    const stored = this.#state.cues;
    try {
      const place = await this.#draft.store();
      if (!this.#state.isDirty) return;
      this.#isStored = stored === this.#state.cues;
      if (place === "other") return this.#askAboutOtherTab();
      const words = {
        server: w.kept,
        device: w.keptOffline,
        refused: w.keptHere,
      };
      this.#session.showStatus(words[place]);
      if (place !== "server") this.storeSoon(RETRY_MS);
    } catch {
      this.#session.showStatus(w.notKept);
      this.storeSoon(RETRY_MS);
    }
  }

  /** @returns whether the page can close without losing changes */
  #storeOnLeave(): boolean {
    if (!this.#draft || !this.#state.isDirty || this.#isStored) return true;
    try {
      this.#draft.storeOnLeave();
      return true;
    } catch {
      return false;
    }
  }

  #askAboutOtherTab(): void {
    this.#hasOtherTab = true;
    this.#session.showStatus(w.otherTab);
    attempt(async () => {
      const answer = await askFor({
        name: "other",
        title: w.twiceTitle,
        text: w.twiceText,
        answers: [
          { value: "theirs", label: w.keepOther },
          { value: "mine", label: w.keepThis, look: "main" },
        ],
      });
      if (answer !== "mine") return;
      await this.#draft?.adoptVersion();
      this.#hasOtherTab = false;
      await this.storeNow();
    });
  }
}

import { count } from "../format.ts";
import { attempt, byId, make, notify } from "./dom.ts";
import {
  AnswerError,
  ask,
  type CueJson,
  cuesJson,
  type DifferenceJson,
  isMachines,
  type RevisionJson,
  type TrackJson,
  type TrackText,
} from "./edit_api.ts";
import { chooseVersions, showDifference } from "./edit_compare_view.ts";
import { askAboutDraft, Draft } from "./edit_draft.ts";
import type { EditState } from "./edit_state.ts";

const KEEP_AFTER_MS = 1200;
const RETRY_MS = 8000;

/** The work between this page and the server: which track is open, saving it, its draft, and what others do meanwhile. */
export class EditSession {
  tracks: TrackJson[] = [];
  readonly #state: EditState;
  readonly #videoUrl: string;
  readonly #onTrack: (() => void)[] = [];
  #draft: Draft | null = null;
  #timer: number | undefined;
  #isSaving = false;
  /** Whether what is in the editor is kept somewhere. */
  #isKept = true;
  #hasOtherTab = false;
  /** A revision that somebody else saved, of which the person was told. */
  #told: string | null = null;
  /** What the person was told when saving failed. */
  #failure: HTMLElement | null = null;
  /** Whether a script of this page is being timed: its version is told of by whoever waits for it. */
  isTiming = false;

  constructor(state: EditState, videoUrl: string) {
    this.#state = state;
    this.#videoUrl = videoUrl;
    state.on("cues", () => this.#changed());
    state.on("base", () => this.#showState());
    byId("save").addEventListener("click", () => this.save());
    byId<HTMLSelectElement>("track").addEventListener("change", (event) => {
      attempt(() => this.openTrack((event.target as HTMLSelectElement).value));
    });
    addEventListener("online", () => this.#keepSoon(0));
    addEventListener("pagehide", () => this.#keepAtOnce());
    document.addEventListener("visibilitychange", () => document.hidden && this.#keepAtOnce());
    addEventListener("beforeunload", (event) => {
      if (!this.#keepAtOnce()) event.preventDefault(); // it would be lost
    });
  }

  get trackUrl(): string {
    return `${this.#videoUrl}/tracks/${this.#state.track!.id}`;
  }

  /** Calls back whenever another track, or another revision of it, is shown. */
  onTrack(listener: () => void): void {
    this.#onTrack.push(listener);
  }

  /** Reads which tracks there are, and opens one where none is open. @param wanted a track's id */
  async readTracks(wanted?: string): Promise<void> {
    const { tracks } = await ask<{ tracks: (TrackJson & { state?: string })[] }>("GET", `${this.#videoUrl}/tracks`);
    this.tracks = tracks.filter((track) => track.revision !== null && track.state !== "building");
    const select = byId<HTMLSelectElement>("track");
    const open = this.#state.track?.id;
    select.replaceChildren(...this.tracks.map(({ id, label }) => make("option", { value: id }, label)));
    select.disabled = this.tracks.length === 0;
    const isThere = this.tracks.some(({ id }) => id === open);
    const next = wanted ?? (isThere ? open : this.#usualTrack());
    if (next) select.value = next;
    if (next && (next !== open || !isThere)) await this.openTrack(next);
    if (!next) {
      byId("no-cues").hidden = false;
      byId("no-cues").textContent = tracks.length > 0
        ? "The captions are still being made: they can be edited when they are whole."
        : byId("editor").dataset.audio === "no"
        ? 'There are no captions yet, and no sound to make them from: "languages" adds an empty track.'
        : 'There are no captions yet: "languages" adds an empty track, "make" has them generated.';
    }
  }

  #usualTrack(): string | undefined {
    const asked = new URLSearchParams(location.search).get("track");
    const { language } = byId("editor").dataset;
    return (this.tracks.find(({ id }) => id === asked) ?? this.tracks.find((track) => track.language === language) ??
      this.tracks[0])?.id;
  }

  async openTrack(id: string): Promise<void> {
    await this.#keepNow();
    const url = `${this.#videoUrl}/tracks/${id}`;
    const track = await ask<TrackText>("GET", url);
    this.#draft = null; // what is shown is what is saved: no draft of it
    this.#state.open(track);
    this.#told = null;
    this.#hasOtherTab = false;
    byId<HTMLSelectElement>("track").value = id;
    const draft = new Draft(this.#state, url, id);
    const found = await draft.find();
    if (found) {
      const isOutdated = found.base_revision !== track.revision.id;
      if (await askAboutDraft(found, isOutdated) === "resume") {
        this.#state.resume(found.cues, isOutdated ? await this.#revision(url, found.base_revision, track) : track);
      } else await draft.drop();
    }
    this.#draft = draft;
    if (found?.from === "device" && this.#state.isDirty) this.#keepSoon(0);
    this.#showState();
    for (const listener of this.#onTrack) listener();
  }

  /** What a draft began from; where that is gone, saving finds that it is not the newest, and nobody knows who changed what. */
  async #revision(url: string, id: string, now: TrackText): Promise<TrackText> {
    return await ask<TrackText>("GET", `${url}/revisions/${id}`).catch((error) => {
      if (error instanceof AnswerError && error.status === 404) {
        return { ...now, revision: { ...now.revision, id }, cues: [] };
      }
      throw error;
    });
  }

  /** Saves what is in the editor as a new revision. @returns whether it is saved */
  async save(): Promise<boolean> {
    if (this.#isSaving || !this.#state.track) return false;
    if (!this.#state.isDirty) {
      this.#say("saved");
      return true;
    }
    this.#isSaving = true;
    this.#say("saving");
    this.#showState();
    const sent = this.#state.cues;
    try {
      const saved = await ask<TrackText>("PUT", this.trackUrl, {
        json: { base_revision: this.#state.revision!.id, cues: cuesJson(sent) },
      });
      this.#state.wasSaved(sent, saved);
      await this.#afterSaving();
      return true;
    } catch (error) {
      if (error instanceof AnswerError && error.status === 409 && error.problem.current) {
        return await this.#settle(error.problem.current as { revision: RevisionJson; cues: CueJson[] });
      }
      this.#keepSoon(0);
      this.#say("not saved");
      this.#failure?.remove();
      this.#failure = notify((error as Error).message, "failed");
      return false;
    } finally {
      this.#isSaving = false;
      this.#showState();
    }
  }

  /** Has the person choose between their version and another, and saves the choice over the other. */
  async #settle(current: { revision: RevisionJson; cues: CueJson[] }): Promise<boolean> {
    this.#say("not saved: somebody else did meanwhile");
    let theirs = current;
    for (;;) {
      const mine = cuesJson(this.#state.cues);
      const chosen = await chooseVersions(this.#state.base, mine, theirs.cues, theirs.revision.author ?? "somebody");
      if (!chosen) return false;
      try {
        const json = {
          base_revision: theirs.revision.id,
          cues: chosen.map(({ start, end, text, words }) => ({ start, end, text, words })),
          note: "two versions put together",
        };
        const saved = await ask<TrackText>("PUT", this.trackUrl, { json });
        this.#state.moveTo(saved, "two versions put together");
        await this.#afterSaving();
        return true;
      } catch (error) {
        const more = error instanceof AnswerError && error.status === 409 ? error.problem.current : null;
        if (!more) throw error;
        theirs = more as typeof theirs;
      }
    }
  }

  async #afterSaving(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#state.isDirty) await this.#draft?.drop().catch(() => {}); // the server is away: the draft says nothing new
    this.#isKept = true;
    this.#told = null;
    this.#failure?.remove();
    this.#say("saved");
    for (const listener of this.#onTrack) listener();
  }

  /**
   * Makes a change on the server that begins from what is in the editor: that is saved first, so that nothing is lost.
   *
   * @param change is given the revision to begin from
   * @returns null where the person would not have it saved
   */
  async after<T>(change: (base: string) => Promise<T>): Promise<T | null> {
    if (this.#state.isDirty && !await this.save()) return null;
    return await change(this.#state.revision!.id);
  }

  /** Shows a revision that was made just now, as a step that can be taken back. */
  async show(track: TrackText, what: string): Promise<void> {
    this.#state.moveTo(track, what);
    await this.#afterSaving();
  }

  /** What others did: another revision is shown at once where nothing here is unsaved, and told of where something is. */
  async refresh(): Promise<void> {
    const { track, revision } = this.#state;
    if (!track || !revision || this.#isSaving) return await this.readTracks();
    await this.readTracks();
    const now = this.tracks.find(({ id }) => id === track.id);
    if (!now?.revision || now.revision === this.#state.revision?.id || now.revision === this.#told) return;
    if (this.#isSaving || this.#state.track?.id !== track.id) return;
    this.#told = now.revision;
    if (this.#state.isDirty) {
      notify("Somebody saved another version of these captions. When you save, both are shown side by side.");
      return;
    }
    const next = await ask<TrackText>("GET", this.trackUrl);
    if (this.#state.isDirty || this.#isSaving) return;
    const before = this.#state.revision!.id;
    await this.show(next, "the newest version");
    const { source, model, note } = next.revision;
    if (isMachines(next.revision)) {
      showDifference("Generated again", await this.difference(next.revision.id, before), note);
    } else if (!(this.isTiming && source === "uploaded" && model)) {
      notify(`${next.revision.author ?? "Somebody"} saved another version: it is shown here.`);
    }
  }

  async difference(revision: string, against?: string): Promise<DifferenceJson> {
    const query = against ? `?against=${encodeURIComponent(against)}` : "";
    return await ask<DifferenceJson>("GET", `${this.trackUrl}/revisions/${revision}/difference${query}`);
  }

  // the draft

  #changed(): void {
    this.#showState();
    if (!this.#draft) return;
    if (this.#state.isDirty) {
      this.#isKept = false;
      this.#keepSoon(KEEP_AFTER_MS);
    } else {
      this.#isKept = true;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(
        () => this.#state.isDirty || this.#draft?.drop().catch(() => {}),
        KEEP_AFTER_MS,
      ) as unknown as number;
    }
  }

  #keepSoon(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keepNow(), ms) as unknown as number;
  }

  async #keepNow(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#draft || !this.#state.isDirty || this.#hasOtherTab || this.#isSaving) return;
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
      this.#say(words[where]);
      if (where !== "server") this.#keepSoon(RETRY_MS);
    } catch {
      this.#say("the draft could not be kept: save before you leave");
      this.#keepSoon(RETRY_MS);
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
    this.#say("another tab has a draft of these captions too");
    const dialog = make(
      "dialog",
      { "aria-labelledby": "other-title", "aria-describedby": "other-text" },
      make("h2", { id: "other-title" }, "Open twice"),
      make(
        "p",
        { id: "other-text" },
        "These captions are being edited in another tab or on another device too, and it kept a draft of its own. Only one draft is kept.",
      ),
      make(
        "form",
        { method: "dialog", class: "choices" },
        make("button", { class: "button", value: "theirs" }, "keep the other draft"),
        make("button", { class: "button main", value: "mine" }, "keep this one"),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue !== "mine") return;
      attempt(async () => {
        await this.#draft?.overtake();
        this.#hasOtherTab = false;
        await this.#keepNow();
      });
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  #showState(): void {
    const { isDirty, steps, track } = this.#state;
    byId<HTMLButtonElement>("save").disabled = !track || !isDirty || this.#isSaving;
    for (const name of ["undo", "redo"] as const) {
      const button = byId<HTMLButtonElement>(name);
      button.disabled = steps[name] === null;
      button.title = steps[name] ? `${name}: ${steps[name]}` : "";
    }
    const state = byId("save-state");
    state.dataset.dirty = isDirty ? "yes" : "no";
    if (isDirty && /^(saved)?$/.test(state.textContent ?? "")) this.#say("not saved yet");
    if (!isDirty && !this.#isSaving && track) this.#say("saved");
  }

  #say(text: string): void {
    const state = byId("save-state");
    if (state.textContent !== text) state.textContent = text;
  }
}

/** In words what a problem with a file was. */
export function fileProblems(problems: readonly { line: number; message: string }[]): string {
  const [first] = problems;
  return first ? `${count(problems.length, "block")} left out; line ${first.line}: ${first.message}` : "";
}

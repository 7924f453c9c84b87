import { attempt, byId, make, notify } from "../../shared/client/dom.ts";
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
} from "./api.ts";
import { chooseVersions, showDifference } from "./compare_view.ts";
import { askAboutDraft, Draft } from "./draft.ts";
import { DraftKeeper } from "./keep.ts";
import type { EditState } from "./state.ts";

/** The work between this page and the server: which track is open, saving it, and what others do meanwhile. */
export class EditSession {
  tracks: TrackJson[] = [];
  readonly #state: EditState;
  readonly #videoUrl: string;
  readonly #onTrack: (() => void)[] = [];
  readonly #keeper: DraftKeeper;
  #isSaving = false;
  /** The id of the track that is being read, to be shown next. */
  #opening: string | null = null;
  /** Resolves when the last refresh has ended. */
  #refreshing: Promise<void> = Promise.resolve();
  /** A revision that somebody else saved, of which the person was told. */
  #told: string | null = null;
  /** What the person was told when saving failed. */
  #failure: HTMLElement | null = null;
  /** Whether a script of this page is being timed: its version is told of by whoever waits for it. */
  isTiming = false;

  constructor(state: EditState, videoUrl: string) {
    this.#state = state;
    this.#videoUrl = videoUrl;
    this.#keeper = new DraftKeeper(state, this);
    state.on("cues", () => {
      this.#showState();
      this.#keeper.changed();
    });
    state.on("base", () => this.#showState());
    byId("save").addEventListener("click", () => this.save());
    byId<HTMLSelectElement>("track").addEventListener("change", (event) => {
      attempt(() => this.openTrack((event.target as HTMLSelectElement).value));
    });
  }

  get isSaving(): boolean {
    return this.#isSaving;
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
    const open = this.#opening ?? this.#state.track?.id;
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
    return (this.tracks.find(({ id }) => id === asked) ??
      this.tracks.find((track) => track.language === language && !track.forced && !track.commentary) ??
      this.tracks[0])?.id;
  }

  async openTrack(id: string): Promise<void> {
    this.#opening = id;
    const url = `${this.#videoUrl}/tracks/${id}`;
    let track: TrackText;
    try {
      await this.#keeper.keepNow();
      track = await ask<TrackText>("GET", url);
      if (this.#opening !== id) return; // the person has chosen another track
    } finally {
      if (this.#opening === id) this.#opening = null;
    }
    this.#keeper.keepIn(null); // what is shown is what is saved: no draft of it
    this.#state.open(track);
    this.#told = null;
    byId<HTMLSelectElement>("track").value = id;
    const draft = new Draft(this.#state, url, id);
    const found = await draft.find();
    if (this.#state.track?.id !== id) return; // the person has chosen another track
    if (found) {
      const isOutdated = found.base_revision !== track.revision.id;
      if (await askAboutDraft(found, isOutdated) === "resume") {
        this.#state.resume(found.cues, isOutdated ? await this.#revision(url, found.base_revision, track) : track);
      } else await draft.drop();
    }
    this.#keeper.keepIn(draft);
    if (found?.from === "device" && this.#state.isDirty) this.#keeper.keepSoon(0);
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
      this.say("saved");
      return true;
    }
    this.#isSaving = true;
    this.say("saving");
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
      this.#keeper.keepSoon(0);
      this.say("not saved");
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
    this.say("not saved: somebody else did meanwhile");
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
    await this.#keeper.wasSaved();
    this.#told = null;
    this.#failure?.remove();
    this.say("saved");
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

  /**
   * Reads what others saved: shows another revision at once where nothing here is unsaved, else tells the person of it.
   * One call runs at a time: a second one would skip a revision that the first has read and not shown yet.
   */
  refresh(): Promise<void> {
    const refreshed = this.#refreshing.then(() => this.#refresh());
    this.#refreshing = refreshed.catch(() => {});
    return refreshed;
  }

  async #refresh(): Promise<void> {
    const { revision } = this.#state;
    await this.readTracks();
    // saved, or another track opened, while the server answered: its answer is older than what is shown
    const isOutdated = () => this.#isSaving || !revision || this.#state.revision?.id !== revision.id;
    if (isOutdated()) return;
    const now = this.tracks.find(({ id }) => id === this.#state.track?.id);
    if (!now?.revision || now.revision === revision!.id || now.revision === this.#told) return;
    const next = await ask<TrackText>("GET", this.trackUrl);
    if (isOutdated()) return;
    if (this.#state.isDirty) {
      this.#told = next.revision.id;
      notify("Somebody saved another version of these captions. When you save, both are shown side by side.");
      return;
    }
    await this.show(next, "the newest version");
    const { source, model, note } = next.revision;
    if (isMachines(next.revision)) {
      showDifference("Generated again", await this.difference(next.revision.id, revision!.id), note);
    } else if (!(this.isTiming && source === "uploaded" && model)) {
      notify(`${next.revision.author ?? "Somebody"} saved another version: it is shown here.`);
    }
  }

  async difference(revision: string, against?: string): Promise<DifferenceJson> {
    const query = against ? `?against=${encodeURIComponent(against)}` : "";
    return await ask<DifferenceJson>("GET", `${this.trackUrl}/revisions/${revision}/difference${query}`);
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
    if (isDirty && /^(saved)?$/.test(state.textContent ?? "")) this.say("not saved yet");
    if (!isDirty && !this.#isSaving && track) this.say("saved");
  }

  /** Tells the person how it stands with saving. */
  say(text: string): void {
    const state = byId("save-state");
    if (state.textContent !== text) state.textContent = text;
  }
}

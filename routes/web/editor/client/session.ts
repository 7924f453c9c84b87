import { editorScript } from "../../words/en/editor_script.ts";
import { labelTracks } from "../../../../src/core/labels/track_labels.ts";
import { labels } from "../../words/en/common.ts";
import { attempt, byId, make, notify, notifyFailure } from "../../shared/client/dom.ts";
import {
  type CueJson,
  cuesFromJson,
  cuesJson,
  type DifferenceJson,
  isMachineMade,
  requestJson,
  ResponseError,
  type RevisionJson,
  saveCues,
  type TrackJson,
  type TrackWithCues,
} from "./api.ts";
import { chooseVersions, showDifference } from "./compare_dialogs.ts";
import { askAboutDraft, countChanges, Draft } from "./draft.ts";
import { DraftAutosave } from "./draft_autosave.ts";
import type { EditState } from "./state.ts";

const { save: w, steps } = editorScript;

/** Connects the editor with the server: opens tracks, saves them, and shows what other people save. */
export class EditSession {
  tracks: TrackJson[] = [];
  readonly #state: EditState;
  readonly #videoUrl: string;
  readonly #trackListeners: (() => void)[] = [];
  readonly #autosave: DraftAutosave;
  #isSaving = false;
  /** Settles when the last save has ended. */
  #saving: Promise<unknown> = Promise.resolve();
  /** Id of the track that is being read, to be shown next. */
  #openingId: string | null = null;
  /** Settles when the last refresh has ended. */
  #refreshing: Promise<void> = Promise.resolve();
  /** Somebody else's revision that a notice was shown for. */
  #announcedRevision: string | null = null;
  /** The notice of the last failed save. */
  #failureNotice: HTMLElement | null = null;
  /** Whether this page waits for a script to be timed: the generate tool then announces the new revision. */
  isTimingScript = false;

  constructor(state: EditState, videoUrl: string) {
    this.#state = state;
    this.#videoUrl = videoUrl;
    this.#autosave = new DraftAutosave(state, this);
    state.on("cues", () => {
      this.#updateButtons();
      this.#autosave.onCuesChanged();
    });
    state.on("base", () => this.#updateButtons());
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

  /** Calls `listener` when a track or a revision is opened, saved or replaced. */
  onTrackShown(listener: () => void): void {
    this.#trackListeners.push(listener);
  }

  /** Reads the list of tracks, and opens one if none is open. @param wanted id of the track to open */
  async readTracks(wanted?: string): Promise<void> {
    const { tracks } = await requestJson<{ tracks: TrackJson[] }>(
      "GET",
      `${this.#videoUrl}/tracks`,
    );
    this.tracks = withLabels(tracks.filter((track) => track.revision !== null && track.state !== "building"));
    const select = byId<HTMLSelectElement>("track");
    const open = this.#openingId ?? this.#state.track?.id;
    select.replaceChildren(...this.tracks.map(({ id, label }) => make("option", { value: id }, label)));
    select.disabled = this.tracks.length === 0;
    const stillExists = this.tracks.some(({ id }) => id === open);
    const next = wanted ?? (stillExists ? open : this.#defaultTrack());
    if (next) select.value = next;
    if (next && (next !== open || !stillExists)) await this.openTrack(next);
    if (!next) {
      byId("no-cues").hidden = false;
      byId("no-cues").textContent = tracks.length > 0
        ? w.stillMade
        : byId("editor").dataset.audio === "no"
        ? w.noneNoSound
        : w.none;
    }
  }

  #defaultTrack(): string | undefined {
    const requested = new URLSearchParams(location.search).get("track");
    const { language } = byId("editor").dataset;
    return (this.tracks.find(({ id }) => id === requested) ??
      this.tracks.find((track) => track.language === language && !track.forced && !track.commentary) ??
      this.tracks[0])?.id;
  }

  async openTrack(id: string): Promise<void> {
    this.#openingId = id;
    const url = `${this.#videoUrl}/tracks/${id}`;
    let track: TrackWithCues;
    try {
      do {
        await this.#saving; // its end belongs to the track that is open
        await this.#autosave.storeNow();
        track = await requestJson<TrackWithCues>("GET", url);
        if (this.#openingId !== id) return; // the person has chosen another track
      } while (this.#isSaving);
    } finally {
      if (this.#openingId === id) this.#openingId = null;
    }
    this.#autosave.setDraft(null); // until the track's own draft is read
    this.#state.open(track);
    this.#announcedRevision = null;
    byId<HTMLSelectElement>("track").value = id;
    const draft = new Draft(this.#state, url, id);
    const isOpen = () => this.#state.track?.id === id; // else the person has chosen another track
    try {
      await this.#offerDraft(draft, track, isOpen);
    } finally { // also where the draft can't be read: what is typed now is kept
      if (isOpen()) {
        this.#autosave.setDraft(draft);
        this.#updateButtons();
        for (const listener of this.#trackListeners) listener();
      }
    }
  }

  /** Offers to go on from a track's draft, if there is one that differs. */
  async #offerDraft(draft: Draft, track: TrackWithCues, isOpen: () => boolean): Promise<void> {
    const stored = await draft.read();
    if (!stored || !isOpen()) return;
    const isOutdated = stored.base_revision !== track.revision.id;
    const base = isOutdated ? await this.#readBase(this.trackUrl, stored.base_revision, track) : track;
    if (!isOpen()) return;
    // where its base was deleted, the draft is compared with what there is now
    const changes = countChanges(base.cues.length > 0 ? base.cues : track.cues, stored.cues);
    if (changes === 0) return await draft.drop().catch(() => {}); // an equal draft does no harm
    if (await askAboutDraft(stored, { changes, isOutdated }) === "drop") return await draft.drop();
    this.#state.showOver(base, stored.cues, steps.draft);
    if (stored.from === "device") this.#autosave.storeSoon(0);
  }

  /**
   * The revision that a draft is based on; where it was deleted, an empty one, so that saving asks which version to
   * keep.
   */
  async #readBase(url: string, id: string, now: TrackWithCues): Promise<TrackWithCues> {
    return await requestJson<TrackWithCues>("GET", `${url}/revisions/${id}`).catch((error) => {
      if (error instanceof ResponseError && error.status === 404) {
        return { ...now, revision: { ...now.revision, id }, cues: [] };
      }
      throw error;
    });
  }

  /** Saves the cues as a new revision. @returns whether they are saved */
  async save(): Promise<boolean> {
    if (this.#isSaving || !this.#state.track) return false;
    if (!this.#state.isDirty) {
      this.showStatus(w.saved);
      return true;
    }
    this.#isSaving = true;
    this.showStatus(w.saving);
    this.#updateButtons();
    const saved = this.#saveCues().finally(() => {
      this.#isSaving = false;
      this.#updateButtons();
    });
    this.#saving = saved.catch(() => {});
    return await saved;
  }

  async #saveCues(): Promise<boolean> {
    const { cues: sent, track } = this.#state;
    try {
      const base_revision = this.#state.revision!.id;
      const id = await saveCues(this.trackUrl, { base_revision, cues: cuesJson(sent) });
      if (this.#state.track?.id !== track!.id) return false; // it was deleted here meanwhile
      this.#state.markSaved(sent, id);
      await this.#afterSaving();
      return true;
    } catch (error) {
      if (error instanceof ResponseError && error.status === 409 && error.problem.current) {
        return await this.#resolveConflict(error.problem.current as { revision: RevisionJson; cues: CueJson[] });
      }
      this.#autosave.storeSoon(0);
      this.showStatus(w.notSaved);
      this.#failureNotice?.remove();
      this.#failureNotice = notifyFailure(error);
      return false;
    }
  }

  /** Lets the person choose between both versions, and saves the choice. Asks again where another save came between. */
  async #resolveConflict(current: { revision: RevisionJson; cues: CueJson[] }): Promise<boolean> {
    this.showStatus(w.conflict);
    let theirs = current;
    for (;;) {
      const mine = cuesJson(this.#state.cues);
      const chosen = await chooseVersions(this.#state.base, mine, theirs.cues, {
        whose: theirs.revision.author ?? w.somebody,
        language: this.#state.languageCode,
      });
      if (!chosen) return false;
      try {
        const note = steps.merged;
        const cues = cuesJson(cuesFromJson(chosen));
        const id = await saveCues(this.trackUrl, { base_revision: theirs.revision.id, cues, note });
        this.#state.showOver(theirs, cues, note);
        this.#state.markSaved(this.#state.cues, id);
        await this.#afterSaving();
        return true;
      } catch (error) {
        const newer = error instanceof ResponseError && error.status === 409 ? error.problem.current : null;
        if (!newer) throw error;
        theirs = newer as typeof theirs;
      }
    }
  }

  async #afterSaving(): Promise<void> {
    await this.#autosave.onSaved();
    this.#announcedRevision = null;
    this.#failureNotice?.remove();
    this.showStatus(w.saved);
    for (const listener of this.#trackListeners) listener();
  }

  /**
   * Saves what is in the editor, then makes a change on the server that is based on it.
   *
   * @param change receives the id of the revision to base the change on
   * @returns null if saving failed or the person cancelled it
   */
  async saveThen<T>(change: (base: string) => Promise<T>): Promise<T | null> {
    if (this.#state.isDirty && !await this.save()) return null;
    return await change(this.#state.revision!.id);
  }

  /** Shows a new revision, as a step that can be undone. @param what the step's description */
  async showRevision(track: TrackWithCues, what: string): Promise<void> {
    if (this.#state.track?.id !== track.id) return; // the person has chosen another track
    this.#state.replaceTrack(track, what);
    await this.#afterSaving();
  }

  /**
   * Shows somebody else's new revision, or a notice of it where changes here are unsaved.
   *
   * Calls run one after another: a second call would skip a revision that the first has read and not shown yet.
   */
  refresh(): Promise<void> {
    const refreshed = this.#refreshing.then(() => this.#refresh());
    this.#refreshing = refreshed.catch(() => {});
    return refreshed;
  }

  async #refresh(): Promise<void> {
    const { revision } = this.#state;
    await this.readTracks();
    // a save, or another track, while the server answered makes its answer older than what is shown
    const isOutdated = () => this.#isSaving || !revision || this.#state.revision?.id !== revision.id;
    if (isOutdated()) return;
    const newest = this.tracks.find(({ id }) => id === this.#state.track?.id)?.revision;
    if (!newest || newest === revision!.id || newest === this.#announcedRevision) return;
    const next = await requestJson<TrackWithCues>("GET", this.trackUrl);
    if (isOutdated()) return;
    if (this.#state.isDirty) {
      this.#announcedRevision = next.revision.id;
      notify(w.otherSaved);
      return;
    }
    await this.showRevision(next, steps.newest);
    const { source, model, note } = next.revision;
    if (isMachineMade(next.revision)) {
      showDifference(editorScript.make.createdAgain, await this.difference(next.revision.id, revision!.id), {
        language: next.language,
        note,
      });
    } else if (!(this.isTimingScript && source === "uploaded" && model)) {
      notify(w.otherShown(next.revision.author ?? w.somebody));
    }
  }

  async difference(revision: string, against?: string): Promise<DifferenceJson> {
    const query = against ? `?against=${encodeURIComponent(against)}` : "";
    return await requestJson<DifferenceJson>("GET", `${this.trackUrl}/revisions/${revision}/difference${query}`);
  }

  #updateButtons(): void {
    const { isDirty, track } = this.#state;
    const save = byId<HTMLButtonElement>("save");
    save.disabled = !track || !isDirty || this.#isSaving;
    save.title = !track ? w.noCaptions : !isDirty ? w.allSaved : "";
    for (const name of ["undo", "redo"] as const) {
      const button = byId<HTMLButtonElement>(name);
      const what = this.#state.steps[name];
      button.disabled = what === null;
      if (name === "undo") button.title = what ? editorScript.undoOf(what) : editorScript.nothingToUndo;
      else button.title = what ? editorScript.redoOf(what) : editorScript.nothingToRedo;
    }
    const state = byId("save-state");
    state.dataset.dirty = isDirty ? "yes" : "no";
    if (isDirty && ["", w.saved].includes(state.textContent ?? "")) this.showStatus(w.notSavedYet);
    if (!isDirty && !this.#isSaving && track) this.showStatus(w.saved);
  }

  /** Shows a text as the state of saving. */
  showStatus(text: string): void {
    const state = byId("save-state");
    if (state.textContent !== text) state.textContent = text;
  }
}

/** The tracks with labels in the language of the page; those of the API are in English. */
function withLabels(tracks: TrackJson[]): TrackJson[] {
  const unique = labelTracks(
    tracks.map(({ forced: isForced, hearing_impaired: isHearingImpaired, commentary: isCommentary, ...track }) => (
      { ...track, isForced, isHearingImpaired, isCommentary }
    )),
    labels,
  );
  return tracks.map((track) => ({ ...track, label: unique.get(track.id)! }));
}

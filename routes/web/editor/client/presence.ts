import type { EditorsJson } from "../../../../src/schemas/editors.ts";
import { byId } from "../../shared/client/dom.ts";
import { editorScript as w } from "../../words/en/editor_script.ts";
import { requestJson } from "./api.ts";
import type { CueList } from "./cue_list.ts";
import type { EditSession } from "./session.ts";
import type { EditState } from "./state.ts";

/** Others see an editor for 15 s after it said where it is. */
const REPEAT_MS = 5000;
/** After the cue was changed: who walks through the list says it once. */
const SOON_MS = 300;
/** Not more often: while a video plays, its caption changes all the time. */
const LEAST_MS = 2000;

/** Tells others which cue is edited here, and shows which ones they edit. */
export class Presence {
  readonly #id = randomId();
  readonly #state: EditState;
  readonly #session: EditSession;
  readonly #list: CueList;
  #editors: EditorsJson["editors"] = [];
  #timer: number | undefined;
  #toldMs = -Infinity;
  /** What others see this editor at; null: nowhere. */
  #url: string | null = null;

  constructor(state: EditState, session: EditSession, list: CueList) {
    this.#state = state;
    this.#session = session;
    this.#list = list;
    state.on("selection", () => this.#tellSoon());
    state.on("cues", () => this.#show());
    session.onTrackShown(() => {
      this.#tellSoon();
      this.#show();
    });
    addEventListener("pagehide", () => this.#leave());
    document.addEventListener("visibilitychange", () => document.hidden ? this.#leave() : this.#tellSoon());
  }

  /** Shows who edits which cues. */
  showEditors({ editors }: EditorsJson): void {
    this.#editors = editors;
    this.#show();
  }

  #tellSoon(ms = SOON_MS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), Math.max(ms, this.#toldMs + LEAST_MS - performance.now()));
  }

  async #tell(): Promise<void> {
    if (document.hidden || !this.#state.track) return;
    const timer = this.#timer;
    this.#toldMs = performance.now();
    const url = `${this.#session.trackUrl}/editors/${this.#id}`;
    if (this.#url && this.#url !== url) this.#leave();
    this.#url = url;
    const json = { cue_start: this.#state.current?.start ?? null };
    await requestJson("PUT", url, { json }).catch(() => {}); // the server is away: it is said again
    if (this.#timer === timer) this.#tellSoon(REPEAT_MS); // else the caption has changed, or the page was left
  }

  #leave(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#url) requestJson("DELETE", this.#url, { keepalive: true }).catch(() => {});
    this.#url = null;
  }

  #show(): void {
    const { cues, track } = this.#state;
    const others = this.#editors.filter(({ id, track: at }) => id !== this.#id && at === track?.id)
      .map(({ name, cue_start }) => {
        const i = cue_start === null ? -1 : cues.findLastIndex(({ start }) => start <= cue_start + 0.0005);
        return { name: name || w.save.somebody, number: i + 1, key: cues[i]?.key };
      });
    setText("presence", others.map(({ name, number }) => w.presence(name, number)).join(", "));
    // a screen reader hears who comes and goes, not each caption
    setText("presence-said", others.map(({ name }) => w.presence(name, 0)).join(", "));
    const names = new Map<number, string>();
    for (const { key, name } of others) {
      if (key !== undefined) names.set(key, [names.get(key), name].filter(Boolean).join(", "));
    }
    this.#list.showEditors(names);
  }
}

function setText(id: string, text: string): void {
  const line = byId(id);
  if (line.textContent !== text) line.textContent = text;
}

/** An id as `isId` of src/core/ids.ts takes it. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

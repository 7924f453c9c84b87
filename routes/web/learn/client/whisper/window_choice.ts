import { WindowAttention } from "../../../../../src/core/attention.ts";
import type { CaptionsJson } from "../../../../../src/schemas/captions.ts";
import { bar, clock } from "../../../shared/format.ts";
import { formats } from "../../../words/en/formats.ts";
import { api } from "../../../shared/client/api.ts";
import { type AnswerOf, apiJson } from "../../../shared/client/api_json.ts";
import { attempt, byId, make } from "../../../shared/client/dom.ts";
import { followChanges } from "../../../shared/client/server_events.ts";

type Video = AnswerOf<"GET", "/api/videos/{id}">;
type Answer = AnswerOf<"GET", "/api/videos/{id}/attention">;

/** A window that has been loaded. */
export interface OpenedWindow {
  attention: WindowAttention;
  /** The URL of the sound. */
  sound: string;
}

export const EXAMPLE = "example";

/** Follows the choice of a video and a moment, queues the job that analyses it, and passes on the loaded window. */
export class WindowChoice {
  readonly #onOpen: (opened: OpenedWindow | null) => void;
  readonly #video = byId<HTMLSelectElement>("video");
  readonly #moment = byId<HTMLSelectElement>("moment");
  readonly #ask = byId<HTMLButtonElement>("ask");
  readonly #stop = byId<HTMLButtonElement>("stop");
  readonly #state = byId("whisper-state");
  #details: Video | null = null;
  #shown: string | null = null; // identifies the window that is shown
  #followed = new Set<string>();
  #turn = 0; // counts requests: answers to earlier requests are ignored

  /** @param onOpen called with a loaded window, or with null if there is none to show */
  constructor(onOpen: (opened: OpenedWindow | null) => void) {
    this.#onOpen = onOpen;
    this.#video.addEventListener("change", () => attempt(() => this.#chooseVideo("")));
    this.#moment.addEventListener("change", () => attempt(() => this.#refresh()));
    this.#ask.addEventListener("click", () =>
      attempt(async () => {
        await api("POST", `${this.#url}?t=${this.#moment.value}`);
        await this.#refresh();
      }));
    this.#stop.addEventListener("click", () =>
      attempt(async () => {
        await api("DELETE", this.#url);
        await this.#refresh();
      }));
  }

  /** @param moment seconds from the page's address; empty for the first moment */
  async start(moment: string): Promise<void> {
    await this.#chooseVideo(moment);
  }

  get #url(): string {
    return `/api/videos/${this.#video.value}/attention`;
  }

  async #chooseVideo(wanted: string): Promise<void> {
    const turn = ++this.#turn;
    const id = this.#video.value;
    this.#open(null, null);
    for (const element of [this.#ask, this.#stop, byId("moment-field")]) element.hidden = true;
    if (id === EXAMPLE) return await this.#openExample(turn);
    this.#state.textContent = "looking";
    const details = await apiJson("GET", "/api/videos/{id}", { path: { id } });
    const cues = await readCues(details);
    const { windows } = await apiJson("GET", "/api/videos/{id}/attention", { path: { id } });
    if (turn !== this.#turn) return;
    this.#details = details;
    this.#moment.replaceChildren(...cues.map(({ start, text }) => {
      const isThere = windows.some((window) => window.start <= start && start < window.end);
      return make("option", { value: String(start) }, `${isThere ? "● " : ""}${clock(start)} ${text}`);
    }));
    const asked = wanted === "" ? windows[0]?.start ?? 0 : Number(wanted);
    const at = cues.findLastIndex(({ start }) => start <= asked + 0.01);
    this.#moment.selectedIndex = Math.max(0, at);
    byId("moment-field").hidden = cues.length === 0;
    if (!this.#followed.has(id)) {
      this.#followed.add(id);
      followChanges(`/api/videos/${id}/events`, async () => {
        if (this.#video.value === id && this.#details) await this.#refresh();
      });
    }
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    const turn = ++this.#turn;
    const at = this.#moment.value;
    const path = { id: this.#video.value };
    const answer = await apiJson("GET", "/api/videos/{id}/attention", { path, query: { t: Number(at) } });
    if (turn !== this.#turn) return;
    const mayAsk = this.#details?.can_edit === true && answer.refusal === null;
    const isActive = answer.state === "queued" || answer.state === "running";
    this.#ask.hidden = !mayAsk || isActive || answer.state === "ready";
    this.#stop.hidden = !isActive || !this.#details?.can_edit;
    const words = this.#words(answer);
    if (this.#state.textContent !== words) this.#state.textContent = words;
    if (!answer.window) return this.#open(null, null);
    const sound = this.#details!.renditions.at(-1)?.url ?? ""; // the sound is the same in all renditions
    const { data_url } = answer.window;
    if (this.#shown === `${this.#video.value} ${answer.window.start} ${data_url}`) return;
    const attention = await readAttention(data_url);
    if (turn !== this.#turn) return;
    this.#open(`${this.#video.value} ${answer.window.start} ${data_url}`, { attention, sound });
    this.#markMoments(answer.windows);
  }

  #markMoments(windows: Answer["windows"]): void {
    for (const option of this.#moment.options) {
      const start = Number(option.value);
      const isThere = windows.some((window) => window.start <= start && start < window.end);
      const text = option.text.replace(/^● /, "");
      option.text = isThere ? `● ${text}` : text;
    }
  }

  #words({ state, progress, stage, error, window, model, refusal }: Answer): string {
    if (state === "ready" && window) {
      return `${clock(window.start)} to ${clock(window.end)}, as ${model} heard it. Moments with ● are there already.`;
    }
    if (state === "queued") return "it waits for its turn";
    if (state === "running") return `${bar(progress, 20)} ${formats.percent(progress)} ${stage ?? ""}`;
    if (refusal) return `${refusal.charAt(0).toUpperCase()}${refusal.slice(1)}.`;
    if (state === "failed") return error ?? "it could not be worked out";
    return this.#details?.can_edit
      ? `nobody has looked into this moment yet: ${model} takes some ${
        model?.startsWith("small") ? "50" : "10"
      } seconds`
      : "the owner of this video has not looked into this moment yet: those with ● are there";
  }

  #open(name: string | null, opened: OpenedWindow | null): void {
    if (name === null && this.#shown === null && opened === null) return this.#onOpen(null);
    this.#shown = name;
    this.#onOpen(opened);
  }

  async #openExample(turn: number): Promise<void> {
    this.#details = null;
    const attention = await readAttention("/learn/whisper/example.bin.gz");
    const references = await apiJson("GET", "/api/hearing/references", {});
    if (turn !== this.#turn) return;
    const { sound } = references.find(({ name }) => name === "speech")!;
    const bytes = Uint8Array.from(atob(sound.base64), (char) => char.charCodeAt(0));
    this.#state.textContent = `a sentence that comes with StreamForge, as ${attention.header.model} heard it`;
    this.#open(EXAMPLE, { attention, sound: URL.createObjectURL(new Blob([bytes], { type: sound.type })) });
  }
}

async function readCues({ captions }: Video): Promise<{ start: number; text: string }[]> {
  if (captions.length === 0) return [];
  const { cues } = await (await api("GET", captions[0].json_url)).json() as CaptionsJson;
  return cues.map(({ start, text }) => ({ start, text: text.replace(/\s+/g, " ") }));
}

async function readAttention(url: string): Promise<WindowAttention> {
  const response = await api("GET", url);
  const unpacked = response.body!.pipeThrough(new DecompressionStream("gzip"));
  return new WindowAttention(new Uint8Array(await new Response(unpacked).arrayBuffer()));
}

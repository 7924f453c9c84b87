import { type DetailedError, Upload } from "tus-js-client";
import { bar, bytes, clock, percent } from "../format.ts";
import { problemWords } from "./api.ts";
import { make } from "./dom.ts";
import { holdUpload, isHeld } from "./upload_lock.ts";

const ENDPOINT = "/api/uploads";
// about five minutes of trying before a person is asked
const RETRY_MS = [0, 1000, 2000, 4000, 8000, 15_000, ...Array(18).fill(15_000)];
const SPEED_WINDOW_MS = 5000;

export type State = "waiting" | "sending" | "paused" | "failed" | "done";

export interface TransferEvents {
  /** It ended, stands still, or goes on: the queue looks at what to start next. */
  onState(): void;
  onProgress(): void;
  onDone(): void;
}

/** One file on its way to the server, and its row in the queue. */
export class Transfer {
  readonly row: HTMLLIElement;
  state: State = "waiting";
  /** Whether it stands still for want of a connection, so that it may go on by itself. */
  lostNetwork = false;
  #upload: Upload;
  #sent: number;
  #marks: { at: number; sent: number }[] = [];
  #note = "";
  /** Refused for what it is: the same bytes would be refused again. */
  #isRefused = false;
  /** Lets other tabs have the upload. */
  #release: (() => void) | null = null;
  #view: { meter: HTMLElement; text: HTMLElement; toggle: HTMLButtonElement; drop: HTMLButtonElement };

  constructor(readonly file: File, metadata: Record<string, string>, private events: TransferEvents) {
    this.#sent = 0;
    this.#upload = new Upload(file, {
      endpoint: ENDPOINT,
      metadata: { filename: file.name, filetype: file.type, ...metadata },
      retryDelays: RETRY_MS,
      removeFingerprintOnSuccess: true,
      onUploadUrlAvailable: () => this.#hold(),
      onProgress: (sent) => this.#progress(sent),
      onShouldRetry: (error) => this.#mayRetry(error),
      onSuccess: () => this.#become("done"),
      onError: (error) => this.#failed(error),
    });
    this.#view = {
      meter: make("span", { class: "meter", "aria-hidden": "true" }),
      text: make("span"),
      toggle: make("button", { type: "button", class: "button", "data-action": "toggle" }),
      drop: make("button", { type: "button", class: "button", "data-action": "drop" }),
    };
    this.#view.toggle.addEventListener("click", () => this.state === "sending" ? this.pause() : this.start());
    this.#view.drop.addEventListener("click", () => this.cancel());
    this.row = make(
      "li",
      { class: "transfer" },
      make("span", { class: "name" }, file.name),
      make("span", { class: "state", role: "group" }, this.#view.meter, this.#view.text),
      make("span", { class: "row-buttons" }, this.#view.toggle, this.#view.drop),
    );
    this.#draw();
  }

  get sentBytes(): number {
    return this.#sent;
  }

  /** Whether sending it makes sense: it was not refused for what it is. */
  get mayGoOn(): boolean {
    return !this.#isRefused;
  }

  /** Queues it again after it stood still. */
  wait(): void {
    if (this.#isRefused) return;
    this.#note = "";
    this.#become("waiting");
  }

  /** Begins, or goes on where the server has it: also where an earlier page left off. */
  async start(): Promise<void> {
    this.lostNetwork = false;
    this.#note = "";
    this.#marks = [];
    const first = this.#upload.url === null;
    this.#become("sending");
    if (first) {
      const earlier = await this.#upload.findPreviousUploads();
      if (this.state !== "sending") return; // paused or cancelled in between
      if (earlier.length > 0) {
        const { uploadUrl } = earlier[0];
        if (uploadUrl && await isHeld(uploadUrl)) {
          return this.refuse("It is being sent already, here or in another tab.");
        }
        if (this.state !== "sending") return;
        this.#upload.resumeFromPreviousUpload(earlier[0]);
      }
    }
    this.#upload.start();
  }

  async pause(): Promise<void> {
    this.#marks = [];
    this.#become("paused");
    await this.#upload.abort();
  }

  /** Stops it and removes what the server already has. */
  async cancel(): Promise<void> {
    const isOver = this.state === "done" || this.#isRefused;
    this.row.remove();
    this.state = "done";
    this.#release?.();
    // the server may be away: it drops unfinished uploads after a while by itself
    if (!isOver) await this.#upload.abort(true).catch(() => {});
    this.events.onState();
  }

  /** Ends it before it began, with a reason. */
  refuse(reason: string): void {
    this.#note = reason;
    this.#isRefused = true;
    this.#become("failed");
  }

  /** This tab has the file, also while it pauses. */
  #hold(): void {
    this.#release ??= this.#upload.url ? holdUpload(this.#upload.url) : null;
  }

  #progress(sent: number): void {
    const now = performance.now();
    this.#sent = sent;
    this.#note = "";
    this.#marks.push({ at: now, sent });
    while (this.#marks.length > 2 && now - this.#marks[0].at > SPEED_WINDOW_MS) this.#marks.shift();
    this.#draw();
    this.events.onProgress();
  }

  #mayRetry(error: DetailedError): boolean {
    const status = error.originalResponse?.getStatus() ?? 0;
    const may = status === 0 || status >= 500 || status === 409 || status === 423 || status === 429;
    if (may) {
      this.#note = status === 0 ? "connection lost, trying again" : "the server is busy, trying again";
      this.#draw();
    }
    return may;
  }

  #failed(error: Error | DetailedError): void {
    const response = "originalResponse" in error ? error.originalResponse : null;
    this.lostNetwork = !response;
    this.#note = response
      ? problemWords(response.getStatus(), response.getBody())
      : "The server can't be reached. It goes on when the connection is back.";
    this.#isRefused = [400, 413, 415].includes(response?.getStatus() ?? 0);
    this.#become("failed");
  }

  #become(state: State): void {
    this.state = state;
    if (state === "done") {
      this.#release?.();
      this.#sent = this.file.size;
      this.events.onDone();
    }
    this.#draw();
    this.events.onState();
  }

  #draw(): void {
    const { meter, text, toggle, drop } = this.#view;
    const fraction = this.file.size > 0 ? this.#sent / this.file.size : 0;
    this.row.className = `transfer ${this.state}`;
    meter.textContent = this.state === "failed" ? "" : bar(fraction, 24);
    text.textContent = this.#words(fraction);
    const words = { waiting: "start", sending: "pause", paused: "resume", failed: "try again", done: "" }[this.state];
    toggle.textContent = words;
    toggle.hidden = words === "" || this.#isRefused;
    toggle.setAttribute("aria-label", `${words} the upload of ${this.file.name}`);
    drop.textContent = toggle.hidden ? "close" : "cancel";
    drop.setAttribute("aria-label", `${drop.textContent} the upload of ${this.file.name}`);
  }

  #words(fraction: number): string {
    const size = bytes(this.file.size);
    if (this.state === "failed") return this.#note;
    if (this.state === "done") return `${size} sent`;
    if (this.state === "waiting") return `${size}, waits for its turn`;
    const done = `${percent(Math.min(fraction, 0.999))} of ${size}`;
    if (this.state === "paused") return `${done}, paused`;
    if (this.#note) return `${done}, ${this.#note}`;
    const speed = this.bytesPerSecond();
    if (fraction >= 1) return `${size} sent, the server looks at it`;
    return speed > 0 ? `${done}  ${bytes(speed)}/s  ${clock((this.file.size - this.#sent) / speed)} left` : done;
  }

  /** Over the last seconds; 0 while it is not known. */
  bytesPerSecond(): number {
    if (this.state !== "sending") return 0;
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.at - first.at < 300) return 0;
    return (last.sent - first.sent) / (last.at - first.at) * 1000;
  }
}

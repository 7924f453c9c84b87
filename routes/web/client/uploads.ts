import { defaultOptions, type PreviousUpload, Upload } from "tus-js-client";
import { bytes, clock, count, percent } from "../format.ts";
import { make, notify } from "./dom.ts";
import { type State, Transfer } from "./transfer.ts";
import { released } from "./upload_lock.ts";

const AT_ONCE = 2;

export interface QueueOptions {
  list: HTMLElement;
  /** Where all of them together are told of, and steered. */
  summary: HTMLElement;
  /** Bytes; larger files are refused before they are sent. */
  maxBytes: number;
  /** What goes with the next file: language, visibility. */
  metadata(): Record<string, string>;
  /** Asks for a file: it comes by `add`. */
  choose(): void;
  onDone(): void;
}

interface Expected {
  name: string;
  size: number | null;
}

/** The files that a person gave, two at a time, and those that an earlier page left unfinished. */
export class UploadQueue {
  #transfers: Transfer[] = [];
  #unfinished = new Map<string, HTMLElement>();
  /** What an unfinished upload asked for. */
  #expected: Expected | null = null;
  #view = {
    text: make("span"),
    pause: make("button", { type: "button", class: "button" }, "pause all"),
    resume: make("button", { type: "button", class: "button" }, "resume all"),
    clear: make("button", { type: "button", class: "button" }, "clear what is sent"),
  };

  constructor(private options: QueueOptions) {
    const { text, pause, resume, clear } = this.#view;
    options.summary.append(text, make("span", { class: "row-buttons" }, pause, resume, clear));
    pause.addEventListener("click", () => {
      for (const state of ["waiting", "sending"] as const) this.#each([state], (transfer) => transfer.pause());
    });
    resume.addEventListener("click", () => this.#each(["paused", "failed"], (transfer) => transfer.wait()));
    clear.addEventListener("click", () => this.#each(["done"], (transfer) => transfer.cancel()));
    addEventListener("online", () => {
      for (const transfer of this.#transfers) if (transfer.lostNetwork) transfer.start();
    });
    addEventListener("beforeunload", (event) => {
      if (this.#transfers.some((transfer) => transfer.state === "sending")) event.preventDefault();
    });
  }

  add(files: readonly File[]): void {
    const expected = this.#expected;
    this.#expected = null;
    if (expected && files.length > 0 && !files.some((file) => isExpected(file, expected))) {
      const size = expected.size === null ? "" : `, ${bytes(expected.size)}`;
      notify(`That is another file: "${expected.name}"${size} was begun. Choose that one to go on with it.`, "failed");
      return;
    }
    for (const file of files) {
      const transfer = new Transfer(file, this.options.metadata(), {
        onState: () => this.#next(),
        onProgress: () => this.#draw(),
        onDone: () => this.options.onDone(),
      });
      this.#transfers.push(transfer);
      this.options.list.append(transfer.row);
      this.#forgetRow(file);
      if (file.size === 0) transfer.refuse("The file is empty.");
      else if (file.size > this.options.maxBytes) {
        transfer.refuse(
          `The file has ${bytes(file.size)}; this server takes up to ${bytes(this.options.maxBytes)}.`,
        );
      }
    }
    this.#next();
  }

  /** Lists what was begun earlier: a page can't open a file again by itself, so the person is asked for it. */
  async showUnfinished(): Promise<void> {
    const uploads = await defaultOptions.urlStorage.findAllUploads();
    await Promise.all(uploads.map((upload) => this.#showUnfinished(upload)));
  }

  async #showUnfinished(upload: PreviousUpload): Promise<void> {
    const { uploadUrl: url } = upload;
    if (url) await released(url); // as long as another tab sends it, it is not this one's matter
    const offset = url ? await offsetOf(url) : null;
    if (offset === null || url === null) await defaultOptions.urlStorage.removeUpload(upload.urlStorageKey);
    else if (offset !== "unknown") this.#addUnfinished(upload, url, offset);
  }

  #addUnfinished(upload: PreviousUpload, url: string, offset: number): void {
    const name = upload.metadata.filename ?? "a file";
    const go = make("button", { type: "button", class: "button main" }, "choose it again");
    const drop = make("button", { type: "button", class: "button" }, "cancel");
    const part = upload.size ? `${percent(offset / upload.size)} of ${bytes(upload.size)} is there` : "begun";
    const row = make(
      "li",
      { class: "transfer unfinished" },
      make("span", { class: "name" }, name),
      make("span", { class: "state" }, `${part}; choose the file again and it goes on from there`),
      make("span", { class: "row-buttons" }, go, drop),
    );
    go.setAttribute("aria-label", `choose it again: ${name}`);
    drop.setAttribute("aria-label", `cancel the upload of ${name}`);
    go.addEventListener("click", () => {
      this.#expected = { name, size: upload.size };
      this.options.choose();
    });
    drop.addEventListener("click", async () => {
      row.remove();
      await Upload.terminate(url, { retryDelays: null }).catch(() => {});
      await defaultOptions.urlStorage.removeUpload(upload.urlStorageKey);
    });
    this.#unfinished.set(`${name}/${upload.size}`, row);
    this.options.list.append(row);
  }

  #forgetRow(file: File): void {
    this.#unfinished.get(`${file.name}/${file.size}`)?.remove();
  }

  /** The person chose nothing after all. */
  expectNothing(): void {
    this.#expected = null;
  }

  #each(states: State[], action: (transfer: Transfer) => void): void {
    for (const transfer of [...this.#transfers]) if (states.includes(transfer.state)) action(transfer);
    this.#next();
  }

  #next(): void {
    this.#transfers = this.#transfers.filter((transfer) => transfer.row.isConnected || transfer.state === "sending");
    this.#draw();
    const sending = this.#transfers.filter((transfer) => transfer.state === "sending").length;
    const waiting = this.#transfers.filter((transfer) => transfer.state === "waiting");
    for (const transfer of waiting.slice(0, Math.max(0, AT_ONCE - sending))) transfer.start();
  }

  /** What of several files together: one alone tells it all in its row. */
  #draw(): void {
    const inState = (...states: State[]) => this.#transfers.filter((transfer) => states.includes(transfer.state));
    const moving = inState("sending", "waiting");
    const halted = inState("paused", "failed").filter((transfer) => transfer.mayGoOn);
    const done = inState("done");
    const { text, pause, resume, clear } = this.#view;
    this.options.summary.hidden = this.#transfers.length < 2;
    pause.hidden = moving.length === 0;
    resume.hidden = halted.length === 0;
    clear.hidden = done.length === 0;
    const counted = this.#transfers.filter((transfer) => transfer.state === "done" || transfer.mayGoOn);
    const total = counted.reduce((sum, { file }) => sum + file.size, 0);
    const sent = counted.reduce((sum, transfer) => sum + transfer.sentBytes, 0);
    const speed = moving.reduce((sum, transfer) => sum + transfer.bytesPerSecond(), 0);
    const toSend = moving.reduce((sum, { file, sentBytes }) => sum + file.size - sentBytes, 0);
    const words = [`${done.length} of ${count(this.#transfers.length, "file")} sent`];
    if (total > 0 && moving.length + halted.length > 0) words.push(`${percent(sent / total)} of ${bytes(total)}`);
    if (speed > 0 && toSend > 0) words.push(`${bytes(speed)}/s`, `${clock(toSend / speed)} left`);
    text.textContent = words.join(" · ");
  }
}

function isExpected(file: File, { name, size }: Expected): boolean {
  return file.name === name && (size === null || file.size === size);
}

/** How much of it the server has; null where it has forgotten it or made a video of it. */
async function offsetOf(url: string): Promise<number | null | "unknown"> {
  const response = await fetch(url, { method: "HEAD", headers: { "tus-resumable": "1.0.0" } }).catch(() => null);
  if (response?.status === 404 || response?.status === 410 || response?.headers.has("x-video-id")) return null;
  const offset = response?.headers.get("upload-offset");
  return response?.ok && offset ? Number(offset) : "unknown"; // it is away for now, or wants a sign-in first
}

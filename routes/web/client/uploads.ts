import { defaultOptions, type PreviousUpload, Upload } from "tus-js-client";
import { bytes, percent } from "../format.ts";
import { make } from "./dom.ts";
import { Transfer } from "./transfer.ts";

const AT_ONCE = 2;

export interface QueueOptions {
  list: HTMLElement;
  /** Bytes; larger files are refused before they are sent. */
  maxBytes: number;
  /** What goes with the next file: language, visibility. */
  metadata(): Record<string, string>;
  choose(): void;
  onDone(): void;
}

/** The files that a person gave, two at a time, and those that an earlier page left unfinished. */
export class UploadQueue {
  #transfers: Transfer[] = [];
  #unfinished = new Map<string, HTMLElement>();

  constructor(private options: QueueOptions) {
    addEventListener("online", () => {
      for (const transfer of this.#transfers) if (transfer.lostNetwork) transfer.start();
    });
    addEventListener("beforeunload", (event) => {
      if (this.#transfers.some((transfer) => transfer.state === "sending")) event.preventDefault();
    });
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const transfer = new Transfer(file, this.options.metadata(), {
        onState: () => this.#next(),
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
    for (const upload of await defaultOptions.urlStorage.findAllUploads()) {
      const offset = upload.uploadUrl ? await offsetOf(upload.uploadUrl) : null;
      if (offset === null || upload.uploadUrl === null) {
        await defaultOptions.urlStorage.removeUpload(upload.urlStorageKey);
        continue;
      }
      this.#addUnfinished(upload, upload.uploadUrl, offset);
    }
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
      make("span", { class: "controls" }, go, drop),
    );
    go.addEventListener("click", () => this.options.choose());
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

  #next(): void {
    this.#transfers = this.#transfers.filter((transfer) => transfer.row.isConnected || transfer.state === "sending");
    const sending = this.#transfers.filter((transfer) => transfer.state === "sending").length;
    const waiting = this.#transfers.filter((transfer) => transfer.state === "waiting");
    for (const transfer of waiting.slice(0, Math.max(0, AT_ONCE - sending))) transfer.start();
  }
}

/** How much of it the server has, or null where it has forgotten it. */
async function offsetOf(url: string): Promise<number | null> {
  const response = await fetch(url, { method: "HEAD", headers: { "tus-resumable": "1.0.0" } }).catch(() => null);
  const offset = response?.headers.get("upload-offset");
  return response?.ok && offset ? Number(offset) : null;
}

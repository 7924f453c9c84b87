import { Upload } from "tus-js-client";
import { libraryScript } from "../../words/en/library.ts";
import { UploadRow } from "./upload_row.ts";
import { isHeld, released } from "./upload_lock.ts";
import {
  findRecord,
  isSameFile,
  listRecords,
  mayGoOnWith,
  removeRecord,
  type UploadRecord,
  watchRecords,
} from "./upload_records.ts";

const w = libraryScript.upload;
/** The last request of a page that was closed may go on for about so long. */
const LATE_REQUEST_MS = 5000;

interface Entry {
  record: UploadRecord;
  row: UploadRow;
}

export interface UnfinishedOptions {
  list: HTMLElement;
  /** A row's button was pressed: opens the file dialog. */
  onChoose(record: UploadRecord): void;
  onChange(): void;
}

/**
 * The uploads that earlier pages left: files not sent completely, which the person chooses again, and refused files,
 * which stay until they are dismissed. Uploads of another tab are listed once that tab is closed.
 */
export class UnfinishedList {
  #entries = new Map<string, Entry>();
  #handledIds = new Set<string>();

  constructor(private options: UnfinishedOptions) {
    watchRecords((id) => this.#changedElsewhere(id));
  }

  /** How many uploads wait for the person to choose their files again. */
  get count(): number {
    return [...this.#entries.values()].filter(({ record }) => !record.isRefused).length;
  }

  async show(): Promise<void> {
    await Promise.all(listRecords().map(({ id }) => this.#show(id)));
  }

  /** Takes the upload off this list: this page sends it now. */
  claim(id: string): void {
    this.#handledIds.add(id);
    this.#remove(id);
  }

  /** Claims the unfinished upload of this file, if any. Removes a refusal of the same file: the person tries again. */
  take(file: File): UploadRecord | null {
    const entries = [...this.#entries.values()];
    const refused = entries.find(({ record }) => record.isRefused && isSameFile(record, file));
    if (refused) this.#drop(refused);
    const record = this.match(file);
    if (record) this.claim(record.id);
    return record;
  }

  match(file: File): UploadRecord | null {
    const records = [...this.#entries.values()].map(({ record }) => record);
    const exact = records.find((record) => !record.isRefused && isSameFile(record, file));
    return exact ?? records.find((record) => mayGoOnWith(record, file)) ?? null;
  }

  /** Cancels all uploads that wait for their files. */
  dropAll(): void {
    for (const entry of [...this.#entries.values()]) if (!entry.record.isRefused) this.#drop(entry);
  }

  async #show(id: string): Promise<void> {
    if (this.#handledIds.has(id)) return;
    this.#handledIds.add(id);
    await released(id);
    let record = findRecord(id);
    if (!record) return; // the other tab has sent or dismissed it
    let text = wordsOf(record);
    if (record.url && !record.isRefused) {
      const state = await stateOf(record.url);
      if (state === "a video") return removeRecord(id);
      if (state === "gone") record = { ...record, url: null };
      text = wordsOf(record, typeof state === "number" ? state : null);
    }
    if (!findRecord(id)) return;
    this.#add(record, text);
    if (record.url && !record.isRefused) setTimeout(() => this.#lookAgain(id), LATE_REQUEST_MS);
  }

  /** Removes a row whose upload the last request of its closed page has completed. */
  async #lookAgain(id: string): Promise<void> {
    const url = this.#entries.get(id)?.record.url;
    if (!url || await stateOf(url) !== "a video" || !this.#entries.has(id)) return;
    this.#remove(id);
    removeRecord(id);
  }

  #add(record: UploadRecord, text: string): void {
    const row = new UploadRow(record.name, {
      onToggle: () => this.options.onChoose(record),
      onDrop: () => this.#drop({ record, row }),
    });
    row.draw({
      state: record.isRefused ? "failed" : "unfinished",
      meter: "",
      text,
      toggle: record.isRefused ? null : "chooseAgain",
      drop: record.isRefused ? "close" : "cancel",
    });
    // in the order in which the files were added, and before the files of this page
    const later = [...this.#entries.values()].filter((other) => other.record.addedAt > record.addedAt)
      .sort((a, b) => a.record.addedAt - b.record.addedAt)[0];
    const before = later?.row.element ?? this.options.list.querySelector("li:not([data-earlier])");
    row.element.dataset.earlier = "";
    this.options.list.insertBefore(row.element, before);
    this.#entries.set(record.id, { record, row });
    this.options.onChange();
  }

  #remove(id: string): void {
    this.#entries.get(id)?.row.remove();
    this.#entries.delete(id);
    this.options.onChange();
  }

  #drop({ record: { id, url, isRefused } }: Entry): void {
    this.#remove(id);
    removeRecord(id);
    if (url && !isRefused) Upload.terminate(url, { retryDelays: null }).catch(() => {});
  }

  async #changedElsewhere(id: string): Promise<void> {
    if (!this.#entries.has(id)) return;
    if (!findRecord(id)) return this.#remove(id);
    if (!await isHeld(id)) return;
    this.#remove(id); // another tab resumes it
    this.#handledIds.delete(id);
    await this.#show(id);
  }
}

/** @param offset bytes that the server has; null if unknown */
function wordsOf({ sizeBytes, url, reason, isRefused }: UploadRecord, offset: number | null = null): string {
  if (isRefused) return reason ?? "";
  if (reason) return w.chooseToContinue(reason);
  if (!url) return w.notSentYet(sizeBytes);
  return offset === null ? w.somePartSent(sizeBytes) : w.partSent(offset / sizeBytes, sizeBytes);
}

/** How many bytes of an upload the server has, or its state if it is over or unknown. */
async function stateOf(url: string): Promise<number | "a video" | "gone" | "unknown"> {
  const response = await fetch(url, { method: "HEAD", headers: { "tus-resumable": "1.0.0" } }).catch(() => null);
  if (response?.status === 404 || response?.status === 410) return "gone";
  if (response?.headers.has("x-video-id")) return "a video";
  const offset = response?.headers.get("upload-offset");
  return response?.ok && offset ? Number(offset) : "unknown"; // the server is down, or requires signing in first
}

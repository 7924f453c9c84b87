import { bytes, clock, count, percent } from "../../shared/format.ts";
import { make, notify } from "../../shared/client/dom.ts";
import { FileUpload, type State } from "./upload.ts";
import { UnfinishedList } from "./unfinished_uploads.ts";
import { isHeld } from "./upload_lock.ts";
import { isSameFile, listRecords, newRecord, removeRecord, type UploadRecord } from "./upload_records.ts";

const AT_ONCE = 2;

export interface QueueOptions {
  list: HTMLElement;
  /** Where all of them together are told of, and steered. */
  summary: HTMLElement;
  /** Bytes; larger files are refused before they are sent. */
  maxBytes: number;
  /** What goes with the next file: language, visibility. */
  metadata(): Record<string, string>;
  /** Asks for files: they come by `add`. */
  choose(): void;
  onDone(): void;
}

/** The files that a person gave, two at a time, and those that earlier pages left unfinished. */
export class UploadQueue {
  #transfers: FileUpload[] = [];
  #unfinished: UnfinishedList;
  /** The unfinished upload whose file the person was asked for. */
  #expected: UploadRecord | null = null;
  /** One batch of files after the other, so that no file is looked up twice at the same time. */
  #adding: Promise<void> = Promise.resolve();
  #isStarting = false;
  #view = {
    text: make("span"),
    pause: make("button", { type: "button", class: "button" }, "pause all"),
    resume: make("button", { type: "button", class: "button" }, "resume all"),
    again: make("button", { type: "button", class: "button main" }, "choose the files again"),
    drop: make("button", { type: "button", class: "button" }, "cancel these"),
    clear: make("button", { type: "button", class: "button" }, "clear what is sent"),
  };

  constructor(private options: QueueOptions) {
    const { text, ...buttons } = this.#view;
    options.summary.append(text, make("span", { class: "row-buttons" }, ...Object.values(buttons)));
    buttons.pause.addEventListener("click", () => this.#each(["waiting", "sending"], (transfer) => transfer.pause()));
    buttons.resume.addEventListener("click", () => this.#each(["paused", "failed"], (transfer) => transfer.wait()));
    buttons.clear.addEventListener("click", () => this.#each(["done"], (transfer) => transfer.cancel()));
    buttons.again.addEventListener("click", () => options.choose());
    buttons.drop.addEventListener("click", () => this.#unfinished.dropAll());
    this.#unfinished = new UnfinishedList({
      list: options.list,
      onChoose: (record) => {
        this.#expected = record;
        options.choose();
      },
      onChange: () => this.#draw(),
    });
    addEventListener("online", () => {
      for (const transfer of this.#transfers) if (transfer.lostNetwork) transfer.wait();
    });
    addEventListener("beforeunload", (event) => {
      const isBusy = this.#transfers.some(({ state }) => state === "sending" || state === "waiting");
      if (isBusy) event.preventDefault();
    });
  }

  add(files: readonly File[]): void {
    const expected = this.#expected;
    this.#expected = null;
    if (expected && files.length > 0 && !files.some((file) => this.#unfinished.match(file))) {
      return void notify(whyNot(expected, files), "failed");
    }
    const metadata = this.options.metadata();
    // caught here, or no file that is given later would be taken
    this.#adding = this.#adding.then(() => this.#add(files, metadata)).catch((error) => {
      notify(
        `The files can't be added: ${error instanceof Error ? error.message : error}. Choose them again.`,
        "failed",
      );
      this.#next();
    });
  }

  /** Lists what earlier pages left: a page can't open a file again by itself, so the person is asked for it. */
  showUnfinished(): Promise<void> {
    return this.#unfinished.show();
  }

  /** The person chose nothing after all. */
  expectNothing(): void {
    this.#expected = null;
  }

  async #add(files: readonly File[], metadata: Record<string, string>): Promise<void> {
    for (const file of files) {
      const here = this.#transfers.find(({ state, record }) => state !== "done" && isSameFile(record, file));
      if (here?.mayGoOn) {
        here.wait(); // given once more: it goes on where it stood still, and is not sent twice
        continue;
      }
      here?.cancel(); // refused before, and tried once more
      const taken = this.#unfinished.take(file);
      const isElsewhere = !taken && await isInOtherTab(file);
      const record = taken ?? newRecord(file, metadata);
      const transfer = new FileUpload(file, Object.assign(record, { lastModified: file.lastModified }), {
        onState: () => this.#next(),
        onProgress: () => this.#draw(),
        onDone: () => this.options.onDone(),
      });
      this.#unfinished.claim(record.id);
      this.#transfers.push(transfer);
      this.options.list.append(transfer.row);
      if (isElsewhere) {
        transfer.refuse("It is being sent already, in another tab.");
        removeRecord(record.id); // the other tab keeps it
      } else if (file.size === 0) transfer.refuse("The file is empty.");
      else if (file.size > this.options.maxBytes) {
        transfer.refuse(
          `The file has ${bytes(file.size)}; this server takes up to ${bytes(this.options.maxBytes)}.`,
        );
      }
    }
    this.#next();
  }

  #each(states: State[], action: (transfer: FileUpload) => void): void {
    this.#isStarting = true; // nothing is begun between two of them
    for (const transfer of [...this.#transfers]) if (states.includes(transfer.state)) action(transfer);
    this.#isStarting = false;
    this.#next();
  }

  /** Begins what waits, as far as there is room. A transfer that begins tells of it, which leads back here. */
  #next(): void {
    if (!this.#isStarting) {
      this.#isStarting = true;
      for (const transfer of this.#transfers) {
        if (this.#inState("sending").length >= AT_ONCE) break;
        if (transfer.state === "waiting") transfer.start();
      }
      this.#isStarting = false;
    }
    this.#transfers = this.#transfers.filter((transfer) => transfer.row.isConnected);
    this.#draw();
  }

  #inState(...states: State[]): FileUpload[] {
    return this.#transfers.filter((transfer) => states.includes(transfer.state));
  }

  /** What of several files together: one alone tells it all in its row. */
  #draw(): void {
    const moving = this.#inState("sending", "waiting");
    const halted = this.#inState("paused", "failed").filter((transfer) => transfer.mayGoOn);
    const done = this.#inState("done");
    const unfinished = this.#unfinished.count;
    const { text, pause, resume, again, drop, clear } = this.#view;
    this.options.summary.hidden = this.#transfers.length < 2 && unfinished < 2;
    pause.hidden = moving.length === 0;
    resume.hidden = halted.length === 0;
    again.hidden = drop.hidden = unfinished === 0;
    clear.hidden = done.length === 0;
    const counted = this.#transfers.filter((transfer) => transfer.state === "done" || transfer.mayGoOn);
    const total = counted.reduce((sum, { file }) => sum + file.size, 0);
    const sent = counted.reduce((sum, transfer) => sum + transfer.sentBytes, 0);
    const speed = moving.reduce((sum, transfer) => sum + transfer.bytesPerSecond(), 0);
    const toSend = moving.reduce((sum, { file, sentBytes }) => sum + file.size - sentBytes, 0);
    const words: string[] = [];
    if (this.#transfers.length > 0) words.push(`${done.length} of ${count(this.#transfers.length, "file")} sent`);
    if (total > 0 && moving.length + halted.length > 0) words.push(`${percent(sent / total)} of ${bytes(total)}`);
    if (speed > 0 && toSend > 0) words.push(`${bytes(speed)}/s`, `${clock(toSend / speed)} left`);
    if (unfinished > 0) words.push(`${count(unfinished, "file")} to choose again, all at once or one by one`);
    text.textContent = words.join(" · ");
  }
}

/** Whether another tab has this file in its list. */
async function isInOtherTab(file: File): Promise<boolean> {
  const records = listRecords().filter((record) => !record.isRefused && isSameFile(record, file));
  for (const { id } of records) if (await isHeld(id)) return true;
  return false;
}

/** Why none of the files is the one that was asked for. */
function whyNot({ name, sizeBytes }: UploadRecord, files: readonly File[]): string {
  if (files.some((file) => file.name === name && file.size === sizeBytes)) {
    return `"${name}" was changed after a part of it was sent: cancel this upload, and choose the file as a new one.`;
  }
  return `That is another file: "${name}", ${bytes(sizeBytes)} was begun. Choose that one to go on with it.`;
}

import { clock } from "../../shared/format.ts";
import { commonScript } from "../../words/en/common.ts";
import { libraryScript } from "../../words/en/library.ts";
import { whenBack } from "../../shared/client/connection.ts";
import { make, notify } from "../../shared/client/dom.ts";
import { FileUpload, type State } from "./upload.ts";
import { UnfinishedList } from "./unfinished_uploads.ts";
import { isHeld } from "./upload_lock.ts";
import { isSameFile, listRecords, newRecord, removeRecord, type UploadRecord } from "./upload_records.ts";

const w = libraryScript.queue;
const AT_ONCE = 2;

export interface QueueOptions {
  list: HTMLElement;
  /** The element for the progress and the buttons of all uploads together. */
  summary: HTMLElement;
  /** Bytes; larger files are refused before they are sent. */
  maxBytes: number;
  /** The metadata of the next files: language, visibility. */
  metadata(): Record<string, string>;
  /** Opens the file dialog. The page passes the files to `add`. */
  choose(): void;
  onDone(): void;
  /** A file was sent, refused or cancelled: it is not needed any more. */
  onOver(file: File): void;
}

/** The list of uploads. Sends two files at a time, and lists those that earlier pages left unfinished. */
export class UploadQueue {
  #transfers: FileUpload[] = [];
  #unfinished: UnfinishedList;
  /** The unfinished upload whose file the person was asked to choose. */
  #expected: UploadRecord | null = null;
  /** Adds batches of files one after another, so that the same file is not added twice at once. */
  #adding: Promise<void> = Promise.resolve();
  #isStarting = false;
  #view = {
    text: make("span"),
    pause: make("button", { type: "button", class: "button" }, w.pauseAll),
    resume: make("button", { type: "button", class: "button" }, w.resumeAll),
    again: make("button", { type: "button", class: "button main" }, w.chooseAgain),
    drop: make("button", { type: "button", class: "button" }, w.cancelThese),
    clear: make("button", { type: "button", class: "button" }, w.clear),
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
    whenBack(() => {
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
    // caught here, else the rejected promise would block all later files
    this.#adding = this.#adding.then(() => this.#add(files, metadata)).catch((error) => {
      notify(w.cantAdd(error instanceof Error ? error.message : String(error)), "failed");
      this.#next();
    });
  }

  /** Lists what earlier pages left. A page can't reopen a file, so the person chooses it again. */
  showUnfinished(): Promise<void> {
    return this.#unfinished.show();
  }

  /** Call it when the person closed the file dialog without a choice. */
  expectNothing(): void {
    this.#expected = null;
  }

  async #add(files: readonly File[], metadata: Record<string, string>): Promise<void> {
    for (const file of files) {
      const here = this.#transfers.find(({ state, record }) => state !== "done" && isSameFile(record, file));
      if (here?.mayGoOn) {
        here.wait(); // chosen again: it resumes, and is not sent twice
        continue;
      }
      here?.cancel(); // refused before, and chosen again
      const taken = this.#unfinished.take(file);
      const isElsewhere = !taken && await isInOtherTab(file);
      const record = taken ?? newRecord(file, metadata);
      const transfer: FileUpload = new FileUpload(file, Object.assign(record, { lastModified: file.lastModified }), {
        onState: () => {
          const isOver = transfer.state === "done" || !transfer.mayGoOn;
          if (isOver && !isElsewhere) this.options.onOver(file); // the other tab needs it still
          this.#next();
        },
        onProgress: () => this.#draw(),
        onDone: () => this.options.onDone(),
      });
      this.#unfinished.claim(record.id);
      this.#transfers.push(transfer);
      this.options.list.append(transfer.row);
      if (isElsewhere) {
        transfer.refuse(w.inOtherTab);
        removeRecord(record.id); // the other tab keeps it
      } else if (file.size === 0) transfer.refuse(w.emptyFile);
      else if (file.size > this.options.maxBytes) {
        transfer.refuse(commonScript.fileTooLarge(file.size, this.options.maxBytes));
      }
    }
    this.#next();
  }

  #each(states: State[], action: (transfer: FileUpload) => void): void {
    this.#isStarting = true; // starts nothing until all of them have changed
    for (const transfer of [...this.#transfers]) if (states.includes(transfer.state)) action(transfer);
    this.#isStarting = false;
    this.#next();
  }

  /** Starts waiting uploads up to `AT_ONCE`. Each start calls `onState` and thus this method again. */
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

  /** Draws the summary. It is hidden for a single file, whose row shows everything. */
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
    if (this.#transfers.length > 0) words.push(w.sentOf(done.length, this.#transfers.length));
    if (total > 0 && moving.length + halted.length > 0) words.push(w.partOf(sent / total, total));
    if (speed > 0 && toSend > 0) words.push(w.speed(speed), w.left(clock(toSend / speed)));
    if (unfinished > 0) words.push(w.toChoose(unfinished));
    text.textContent = words.join(" · ");
  }
}

/** Whether another tab has this file in its list. */
async function isInOtherTab(file: File): Promise<boolean> {
  const records = listRecords().filter((record) => !record.isRefused && isSameFile(record, file));
  for (const { id } of records) if (await isHeld(id)) return true;
  return false;
}

/** Says why none of the files continues the expected upload. */
function whyNot({ name, sizeBytes }: UploadRecord, files: readonly File[]): string {
  if (files.some((file) => file.name === name && file.size === sizeBytes)) {
    return w.changed(name);
  }
  return w.other(name, sizeBytes);
}

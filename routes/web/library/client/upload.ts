import { type DetailedError, type HttpRequest, type HttpResponse, Upload } from "tus-js-client";
import { bar, clock } from "../../shared/format.ts";
import { libraryScript } from "../../words/en/library.ts";
import { problemWords } from "../../shared/client/api.ts";
import { checkConnection, isConnectionLost } from "../../shared/client/connection.ts";
import { type RowButton, UploadRow } from "./upload_row.ts";
import { hold } from "./upload_lock.ts";
import { removeRecord, saveRecord, type UploadRecord } from "./upload_records.ts";
import { sitePath } from "../../shared/client/site.ts";

const w = libraryScript.upload;
const { queue } = libraryScript;
const ENDPOINT = "/api/uploads";
// retries for about five minutes, then the person decides
const RETRY_MS = [0, 1000, 2000, 4000, 8000, 15_000, ...Array(18).fill(15_000)];
const MAX_WAIT_MS = 120_000;
const SPEED_WINDOW_MS = 5000;
/** Statuses that refuse the file itself: sending the same bytes again would fail again. */
const REFUSED = [400, 413, 415];

export type State = "waiting" | "sending" | "paused" | "failed" | "done";

/** What a row's first button does in each state; null without one. */
const TOGGLES: Record<State, RowButton | null> = {
  waiting: "start",
  sending: "pause",
  paused: "resume",
  failed: "tryAgain",
  done: null,
};

export interface TransferEvents {
  /** The state changed: the queue may start another upload. */
  onState(): void;
  onProgress(): void;
  onDone(): void;
}

/** The upload of one file, and its row in the queue. */
export class FileUpload {
  state: State = "waiting";
  /** Whether the connection failed: it resumes when the browser is online again. */
  lostNetwork = false;
  readonly #row: UploadRow;
  #upload: Upload;
  #sent = 0;
  #marks: { at: number; sent: number }[] = [];
  #note = "";
  /** Releases the lock that other tabs see. */
  #release: () => void;

  constructor(readonly file: File, readonly record: UploadRecord, private events: TransferEvents) {
    this.#release = hold(record.id);
    this.#upload = new Upload(file, {
      endpoint: sitePath(ENDPOINT),
      uploadUrl: record.url,
      metadata: { filename: file.name, filetype: file.type, ...record.metadata },
      retryDelays: [...RETRY_MS],
      storeFingerprintForResuming: false, // the record stores the URL
      onUploadUrlAvailable: () => this.#save({ url: this.#upload.url }),
      onProgress: (sent) => this.#progress(sent),
      onAfterResponse: keepUpload,
      onShouldRetry: (error, attempt, options) => this.#mayRetry(error, attempt, options.retryDelays!),
      onSuccess: () => this.#become("done"),
      onError: (error) => this.#failed(error),
    });
    this.#row = new UploadRow(file.name, {
      onToggle: () => this.state === "sending" ? this.pause() : this.start(),
      onDrop: () => this.cancel(),
    });
    this.#save({ reason: null, isRefused: false });
    this.#draw();
  }

  get row(): HTMLLIElement {
    return this.#row.element;
  }

  get sentBytes(): number {
    return this.#sent;
  }

  /** Whether it can be sent: the server has not refused the file itself. */
  get mayGoOn(): boolean {
    return !this.record.isRefused;
  }

  /** Queues it again after it was paused or failed. */
  wait(): void {
    if (this.record.isRefused || (this.state !== "paused" && this.state !== "failed")) return;
    this.lostNetwork = false;
    this.#save({ reason: null });
    this.#become("waiting");
  }

  /** Starts sending, or resumes at the server's offset, also for an upload that an earlier page began. */
  start(): void {
    if (this.record.isRefused || this.state === "sending" || this.state === "done") return;
    this.lostNetwork = false;
    this.#marks = [];
    this.#save({ reason: null });
    this.#become("sending");
    this.#upload.start();
  }

  pause(): void {
    if (this.state !== "waiting" && this.state !== "sending") return;
    this.#marks = [];
    this.#upload.abort();
    this.#become("paused");
  }

  /** Stops the upload and deletes its part on the server. */
  async cancel(): Promise<void> {
    const isOver = this.state === "done" || this.record.isRefused;
    const url = this.#upload.url ?? this.record.url;
    this.#row.remove();
    this.state = "done";
    removeRecord(this.record.id);
    this.#release();
    this.#upload.abort();
    this.events.onState();
    // if the server is down nothing is lost: it deletes unfinished uploads after a while
    if (!isOver && url) await Upload.terminate(url, { retryDelays: [...RETRY_MS] }).catch(() => {});
  }

  /** Ends the upload because of the file itself. The reason stays in the list. */
  refuse(reason: string): void {
    this.#save({ reason, isRefused: true });
    this.#become("failed");
  }

  #save(changes: Partial<UploadRecord>): void {
    this.#note = "";
    if (this.state !== "done") saveRecord(Object.assign(this.record, changes));
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

  /** @param delaysMs the delay before each attempt, into which the server's `Retry-After` is written */
  #mayRetry(error: Error | DetailedError, attempt: number, delaysMs: number[]): boolean {
    const answer = answerOf(error);
    const status = answer?.getStatus() ?? 0;
    // no retry on 507: a full disk does not empty in minutes, so the person sees the error
    const may = status === 0 || (status >= 500 && status !== 507) || [409, 423, 429].includes(status);
    if (!may) return false;
    const waitMs = 1000 * Number(answer?.getHeader("Retry-After") ?? 0);
    delaysMs[attempt] = Math.min(MAX_WAIT_MS, Math.max(RETRY_MS[attempt], waitMs || 0));
    this.#note = status === 0 ? w.connectionLost : w.serverBusy;
    this.#draw();
    if (status === 0) {
      if (!isConnectionLost()) checkConnection();
      this.#checkFile();
    }
    return true;
  }

  /** Checks the file: if it was changed, moved or removed, requests fail just as after a lost connection. */
  async #checkFile(): Promise<void> {
    const isReadable = await this.file.slice(0, 1).arrayBuffer().then(() => true, () => false);
    if (isReadable || this.state !== "sending") return;
    this.#upload.abort(true).catch(() => {}); // discards the server's part of the old file
    this.#save({ url: null });
    this.refuse(w.unreadable);
  }

  #failed(error: Error | DetailedError): void {
    const response = answerOf(error);
    this.lostNetwork = !response;
    const reason = response ? problemWords(response.getStatus(), response.getBody()) : w.offline;
    this.#save({ reason, isRefused: REFUSED.includes(response?.getStatus() ?? 0) });
    this.#become("failed");
  }

  #become(state: State): void {
    this.state = state;
    if (state === "done") {
      removeRecord(this.record.id);
      this.#release();
      this.#sent = this.file.size;
      this.events.onDone();
    }
    this.#draw();
    this.events.onState();
  }

  #draw(): void {
    const fraction = this.file.size > 0 ? this.#sent / this.file.size : 0;
    const toggle = this.record.isRefused ? null : TOGGLES[this.state];
    this.#row.draw({
      state: this.state,
      meter: this.state === "failed" ? "" : bar(fraction, 24),
      text: this.#words(fraction),
      toggle,
      drop: toggle === null ? "close" : "cancel",
    });
  }

  #words(fraction: number): string {
    const { size } = this.file;
    if (this.state === "failed") return this.record.reason ?? "";
    if (this.state === "done") return w.sent(size);
    if (this.state === "waiting") return w.waits(size);
    const done = queue.partOf(Math.min(fraction, 0.999), size);
    if (this.state === "paused") return w.paused(done);
    if (this.#note) return `${done}, ${this.#note}`;
    const speed = this.bytesPerSecond();
    if (fraction >= 1) return w.checking(size);
    if (speed <= 0) return done;
    return [done, queue.speed(speed), queue.left(clock((size - this.#sent) / speed))].join("  ");
  }

  /** The mean over the last seconds; 0 while unknown. */
  bytesPerSecond(): number {
    if (this.state !== "sending") return 0;
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.at - first.at < 300) return 0;
    return (last.sent - first.sent) / (last.at - first.at) * 1000;
  }
}

/** The answer to a HEAD request that gives no offset, but does not say that the upload is gone. */
class UnknownOffset extends Error {
  constructor(readonly response: HttpResponse) {
    super(`the server answered ${response.getStatus()}`);
  }
}

/** tus-js-client starts again from zero after any error to a HEAD request. Only 404 and 410 mean that it must. */
function keepUpload(request: HttpRequest, response: HttpResponse): void {
  const status = response.getStatus();
  if (request.getMethod() === "HEAD" && status >= 400 && status !== 404 && status !== 410) {
    throw new UnknownOffset(response);
  }
}

/** The server's response; null if there was none. */
function answerOf(error: Error | DetailedError): HttpResponse | null {
  if (!("originalResponse" in error)) return null;
  if (error.causingError instanceof UnknownOffset) return error.causingError.response;
  return error.originalResponse;
}

import { MediaError } from "../../core/errors.ts";

const MAX_LINES = 8;
const MAX_LINE_CHARS = 300;
const MAX_REST_CHARS = 8192;

/** What ffmpeg's own words mean to the person whose file it is. */
const MEANINGS: [RegExp, string][] = [
  [/moov atom not found/i, "it is incomplete: its index is missing, so the recording or the upload was cut off"],
  [/not on whitelist|not whitelisted|whitelist/i, "it is of a kind that is not accepted"],
  [/picture size .* (exceeds|is invalid)|max_pixels/i, "its picture is too large"],
  [
    /cannot allocate memory/i,
    "it asks for more memory at once than any file may have: it is damaged, or made to do harm",
  ],
  [/matches no streams|does not contain any stream/i, "it has neither sound nor picture"],
  [/invalid data found|end of file|could not find codec parameters/i, "it is damaged, or not audio or video at all"],
];

/** The system's name of an error ends a line of ffmpeg; elsewhere it may be a name or a text out of the file. */
const atEnd = (names: string) => new RegExp(`(^|[:(] ?)(${names})[^\\w:]*$`, "i");
/** What stands for a fault of the machine, whatever the file is: errors of the system, and a build without a part. */
const MACHINE = atEnd(
  "permission denied|cannot allocate memory|too many open files|resource temporarily unavailable|" +
    "no such file or directory|stale file handle|transport endpoint is not connected|no such device( or address)?|" +
    "read-only file system|remote i/o error|interrupted system call|connection timed out|file too large",
);
const MISSING_PART =
  /error while loading shared libraries|unknown (encoder|filter)|no such filter|encoder not found|unrecognized option|option not found|no capable devices|cannot load lib/i;
const NO_SPACE = atEnd("no space left on device|disk quota exceeded");
const READ = atEnd("input/output error");
/** With `-v level+info`: what is an error, and where ffmpeg's summary begins, which quotes the file. */
const ERROR_LEVEL = /^(\[[^\]]* @ 0x[0-9a-f]+\] )*\[(error|fatal|panic)\] /;
const LEVEL = /^((?:\[[^\]]* @ 0x[0-9a-f]+\] )*)\[(?:info|warning|error|fatal|panic)\] /;
const SUMMARY = /^\[info\] Input #0, /;
/** A file that was begun and not ended; older versions end with code 0 all the same. */
const WRITE =
  /(error writing (trailer|header)|av_interleaved_write_frame|error muxing|error closing file|failed to open file|error opening output).*(input\/output error|permission denied|read-only|too large|stale|no such)/i;

/** The last lines of a program's standard error, in bounded memory. */
export class StderrTail {
  readonly lines: string[] = [];
  /** The first line, of all that came, that tells of each fault of the machine. */
  readonly faults: { noSpace?: string; read?: string; write?: string; machine?: string } = {};
  #rest = "";
  #hidden: string[];

  #maxLines: number;
  #isSummary: boolean;
  #isInSummary = false;

  /**
   * @param hidden paths of the server, which no message shows
   * @param options.maxLines the last lines that are kept
   * @param options.isSummary the program was started with `-v level+info` and writes what is in the file, in its words:
   *   no fault is read out of those
   */
  constructor(hidden: string[] = [], { maxLines = MAX_LINES, isSummary = false } = {}) {
    this.#hidden = hidden;
    this.#maxLines = maxLines;
    this.#isSummary = isSummary;
  }

  async read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) this.#push(decoder.decode(chunk, { stream: true }));
    this.#push("\n");
  }

  #push(text: string): void {
    const lines = (this.#rest + text).split(/[\r\n]+/);
    this.#rest = (lines.pop() ?? "").slice(0, MAX_REST_CHARS);
    for (const line of lines) {
      if (!line.trim()) continue;
      this.#isInSummary ||= this.#isSummary && SUMMARY.test(line);
      const whole = this.#clean(this.#isSummary ? line.replace(LEVEL, "$1") : line);
      const text = whole.slice(0, MAX_LINE_CHARS);
      this.lines.push(text);
      if (!this.#isSummary || (!this.#isInSummary && ERROR_LEVEL.test(line))) this.#findFault(whole, text);
    }
    this.lines.splice(0, this.lines.length - this.#maxLines);
  }

  #findFault(line: string, text: string): void {
    if (NO_SPACE.test(line)) this.faults.noSpace ??= text;
    else if (WRITE.test(line)) this.faults.write ??= text;
    else if (READ.test(line)) this.faults.read ??= text;
    else if (MACHINE.test(line) || MISSING_PART.test(line)) this.faults.machine ??= text;
  }

  /** Whether the first fault of the machine is that it gave no memory. */
  get isOutOfMemory(): boolean {
    return /cannot allocate memory$/i.test(this.faults.machine ?? "");
  }

  /** The last line, or what to say where there is none. */
  get lastLine(): string {
    return this.lines.at(-1) ?? "ffmpeg said nothing";
  }

  /**
   * The error for bytes that were refused, with what is wrong with the file and ffmpeg's last line. How the program
   * ended tells whether they were: see `endOf`.
   *
   * @param what what did not work, as "it could not be read"
   */
  error(what: string): MediaError {
    const text = this.lines.join("\n");
    const meaning = MEANINGS.find(([pattern]) => pattern.test(text))?.[1];
    return new MediaError(`${what}: ${meaning ? `${meaning} (ffmpeg: ${this.lastLine})` : this.lastLine}`);
  }

  /** Without `[mov,mp4 @ 0x55d0]`, the lists of what is accepted, and the server's paths. */
  #clean(line: string): string {
    for (const path of this.#hidden) line = line.replaceAll(`file:${path}`, "the file").replaceAll(path, "the file");
    return line.replace(/\[[^\]]* @ 0x[0-9a-f]+\]\s*/g, "").replace(/ on whitelist .*/, " on whitelist").trimEnd();
  }
}

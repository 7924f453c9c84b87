import { MediaError } from "../../core/errors.ts";

const MAX_LINES = 8;
const MAX_LINE_CHARS = 300;
const MAX_REST_CHARS = 8192;

/** The meaning of ffmpeg's messages for the owner of the file. */
const MEANINGS: [RegExp, string][] = [
  [/moov atom not found/i, "it is incomplete: its index is missing, so the recording or the upload was cut off"],
  [/not on whitelist|not whitelisted|whitelist/i, "it is of a kind that is not accepted"],
  [/picture size .* (exceeds|is invalid)|max_pixels/i, "its picture is too large"],
  [
    /cannot allocate memory/i,
    "it takes more memory than the limit: it is damaged, made to do harm, or too large for this server",
  ],
  [/matches no streams|does not contain any stream/i, "it has neither sound nor picture"],
  [/invalid data found|end of file|could not find codec parameters/i, "it is damaged, or not audio or video at all"],
];

/** Matches an error of the system at the end of a line; elsewhere it may be text from the file. */
const atEnd = (names: string) => new RegExp(`(^|[:(] ?)(${names})[^\\w:]*$`, "i");
/** Faults of the machine, whatever the file is: errors of the system, or a build without a component. */
const MACHINE = atEnd(
  "permission denied|cannot allocate memory|too many open files|resource temporarily unavailable|" +
    "no such file or directory|stale file handle|transport endpoint is not connected|no such device( or address)?|" +
    "read-only file system|remote i/o error|interrupted system call|connection timed out|file too large",
);
const MISSING_PART =
  /error while loading shared libraries|unknown (encoder|filter)|no such filter|encoder not found|unrecognized option|option not found|no capable devices|cannot load lib/i;
const NO_SPACE = atEnd("no space left on device|disk quota exceeded");
const READ = atEnd("input/output error");
/** With `-v level+info`: lines that are errors, and the beginning of the summary, which quotes the file. */
const ERROR_LEVEL = /^(\[[^\]]* @ 0x[0-9a-f]+\] )*\[(error|fatal|panic)\] /;
const LEVEL = /^((?:\[[^\]]* @ 0x[0-9a-f]+\] )*)\[(?:info|warning|error|fatal|panic)\] /;
const SUMMARY = /^\[info\] Input #0, /;
/** An output that could not be finished; older versions still end with code 0. */
const WRITE =
  /(error writing (trailer|header)|av_interleaved_write_frame|error muxing|error closing file|failed to open file|error opening output).*(input\/output error|permission denied|read-only|too large|stale|no such)/i;

/** The last lines of a program's standard error, in bounded memory. */
export class StderrTail {
  readonly lines: string[] = [];
  /** The first line about each kind of fault of the machine. */
  readonly faults: { noSpace?: string; read?: string; write?: string; machine?: string } = {};
  #rest = "";
  #hidden: string[];

  #maxLines: number;
  #isSummary: boolean;
  #isInSummary = false;

  /**
   * @param hidden paths of the server that no message may show
   * @param options.maxLines how many of the last lines to keep
   * @param options.isSummary whether the program was started with `-v level+info`: faults are not looked for in the
   *   summary, which quotes the file
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

  /** Whether the first fault of the machine is a failed allocation. */
  get isOutOfMemory(): boolean {
    return /cannot allocate memory$/i.test(this.faults.machine ?? "");
  }

  /** The last line, or a sentence where there is none. */
  get lastLine(): string {
    return this.lines.at(-1) ?? "ffmpeg said nothing";
  }

  /**
   * The error for a refused file, with the reason and ffmpeg's last line. `classifyEnd` decides whether it was refused.
   *
   * @param what failed, such as "it could not be read"
   */
  error(what: string): MediaError {
    const text = this.lines.join("\n");
    const meaning = MEANINGS.find(([pattern]) => pattern.test(text))?.[1];
    return new MediaError(`${what}: ${meaning ? `${meaning} (ffmpeg: ${this.lastLine})` : this.lastLine}`);
  }

  /** A line without `[mov,mp4 @ 0x55d0]`, the lists of accepted names and the server's paths. */
  #clean(line: string): string {
    for (const path of this.#hidden) line = line.replaceAll(`file:${path}`, "the file").replaceAll(path, "the file");
    return line.replace(/\[[^\]]* @ 0x[0-9a-f]+\]\s*/g, "").replace(/ on whitelist .*/, " on whitelist").trimEnd();
  }
}

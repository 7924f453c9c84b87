import { MediaError } from "../core/errors.ts";

const MAX_LINES = 8;
const MAX_LINE_CHARS = 300;
const MAX_REST_CHARS = 8192;

/** What ffmpeg's own words mean to the person whose file it is. */
const MEANINGS: [RegExp, string][] = [
  [/moov atom not found/i, "it is incomplete: its index is missing, so the recording or the upload was cut off"],
  [/not on whitelist|not whitelisted|whitelist/i, "it is of a kind that is not accepted"],
  [/picture size .* (exceeds|is invalid)|max_pixels/i, "its picture is too large"],
  [/permission denied/i, "it may not be read by the user that runs the server"],
  [/cannot allocate memory/i, "it asks for more memory than is allowed"],
  [/matches no streams|does not contain any stream/i, "it has neither sound nor picture"],
  [/invalid data found|end of file|could not find codec parameters/i, "it is damaged, or not audio or video at all"],
];

/** The last lines of a program's standard error, in bounded memory. */
export class StderrTail {
  readonly lines: string[] = [];
  #rest = "";
  #hidden: string[];

  /** @param hidden paths of the server, which no message shows */
  constructor(hidden: string[] = []) {
    this.#hidden = hidden;
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
      if (line.trim()) this.lines.push(this.#clean(line).slice(0, MAX_LINE_CHARS));
    }
    this.lines.splice(0, this.lines.length - MAX_LINES);
  }

  /** The last line, or what to say where there is none. */
  get lastLine(): string {
    return this.lines.at(-1) ?? "ffmpeg said nothing";
  }

  /**
   * The error for a command that failed: a MediaError with what is wrong with the file and ffmpeg's last line, or a
   * plain one where the file is not to blame.
   *
   * @param what what did not work, as "it could not be read"
   */
  error(what: string): Error {
    const text = this.lines.join("\n");
    if (/no space left on device/i.test(text)) return new Error(`${what}: no space is left on the server's disk`);
    const meaning = MEANINGS.find(([pattern]) => pattern.test(text))?.[1];
    return new MediaError(`${what}: ${meaning ? `${meaning} (ffmpeg: ${this.lastLine})` : this.lastLine}`);
  }

  /** Without `[mov,mp4 @ 0x55d0]`, the lists of what is accepted, and the server's paths. */
  #clean(line: string): string {
    for (const path of this.#hidden) line = line.replaceAll(`file:${path}`, "the file").replaceAll(path, "the file");
    return line.replace(/\[[^\]]* @ 0x[0-9a-f]+\]\s*/g, "").replace(/ on whitelist .*/, " on whitelist").trim();
  }
}

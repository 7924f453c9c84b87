import { retryCommand, start } from "./process/run.ts";
import { untrustedInput } from "./process/untrusted_input.ts";
import type { MediaTools } from "./process/tools.ts";
import type { MediaInfo } from "./media_info.ts";

/** Containers whose AAC frames each have a header, which may differ from frame to frame. */
const WITH_HEADERS = /^(mpegts|aac)(,|$)/;
const HEADER_BYTES = 7;

/**
 * Whether AAC changes its sample rate, its channels or its profile in the middle. A copy has one header for all
 * frames and would play at a wrong pitch. Reads the packets without decoding them; sound that ffmpeg can't read to its
 * end counts as changing.
 *
 * @throws {ToolError} where ffmpeg was killed or the machine failed
 */
export async function changesFormat(
  tools: MediaTools,
  path: string,
  { info, signal }: { info: MediaInfo; signal?: AbortSignal },
): Promise<boolean> {
  if (info.audio?.codec !== "aac" || !WITH_HEADERS.test(info.format)) return false;
  const args = ["-vn", "-sn", "-dn", ...untrustedInput(path), "-map", `0:${info.audio.index}`];
  const once = async () => {
    const process = await start(tools, "ffmpeg", [...args, "-c", "copy", "-f", "data", "pipe:1"], {
      ...{ signal, readable: [path], wallSeconds: 4 * 3600, stallSeconds: 300 },
    });
    const formats = new AdtsFormats();
    try {
      for await (const piece of process.stdout) {
        process.noteProgress();
        if (formats.push(piece)) return { code: 0, changes: true };
      }
      const { code } = await process.finished;
      return { code, changes: code !== 0 };
    } finally {
      process.kill(); // it may still run: the loop ends at the first change
      await process.finished.catch(() => {});
    }
  };
  return (await retryCommand(once, { signal })).changes;
}

/** Follows the headers of an ADTS stream (ISO/IEC 13818-7) from frame to frame. */
export class AdtsFormats {
  #pending = new Uint8Array(0);
  #skip = 0;
  #first: number | null = null;

  /** @returns whether `piece` holds a frame that differs from the first in profile, sample rate or channels */
  push(piece: Uint8Array): boolean {
    let bytes = new Uint8Array(this.#pending.length + piece.length);
    bytes.set(this.#pending);
    bytes.set(piece, this.#pending.length);
    let hasChanged = false;
    while (!hasChanged) {
      const skipped = Math.min(this.#skip, bytes.length);
      this.#skip -= skipped;
      bytes = bytes.subarray(skipped);
      if (bytes.length < HEADER_BYTES) break;
      if (bytes[0] !== 0xff || (bytes[1] & 0xf6) !== 0xf0) { // no syncword: looks for the next one
        this.#skip = 1;
        continue;
      }
      const format = (bytes[2] & 0xfd) << 8 | bytes[3] & 0xc0; // without the private bit
      this.#first ??= format;
      hasChanged = format !== this.#first;
      this.#skip = Math.max(HEADER_BYTES, (bytes[3] & 3) << 11 | bytes[4] << 3 | bytes[5] >> 5);
    }
    this.#pending = bytes.slice();
    return hasChanged;
  }
}

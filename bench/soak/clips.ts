import { join } from "node:path";
import { readSentences } from "../../tests/data/speech.ts";
import type { Random } from "./random.ts";

const SPEECH = new URL("../../tests/data/sentences.opus", import.meta.url).pathname;

/** A file to upload, and the expected result. */
export interface Clip {
  path: string;
  /** A key of `KINDS`, such as `encode.mkv`. */
  kind: string;
  fileName: string;
  /** The spoken text; null for a file that must be refused. */
  text: string | null;
  seconds: number;
  hasPicture: boolean;
  /** The expected renditions. */
  renditions: string[];
}

type Kind = Pick<Clip, "hasPicture" | "renditions"> & { args: string[] };

const picture = (size: string) => ["-f", "lavfi", "-i", `testsrc2=s=${size}:r=25`];
const H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac"];
const MPEG4 = ["-c:v", "mpeg4", "-q:v", "5", "-c:a"];

/** The speech is input 0, a test picture input 1. */
const KINDS: Record<string, Kind> = {
  "copy.mp4": { args: [...picture("640x480"), ...H264], hasPicture: true, renditions: ["source", "360p"] },
  "small.mp4": { args: [...picture("320x240"), ...H264], hasPicture: true, renditions: ["source"] },
  "encode.mkv": {
    args: [...picture("960x540"), ...MPEG4, "libopus"],
    ...{ hasPicture: true, renditions: ["720p", "360p"] },
  },
  "encode.avi": { args: [...picture("320x240"), ...MPEG4, "libmp3lame"], hasPicture: true, renditions: ["720p"] },
  "sound.m4a": { args: ["-c:a", "aac"], hasPicture: false, renditions: ["source"] },
  "sound.mp3": { args: ["-c:a", "libmp3lame"], hasPicture: false, renditions: ["source"] },
};

/**
 * Makes the files of a run: `perKind` files of each kind, each with two different sentences, and files that are no
 * media.
 *
 * @param folder absolute
 */
export async function makeClips(folder: string, random: Random, perKind = 2): Promise<{ good: Clip[]; bad: Clip[] }> {
  const sentences = await readSentences();
  const firsts = random.shuffled(sentences.slice(0, -1).map((_, i) => i));
  const good: Clip[] = [];
  for (let round = 0; round < perKind; round++) {
    for (const [kind, { args, ...rest }] of Object.entries(KINDS)) {
      const first = firsts[good.length % firsts.length];
      const spoken = sentences.slice(first, first + 2);
      const start = Math.max(0, spoken[0].start - 0.1);
      const seconds = spoken[1].end + 0.1 - start;
      const fileName = `${round}-${kind}`;
      const path = join(folder, fileName);
      const input = ["-ss", `${start}`, "-t", `${seconds}`, "-i", SPEECH];
      const output = ["-t", `${seconds}`, "-map", "0:a", ...(rest.hasPicture ? ["-map", "1:v"] : []), path];
      await ffmpeg([...input, ...args, ...output]);
      good.push({ path, kind, fileName, text: spoken.map(({ text }) => text).join(" "), seconds, ...rest });
    }
  }
  return { good, bad: await makeBad(folder, good[0].path, random) };
}

/** Makes files that must be refused: no media, a playlist named .mp4, and an MP4 without its index. */
async function makeBad(folder: string, goodMp4: string, random: Random): Promise<Clip[]> {
  const noise = Uint8Array.from({ length: 40_000 }, () => random.index(256));
  const whole = await Deno.readFile(goodMp4); // its index is at the end
  const contents: Record<string, Uint8Array> = {
    "text.mp4": new TextEncoder().encode("These are minutes of a meeting, and no film.\n".repeat(200)),
    "noise.mkv": noise,
    "playlist.mp4": new TextEncoder().encode("#EXTM3U\n#EXTINF:5,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"),
    "half.mp4": whole.subarray(0, Math.floor(whole.length / 2)),
  };
  const clips: Clip[] = [];
  for (const [kind, bytes] of Object.entries(contents)) {
    const path = join(folder, `bad-${kind}`);
    await Deno.writeFile(path, bytes);
    clips.push({ path, kind, fileName: kind, text: null, seconds: 0, hasPicture: false, renditions: [] });
  }
  return clips;
}

async function ffmpeg(args: string[]): Promise<void> {
  const command = new Deno.Command("ffmpeg", { args: ["-v", "error", "-nostdin", "-y", ...args], stdin: "null" });
  const { code, stderr } = await command.output();
  if (code !== 0) throw new Error(`ffmpeg ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

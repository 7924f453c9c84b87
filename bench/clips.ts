import { normalize } from "./normalize.ts";
import type { SpokenWord } from "./word_times.ts";

/** A recording and its reference transcript. */
export interface Clip {
  name: string;
  /** Absolute. */
  path: string;
  /** Whisper's code: en, de ... */
  language: string;
  /** Empty where nothing is said. */
  reference: string;
  /** What sort of material it is, by the manifest. */
  kind?: string;
  /** Names of the clips that it was joined from, in their order. */
  members?: string[];
  /** Exact times of the words; absent where unknown. */
  words?: SpokenWord[];
  /** Approximate times of the words, by a forced alignment of the reference. */
  aligned?: SpokenWord[];
  /** It is there for the word times alone, and counts for no error rate. */
  isForWordTimes?: boolean;
}

/** Name of the long recording that is made of the clips. */
export const LONG = "long";
const GAP_SECONDS = 1;

/**
 * Reads the clips of a folder: each NAME.flac (or .wav, .mp3, .opus, .ogg, .m4a) with a NAME.txt beside it, sorted by
 * name. The folder's manifest.tsv (columns `name`, `language`, and those that `./sf bench:corpus` writes) describes
 * them; without it every clip is English. NAME.json holds the word times, where `./sf bench:corpus` made the clip.
 *
 * @param isQuick only the quick part of a set that `./sf bench:corpus` made
 * @throws {Deno.errors.NotFound} if there is no such folder
 */
export function readClips(folder: string, isQuick = false): Clip[] {
  const manifest = readManifest(`${folder}/manifest.tsv`);
  return listRecordings(folder).flatMap(({ name, path }): Clip[] => {
    const reference = readIfExists(`${folder}/${name}.txt`);
    const { language = "en", kind, quick } = manifest.get(name) ?? {};
    if (reference === null || isQuick && quick !== "1") return [];
    const clip = { name, path, language, reference: reference.trim() };
    if (!kind) return [clip];
    const { words, aligned, members } = JSON.parse(readIfExists(`${folder}/${name}.json`) ?? "{}");
    return [{ ...clip, kind, words, aligned, members }];
  });
}

/** The recordings that a joined one was made of; none where some are not among `clips`. */
export function membersOf(clip: Clip, clips: readonly Clip[]): Clip[] | undefined {
  const members = clip.members?.map((name) => clips.find((other) => other.name === name));
  return members?.every((member) => member !== undefined) ? members : undefined;
}

/** Reads the recordings of a folder that have the exact times of their words in NAME.json (`text` and `words`). */
export function readTimedClips(folder: string): Clip[] {
  return listRecordings(folder).flatMap(({ name, path }) => {
    const { text, words } = JSON.parse(readIfExists(`${folder}/${name}.json`) ?? "{}");
    return Array.isArray(words)
      ? [{ name: `timed-${name}`, path, language: "en", reference: text, words, isForWordTimes: true }]
      : [];
  });
}

function listRecordings(folder: string): { name: string; path: string }[] {
  return [...Deno.readDirSync(folder)]
    .map(({ name }) => name.match(/^(.*)\.(flac|wav|mp3|opus|ogg|m4a)$/))
    .filter((match) => match !== null)
    .map(([file, name]) => ({ name, path: `${folder}/${file}` }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The rows of a table, by the column `name`. */
function readManifest(path: string): Map<string, Record<string, string>> {
  const [head = [], ...rows] = (readIfExists(path) ?? "").trim().split("\n").map((row) => row.split("\t"));
  const records = rows.map((row) => Object.fromEntries(head.map((title, i) => [title, row[i]])));
  return new Map(records.map((record) => [record.name, record]));
}

function readIfExists(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/**
 * Joins the English clips, each with a second of silence after it, to one FLAC file of at least `minSeconds`: all of
 * them, repeated as often as needed. English only, because every engine gets one language for a file.
 *
 * @throws {Error} if there is no English clip, or ffmpeg fails
 */
export async function makeLongClip(
  clips: Clip[],
  ffmpegPath: string,
  folder: string,
  minSeconds: number,
): Promise<Clip & { seconds: number }> {
  const english = clips.filter(({ language }) => language === "en");
  if (!english.some(({ reference }) => normalize(reference, "en").length)) {
    throw new Error("the clips hold no English speech: a long recording can't be made of them");
  }
  const lengths = await Promise.all(english.map(({ path }) => secondsOf(path, ffmpegPath)));
  const sequence: Clip[] = [];
  let seconds = 0;
  for (let i = 0; seconds < minSeconds || i % english.length > 0; i++) {
    sequence.push(english[i % english.length]);
    seconds += lengths[i % english.length] + GAP_SECONDS;
  }
  const path = `${folder}/${LONG}.flac`;
  const filters = english.map((_, i) =>
    `[${i}:a]aresample=16000,aformat=sample_fmts=s16:channel_layouts=mono,apad=pad_dur=${GAP_SECONDS},` +
    `asplit=${sequence.length / english.length}` +
    Array.from({ length: sequence.length / english.length }, (_, round) => `[c${round * english.length + i}]`).join("")
  );
  const joined = sequence.map((_, i) => `[c${i}]`).join("") + `concat=n=${sequence.length}:v=0:a=1[out]`;
  await ffmpeg(ffmpegPath, [
    ...english.flatMap(({ path }) => ["-i", path]),
    ...["-filter_complex", [...filters, joined].join(";"), "-map", "[out]", path],
  ]);
  const reference = sequence.map(({ reference }) => reference).filter(Boolean).join(" ");
  const members = sequence.filter(({ reference }) => reference).map(({ name }) => name);
  return { name: LONG, path, language: "en", reference, members, seconds: await secondsOf(path, ffmpegPath) };
}

/** Measures the length of a recording by decoding it: the header may not have it. */
export async function secondsOf(path: string, ffmpegPath: string): Promise<number> {
  const pcm = await ffmpeg(ffmpegPath, ["-i", path, "-f", "s16le", "-ac", "1", "-ar", "16000", "pipe:1"]);
  return pcm.length / 2 / 16000;
}

async function ffmpeg(ffmpegPath: string, args: string[]): Promise<Uint8Array> {
  const command = new Deno.Command(ffmpegPath, { args: ["-v", "error", "-nostdin", "-y", ...args] });
  const { success, stdout, stderr } = await command.output();
  if (!success) throw new Error(`ffmpeg failed: ${new TextDecoder().decode(stderr).trim()}`);
  return stdout;
}

import { normalize } from "./normalize.ts";
import type { SpokenWord } from "./word_times.ts";

/** A recording and what is said in it. */
export interface Clip {
  name: string;
  /** Absolute. */
  path: string;
  /** As Whisper has it: en, de ... */
  language: string;
  /** Empty where nothing is said. */
  reference: string;
  /** When each word is spoken, where that is known. */
  words?: SpokenWord[];
  /** When they are spoken by a forced alignment of the reference: about so. */
  aligned?: SpokenWord[];
}

/** The long recording that is made of clips. */
export const LONG = "long";
const GAP_SECONDS = 1;

/**
 * The NAME.flac (or .wav, .mp3, .opus, .ogg, .m4a) of a folder that have a NAME.txt beside them, by name. The folder's
 * manifest.tsv (columns `name` and `language`) tells the languages; without one every clip is English.
 *
 * @throws {Deno.errors.NotFound} if the folder is not there
 */
export function clipsOf(folder: string): Clip[] {
  const languages = languagesOf(`${folder}/manifest.tsv`);
  return recordings(folder).flatMap(({ name, path }) => {
    const reference = read(`${folder}/${name}.txt`);
    return reference === null
      ? []
      : [{ name, path, language: languages.get(name) ?? "en", reference: reference.trim() }];
  });
}

/** The recordings of a folder with the true times of their words beside them: NAME.json with `text` and `words`. */
export function timedClipsOf(folder: string): Clip[] {
  return recordings(folder).flatMap(({ name, path }) => {
    const { text, words } = JSON.parse(read(`${folder}/${name}.json`) ?? "{}");
    return Array.isArray(words) ? [{ name: `timed-${name}`, path, language: "en", reference: text, words }] : [];
  });
}

function recordings(folder: string): { name: string; path: string }[] {
  return [...Deno.readDirSync(folder)]
    .map(({ name }) => name.match(/^(.*)\.(flac|wav|mp3|opus|ogg|m4a)$/))
    .filter((match) => match !== null)
    .map(([file, name]) => ({ name, path: `${folder}/${file}` }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function languagesOf(manifest: string): Map<string, string> {
  const [head = [], ...rows] = (read(manifest) ?? "").trim().split("\n").map((row) => row.split("\t"));
  const [name, language] = [head.indexOf("name"), head.indexOf("language")];
  return new Map(rows.map((row) => [row[name], row[language]]));
}

function read(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/**
 * Joins the English clips with a second of silence after each, over and over until there are `leastSeconds`, to one FLAC file;
 * its reference is theirs, joined. English alone, because every engine is told the language of a file.
 *
 * @throws {Error} if there is no English clip, or ffmpeg fails
 */
export async function longClip(
  clips: Clip[],
  ffmpegPath: string,
  folder: string,
  leastSeconds: number,
): Promise<Clip & { seconds: number }> {
  const english = clips.filter(({ language }) => language === "en");
  if (!english.some(({ reference }) => normalize(reference, "en").length)) {
    throw new Error("the clips hold no English speech: a long recording can't be made of them");
  }
  const lengths = await Promise.all(english.map(({ path }) => secondsOf(path, ffmpegPath)));
  const parts: Clip[] = [];
  let seconds = 0;
  for (let i = 0; seconds < leastSeconds || i % english.length > 0; i++) {
    parts.push(english[i % english.length]);
    seconds += lengths[i % english.length] + GAP_SECONDS;
  }
  const path = `${folder}/${LONG}.flac`;
  const filters = english.map((_, i) =>
    `[${i}:a]aresample=16000,aformat=sample_fmts=s16:channel_layouts=mono,apad=pad_dur=${GAP_SECONDS},` +
    `asplit=${parts.length / english.length}` +
    Array.from({ length: parts.length / english.length }, (_, round) => `[c${round * english.length + i}]`).join("")
  );
  const joined = parts.map((_, i) => `[c${i}]`).join("") + `concat=n=${parts.length}:v=0:a=1[out]`;
  await ffmpeg(ffmpegPath, [
    ...english.flatMap(({ path }) => ["-i", path]),
    ...["-filter_complex", [...filters, joined].join(";"), "-map", "[out]", path],
  ]);
  const reference = parts.map(({ reference }) => reference).filter(Boolean).join(" ");
  return { name: LONG, path, language: "en", reference, seconds: await secondsOf(path, ffmpegPath) };
}

/** Length of a recording, by decoding it: headers may not say. */
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

import { readLayoutArguments } from "../schemas/caption_layout.ts";
import type { ModelStore } from "../../ml/models/store.ts";
import type { Engine } from "../../ml/whisper/engine/engine.ts";
import { CAPTION_FORMATS, type CaptionFormat } from "../captions/mod.ts";
import type { Config } from "../core/settings/config.ts";
import { ConfigError, messageOf } from "../core/errors.ts";
import { writeWhole } from "../core/files.ts";
import type { Log } from "../core/log.ts";
import { type LanguageCode, languageCode } from "../core/languages.ts";
import type { CaptionLayout } from "../core/types.ts";
import type { MediaTools } from "../media/process/tools.ts";
import {
  configuredTranslators,
  findTranslator,
  type OfferedTranslator,
  type TranslationSettings,
} from "../translation/configured.ts";
import { useRuntimeLibrary } from "../../ml/onnx/session.ts";
import type { SpeakerEncoder } from "../../ml/speakers/speaker_encoder.ts";
import { Bergamot } from "../../ml/translation/bergamot.ts";
import { Marian } from "../../ml/translation/marian/marian.ts";
import { offeredMarian } from "../../ml/translation/marian/offered_marian.ts";
import { offeredBergamot } from "../../ml/translation/offered_bergamot.ts";
import { captionFile, type CaptionRequest, isTranslatedByWhisper, noTranslator, openFile } from "./file_to_captions.ts";
import { openSpeakers } from "./analyze/analyze.ts";
import { readArguments } from "./arguments.ts";
import { type Captions, captionText, outputStems } from "./caption_files.ts";
import { pullWithProgress } from "./pull.ts";
import { asTyped, readSpeechArguments, SPEECH_OPTIONS, SPEECH_USAGE } from "./speech_arguments.ts";
import { checkModel, checkTools } from "./start_checks.ts";
import { printable, systemTerminal, type Terminal } from "./terminal.ts";

const FORMAT_NAMES = CAPTION_FORMATS.map(({ name }) => name);

const USAGE = `usage: streamforge transcribe FILE... [options]
  --model NAME            a model of "streamforge models list", or a folder (default: WHISPER_MODEL, else base)
${SPEECH_USAGE}
  --translate-to LANGUAGE captions in this language: by TRANSLATE_URL or LIBRETRANSLATE_URL, else into English by
                          Whisper and into others by Bergamot or OPUS-MT; in files NAME.LANGUAGE.FORMAT
  --audio-track N         1 for the first sound track (default: the one in which somebody speaks)
  --speakers              names who speaks (Speaker 1 ...), in formats that have a place for it: vtt, json, ass, ttml
  --max-line-chars N      10 to 200 (default: 42; 16 in Chinese and Korean, 13 in Japanese)
  --max-lines N           1 to 4 (default: 2)
  --max-cue-seconds N     1 to 30 (default: 7)
  --format FORMAT         ${FORMAT_NAMES[0]} (default), ${FORMAT_NAMES.slice(1).join(", ")} or all
  -o, --output DIR        where NAME.FORMAT is written (default: one file's captions to standard output,
                          those of several beside them)`;

const OPTIONS = {
  model: { type: "string" },
  ...SPEECH_OPTIONS,
  "translate-to": { type: "string" },
  "audio-track": { type: "string" },
  speakers: { type: "boolean" },
  "max-line-chars": { type: "string" },
  "max-lines": { type: "string" },
  "max-cue-seconds": { type: "string" },
  format: { type: "string" },
  output: { type: "string", short: "o" },
  help: { type: "boolean", short: "h" },
} as const;

export interface TranscribeDeps {
  config:
    & Pick<Config, "whisperModel" | "modelsDir">
    & Partial<Pick<Config, "onnxruntimeDir" | "cacheDir">>
    & Partial<TranslationSettings>;
  log: Log;
  mediaTools: MediaTools;
  store: Pick<ModelStore, "list" | "resolve">;
  makeEngine(modelFolder: () => Promise<string>): Pick<Engine, "transcribe" | "close">;
  terminal?: Terminal;
}

/** The arguments of the command line. */
interface TranscribeArguments extends CaptionRequest {
  files: string[];
  model: string;
  namesSpeakers: boolean;
  formats: readonly CaptionFormat[];
  /** null: beside each input. */
  outDir: string | null;
  /** Whether the captions go to standard output. */
  isPrinted: boolean;
}

/**
 * The command `transcribe`: captions of files, without a server. If a file fails, the error is printed and the next
 * file follows.
 *
 * Captions that can't be translated are written as they are spoken, those whose speakers can't be told apart without
 * names, and the file has failed.
 *
 * @returns the exit code: 1 if a file failed
 * @throws {ConfigError} for wrong arguments, and for a translation that nobody can make
 * @throws {ModelError} if the model can't be downloaded or read
 */
export async function transcribe(args: string[], deps: TranscribeDeps): Promise<number> {
  const { terminal = systemTerminal() } = deps;
  const { values, positionals } = readArguments(args, OPTIONS, USAGE);
  if (values.help) {
    terminal.out(`${USAGE}\n`);
    return 0;
  }
  const parsed = readTranscribeArguments(values, positionals, deps.config.whisperModel);
  const stems = parsed.isPrinted ? [] : outputStems(parsed.files, parsed.outDir, extensionsOf(parsed));
  const bergamot = new Bergamot((model) => deps.store.resolve(model, {}));
  const marian = new Marian((model) =>
    pullWithProgress(model, terminal, (options) => deps.store.resolve(model, options))
  );
  const translators = [
    ...configuredTranslators(deps.config, { log: deps.log }),
    offeredBergamot(bergamot),
    offeredMarian(marian),
  ];
  await checkTools(deps.mediaTools);
  await checkTranslator(parsed, translators);
  if (values.model === undefined) await checkModel(deps.config, deps.store);
  if (parsed.outDir !== null) await makeFolder(parsed.outDir);

  const folder = await pullWithProgress(parsed.model, terminal, (options) => deps.store.resolve(parsed.model, options));
  const engine = deps.makeEngine(() => Promise.resolve(folder));
  // a file is opened while the one before is read
  const open = (file: string | undefined) => {
    const opening = file === undefined ? null : openFile(file, parsed, deps.mediaTools);
    opening?.catch(() => {}); // it is said when it is the file's turn
    return opening;
  };
  let speakers: SpeakerEncoder | null = null;
  let code = 0;
  const fail = (file: string, error: unknown) => {
    terminal.err(`streamforge: ${printable(file)}: ${printable(messageOf(error))}\n`);
    deps.log.debug("a file failed", { file, stack: error instanceof Error ? error.stack : null });
    code = 1;
  };
  try {
    const { onnxruntimeDir = null, cacheDir } = deps.config;
    if (cacheDir !== undefined) useRuntimeLibrary({ folder: onnxruntimeDir, cacheDir }); // of speakers and OPUS-MT
    if (parsed.namesSpeakers) speakers = await openSpeakers(deps, terminal);
    let next = open(parsed.files[0]);
    for (const [i, file] of parsed.files.entries()) {
      const opening = next;
      next = open(parsed.files[i + 1]);
      try {
        const captions = await captionFile(
          file,
          opening!,
          parsed,
          { engine, translators, speakers },
          deps.mediaTools,
          terminal,
        );
        if (parsed.isPrinted) terminal.out(captionText(parsed.formats[0], captions));
        else await writeCaptions(stems[i], parsed, captions, terminal);
        for (const problem of [captions.speakerProblem, captions.problem]) if (problem) fail(file, problem);
      } catch (error) {
        fail(file, error);
      }
    }
  } finally {
    bergamot.close();
    await speakers?.close();
    await marian.close();
    await engine.close();
  }
  return code;
}

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>["values"];

function readTranscribeArguments(values: Values, files: string[], defaultModel: string): TranscribeArguments {
  if (files.length === 0) throw new ConfigError(`no file was named\n${USAGE}`);
  const format = oneOf("--format", values.format ?? FORMAT_NAMES[0], [...FORMAT_NAMES, "all"]);
  const outDir = values.output ?? null;
  const translateTo = readTarget(values["translate-to"]);
  if (translateTo && values.task === "translate") {
    throw new ConfigError("--translate-to is there and --task translate too: leave --task out");
  }
  const formats = format === "all" ? CAPTION_FORMATS : CAPTION_FORMATS.filter(({ name }) => name === format);
  if (values.speakers && !formats.some(({ namesSpeakers }) => namesSpeakers)) {
    const others = CAPTION_FORMATS.filter(({ namesSpeakers }) => namesSpeakers).map(({ name }) => name);
    throw new ConfigError(
      `--speakers is there, and ${format} has no place for names: choose --format ${others.join(", ")} or all`,
    );
  }
  return {
    translateTo,
    files: [...new Set(files)],
    model: values.model ?? defaultModel,
    options: readSpeechArguments(values),
    layout: readLayout(values),
    audioTrack: readTrack(values["audio-track"]),
    namesSpeakers: values.speakers === true,
    formats,
    outDir,
    isPrinted: files.length === 1 && outDir === null && format !== "all",
  };
}

function readLayout(values: Values): Partial<CaptionLayout> {
  const names = ["max-line-chars", "max-lines", "max-cue-seconds"] as const;
  const record = Object.fromEntries(names.map((name) => [name.replaceAll("-", "_"), values[name]]));
  return asTyped(() => readLayoutArguments(record));
}

function readTrack(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d?$/.test(text)) throw new ConfigError(`--audio-track is "${text}": it must be a number from 1 to 99`);
  return Number(text);
}

function readTarget(name: string | undefined): LanguageCode | null {
  if (name === undefined) return null;
  const code = languageCode(name);
  if (!code) throw new ConfigError(`--translate-to is "${name}": it must be a language such as "es" or "spanish"`);
  return code;
}

/** What may follow a file's name: where the captions can't be translated, they go to a file without the language. */
function extensionsOf({ formats, translateTo }: TranscribeArguments): string[] {
  const names = formats.map(({ name }) => name);
  return [...names.map((name) => extensionOf(name, translateTo)), ...translateTo ? names : []];
}

/** @throws {ConfigError} if no translator has the target, or with `--language` the pair */
async function checkTranslator(
  { translateTo, options }: TranscribeArguments,
  translators: readonly OfferedTranslator[],
): Promise<void> {
  if (!translateTo || isTranslatedByWhisper(translateTo, translators)) return;
  const from = options.language ? languageCode(options.language) : null; // null too while it is to be detected
  if (from === translateTo) return;
  const found = await findTranslator(translators, { from, to: translateTo }).catch((error) => {
    throw new ConfigError(messageOf(error), { cause: error });
  });
  if (!found) throw noTranslator(from, translateTo);
}

/** What follows a file's name: `es.srt` where the captions are translated. */
function extensionOf(format: string, translatedTo: string | null): string {
  return translatedTo ? `${translatedTo}.${format}` : format;
}

function oneOf<const T extends string>(name: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((allowed) => allowed === value);
  if (!choice) throw new ConfigError(`${name} is "${value}": it must be one of ${choices.join(", ")}`);
  return choice;
}

async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    throw new ConfigError(`the folder "${path}" of -o cannot be made: ${messageOf(error)}`, { cause: error });
  }
}

async function writeCaptions(
  stem: string,
  { formats, translateTo }: Pick<TranscribeArguments, "formats" | "translateTo">,
  captions: Captions,
  terminal: Terminal,
): Promise<void> {
  const translatedTo = captions.problem ? null : translateTo;
  for (const format of formats) {
    const path = `${stem}.${extensionOf(format.name, translatedTo)}`;
    await writeWhole(path, captionText(format, captions));
    if (terminal.isTerminal) terminal.err(`${printable(path)}\n`);
  }
}

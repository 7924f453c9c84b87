import { basename } from "node:path";
import { chooseTrack } from "../../../ml/audio/choose_track.ts";
import { CAMPPLUS, CENTERFACE, MINILM, OPEN_NSFW, YAMNET } from "../../../ml/models/analysis_models.ts";
import type { CatalogModel } from "../../../ml/models/catalog.ts";
import type { ModelStore } from "../../../ml/models/store.ts";
import { useRuntimeLibrary } from "../../../ml/onnx/session.ts";
import { type Embed, remembering, SentenceEncoder } from "../../../ml/text/sentence_encoder.ts";
import type { VisionKind } from "../../../ml/vision/vision_worker.ts";
import { VisionThread } from "../../../ml/vision/vision_thread.ts";
import { MusicModel } from "../../../ml/sound_events/music_model.ts";
import { SPEAKER_THREADS, SpeakerEncoder } from "../../../ml/speakers/speaker_encoder.ts";
import type { Engine } from "../../../ml/whisper/engine/engine.ts";
import { defaultCaptionLayout, layoutCues } from "../../captions/mod.ts";
import { ANALYSIS_KINDS, ANALYSIS_NAMES, type AnalysisName, isAnalysisKind } from "../../core/analyses.ts";
import { ConfigError, MediaError, ModelError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { Config } from "../../core/settings/config.ts";
import { readAudio } from "../../media/audio.ts";
import type { MediaInfo } from "../../media/media_info.ts";
import { probe } from "../../media/probe.ts";
import type { MediaTools } from "../../media/process/tools.ts";
import { readArguments } from "../arguments.ts";
import { pullWithProgress } from "../pull.ts";
import { checkModel, checkTools } from "../start_checks.ts";
import { printable, systemTerminal, type Terminal } from "../terminal.ts";
import type { FileCaptions } from "./analyzed_file.ts";
import { ANALYZERS } from "./analyzers.ts";

const USAGE = `usage: streamforge analyze FILE [--json]
  what can be found out about a file: ${ANALYSIS_KINDS.join(", ")}; the setting ANALYSES chooses some of it
  --json  the last line is one JSON object with the keys ${ANALYSIS_NAMES.join(", ")}:
          null for what is switched off, is not there in this version, or has nothing to be made of`;

const OPTIONS = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;

export interface AnalyzeDeps {
  config: Pick<Config, "analyses" | "whisperModel" | "modelsDir" | "onnxruntimeDir" | "cacheDir">;
  log: Log;
  mediaTools: MediaTools;
  store: Pick<ModelStore, "list" | "resolve">;
  makeEngine(modelFolder: () => Promise<string>): Pick<Engine, "transcribe" | "close">;
  terminal?: Terminal;
}

/**
 * The command `analyze`: makes all analyses of a file, without a server. The model is loaded only if an analysis reads
 * captions.
 *
 * @returns the exit code
 * @throws {ConfigError} for wrong arguments
 * @throws {MediaError} if the file can't be read
 */
export async function analyze(args: string[], deps: AnalyzeDeps): Promise<number> {
  const { terminal = systemTerminal(), mediaTools, config } = deps;
  const { values, positionals } = readArguments(args, OPTIONS, USAGE);
  if (values.help) {
    terminal.out(`${USAGE}\n`);
    return 0;
  }
  const path = await checkedPath(positionals);
  await checkTools(mediaTools);
  useRuntimeLibrary({ folder: config.onnxruntimeDir, cacheDir: config.cacheDir });
  const { info } = await chooseTrack(mediaTools, path, await probe(mediaTools, path), { track: null, language: null });
  let made: Promise<FileCaptions> | null = null;
  let encoder: Promise<SentenceEncoder> | null = null;
  let embed: Embed | null = null;
  let speakers: Promise<SpeakerEncoder> | null = null;
  const file = {
    ...{ path, info, mediaTools },
    captions: () => made ??= caption(path, info, deps, terminal),
    madeCaptions: async () => await made,
    openFaces: () => openVision("faces", CENTERFACE, deps, terminal),
    openAdult: () => openVision("adult", OPEN_NSFW, deps, terminal),
    openEmbed: async () => embed ??= remembering((await (encoder ??= openEncoder(deps, terminal))).embed),
    openVoices: async () => (await (speakers ??= openSpeakers(deps, terminal))).embed,
    openMusic: () => openMusic(deps, terminal),
  };
  const results: Partial<Record<AnalysisName, unknown>> = {};
  try {
    for (const name of ANALYSIS_NAMES) {
      const isOn = isAnalysisKind(name) && config.analyses.includes(name);
      if (isOn) terminal.err(`${printable(basename(path))}: ${name.replaceAll("_", " ")}\n`);
      results[name] = isOn ? await ANALYZERS[name](file) : null;
    }
  } finally {
    await (await (encoder as Promise<SentenceEncoder> | null)?.catch(() => null))?.close();
    await (await (speakers as Promise<SpeakerEncoder> | null)?.catch(() => null))?.close();
  }
  terminal.out(values.json ? `${JSON.stringify(results)}\n` : `${JSON.stringify(results, null, 2)}\n`);
  return 0;
}

/** @throws {ConfigError} if not exactly one file is named; {MediaError} if there is none of this name */
async function checkedPath(files: string[]): Promise<string> {
  if (files.length === 0) throw new ConfigError(`no file was named\n${USAGE}`);
  if (files.length > 1) throw new ConfigError(`${files.length} files were named: name one\n${USAGE}`);
  const [file] = files;
  const stat = await Deno.stat(file).catch(() => null);
  if (!stat?.isFile) throw new MediaError(`"${printable(file)}" is ${stat ? "no file" : "not there"}`);
  return await Deno.realPath(file);
}

async function openEncoder({ store }: AnalyzeDeps, terminal: Terminal): Promise<SentenceEncoder> {
  const folder = await pullWithProgress(MINILM.name, terminal, (options) => store.resolve(MINILM.name, options));
  return await SentenceEncoder.open(`${folder}/${MINILM.files[0].name}`);
}

/** Loads the speaker model; its weights are downloaded first where they are missing. */
export async function openSpeakers(
  { store }: Pick<AnalyzeDeps, "store">,
  terminal: Terminal,
): Promise<SpeakerEncoder> {
  const folder = await pullWithProgress(CAMPPLUS.name, terminal, (options) => store.resolve(CAMPPLUS.name, options));
  return await SpeakerEncoder.open(`${folder}/${CAMPPLUS.files[0].name}`, SPEAKER_THREADS);
}

async function openMusic({ store }: AnalyzeDeps, terminal: Terminal): Promise<MusicModel> {
  const folder = await pullWithProgress(YAMNET.name, terminal, (options) => store.resolve(YAMNET.name, options));
  return await MusicModel.load(`${folder}/${YAMNET.files[0].name}`);
}

/** @returns null, and says why, if the model can't be fetched */
async function openVision<Kind extends VisionKind>(
  kind: Kind,
  { name, files }: CatalogModel,
  { store }: AnalyzeDeps,
  terminal: Terminal,
): Promise<VisionThread<Kind> | null> {
  try {
    const folder = await pullWithProgress(name, terminal, (options) => store.resolve(name, options));
    return await VisionThread.open(kind, `${folder}/${files[0].name}`);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    terminal.err(`analyzed without the model ${name}: ${printable(error.message)}\n`);
    return null;
  }
}

/** Captions a file by the default model. */
async function caption(
  path: string,
  info: MediaInfo,
  { config, store, makeEngine, mediaTools }: AnalyzeDeps,
  terminal: Terminal,
): Promise<FileCaptions> {
  if (!info.audio) return { cues: [], language: null };
  await checkModel(config, store);
  const model = config.whisperModel;
  const folder = await pullWithProgress(model, terminal, (options) => store.resolve(model, options));
  const engine = makeEngine(() => Promise.resolve(folder));
  try {
    const { segments, language, duration } = await engine.transcribe(readAudio(mediaTools, path, { info }), {}, {});
    const cues = layoutCues(segments, defaultCaptionLayout(language), {
      language,
      mediaSeconds: duration || undefined,
    });
    return { cues, language };
  } finally {
    await engine.close();
  }
}

/** `./sf bench:analyses FILE`: what each kind of analysis of a video takes, and its captions. See `USAGE`. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { measureSoundQuality } from "../ml/audio/sound_quality/sound_quality.ts";
import { quickLook } from "../ml/audio/sound_quality/quick_look.ts";
import { CAMPPLUS, CENTERFACE, MINILM, OPEN_NSFW, YAMNET } from "../ml/models/analysis_models.ts";
import { ModelStore } from "../ml/models/store.ts";
import { findMusic } from "../ml/sound_events/find_music.ts";
import { MusicModel } from "../ml/sound_events/music_model.ts";
import { findSpeakers } from "../ml/speakers/find_speakers.ts";
import { SPEAKER_THREADS, SpeakerEncoder } from "../ml/speakers/speaker_encoder.ts";
import { analyzeText, type TextKind } from "../ml/text/analyze_text.ts";
import { rankSpans } from "../ml/text/central_spans.ts";
import { type Embed, SentenceEncoder } from "../ml/text/sentence_encoder.ts";
import { SharedEncoder } from "../ml/text/shared_encoder.ts";
import { findAdultFrames } from "../ml/vision/adult_frames.ts";
import { findThumbnails } from "../ml/vision/thumbnails.ts";
import { VisionThread } from "../ml/vision/vision_thread.ts";
import { Engine } from "../ml/whisper/engine/engine.ts";
import { defaultCaptionLayout, layoutCues } from "../src/captions/mod.ts";
import { createLog } from "../src/core/log.ts";
import { readConfig } from "../src/core/settings/config.ts";
import { readAudio } from "../src/media/audio.ts";
import { videoEncoding } from "../src/media/encoder.ts";
import { writeFramePoster } from "../src/media/poster_files.ts";
import { probe } from "../src/media/probe.ts";

const USAGE = `usage: ./sf bench:analyses FILE [options]
Captions a video and makes each of its analyses as a worker does, one after the other: pictures of its 360p size, models
loaded anew for each kind, but for the sentence model. Prints seconds, and seconds of processor time, ffmpeg's included.

  --model base    a name or a folder
  --only KINDS    some only: speakers,thumbnails`;

const { values, positionals: [file] } = parseArgs({
  allowPositionals: true,
  options: { model: { type: "string", default: "base" }, only: { type: "string" }, help: { type: "boolean" } },
});
if (values.help || !file) {
  console.log(USAGE);
  Deno.exit(values.help ? 0 : 2);
}
const path = resolve(Deno.env.get("INIT_CWD") ?? ".", file);
const config = { ...readConfig(Deno.env.toObject()), sandbox: "off" as const }; // in a sandbox its time isn't counted
const log = createLog("warn");
const store = new ModelStore(config.modelsDir, log, { hubUrl: config.hubUrl });
const modelPath = async ({ name, files }: typeof MINILM) => `${await store.resolve(name)}/${files[0].name}`;
const workDir = await Deno.makeTempDir({ prefix: "streamforge_analyses_" });
const info = await probe(config, path);
const durationSeconds = info.durationSeconds ?? 0;

const small = `${workDir}/small.mp4`;
const encode = ["-vf", "scale=-2:360", ...videoEncoding("libx264", 360)];
await new Deno.Command("ffmpeg", { args: ["-v", "error", "-i", path, "-an", ...encode, small] }).output();
const smallest = { path: small, video: (await probe(config, small)).video! };

const { segments, language } = await timed("captions", async () => {
  const { cacheDir, onnxruntimeDir, whisperThreads: threads } = config;
  const modelFolder = () => store.resolve(values.model);
  const engine = new Engine({ modelFolder, cacheDir, onnxruntimeDir, threads, device: "cpu", idleSeconds: 0, log });
  const transcript = await engine.transcribe(readAudio(config, path, { info }), {}, {});
  await engine.close();
  return transcript;
});
const cues = layoutCues(segments, defaultCaptionLayout(language), { language });
const sentences = new SharedEncoder(async () => await SentenceEncoder.open(await modelPath(MINILM)));
const total = { wall: 0, processor: 0 };

await analysis("sound_quality", () => measureSoundQuality(config, path, { info }));
for (const kind of ["topics", "sentiment", "tags", "chapters", "summary", "meaning"] as const) {
  await analysis(kind, () => withEncoder((encoder) => text(kind, encoder)));
}
await analysis("safety", async () => {
  await analyzeText("safety", { cues, language: language ?? "und", durationSeconds }, { openEmbed: noEmbeddings });
  const model = await VisionThread.open("adult", await modelPath(OPEN_NSFW));
  await findAdultFrames(config, smallest, (picture) => model.look(picture), { durationSeconds, workDir });
  await model.close();
});
await analysis("speakers", async () => {
  const encoder = await SpeakerEncoder.open(await modelPath(CAMPPLUS), SPEAKER_THREADS);
  await findSpeakers(config, path, { info, embed: encoder.embed });
  await encoder.close();
});
await analysis("sound_events", async () => {
  const model = await MusicModel.load(await modelPath(YAMNET));
  await findMusic(config, path, { info, cues, model });
  await model.release();
});
await analysis("thumbnails", async () => {
  const spans = await withEncoder(({ embed }) => rankSpans(cues, embed));
  const faces = await VisionThread.open("faces", await modelPath(CENTERFACE));
  const findFaces = (picture: Parameters<typeof faces.look>[0]) => faces.look(picture);
  const found = await findThumbnails(config, smallest, { durationSeconds, workDir, spans, findFaces });
  await faces.close();
  const source = { input: path, video: info.video!, outDir: workDir };
  for (const [i, { start }] of found.entries()) await writeFramePoster(config, { ...source, at: start, name: `${i}` });
});
console.log(`all analyses     ${seconds(total.wall)}   ${seconds(total.processor)}`);
await timed("quick look", () => quickLook(config, path, { info })); // runs while the video is prepared
await Deno.remove(workDir, { recursive: true });
Deno.exit(0);

async function text(kind: TextKind, { embed }: { embed: Embed }): Promise<void> {
  const openEmbed = () => Promise.resolve(embed);
  await analyzeText(kind, { cues, language: language ?? "und", durationSeconds }, { openEmbed });
}

async function withEncoder<T>(use: (encoder: { embed: Embed }) => Promise<T>): Promise<T> {
  const encoder = await sentences.open();
  try {
    return await use(encoder);
  } finally {
    encoder.close();
  }
}

function noEmbeddings(): Promise<never> {
  return Promise.reject(new Error("the word lists need no embeddings"));
}

async function analysis(kind: string, make: () => Promise<unknown>): Promise<void> {
  if (values.only && !values.only.split(",").includes(kind)) return;
  const before = [performance.now(), processorSeconds()];
  await timed(kind, make);
  total.wall += (performance.now() - before[0]) / 1000;
  total.processor += processorSeconds() - before[1];
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const [since, used] = [performance.now(), processorSeconds()];
  const result = await work();
  const wall = (performance.now() - since) / 1000;
  console.log(`${name.padEnd(16)} ${seconds(wall)}   ${seconds(processorSeconds() - used)}`);
  return result;
}

function seconds(value: number): string {
  return `${value.toFixed(1).padStart(5)} s`;
}

/** Of this process and of those that it has waited for. */
function processorSeconds(): number {
  const fields = Deno.readTextFileSync("/proc/self/stat").split(") ")[1].split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100; // USER_HZ
}

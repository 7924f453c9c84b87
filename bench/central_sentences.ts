/**
 * `./sf bench:central`: which sentences a text leans on, by two measures: TextRank over sentence embeddings, as the
 * program does it, and the self-attention of Whisper's decoder, which says how much of what is written later looks back
 * at a sentence. The talks of tests/data/text are spoken by espeak-ng, read by the reference Whisper with its weights,
 * and each measure's first sentence is compared with those that people marked.
 *
 *   --model base      a model of the catalog, or a folder
 */
import { parseArgs } from "node:util";
import { logMel } from "../ml/audio/log_mel.ts";
import { MINILM } from "../ml/models/analysis_models.ts";
import { openCheckpoint } from "../ml/models/checkpoint.ts";
import { ModelStore } from "../ml/models/store.ts";
import { readTokenizer } from "../ml/models/tokenizer_file.ts";
import { SentenceEncoder } from "../ml/text/sentence_encoder.ts";
import { rankSentences } from "../ml/text/summary.ts";
import { AttentionRecorder } from "../ml/transformer/pass.ts";
import { WhisperTokenizer } from "../ml/whisper/tokenizer.ts";
import { Whisper } from "../ml/whisper/reference/whisper.ts";
import { createLog } from "../src/core/log.ts";
import { readConfig } from "../src/core/settings/config.ts";
import { type LabelledTalk, readTalks } from "./labelled_text.ts";

const WORDS_PER_MINUTE = 260; // so that a talk fits into a window of 30 s

const { values } = parseArgs({ args: Deno.args, options: { model: { type: "string", default: "base" } } });
const store = new ModelStore(readConfig({}).modelsDir, createLog("error"));
const encoder = await SentenceEncoder.open(`${await store.resolve(MINILM.name)}/${MINILM.files[0].name}`);
const folder = await store.resolve(values.model);
const whisper = new Whisper(openCheckpoint(folder));
const tokenizer = new WhisperTokenizer(await readTokenizer(folder));
const { nTextLayer, nTextHead, nMels } = whisper.dimensions;

/** Speaks a text: mono, 16 kHz. */
async function speak(text: string): Promise<Float32Array> {
  const speech = new Deno.Command("espeak-ng", { args: ["-s", `${WORDS_PER_MINUTE}`, "--stdout", text] });
  const decoder = new Deno.Command("ffmpeg", {
    args: [..."-v error -i pipe:0 -ac 1 -ar 16000 -f f32le pipe:1".split(" ")],
    ...{ stdin: "piped", stdout: "piped" },
  }).spawn();
  const decoded = decoder.output();
  const writer = decoder.stdin.getWriter();
  await writer.write((await speech.output()).stdout);
  await writer.close();
  const { stdout } = await decoded;
  return new Float32Array(stdout.buffer, 0, stdout.byteLength >> 2);
}

/**
 * How much the words behind a sentence look back at it, for each layer and head: the mean weight in relation to looking
 * at all words before alike. The last sentence has no words behind it, and gets 0.
 *
 * @returns (nTextLayer * nTextHead) of (nSentences)
 */
async function attentionOf({ sentences }: LabelledTalk): Promise<number[][]> {
  const prompt = [...tokenizer.prompt("en", "transcribe"), tokenizer.noTimestamps];
  const tokens = sentences.map((sentence) => tokenizer.encode(` ${sentence}`));
  const owner = [...prompt.map(() => -1), ...tokens.flatMap((ids, i) => ids.map(() => i))];
  const audio = whisper.encode(logMel(await speak(sentences.join(" ")), nMels).data);
  const recorder = new AttentionRecorder((name) => name.startsWith("decoder.") && name.endsWith(".self"));
  whisper.step([...prompt, ...tokens.flat()], whisper.start(audio), { recorder });
  const all: number[][] = [];
  for (let layer = 0; layer < nTextLayer; layer++) {
    for (let head = 0; head < nTextHead; head++) {
      const { weights, nKeys, nQueries } = recorder.head(`decoder.${layer}.self`, head);
      const sums = sentences.map(() => ({ weight: 0, alike: 0 }));
      for (let query = 0; query < nQueries; query++) {
        for (let key = 0; key < query; key++) {
          if (owner[key] < 0 || owner[key] >= owner[query]) continue;
          sums[owner[key]].weight += weights[query * nKeys + key];
          sums[owner[key]].alike += 1 / (query + 1);
        }
      }
      all.push(sums.map(({ weight, alike }) => alike === 0 ? 0 : weight / alike));
    }
  }
  return all;
}

const isRight = ({ central }: LabelledTalk, scores: ArrayLike<number>) =>
  central.includes(Array.from(scores).indexOf(Math.max(...Array.from(scores))));
const mean = (rows: number[][]) => rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);

const measured: { talk: LabelledTalk; ranks: Float64Array; heads: number[][] }[] = [];
for (const talk of readTalks()) {
  const vectors: Float32Array[] = [];
  for (const sentence of talk.sentences) vectors.push(await encoder.embed(sentence));
  measured.push({ talk, ranks: rankSentences(vectors), heads: await attentionOf(talk) });
  console.error(`${measured.length} ${talk.half} ${talk.topic}`);
}
await encoder.close();

const halves = {
  tune: measured.filter(({ talk }) => talk.half === "tune"),
  test: measured.filter(({ talk }) => talk.half === "test"),
};
const count = (half: "tune" | "test", scores: (one: typeof measured[number]) => ArrayLike<number>) =>
  halves[half].filter((one) => isRight(one.talk, scores(one))).length;
const line = (name: string, scores: (one: typeof measured[number]) => ArrayLike<number>) =>
  console.log(
    `${name.padEnd(44)} tune ${count("tune", scores)} of ${halves.tune.length}, ` +
      `test ${count("test", scores)} of ${halves.test.length}`,
  );
line("TextRank over embeddings", ({ ranks }) => ranks);
line("the first sentence", ({ ranks }) => Array.from(ranks, (_, i) => -i));
line("Whisper's attention, all heads", ({ heads }) => mean(heads));
for (let layer = 0; layer < nTextLayer; layer++) {
  const own = (heads: number[][]) => mean(heads.slice(layer * nTextHead, (layer + 1) * nTextHead));
  line(`Whisper's attention, layer ${layer}`, ({ heads }) => own(heads));
}
const best = measured[0].heads.map((_, head) => head)
  .toSorted((a, b) => count("tune", ({ heads }) => heads[b]) - count("tune", ({ heads }) => heads[a]))[0];
line(`Whisper's attention, the best head of tune (${best})`, ({ heads }) => heads[best]);
const chance = halves.test.reduce((sum, { talk }) => sum + talk.central.length / talk.sentences.length, 0);
console.log(`by chance, test: ${chance.toFixed(1)}`);

/**
 * `./sf bench:text`: precision and recall of what is said about a video's text, on the labelled set of tests/data/text.
 * Thresholds were set on its half "tune"; the half "test" is reported.
 *
 *   --model PATH      the sentence model's file; default: the one of MODELS_DIR, downloaded if it is absent
 *   --half test       or tune
 *   --show            what was found, talk by talk
 */
import { parseArgs } from "node:util";
import { MINILM } from "../ml/models/analysis_models.ts";
import { ModelStore } from "../ml/models/store.ts";
import { findBoundaries, findChapters } from "../ml/text/chapters.ts";
import { phraseKey, suggestTags } from "../ml/text/key_phrases.ts";
import { safetyOf } from "../ml/text/safety.ts";
import { SENTIMENT_LANGUAGES } from "../src/core/analyses.ts";
import { SAFETY_CATEGORIES } from "../src/core/safety.ts";
import { SentenceEncoder } from "../ml/text/sentence_encoder.ts";
import { sentimentLabel, sentimentOf } from "../ml/text/sentiment.ts";
import { rankSentences } from "../ml/text/summary.ts";
import { chooseTopics, embedTopics, scoreTopics } from "../ml/text/topics.ts";
import { readConfig } from "../src/core/settings/config.ts";
import { createLog } from "../src/core/log.ts";
import { type LabelledTalk, readLabelled, readTalks, timed } from "./labelled_text.ts";

const TALKS_IN_A_VIDEO = 4;
const FIRST = [5, 8]; // of the key phrases, among which the main ones are looked for
const NEAR_SENTENCES = 1; // so far a chapter's beginning may be from the true one

const { values } = parseArgs({
  args: Deno.args,
  options: {
    model: { type: "string" },
    half: { type: "string", default: "test" },
    show: { type: "boolean", default: false },
  },
});
const { modelsDir, hubUrl } = readConfig({});
const store = new ModelStore(modelsDir, createLog("error"), { hubUrl });
const path = values.model ?? `${await store.resolve(MINILM.name)}/model.onnx`;
const encoder = await SentenceEncoder.open(path);
const { embed } = encoder;
const show = (...items: unknown[]) => values.show && console.log(...items);

/** Counts of right, wrong and missing findings. */
class Tally {
  right = 0;
  wrong = 0;
  missing = 0;
  add(found: Iterable<string | number>, wanted: Iterable<string | number>): void {
    const [a, b] = [new Set(found), new Set(wanted)];
    this.right += a.intersection(b).size;
    this.wrong += a.difference(b).size;
    this.missing += b.difference(a).size;
  }
  get precision(): string {
    return `precision ${shareOf(this.right, this.right + this.wrong)}`;
  }
  get recall(): string {
    return `recall ${shareOf(this.right, this.right + this.missing)}`;
  }
  toString(): string {
    return `${this.precision}, ${this.recall}`;
  }
}

function shareOf(n: number, of: number): string {
  return of === 0 ? "-" : `${(n / of).toFixed(2)} (${n} of ${of})`;
}

async function embedAll(texts: readonly string[]): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const text of texts) vectors.push(await embed(text));
  return vectors;
}

async function measureTopics(talks: readonly LabelledTalk[]): Promise<void> {
  const topics = await embedTopics(embed);
  const tally = new Tally();
  let first = 0;
  for (const talk of talks) {
    const found = chooseTopics(scoreTopics(await embedAll(talk.sentences), topics));
    show(talk.topic, "->", found.map(({ topic, score }) => `${topic} ${score.toFixed(2)}`).join(", "));
    tally.add(found.map(({ topic }) => topic), [talk.topic]);
    if (found[0]?.topic === talk.topic) first++;
  }
  console.log(`topics       ${tally}; the first is right in ${first} of ${talks.length}`);
}

async function measureTags(talks: readonly LabelledTalk[]): Promise<void> {
  const [names, phrases, main] = [new Tally(), new Tally(), new Map(FIRST.map((k) => [k, new Tally()]))];
  for (const talk of talks) {
    const tags = await suggestTags(timed(talk.sentences), await embedAll(talk.sentences), embed);
    const found = (kind: string) => tags.filter((tag) => tag.kind === kind).map(({ tag }) => tag);
    names.add(found("name"), talk.names);
    const [keys, wanted] = [found("phrase"), talk.phrases].map((list) => list.map(phraseKey));
    phrases.add(keys, wanted);
    const isIn = (phrase: string, key: string) => ` ${key} `.includes(` ${phraseKey(phrase)} `);
    for (const [k, tally] of main) {
      const first = keys.slice(0, k);
      tally.add(talk.mainPhrases.filter((phrase) => first.some((key) => isIn(phrase, key))), talk.mainPhrases);
    }
    show(talk.topic, "->", tags.map(({ tag, kind, score }) => `${tag} (${kind} ${score.toFixed(2)})`).join(", "));
    show("   wrong:", keys.filter((key) => !wanted.includes(key)).join(", "));
    const missing = talk.mainPhrases.filter((phrase) => !keys.some((key) => isIn(phrase, key)));
    show("   main, missing:", missing.join(", "));
  }
  console.log(`names        ${names}`);
  console.log(`phrases      ${phrases.precision}: a person would take them as tags`);
  for (const [k, tally] of main) console.log(`phrases      ${tally.recall}: main phrases among the first ${k}`);
}

async function measureChapters(talks: readonly LabelledTalk[]): Promise<void> {
  const tally = new Tally();
  for (let i = 0; i + TALKS_IN_A_VIDEO <= talks.length; i += TALKS_IN_A_VIDEO) {
    const parts = talks.slice(i, i + TALKS_IN_A_VIDEO);
    const sentences = timed(parts.flatMap((talk) => talk.sentences));
    const vectors = await embedAll(sentences.map(({ text }) => text));
    let at = 0;
    const wanted = parts.slice(0, -1).map((talk) => at += talk.sentences.length);
    const found = findBoundaries(sentences, vectors);
    tally.add(found.map((at) => wanted.find((other) => Math.abs(other - at) <= NEAR_SENTENCES) ?? -at), wanted);
    const chapters = await findChapters(sentences, vectors, sentences.at(-1)!.end, embed);
    show(parts.map(({ topic }) => topic).join(" | "), wanted, "->", found, chapters.map(({ title }) => title));
  }
  console.log(`chapters     ${tally}; boundaries within ${NEAR_SENTENCES} sentence, ${TALKS_IN_A_VIDEO} talks a video`);
}

async function measureSummary(talks: readonly LabelledTalk[]): Promise<void> {
  let right = 0;
  let chance = 0;
  for (const talk of talks) {
    const ranks = rankSentences(await embedAll(talk.sentences));
    const best = ranks.indexOf(Math.max(...ranks));
    if (talk.central.includes(best)) right++;
    chance += talk.central.length / talk.sentences.length;
  }
  console.log(
    `summary      the most central sentence says what the talk is about in ${right} of ${talks.length}; ` +
      `${chance.toFixed(1)} by chance`,
  );
}

function measureSentiment(): void {
  const rows = readLabelled<{ text: string; label: string }>("sentiment.json");
  for (const label of ["positive", "negative", "neutral"]) {
    const tally = new Tally();
    for (const [i, row] of rows.entries()) {
      const found = sentimentLabel(sentimentOf(row.text));
      tally.add(found === label ? [i] : [], row.label === label ? [i] : []);
      if (found === label && row.label !== label) show(row.text, found);
    }
    console.log(`sentiment    ${label.padEnd(15)} ${tally}`);
  }
}

/** In other languages than English. */
function measureSentimentOf(language: string): void {
  const rows = readLabelled<{ language: string; text: string; label: string }>("sentiment_languages.json")
    .filter((row) => row.language === language);
  const wrong = rows.filter(({ text, label }) => sentimentLabel(sentimentOf(text, language)) !== label);
  for (const { text, label } of wrong) show(`not ${label}:`, text);
  const labels = Map.groupBy(rows, ({ label }) => label);
  const majority = Math.max(...[...labels.values()].map((of) => of.length));
  console.log(
    `sentiment    ${language}: ${shareOf(rows.length - wrong.length, rows.length)} right; ` +
      `${shareOf(majority, rows.length)} by the commonest label`,
  );
}

function measureSafety(): void {
  const rows = readLabelled<{ text: string; flags: string[] }>("safety.json");
  for (const category of SAFETY_CATEGORIES) {
    const tally = new Tally();
    for (const [i, row] of rows.entries()) {
      const isFound = safetyOf(row.text).some((flag) => flag.category === category);
      tally.add(isFound ? [i] : [], row.flags.includes(category) ? [i] : []);
      if (isFound !== row.flags.includes(category)) show(category, isFound ? "wrong:" : "missing:", row.text);
    }
    console.log(`safety       ${category.padEnd(15)} ${tally}`);
  }
}

try {
  const talks = readTalks().filter(({ half }) => half === values.half);
  await measureTopics(talks);
  await measureTags(talks);
  await measureChapters(talks);
  await measureSummary(talks);
  measureSentiment();
  for (const language of SENTIMENT_LANGUAGES.filter((language) => language !== "en")) measureSentimentOf(language);
  measureSafety();
} finally {
  await encoder.close();
}

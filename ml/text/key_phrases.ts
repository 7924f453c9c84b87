import { centre, similarity } from "./sentence_model.ts";
import type { Sentence } from "./sentences.ts";
import { STOP_WORDS } from "./stop_words.ts";
import { type WordClass, wordClasses } from "./word_classes.ts";

export interface SuggestedTag {
  /** As tags are written: in lower case. */
  tag: string;
  /** "name": written with a capital in the middle of sentences; "phrase": any other. */
  kind: "name" | "phrase";
  /** How often it is said. */
  count: number;
  /** How near it is to what the video is about, 0 to 1. */
  score: number;
}

/** A run of words that may be a tag. */
export interface Candidate {
  /** As it is said most often. */
  text: string;
  kind: "name" | "phrase";
  count: number;
}

const SENTENCES_BETWEEN_PAUSES = 64; // some 0.2 s
const MAX_WORDS = 3;
const MAX_NAME_WORDS = 4;
const MAX_CANDIDATES = 80; // to embed: the most frequent ones
const MAX_PHRASES = 8;
const MAX_NAMES = 10;
const MIN_PHRASE_SCORE = 0.3;
/** How much more a phrase counts for each word after the first: "wireless network" says more than "network". */
const WORD_WEIGHT = 0.2;
/** And for each e-fold of how often it is said. */
const COUNT_WEIGHT = 0.15;
/** How much less a phrase counts for being like one that is chosen already. */
const ALIKE_WEIGHT = 0.2;
/** Tags more alike than this say the same. */
const SAME = 0.72;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’\-]*/gu;
const CONNECTORS = new Set(["of", "de", "von", "van", "del", "la"]);
/** Written with a capital in English, and no names of things. */
const NO_NAMES = new Set(
  ("i i'm i'll i've i'd mr mrs ms dr god okay ok english monday tuesday wednesday thursday friday saturday sunday " +
    "january february march april may june july august september october november december sir madam")
    .split(" "),
);

interface Token {
  text: string;
  lower: string;
  /** Whether its capital says nothing. */
  isFirst: boolean;
  wordClass: WordClass;
}

/** The words of a sentence in runs without punctuation. */
function runsOf(text: string): Token[][] {
  const classAt = wordClasses(text);
  const runs: Token[][] = [];
  let end = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (runs.length === 0 || /\S/.test(text.slice(end, index))) runs.push([]);
    end = index + word.length;
    const [plain, lower] = [word, word.toLowerCase()].map((form) => form.replace(/['’]s$/, ""));
    const isFirst = runs.length === 1 && runs[0].length === 0;
    runs.at(-1)!.push({ text: plain, lower, isFirst, wordClass: classAt(end) });
  }
  return runs;
}

const isCapital = ({ text }: Token) => /^\p{Lu}[\p{L}\p{N}]/u.test(text);
const isInName = (token: Token) => isCapital(token) && !NO_NAMES.has(token.lower);
const isName = (token: Token) => isInName(token) && !STOP_WORDS.has(token.lower);
const isStop = ({ lower }: Token) =>
  STOP_WORDS.has(lower) || NO_NAMES.has(lower) || lower.length < 3 || /^\d+$/.test(lower);

const IN_PROGRESS = new Set("am are be been being is was were".split(" "));

/**
 * The noun phrases of a run, as places: adjectives, nouns and gerunds that end in a noun or a gerund, each with the
 * phrases that are its ends ("wool coat" and "coat" in "long wool coat").
 */
function nounPhrases(run: readonly Token[], isOut: (token: Token) => boolean): [from: number, to: number][] {
  const found: [number, number][] = [];
  const isHead = (i: number) => run[i].wordClass === "noun" || (run[i].wordClass === "gerund" && !isProgress(i));
  const isProgress = (i: number) => i > 0 && IN_PROGRESS.has(run[i - 1].lower);
  const isPart = (i: number) => i < run.length && run[i].wordClass !== "other" && !isOut(run[i]);
  for (let from = 0; from < run.length; from++) {
    if (!isPart(from)) continue;
    let to = from + 1;
    while (isPart(to)) to++;
    const next = to;
    while (to > from && !isHead(to - 1)) to--;
    for (let at = Math.max(from, to - MAX_WORDS); at < to; at++) found.push([at, to]);
    from = next;
  }
  return found;
}

/**
 * Finds what may be tags: names (runs of capitals that are not only capitals of a sentence's beginning) and noun
 * phrases of one to three words.
 *
 * @param pause called at least once a second
 */
export async function candidatesOf(
  sentences: readonly Pick<Sentence, "text">[],
  pause?: () => Promise<void>,
): Promise<Candidate[]> {
  const runs: Token[][] = [];
  for (const [i, { text }] of sentences.entries()) {
    if (i % SENTENCES_BETWEEN_PAUSES === 0) await pause?.();
    runs.push(...runsOf(text));
  }
  const inMiddle = new Map<string, { capital: number; lower: number }>();
  for (const token of runs.flat()) {
    if (token.isFirst) continue;
    const seen = inMiddle.get(token.lower) ?? { capital: 0, lower: 0 };
    seen[isCapital(token) ? "capital" : "lower"]++;
    inMiddle.set(token.lower, seen);
  }
  const found = new Map<string, { forms: Map<string, number>; kind: "name" | "phrase"; count: number }>();
  const note = (tokens: Token[], kind: "name" | "phrase") => {
    const text = tokens.map(({ text, lower }) => kind === "name" ? text : lower).join(" ");
    const key = phraseKey(text);
    const entry = found.get(key) ?? { forms: new Map(), kind, count: 0 };
    entry.count++;
    entry.forms.set(text, (entry.forms.get(text) ?? 0) + 1);
    if (kind === "name") entry.kind = "name";
    found.set(key, entry);
  };
  // a capital at a sentence's beginning is a name's where the word has one elsewhere
  const isNamed = (token: Token) => {
    if (!isName(token)) return false;
    const { capital = 0, lower = 0 } = inMiddle.get(token.lower) ?? {};
    return capital > lower;
  };
  for (const run of runs) {
    const inNames = new Set<Token>();
    for (let i = 0; i < run.length;) {
      if (!isNamed(run[i])) {
        i++;
        continue;
      }
      let to = i + 1;
      const isConnected = () => CONNECTORS.has(run[to].lower) && run[to + 1] && isName(run[to + 1]);
      while (to < run.length && (isInName(run[to]) || isConnected())) to++;
      const from = i === 1 && run[0].isFirst && isName(run[0]) ? 0 : i; // "Harbour Lights" at a sentence's beginning
      note(run.slice(from, Math.min(to, from + MAX_NAME_WORDS)), "name");
      run.slice(from, to).forEach((token) => inNames.add(token));
      i = to;
    }
    for (const [from, to] of nounPhrases(run, (token) => isStop(token) || inNames.has(token))) {
      note(run.slice(from, to), "phrase");
    }
  }
  return [...found.values()].map(({ forms, kind, count }) => ({
    text: [...forms].sort((a, b) => b[1] - a[1])[0][0],
    kind,
    count,
  }));
}

/** A plain plural and its singular are one tag. */
function singular(text: string): string {
  return text.replace(/(?<=[^su])s$/, "").replace(/ie$/, "y");
}

/** Equal for phrases that differ in plurals alone. */
export function phraseKey(text: string): string {
  return text.toLowerCase().split(" ").map(singular).join(" ");
}

/** The candidates that are worth embedding. */
function frequent(candidates: readonly Candidate[]): Candidate[] {
  const weight = ({ text, count }: Candidate) => count * Math.sqrt(text.split(" ").length);
  return [...candidates].sort((a, b) => weight(b) - weight(a)).slice(0, MAX_CANDIDATES);
}

interface RankedPhrase extends SuggestedTag {
  vector: Float32Array;
  rank: number;
}

/** Chooses phrases by maximal marginal relevance (Carbonell and Goldstein 1998); none has all words of another. */
function choosePhrases(phrases: readonly RankedPhrase[]): RankedPhrase[] {
  const chosen: RankedPhrase[] = [];
  let left = phrases.map((phrase) => ({ phrase, alike: 0 })); // alike: to what is chosen
  while (chosen.length < MAX_PHRASES && left.length > 0) {
    const margin = ({ phrase, alike }: typeof left[0]) => phrase.rank - ALIKE_WEIGHT * alike;
    const { phrase: best } = left.reduce((a, b) => margin(b) > margin(a) ? b : a);
    chosen.push(best);
    left = left.flatMap(({ phrase, alike }) => {
      const alikeBest = similarity(phrase.vector, best.vector);
      if (alikeBest > SAME || overlaps(phrase.tag, best.tag)) return [];
      return [{ phrase, alike: Math.max(alike, alikeBest) }];
    });
  }
  return chosen;
}

/**
 * Chooses tags as KeyBERT does: phrases whose embedding is near that of the whole transcript, each unlike the ones
 * before; and the names, the most frequent first.
 *
 * @param sentences with their embeddings
 * @param pause see `candidatesOf`
 */
export async function suggestTags(
  sentences: readonly Sentence[],
  vectors: readonly Float32Array[],
  embed: (text: string) => Promise<Float32Array>,
  pause?: () => Promise<void>,
): Promise<SuggestedTag[]> {
  if (sentences.length === 0) return [];
  const whole = centre(vectors);
  const candidates = await candidatesOf(sentences, pause);
  const phrases: RankedPhrase[] = [];
  for (const { text, kind, count } of frequent(candidates.filter(({ kind }) => kind === "phrase"))) {
    const vector = await embed(text);
    const score = Math.max(0, similarity(vector, whole));
    if (score < MIN_PHRASE_SCORE) continue;
    const nWords = text.split(" ").length;
    const rank = score * (1 + COUNT_WEIGHT * Math.log(count)) * (1 + WORD_WEIGHT * (nWords - 1));
    phrases.push({ tag: text.toLowerCase(), kind, count, score, vector, rank });
  }
  const chosen = choosePhrases(phrases);
  const names: SuggestedTag[] = [];
  const byCount = candidates.filter(({ kind }) => kind === "name").sort((a, b) => b.count - a.count);
  for (const { text, kind, count } of byCount.slice(0, MAX_NAMES * 2)) {
    const tag = text.toLowerCase();
    if (names.length === MAX_NAMES) break;
    if (names.some((name) => ` ${name.tag} `.includes(` ${tag} `))) continue; // "Curie" beside "Marie Curie"
    names.push({ tag, kind, count, score: Math.max(0, similarity(await embed(text), whole)) });
  }
  return [...names, ...chosen.map(({ tag, kind, count, score }) => ({ tag, kind, count, score }))];
}

/** Whether one phrase's words are all in the other. */
function overlaps(a: string, b: string): boolean {
  const [wordsA, wordsB] = [a, b].map((text) => new Set(phraseKey(text).split(" ")));
  return wordsA.isSubsetOf(wordsB) || wordsB.isSubsetOf(wordsA);
}

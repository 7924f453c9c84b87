import { centre, similarity } from "./sentence_model.ts";
import type { Sentence } from "./sentences.ts";
import { STOP_WORDS } from "./stop_words.ts";

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

const MAX_WORDS = 3;
const MAX_NAME_WORDS = 4;
const MAX_CANDIDATES = 80; // to embed: the most frequent ones
const MAX_PHRASES = 8;
const MAX_NAMES = 10;
const MIN_PHRASE_SCORE = 0.3;
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
}

/** The words of a sentence in runs without punctuation. */
function runsOf(text: string): Token[][] {
  let isFirst = true;
  return text.split(/[^\p{L}\p{N}'’\-\s]+|\s[-–—]+\s/u).map((part) =>
    [...part.matchAll(WORD)].map(([text]) => {
      const token = { text: text.replace(/['’]s$/, ""), lower: text.toLowerCase().replace(/['’]s$/, ""), isFirst };
      isFirst = false;
      return token;
    })
  ).filter((run) => run.length > 0);
}

const isCapital = ({ text }: Token) => /^\p{Lu}[\p{L}\p{N}]/u.test(text);
const isInName = (token: Token) => isCapital(token) && !NO_NAMES.has(token.lower);
const isName = (token: Token) => isInName(token) && !STOP_WORDS.has(token.lower);
const isStop = ({ lower }: Token) =>
  STOP_WORDS.has(lower) || NO_NAMES.has(lower) || lower.length < 3 || /^\d+$/.test(lower);

/** What follows a verb more often than a noun. */
const OBJECTS = new Set(
  ("a an the this that these those my your his her its our their me him us them it two three four for out up down " +
    "through into to off")
    .split(" "),
);

/** Whether some words look like the beginning of a clause, as "goalkeeper saved" does before "two". */
function isClause(last: Token, next: Token | undefined): boolean {
  return /(?:ed|ly)$/.test(last.lower) || (next !== undefined && OBJECTS.has(next.lower));
}

/**
 * Finds what may be tags: names (runs of capitals that are not only capitals of a sentence's beginning) and phrases of
 * one to three words between stop words.
 */
export function candidatesOf(sentences: readonly Pick<Sentence, "text">[]): Candidate[] {
  const runs = sentences.flatMap(({ text }) => runsOf(text));
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
    const key = singular(text.toLowerCase());
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
    for (let i = 0; i < run.length; i++) {
      for (let to = i + 1; to <= Math.min(run.length, i + MAX_WORDS); to++) {
        const tokens = run.slice(i, to);
        if (tokens.some((token) => isStop(token) || inNames.has(token))) break;
        if (tokens.length > 1 && isClause(tokens.at(-1)!, run[to])) continue;
        note(tokens, "phrase");
      }
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

/** The candidates that are worth embedding. */
function frequent(candidates: readonly Candidate[]): Candidate[] {
  const weight = ({ text, count }: Candidate) => count * Math.sqrt(text.split(" ").length);
  return [...candidates].sort((a, b) => weight(b) - weight(a)).slice(0, MAX_CANDIDATES);
}

/**
 * Chooses tags as KeyBERT does: phrases whose embedding is near that of the whole transcript, each unlike the ones
 * before; and the names, the most frequent first.
 *
 * @param sentences with their embeddings
 */
export async function suggestTags(
  sentences: readonly Sentence[],
  vectors: readonly Float32Array[],
  embed: (text: string) => Promise<Float32Array>,
): Promise<SuggestedTag[]> {
  if (sentences.length === 0) return [];
  const whole = centre(vectors);
  const candidates = candidatesOf(sentences);
  const phrases: (SuggestedTag & { vector: Float32Array; rank: number })[] = [];
  for (const { text, kind, count } of frequent(candidates.filter(({ kind }) => kind === "phrase"))) {
    const vector = await embed(text);
    const score = Math.max(0, similarity(vector, whole));
    phrases.push({ tag: text.toLowerCase(), kind, count, score, vector, rank: score * (1 + 0.15 * Math.log(count)) });
  }
  phrases.sort((a, b) => b.rank - a.rank);
  const chosen: typeof phrases = [];
  for (const phrase of phrases) {
    if (chosen.length === MAX_PHRASES || phrase.score < MIN_PHRASE_SCORE) break;
    if (chosen.some(({ vector, tag }) => similarity(vector, phrase.vector) > SAME || overlaps(tag, phrase.tag))) {
      continue;
    }
    chosen.push(phrase);
  }
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
  const [wordsA, wordsB] = [a, b].map((text) => new Set(singular(text).split(" ").map(singular)));
  return wordsA.isSubsetOf(wordsB) || wordsB.isSubsetOf(wordsA);
}

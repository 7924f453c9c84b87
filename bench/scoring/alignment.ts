import { alignByGain, commonSubsequence } from "../../src/core/sequence_alignment.ts";
import type { Clip } from "../clips.ts";
import { normalize, normalizeWords } from "../normalize.ts";

/** Given to a word of a reference whose times are unknown. */
const UNTIMED_WORD_SECONDS = 0.3;
/** So much speech in a row without a word for it counts as lost. */
const LOST_SECONDS = 0.8;
/** Words without a partner were misheard, not lost, if fewer of their letters than this share are missing. */
const MISHEARD_SHARE = 0.5;
/** A dropped segment covers words whose middle is so near to it. */
const DROPPED_MARGIN_SECONDS = 0.3;

/** A normalized word of a reference. */
interface Token {
  text: string;
  /** Which of the recordings that were joined; 0 for any other recording. */
  member: number;
  /** How long it is spoken. */
  seconds: number;
  /** About when; NaN where nothing is known. */
  middle: number;
}

/** What an engine made of a recording, or of one that was joined into it. */
export interface UtteranceErrors {
  /** Of the recording, or of the member. */
  name: string;
  /** Substitutions, insertions and deletions. */
  errors: number;
  /** Words of the reference. */
  words: number;
  /** Seconds of speech for which nothing is written, in stretches of at least 0.8 s, that was not reported as dropped. */
  lostSeconds: number;
  /** The same, where the engine reported that it dropped it. */
  droppedSeconds: number;
  /** The reference's words that are lost, one text a stretch. */
  lost: string[];
}

/** A stretch that the engine says it left out. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Aligns a transcript with its reference by the fewest errors, among these by the most words that are right, and then by
 * how alike the others are.
 *
 * All engines are judged by their text and the reference's word times alone, for not all of them give word times.
 * @param members for a joined recording: the clips that it was joined from; one result comes for each
 */
export function alignTranscript(
  clip: Clip,
  text: string,
  dropped: readonly Span[] = [],
  members: readonly Clip[] = [clip],
): UtteranceErrors[] {
  const tokens = referenceTokens(clip, members);
  const written = normalize(text, clip.language);
  // A pair saves one error if it is a substitution, two if it is right
  const gain = (i: number, j: number) =>
    tokens[i].text === written[j] ? 2 + 1e-5 : 1 + 1e-9 * likeness(tokens[i].text, written[j]);
  const partners = new Map(alignByGain(tokens.length, written.length, gain));
  const results = members.map(({ name }) => ({
    name,
    errors: 0,
    words: 0,
    lostSeconds: 0,
    droppedSeconds: 0,
    lost: [],
  }));
  countErrors(tokens, written, partners, results);
  for (const { run, isMisheard } of deletedRuns(tokens, written, partners)) {
    if (!isMisheard) addLost(run, dropped, results[run[0].member]);
  }
  return results;
}

/** Between 0 and 1: the letters that two words begin and end with, of all letters of the longer. */
function likeness(a: string, b: string): number {
  const [shorter, longer] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
  let [start, end] = [0, 0];
  while (start < shorter && a[start] === b[start]) start++;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return (start + end) / longer;
}

function countErrors(
  tokens: readonly Token[],
  written: readonly string[],
  partners: ReadonlyMap<number, number>,
  results: UtteranceErrors[],
): void {
  let next = 0; // the first written word that is not accounted for
  for (const [i, { text, member }] of tokens.entries()) {
    const partner = partners.get(i);
    results[member].words++;
    if (partner === undefined || written[partner] !== text) results[member].errors++;
    if (partner === undefined) continue;
    results[member].errors += partner - next; // insertions before it
    next = partner + 1;
  }
  results[tokens.at(-1)?.member ?? 0].errors += written.length - next;
}

/** Stretches of reference words in a row that have no partner; a stretch ends with its member. */
function deletedRuns(
  tokens: readonly Token[],
  written: readonly string[],
  partners: ReadonlyMap<number, number>,
): { run: Token[]; isMisheard: boolean }[] {
  const runs: { run: Token[]; isMisheard: boolean }[] = [];
  for (let from = 0; from < tokens.length; from++) {
    if (partners.has(from)) continue;
    let end = from + 1;
    while (end < tokens.length && !partners.has(end) && tokens[end].member === tokens[from].member) end++;
    const run = tokens.slice(from, end);
    runs.push({ run, isMisheard: missingLetters(from, tokens, written, partners) < MISHEARD_SHARE * lettersOf(run) });
    from = end - 1;
  }
  return runs;
}

/**
 * How many letters fewer are written than said, between the nearest right words around a reference word. Several words
 * that are heard as one leave words without a partner, but are not lost.
 */
function missingLetters(
  at: number,
  tokens: readonly Token[],
  written: readonly string[],
  partners: ReadonlyMap<number, number>,
): number {
  const isRight = (i: number) => partners.has(i) && written[partners.get(i)!] === tokens[i].text;
  let [before, after] = [at - 1, at + 1];
  while (before >= 0 && !isRight(before)) before--;
  while (after < tokens.length && !isRight(after)) after++;
  const heard = written.slice((partners.get(before) ?? -1) + 1, partners.get(after) ?? written.length);
  return lettersOf(tokens.slice(before + 1, after)) - heard.join("").length;
}

const lettersOf = (tokens: readonly Token[]) => tokens.reduce((sum, { text }) => sum + text.length, 0);

function addLost(run: Token[], dropped: readonly Span[], result: UtteranceErrors): void {
  const secondsOf = (some: Token[]) => some.reduce((sum, { seconds }) => sum + seconds, 0);
  if (secondsOf(run) < LOST_SECONDS) return;
  const [reported, lost] = [
    run.filter((token) => isCovered(token, dropped)),
    run.filter((token) => !isCovered(token, dropped)),
  ];
  result.droppedSeconds += secondsOf(reported);
  result.lostSeconds += secondsOf(lost);
  if (lost.length) result.lost.push(lost.map(({ text }) => text).join(" "));
}

function isCovered({ middle }: Token, dropped: readonly Span[]): boolean {
  return dropped.some((span) =>
    middle > span.start - DROPPED_MARGIN_SECONDS && middle < span.end + DROPPED_MARGIN_SECONDS
  );
}

function referenceTokens(clip: Clip, members: readonly Clip[]): Token[] {
  const words = splitWords(clip.reference);
  const times = timesOf(words, clip);
  const memberOf = members.flatMap(({ reference }, i) => splitWords(reference).map(() => i));
  return normalizeWords(words, clip.language).map(({ text, first, end }) => {
    const own = times.slice(first, end);
    // Words that became several normalized ones ("don't") share their time
    const share = end - first === 1 ? Math.max(1, normalize(words[first], clip.language).length) : 1;
    return {
      text,
      member: memberOf[first] ?? 0,
      seconds: own.reduce((sum, { seconds }) => sum + seconds, 0) / share,
      middle: own[0].middle,
    };
  });
}

const splitWords = (text: string) => text.split(/\s+/).filter(Boolean);

/** When each word of a reference is spoken, and for how long. One without times follows the one before it. */
function timesOf(words: readonly string[], clip: Clip): { seconds: number; middle: number }[] {
  const timed = clip.words ?? clip.aligned ?? [];
  const plain = (word: string) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const places = new Map(commonSubsequence(words.map(plain), timed.map(({ word }) => plain(word))));
  let middle = NaN;
  return words.map((_, i) => {
    const span = timed[places.get(i) ?? -1];
    middle = span ? (span.start + span.end) / 2 : middle + UNTIMED_WORD_SECONDS;
    return { seconds: span ? span.end - span.start : UNTIMED_WORD_SECONDS, middle };
  });
}

import { type Atom, isUnspaced } from "./atoms.ts";
import { FUNCTION_WORDS } from "./function_words.ts";

/** The longest time to speak a word: a fixed part, and a part for each character. A longer word includes a pause. */
const SLOW_WORD_SECONDS = 0.4;
const SLOW_CHAR_SECONDS = 0.15;

/** The place after an atom, and the cost of ending a line there. */
export interface Break {
  /** 0 at the end of a sentence, about 5 between most words, 40 between article and noun, 200 if forbidden. */
  penalty: number;
  endsSentence: boolean;
  /** Seconds of silence before the next atom, measured and estimated. */
  pauseSeconds: number;
}

const CLOSERS = /["'”’»)\]}」』）】]+$/u;
const SENTENCE_END = /[.!?…。！？｡؟।]$/u;
const CLAUSE_END = /[,;:–—、，；：،]$/u;
const ABBREVIATION = /^(?:\p{Lu}|mr|mrs|ms|dr|prof|st|jr|sr|vs|no|etc|e\.g|i\.e|bzw|ca|nr|sra?|z\.b)\.$/iu;
const DIGITS_END = /\p{Nd}[.,]?$/u;
/** Characters that no Japanese or Chinese line may begin with. */
const NO_START = /^[、。，．・：；？！ー々）」』】〉》”’,.!?:;)\]ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ…]/u;
/** Characters that no Japanese or Chinese line may end with. */
const NO_END = /[（「『【〈《“‘([]$/u;
const PARTICLE_END = /(?:[はがをにでともへ]|から|まで|より|ので|けど|[的了着])$/u;
const PARTICLE_START = /^[はがをにへのも的了]/u;
const FORBIDDEN = 200;

/** Whether a text ends its sentence; `Dr.` and `J.` do not. */
export function endsSentence(text: string): boolean {
  const bare = text.replace(CLOSERS, "");
  return SENTENCE_END.test(bare) && !ABBREVIATION.test(bare.split(/\s/).pop()!);
}

/**
 * The break after each atom of a run. The run ends after the last one.
 *
 * @param language an ISO 639-1 code; null: rules of punctuation and length only
 */
export function breaksOf(atoms: Atom[], language: string | null): Break[] {
  const insideWord = insideUnspacedWord(atoms, language);
  return atoms.map((atom, i) => {
    const next = atoms[i + 1];
    const isEnd = endsSentence(atom.text);
    if (!next) return { penalty: 0, endsSentence: isEnd, pauseSeconds: Infinity };
    const pauseSeconds = Math.max(0, next.start - atom.end) + hiddenPause(next);
    const penalty = penaltyOf(atom, next, { isEnd, isInsideWord: insideWord[i], language });
    return { penalty, endsSentence: isEnd, pauseSeconds };
  });
}

/** Estimates the silence inside a word that lasts too long: word times often include the pause before the word. */
function hiddenPause(atom: Atom): number {
  return Math.max(0, atom.end - atom.start - SLOW_WORD_SECONDS - SLOW_CHAR_SECONDS * atom.chars);
}

function penaltyOf(
  left: Atom,
  right: Atom,
  { isEnd, isInsideWord, language }: { isEnd: boolean; isInsideWord: boolean; language: string | null },
): number {
  if (!right.spaceBefore && (NO_START.test(right.text) || NO_END.test(left.text))) return FORBIDDEN;
  if (isEnd) return 0;
  if (CLAUSE_END.test(left.text.replace(CLOSERS, ""))) return 1;
  if (!right.spaceBefore) return isInsideWord ? 25 : unspacedPenalty(left.text, right.text);
  return spacedPenalty(left.text, right.text, language);
}

function unspacedPenalty(left: string, right: string): number {
  if (!isUnspaced(left, right)) return FORBIDDEN;
  if (PARTICLE_START.test(right)) return 12;
  return PARTICLE_END.test(left) ? 3 : 6;
}

function spacedPenalty(leftText: string, rightText: string, language: string | null): number {
  const left = bareWord(leftText);
  const right = bareWord(rightText);
  const lists = FUNCTION_WORDS[language ?? ""];
  if (ABBREVIATION.test(leftText)) return 12;
  if (lists?.determiners.has(left)) return 40;
  if (lists?.prepositions.has(left) || lists?.conjunctions.has(left)) return 14;
  if (lists?.leaning.has(left)) return 9;
  // a possessive and its noun
  if (language === "en" && /'s?$/.test(left)) return 9;
  if (lists?.conjunctions.has(right)) return 2;
  if (lists?.prepositions.has(right)) return 2.5;
  if (DIGITS_END.test(leftText)) return 9;
  // first and last name; German writes every noun with a capital
  if (language !== "de" && /^\p{Lu}\p{Ll}/u.test(leftText) && /^\p{Lu}\p{Ll}/u.test(rightText)) return 9;
  return 5;
}

function bareWord(text: string): string {
  return text.toLowerCase().replace(/^[^\p{L}\p{N}]+/u, "").replace(/[^\p{L}\p{N}.]+$/u, "").replaceAll("’", "'");
}

/** For each atom, whether the break after it is inside a word of a script without spaces. */
function insideUnspacedWord(atoms: Atom[], language: string | null): boolean[] {
  const inside = new Array<boolean>(atoms.length).fill(false);
  let text = "";
  const offsets = atoms.map((atom) => (text += (atom.spaceBefore ? " " : "") + atom.text).length);
  if (!atoms.some((atom, i) => i > 0 && !atom.spaceBefore)) return inside;
  const starts = new Set<number>();
  for (const { index } of wordSegmenter(language).segment(text)) starts.add(index);
  return offsets.map((offset) => offset < text.length && text[offset] !== " " && !starts.has(offset));
}

function wordSegmenter(language: string | null): Intl.Segmenter {
  const locale = language === "yue" ? "zh" : language ?? undefined;
  try {
    return new Intl.Segmenter(locale, { granularity: "word" });
  } catch {
    // ICU does not support the language, for example Whisper's "jw"
    return new Intl.Segmenter(undefined, { granularity: "word" });
  }
}

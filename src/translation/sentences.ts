import { joinTexts } from "../captions/atoms.ts";
import type { SourceCue, TextRequest, TextTranslator, Translator } from "./translator.ts";

/** The most cues that are translated as one text. */
const MAX_CUES = 6;
/** A longer pause ends a sentence. */
const MAX_PAUSE_SECONDS = 1.5;
const SENTENCE_END = /[.!?…。！？؟।]["'”’»)\]]*$/u;
/** Texts of one call. */
const BATCH = 16;
/** How many letters further from its place a break may be to stand behind punctuation. */
const PUNCTUATION_CHARS = 12;

/** The text of a cue without its line breaks. */
export function oneLine(text: string): string {
  return joinTexts(text.split("\n").map((line) => line.trim()).filter(Boolean));
}

/**
 * Makes a `Translator` of one that translates text by text: the cues of a sentence are translated as one text, which is
 * divided again in the shares that the cues have of the original.
 */
export function bySentence(translator: TextTranslator): Translator {
  return {
    name: translator.name,
    async translate(cues, request) {
      const groups = sentences(cues).filter((group) => group.some((i) => request.wanted.has(i)));
      const done = new Map<number, string>();
      for (let g = 0; g < groups.length; g += BATCH) {
        request.signal?.throwIfAborted();
        const onRequest = () => request.onProgress?.(g / groups.length);
        onRequest();
        await translateGroups(translator, cues, groups.slice(g, g + BATCH), { ...request, onRequest }, done);
      }
      request.onProgress?.(1);
      return done;
    },
  };
}

async function translateGroups(
  translator: TextTranslator,
  cues: readonly SourceCue[],
  groups: readonly number[][],
  request: TextRequest,
  done: Map<number, string>,
): Promise<void> {
  const textOf = (i: number) => oneLine(cues[i].text);
  const texts = groups.map((group) => joinTexts(group.map(textOf)));
  const whole = await translator.translateTexts(texts, request);
  const single: number[] = [];
  for (const [g, group] of groups.entries()) {
    const parts = divideText(whole[g], group.map((i) => textOf(i).length), request.to);
    if (parts) group.forEach((i, at) => done.set(i, parts[at]));
    else single.push(...group);
  }
  // a translation with fewer words than cues can't be divided
  for (let at = 0; at < single.length; at += BATCH) {
    const batch = single.slice(at, at + BATCH);
    const translated = await translator.translateTexts(batch.map(textOf), request);
    batch.forEach((i, n) => done.set(i, translated[n]));
  }
}

/** Groups cues by the sentences that go over them. @returns the indices of each group */
export function sentences(cues: readonly SourceCue[]): number[][] {
  const groups: number[][] = [];
  for (const [i, cue] of cues.entries()) {
    const before = cues[i - 1];
    const goesOn = before !== undefined && !SENTENCE_END.test(before.text.trim()) && !/^[-–—]/.test(cue.text.trim()) &&
      cue.start - before.end <= MAX_PAUSE_SECONDS && cue.speaker === before.speaker &&
      groups[groups.length - 1].length < MAX_CUES;
    if (goesOn) groups[groups.length - 1].push(i);
    else groups.push([i]);
  }
  return groups;
}

/**
 * Divides a text between words, behind punctuation where that is near.
 *
 * @param shares the relative lengths of the parts
 * @returns null if it has fewer words than parts
 */
export function divideText(text: string, shares: readonly number[], language: string): string[] | null {
  if (shares.length === 1) return [text.trim()];
  const places = wordStarts(text, language);
  if (places.length < shares.length) return null;
  const total = shares.reduce((n, share) => n + share, 0);
  const cuts = [0];
  let reached = 0;
  for (let part = 1; part < shares.length; part++) {
    reached += shares[part - 1];
    const ideal = text.length * (total > 0 ? reached / total : part / shares.length);
    // the parts behind need a word each
    const open = places.slice(0, places.length - (shares.length - part - 1)).filter((at) => at > cuts[part - 1]);
    const candidates = open.filter((at) => places.indexOf(at) >= part);
    const cost = (at: number) =>
      Math.abs(at - ideal) - (/[\p{P}]\s*$/u.test(text.slice(0, at)) ? PUNCTUATION_CHARS : 0);
    cuts.push(candidates.reduce((best, at) => cost(at) < cost(best) ? at : best, candidates[0]));
  }
  return cuts.map((from, i) => text.slice(from, cuts[i + 1] ?? text.length).trim());
}

/** Where words begin; the first is at 0, with the punctuation before it. */
function wordStarts(text: string, language: string): number[] {
  if (/\s/.test(text.trim())) {
    return [...text.matchAll(/\S+/g)].filter(([word]) => /[\p{L}\p{N}]/u.test(word)).map(({ index }, i) =>
      i === 0 ? 0 : index
    );
  }
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  return [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike).map(({ index }, i) => i === 0 ? 0 : index);
}

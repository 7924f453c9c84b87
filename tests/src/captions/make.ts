import type { Segment, Word } from "../../../src/core/types.ts";

/** A segment of words with their times. */
export function segmentOf(words: Word[], id = 0): Segment {
  return {
    id,
    start: words[0]?.start ?? 0,
    end: words.at(-1)?.end ?? 0,
    text: words.map(({ word }) => word).join(""),
    tokens: [],
    temperature: 0,
    avgLogprob: -0.2,
    compressionRatio: 1.2,
    noSpeechProb: 0.01,
    words,
  };
}

/** Speech at about 15 characters a second with 0.4 s after each sentence; `[2.5]` in the text is a pause in seconds. */
export function speak(text: string, options: { from?: number; secondsPerChar?: number } = {}): Segment {
  const { secondsPerChar = 0.065 } = options;
  let at = options.from ?? 0;
  const words: Word[] = [];
  for (const piece of text.split(" ")) {
    const pause = /^\[([\d.]+)\]$/.exec(piece);
    if (pause) {
      at += Number(pause[1]);
      continue;
    }
    const start = at;
    at += (piece.length + 1) * secondsPerChar;
    words.push({ word: ` ${piece}`, start: round(start), end: round(at), probability: 0.9 });
    if (/[.?!]$/.test(piece)) at += 0.4;
  }
  return segmentOf(words);
}

/** Each character a word, as Whisper times Chinese and Japanese. */
export function speakUnspaced(text: string, secondsPerChar = 0.15): Segment {
  return segmentOf(
    [...text].map((word, i) => ({
      word,
      start: round(i * secondsPerChar),
      end: round((i + 1) * secondsPerChar),
      probability: 0.9,
    })),
  );
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}

import { SECONDS_PER_TIMESTAMP } from "../tokenizer.ts";

/** A stretch of a window's tokens between two times, in seconds from the window's start. */
export interface Piece {
  start: number;
  end: number;
  /** With the times around it. */
  tokens: number[];
  /** Where `tokens` begin in those of the window. */
  offset: number;
  /** Whether its end was decoded; else it is the window's. */
  isClosed: boolean;
}

/**
 * Cuts a window's tokens at its pairs of times, as transcribe.py of openai/whisper does.
 *
 * Text after the last pair runs to its own closing time, or, where the decode ended without one, to the window's end.
 * @param windowSeconds the window's length
 */
export function splitPieces(tokens: number[], timestampBegin: number, windowSeconds: number): Piece[] {
  const isTime = (i: number) => tokens[i] >= timestampBegin;
  const seconds = (i: number) => Math.min((tokens[i] - timestampBegin) * SECONDS_PER_TIMESTAMP, windowSeconds);
  const cuts: number[] = [];
  for (let i = 1; i < tokens.length; i++) if (isTime(i - 1) && isTime(i)) cuts.push(i);
  const pieces: Piece[] = [];
  let from = 0;
  for (const to of [...cuts, tokens.length]) {
    const last = to - 1;
    if (last > from) {
      const isClosed = isTime(last);
      const start = isTime(from) ? seconds(from) : pieces.at(-1)?.end ?? 0;
      const end = isClosed ? seconds(last) : windowSeconds;
      pieces.push({ start, end, tokens: tokens.slice(from, to), offset: from, isClosed });
    }
    from = to;
  }
  return pieces;
}

export interface Span {
  start: number;
  end: number;
}

/** Seconds of `spans` that lie between two times. */
export function secondsWithin(spans: readonly Span[], start: number, end: number): number {
  return spans.reduce((sum, span) => sum + Math.max(0, Math.min(span.end, end) - Math.max(span.start, start)), 0);
}

/** No word and no segment is shorter. */
const LEAST_SECONDS = 0.02;

/**
 * Puts spans that should follow each other in order: none before `from`, beyond `to`, backwards or of no length. Times move
 * as little as that needs. In place.
 */
export function orderSpans(spans: Span[], from: number, to: number): void {
  const least = Math.min(LEAST_SECONDS, (to - from) / Math.max(1, spans.length));
  let floor = from;
  for (const span of spans) {
    span.start = Math.max(span.start, floor);
    span.end = Math.max(span.end, span.start + least);
    floor = span.end;
  }
  let ceiling = to;
  for (const span of spans.toReversed()) {
    span.end = Math.min(span.end, ceiling);
    span.start = Math.min(span.start, span.end - least);
    ceiling = span.start;
  }
  if (spans.length > 0) spans[0].start = Math.max(from, spans[0].start); // rounding
}

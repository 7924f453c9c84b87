import { SECONDS_PER_TIMESTAMP } from "../tokenizer.ts";

/** The tokens between two timestamps; seconds from the window's start. */
export interface Piece {
  start: number;
  end: number;
  /** Including the timestamps around the text. */
  tokens: number[];
  /** The index of the first of `tokens` among the window's tokens. */
  offset: number;
  /** Whether the decoder wrote its end; if not, it is the window's end. */
  isClosed: boolean;
}

/**
 * Cuts a window's tokens at pairs of timestamps, as openai/whisper transcribe.py does.
 *
 * Text after the last pair ends at its closing timestamp or, without one, at the window's end.
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

/** How many seconds of `spans` are between two times. */
export function secondsWithin(spans: readonly Span[], start: number, end: number): number {
  return spans.reduce((sum, span) => sum + Math.max(0, Math.min(span.end, end) - Math.max(span.start, start)), 0);
}

const MIN_SECONDS = 0.02; // of a word or segment

/**
 * Makes spans follow each other between `from` and `to`, without overlaps or empty spans. Times move as little as
 * possible. In place.
 */
export function orderSpans(spans: Span[], from: number, to: number): void {
  const minSeconds = Math.min(MIN_SECONDS, (to - from) / Math.max(1, spans.length));
  let floor = from;
  for (const span of spans) {
    span.start = Math.max(span.start, floor);
    span.end = Math.max(span.end, span.start + minSeconds);
    floor = span.end;
  }
  let ceiling = to;
  for (const span of spans.toReversed()) {
    span.end = Math.min(span.end, ceiling);
    span.start = Math.min(span.start, span.end - minSeconds);
    ceiling = span.start;
  }
  if (spans.length > 0) spans[0].start = Math.max(from, spans[0].start); // rounding
}

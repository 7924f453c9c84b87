import type { Cue, MarkupRange, MarkupStyle } from "../core/types.ts";

/** What a cue has besides its times, text and words. */
export type CueLook = Pick<Cue, "speaker" | "position" | "markup">;

/** In the order in which nested tags are written. */
export const MARKUP_STYLES: readonly MarkupStyle[] = ["bold", "italic", "underline"];

/** The tags of styles in SubRip, WebVTT and ASS. */
export const STYLE_TAGS: Record<MarkupStyle, string> = { bold: "b", italic: "i", underline: "u" };
export const TAG_STYLES: Record<string, MarkupStyle> = { b: "bold", i: "italic", u: "underline" };

/** Ranges in order, within the text, joined where they touch; undefined if none is left. */
export function tidyMarkup(ranges: readonly MarkupRange[] | undefined, length: number): MarkupRange[] | undefined {
  if (!ranges || ranges.length === 0) return undefined;
  const sorted = ranges
    .map(({ from, to, style }) => ({ from: Math.max(0, from), to: Math.min(length, to), style }))
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from || a.to - b.to);
  const last = new Map<MarkupStyle, MarkupRange>();
  const joined: MarkupRange[] = [];
  for (const range of sorted) {
    const open = last.get(range.style);
    if (open && range.from <= open.to) open.to = Math.max(open.to, range.to);
    else {
      joined.push(range);
      last.set(range.style, range);
    }
  }
  const order = (style: MarkupStyle) => MARKUP_STYLES.indexOf(style);
  joined.sort((a, b) => a.from - b.from || a.to - b.to || order(a.style) - order(b.style));
  return joined.length > 0 ? joined : undefined;
}

/** The markup of `text.slice(from, to)`. */
export function sliceMarkup(
  markup: readonly MarkupRange[] | undefined,
  from: number,
  to: number,
): MarkupRange[] | undefined {
  return tidyMarkup(markup?.map((range) => ({ ...range, from: range.from - from, to: range.to - from })), to - from);
}

/**
 * Moves markup to a changed text, by what is equal at its start and at its end. Text that is typed within a range
 * belongs to it; text before or after it does not.
 */
export function moveMarkup(
  markup: readonly MarkupRange[] | undefined,
  before: string,
  after: string,
): MarkupRange[] | undefined {
  if (!markup) return undefined;
  if (before === after) return [...markup];
  const least = Math.min(before.length, after.length);
  let head = 0;
  while (head < least && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < least - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const by = after.length - before.length;
  const oldEnd = before.length - tail;
  const newEnd = after.length - tail;
  return tidyMarkup(
    markup.map(({ from, to, style }) => ({
      from: from < head ? from : from >= oldEnd ? from + by : from === head ? from : newEnd,
      to: to <= head ? to : to >= oldEnd ? to + by : head,
      style,
    })),
    after.length,
  );
}

/** Moves markup to a text with the same letters and other spaces and line breaks. */
export function respaceMarkup(
  markup: readonly MarkupRange[] | undefined,
  before: string,
  after: string,
): MarkupRange[] | undefined {
  if (!markup || before === after) return markup && [...markup];
  const places = lettersAt(after);
  const firsts = lettersAt(before);
  if (places.length !== firsts.length) return moveMarkup(markup, before, after);
  // the letters of a range keep it
  const moved = markup.flatMap(({ from, to, style }) => {
    const first = firsts.findIndex((at) => at >= from);
    const last = firsts.findLastIndex((at) => at < to);
    return first < 0 || last < first ? [] : [{ from: places[first], to: places[last] + 1, style }];
  });
  return tidyMarkup(moved, after.length);
}

/** The changed part of a cue's look when its text becomes another. */
export function lookAfter({ text, markup }: Pick<Cue, "text" | "markup">, after: string): Pick<Cue, "markup"> {
  return markup ? { markup: moveMarkup(markup, text, after) } : {};
}

function lettersAt(text: string): number[] {
  const places: number[] = [];
  for (let i = 0; i < text.length; i++) if (!/\s/.test(text[i])) places.push(i);
  return places;
}

/** Sets or removes a style in a part of a text. */
export function toggleMarkup(
  { text, markup = [] }: { text: string; markup?: readonly MarkupRange[] },
  { from, to, style }: MarkupRange,
): MarkupRange[] | undefined {
  const [same, others] = [markup.filter((r) => r.style === style), markup.filter((r) => r.style !== style)];
  const isSet = same.some((range) => range.from <= from && range.to >= to);
  const changed = isSet
    ? same.flatMap((range) => [
      { ...range, to: Math.min(range.to, from) },
      { ...range, from: Math.max(range.from, to) },
    ])
    : [...same, { from, to, style }];
  return tidyMarkup([...others, ...changed], text.length);
}

/** The look of a cue, without absent fields; empty for most cues. */
export function lookOf({ speaker, position, markup }: { [K in keyof CueLook]: CueLook[K] | null }): CueLook {
  return {
    ...(speaker && { speaker }),
    ...(position && Object.keys(position).length > 0 && { position }),
    ...(markup && markup.length > 0 && { markup }),
  };
}

/** A key that is equal for cues that look the same; empty for those without a look. */
export function lookKey(cue: { [K in keyof CueLook]?: CueLook[K] | null }): string {
  const { speaker = "", position, markup } = lookOf({ speaker: null, position: null, markup: null, ...cue } as CueLook);
  if (!speaker && !position && !markup) return "";
  const settings = Object.entries(position ?? {}).sort().map(([name, value]) => `${name}:${value}`);
  return ` ${JSON.stringify([speaker, settings, (markup ?? []).map(({ from, to, style }) => [from, to, style])])}`;
}

/**
 * Writes a text with tags around its marked parts. Tags are closed and opened again where ranges cross.
 *
 * @param escape is given the text between tags
 */
export function taggedText(
  { text, markup }: Pick<Cue, "text" | "markup">,
  { open, close, escape }: {
    open: (style: MarkupStyle) => string;
    close: (style: MarkupStyle) => string;
    escape: (text: string) => string;
  },
): string {
  if (!markup || markup.length === 0) return escape(text);
  const places = new Set([0, text.length]);
  for (const { from, to } of markup) places.add(from).add(to);
  const cuts = [...places].sort((a, b) => a - b);
  let now: MarkupStyle[] = [];
  let all = "";
  for (const [i, from] of cuts.entries()) {
    const to = cuts[i + 1] ?? from;
    const next = MARKUP_STYLES.filter((style) =>
      to > from && markup.some((range) => range.style === style && range.from <= from && range.to >= to)
    );
    const shared = next.findIndex((style, k) => now[k] !== style);
    const kept = shared < 0 ? Math.min(now.length, next.length) : shared;
    for (const style of now.slice(kept).reverse()) all += close(style);
    for (const style of next.slice(kept)) all += open(style);
    all += escape(text.slice(from, to));
    now = next;
  }
  return all;
}

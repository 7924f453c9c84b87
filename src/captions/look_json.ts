import { isLinePercent, type PositionJson, positionJson, positionOfJson } from "../core/cue_position.ts";
import type { Cue, CuePosition, MarkupRange } from "../core/types.ts";
import { lookOf, MARKUP_STYLES, tidyMarkup } from "./markup.ts";

/** What a cue has besides times, text and words, as JSON. */
export interface LookJson {
  speaker?: string;
  position?: PositionJson;
  markup?: MarkupRange[];
}

export function lookJson(cue: Pick<Cue, "speaker" | "position" | "markup">): LookJson {
  const { speaker, position, markup } = lookOf({ speaker: null, position: null, markup: null, ...cue });
  return {
    ...(speaker && { speaker }),
    ...(position && { position: positionJson(position) }),
    ...(markup && { markup: markup.map(({ from, to, style }) => ({ from, to, style })) }),
  };
}

/** Reads the look of a cue from a JSON file; what is damaged of it is left out. */
export function readLook(entry: Record<string, unknown>, text: string): Pick<Cue, "speaker" | "position" | "markup"> {
  const { speaker, position, markup } = entry;
  const ranges = Array.isArray(markup) ? markup.filter(isRange) : [];
  return lookOf({
    speaker: typeof speaker === "string" ? speaker : null,
    position: readPosition(position),
    markup: tidyMarkup(ranges.map(({ from, to, style }) => ({ from, to, style })), text.length) ?? null,
  });
}

function isRange(value: unknown): value is MarkupRange {
  const { from, to, style } = (value ?? {}) as Partial<MarkupRange>;
  return Number.isInteger(from) && Number.isInteger(to) && MARKUP_STYLES.includes(style!);
}

function readPosition(value: unknown): CuePosition | null {
  if (typeof value !== "object" || value === null) return null;
  const given = value as Record<string, unknown>;
  const oneOf = <T extends string>(name: string, ...values: T[]) => {
    const found = values.find((value) => value === given[name]);
    return found && { [name]: found };
  };
  const share = (name: string) => {
    const number = given[name];
    return typeof number === "number" && number >= 0 && number <= 100 ? { [name]: number } : undefined;
  };
  const { line } = given;
  const isLine = Number.isInteger(line) && Math.abs(line as number) < 10_000 ||
    typeof line === "string" && isLinePercent(line);
  return positionOfJson({
    ...(isLine && { line: line as number | string }),
    ...oneOf("line_align", "center", "end"),
    ...share("position"),
    ...oneOf("position_align", "line-left", "center", "line-right"),
    ...share("size"),
    ...oneOf("align", "start", "end", "left", "right"),
    ...oneOf("vertical", "rl", "lr"),
  });
}

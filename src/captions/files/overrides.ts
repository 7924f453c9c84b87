import type { MarkupStyle } from "../../core/types.ts";
import { MARKUP_STYLES, TAG_STYLES } from "../markup.ts";
import type { ChangeList, FileCue } from "./read_file.ts";
import type { StyledText } from "./styled_text.ts";

/** What the style codes of one pair of braces say besides bold, italics and underlining. */
export interface Overrides {
  /** `\an`, from 1 to 9. */
  alignment?: number;
  /** Whether the text that follows is a drawing. */
  isDrawing?: boolean;
  /** Seconds that the syllable that follows takes, for karaoke. */
  karaokeSeconds?: number;
}

export type BaseStyle = Partial<Record<MarkupStyle, boolean>>;

/** The places of SSA's `\a`, as those of `\an`. */
const OLD_ALIGNMENTS: Record<number, number> = { 1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6 };

export function alignmentOfSsa(value: number): number {
  return OLD_ALIGNMENTS[value] ?? 2;
}

/**
 * Reads the style codes of ASS within braces, such as `\i1\an8`.
 *
 * @param base the style of the line, which `\r` and a code without a number return to
 */
export function readOverrides(
  codes: string,
  styled: StyledText,
  { cue, changes, base = {} }: { cue: FileCue; changes: ChangeList; base?: BaseStyle },
): Overrides {
  const found: Overrides = {};
  for (const code of codes.split("\\").slice(1)) {
    const [, name, value] = /^(an|a|b|i|u|kf|ko|K|k|p(?!os|bo)|r)(-?\d*)(?!\p{L})/u.exec(code) ?? [];
    const number = Number(value || NaN);
    const style = TAG_STYLES[name ?? ""];
    if (style) styled.set(style, Number.isNaN(number) ? base[style] ?? false : number !== 0);
    else if (name === "an" && number >= 1 && number <= 9) found.alignment ??= number;
    else if (name === "a" && number >= 1) found.alignment ??= alignmentOfSsa(number);
    else if (name === "p") found.isDrawing = number > 0;
    else if (/^[kK][fo]?$/.test(name ?? "")) found.karaokeSeconds = (Number.isNaN(number) ? 0 : number) / 100;
    else if (/^r/.test(code)) { for (const style of MARKUP_STYLES) styled.set(style, base[style] ?? false); }
    else if (code.trim()) {
      const isPlace = /^(?:pos|move|org|clip|iclip)\b/.test(code);
      const word = /^\d?[A-Za-z]+/.exec(code)?.[0] ?? "";
      if (isPlace) changes.addOnce("position", `exact places (\\${word}) are left out`, { cue });
      else changes.addOnce("style", `the style code \\${word} is left out`, { cue });
    }
  }
  return found;
}

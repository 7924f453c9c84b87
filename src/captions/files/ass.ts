import type { Cue } from "../../core/types.ts";
import { STYLE_TAGS, taggedText } from "../markup.ts";
import { alignmentOfPosition, positionOfAlignment } from "./alignment.ts";
import { alignmentOfSsa, type BaseStyle, readOverrides } from "./overrides.ts";
import { ChangeList, type FileContent, type FileCue, linesOf, quote } from "./read_file.ts";
import { StyledText, tidyText } from "./styled_text.ts";

/** The size of the picture, in pixels, that sizes and places are for. */
export interface Frame {
  width: number;
  height: number;
}

const FULL_HD: Frame = { width: 1920, height: 1080 };
/** Of the letters: 60 of 1080 lines, and in an upright picture so much of its width that a line of 37 letters fits. */
const FONT_SHARES = { ofHeight: 1 / 18, ofWidth: 1 / 20 };

const header = ({ width, height }: Frame): string => {
  const font = Math.round(Math.min(height * FONT_SHARES.ofHeight, width * FONT_SHARES.ofWidth));
  const [outline, shadow] = [Math.max(1, Math.round(font / 20)), Math.max(1, Math.round(font / 60))];
  const [side, bottom] = [Math.round(width / 32), Math.round(height * 50 / 1080)];
  return `[Script Info]
ScriptType: v4.00+
WrapStyle: 0
ScaledBorderAndShadow: yes
PlayResX: ${width}
PlayResY: ${height}

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,${font},&H00FFFFFF,&H000000FF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,${outline},${shadow},2,\
${side},${side},${bottom},1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`;
};
/** Keeps a backslash from beginning a code, and a brace from beginning a block of codes; it is not visible. */
const JOINER = "\u2060";

/**
 * Writes Advanced SubStation Alpha (v4.00+): times in centiseconds, the speaker as the name of a line, bold, italics and
 * underlining as style codes, and a place as the nearest of nine. Players scale it to other pictures of that shape.
 */
export function writeAss(cues: readonly Cue[], frame: Frame = FULL_HD): string {
  return header(frame) + cues.map((cue) => {
    const start = Math.max(0, Math.round(cue.start * 100));
    const end = Math.max(start + 1, Math.round(cue.end * 100));
    // commas divide the fields
    const name = (cue.speaker ?? "").replaceAll(",", ";");
    return `Dialogue: 0,${formatTime(start)},${formatTime(end)},Default,${name},0,0,0,,${assText(cue)}\n`;
  }).join("");
}

function formatTime(centiseconds: number): string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const [minutes, seconds] = [centiseconds / 6000 % 60, centiseconds / 100 % 60];
  return `${Math.floor(centiseconds / 360_000)}:${two(minutes)}:${two(seconds)}.${two(centiseconds % 100)}`;
}

function assText(cue: Cue): string {
  const alignment = alignmentOfPosition(cue.position);
  const text = taggedText(tidyText({ text: cue.text, markup: cue.markup, marks: [] }), {
    open: (style) => `{\\${STYLE_TAGS[style]}1}`,
    close: (style) => `{\\${STYLE_TAGS[style]}0}`,
    escape: (text) =>
      text.replaceAll("\\", `\\${JOINER}`).replaceAll("{", "\\{").replaceAll("}", "\\}").replaceAll("\n", "\\N"),
  });
  return alignment === 2 ? text : `{\\an${alignment}}${text}`;
}

interface LineStyle extends BaseStyle {
  alignment: number;
}

interface Reading {
  changes: ChangeList;
  styles: Map<string, LineStyle>;
  /** The fields of the section's lines, in lower case. */
  fields: string[];
  section: string;
}

const EVENT_FIELDS = "layer,start,end,style,name,marginl,marginr,marginv,effect,text".split(",");
const OLD_EVENT_FIELDS = ["marked", ...EVENT_FIELDS.slice(1)];

/** Reads SubStation Alpha, SSA and ASS. */
export function parseAss(text: string): FileContent {
  const reading: Reading = { changes: new ChangeList(), styles: new Map(), fields: [], section: "" };
  const cues: FileCue[] = [];
  const seen = new Set<string>();
  linesOf(text).forEach((raw, i) => {
    const line = raw.trim();
    if (/^\[.*\]$/.test(line)) {
      reading.section = line.slice(1, -1).toLowerCase();
      reading.fields = [];
      if (/fonts|graphics/.test(reading.section)) {
        reading.changes.addOnce("style", "fonts and pictures in the file are left out", { line: i + 1 });
      }
      return;
    }
    const colon = line.indexOf(":");
    if (colon < 0) return;
    const [key, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trimStart()];
    if (key === "format") reading.fields = value.toLowerCase().split(",").map((field) => field.trim());
    else if (key === "style") readStyle(reading, value);
    else if (key === "dialogue") {
      const cue = readDialogue(reading, value, i + 1);
      if (cue) cues.push(cue);
    } else if (key === "comment" && /event/.test(reading.section)) {
      reading.changes.add("note", `the comment ${quote(value)} is left out`, { line: i + 1 });
    }
  });
  return { cues: cues.filter((cue) => isFirst(cue, seen, reading.changes)), changes: reading.changes };
}

/** Styled subtitles have a line once for each of its layers. */
function isFirst({ line, start, end, text }: FileCue, seen: Set<string>, changes: ChangeList): boolean {
  const key = `${start} ${end} ${text}`;
  if (text && seen.has(key)) {
    changes.addOnce("repeated", "lines that are there in several layers are taken once", { line });
    return false;
  }
  seen.add(key);
  return true;
}

function readStyle({ fields, styles, section }: Reading, value: string): void {
  const values = value.split(",").map((field) => field.trim());
  const field = (name: string) => values[fields.indexOf(name)] ?? "";
  const isOn = (name: string) => Number(field(name)) !== 0 && field(name) !== "";
  const number = Number(field("alignment")) || 2;
  styles.set(field("name").replace(/^\*/, "").toLowerCase(), {
    ...{ bold: isOn("bold"), italic: isOn("italic"), underline: isOn("underline") },
    alignment: section.includes("v4+") ? number : alignmentOfSsa(number),
  });
}

function readDialogue({ fields, styles, changes, section }: Reading, value: string, line: number): FileCue | null {
  const names = fields.includes("text") ? fields : section.includes("event") ? EVENT_FIELDS : OLD_EVENT_FIELDS;
  const values = splitFields(value, names.length);
  if (values.length < names.length) {
    const count = `${values.length} of ${names.length} fields`;
    changes.add("left_out", `the line has ${count}, divided by commas: ${quote(value)}`, { line });
    return null;
  }
  const field = (name: string) => values[names.indexOf(name)]?.trim() ?? "";
  const [start, end] = [timeOf(field("start")), timeOf(field("end"))];
  if (start === null || end === null) {
    const times = `${field("start")},${field("end")}`;
    changes.add("left_out", `${quote(times)} are not two times, such as 0:01:02.50`, { line });
    return null;
  }
  const cue: FileCue = { line, start, end, text: "" };
  const style = styles.get(field("style").replace(/^\*/, "").toLowerCase());
  if (field("effect")) changes.addOnce("style", `effects are left out, such as ${quote(field("effect"))}`, { cue });
  if (["marginl", "marginr", "marginv"].some((name) => Number(field(name)) > 0)) {
    changes.addOnce("position", "margins of single lines are left out", { cue });
  }
  if (field("name") || field("actor")) cue.speaker = field("name") || field("actor");
  return readText(values[names.length - 1] ?? "", cue, { style, changes });
}

function splitFields(value: string, count: number): string[] {
  const values: string[] = [];
  let from = 0;
  for (let n = 1; n < count; n++) {
    const comma = value.indexOf(",", from);
    if (comma < 0) break;
    values.push(value.slice(from, comma));
    from = comma + 1;
  }
  return [...values, value.slice(from)];
}

function timeOf(text: string): number | null {
  const match = /^(-?)(\d{1,5}):(\d{1,2}):(\d{1,2})(?:[.,:](\d{1,6}))?$/.exec(text);
  if (!match) return null;
  const [, sign, hours, minutes, seconds, fraction = "0"] = match;
  const value = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`);
  return sign ? -value : value;
}

const CODE = /\{([^{}]*)\}|\\([Nnh{}]|\u2060)/g;

/** Reads the codes within the text of a line. @returns null for a drawing */
function readText(
  raw: string,
  cue: FileCue,
  { style, changes }: { style: LineStyle | undefined; changes: ChangeList },
): FileCue | null {
  const styled = new StyledText();
  const base: BaseStyle = style ?? {};
  let alignment = style?.alignment ?? 2;
  let [isAligned, isDrawing, hasDrawing, at] = [false, false, false, 0];
  let sung: number | null = null;
  for (const name of ["bold", "italic", "underline"] as const) if (base[name]) styled.set(name, true);
  const add = (text: string) => {
    if (!isDrawing) styled.add(text);
  };
  for (const match of raw.matchAll(CODE)) {
    add(raw.slice(at, match.index));
    at = match.index + match[0].length;
    const [, codes, char] = match;
    if (char !== undefined) {
      add(char === "N" || char === "n" ? "\n" : char === "h" ? "\u00a0" : char === JOINER ? "\\" : char);
    } else if (!codes.includes("\\")) {
      if (codes.trim()) changes.add("note", `the comment ${quote(codes)} is left out`, { cue });
    } else {
      const found = readOverrides(codes, styled, { cue, changes, base });
      isDrawing = found.isDrawing ?? isDrawing;
      hasDrawing ||= isDrawing;
      if (found.alignment !== undefined && !isAligned) [alignment, isAligned] = [found.alignment, true];
      if (found.karaokeSeconds !== undefined) {
        sung ??= cue.start;
        styled.mark(sung);
        sung += found.karaokeSeconds;
      }
    }
  }
  add(raw.slice(at));
  const tidy = styled.end();
  if (hasDrawing) changes.addOnce("style", "drawings are left out", { cue });
  if (hasDrawing && !tidy.text) return null;
  const position = positionOfAlignment(alignment);
  return Object.assign(cue, {
    text: tidy.text,
    ...(tidy.markup && { markup: tidy.markup }),
    ...(tidy.marks.length > 0 && { marks: tidy.marks }),
    ...(position && { position }),
  });
}

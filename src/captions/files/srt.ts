import type { Cue, MarkupStyle } from "../../core/types.ts";
import { STYLE_TAGS, TAG_STYLES, taggedText } from "../markup.ts";
import { alignmentOfPosition, positionOfAlignment } from "./alignment.ts";
import { readBlocks } from "./blocks.ts";
import { ChangeList, type FileContent, type FileCue, quote } from "./read_file.ts";
import { readOverrides } from "./overrides.ts";
import { StyledText, tidyText } from "./styled_text.ts";
import { formatTime, guardLine, readTiming, unguardLine } from "./times.ts";

const STYLES: Record<string, MarkupStyle> = { ...TAG_STYLES, strong: "bold", em: "italic" };
/** A tag that players of SubRip know, or a block of style codes as ASS has it. */
const TAG = /<(\/?)(b|strong|i|em|u|s|strike|font|c|v|span|ruby|rt|br|p|div|lang)((?:[\s.][^<>]*)?)\/?>|\{([^{}]*)\}/gi;

/**
 * Writes SubRip: numbered blocks, times with a comma, UTF-8. Bold, italics and underlining are tags, a place other than
 * the usual one is `{\an8}`. It can't hold who speaks.
 *
 * @example writeSrt([{ id: 1, start: 0, end: 1.5, text: "Hello.", words: [] }])
 * // "1\n00:00:00,000 --> 00:00:01,500\nHello.\n\n"
 */
export function writeSrt(cues: readonly Cue[]): string {
  return cues.map((cue, i) =>
    `${i + 1}\n${formatTime(cue.start, ",")} --> ${formatTime(cue.end, ",")}\n${srtText(cue)}\n\n`
  ).join("");
}

function srtText(cue: Cue): string {
  const alignment = alignmentOfPosition(cue.position);
  const text = taggedText(tidyText({ text: cue.text, markup: cue.markup, marks: [] }), {
    open: (style) => `<${STYLE_TAGS[style]}>`,
    close: (style) => `</${STYLE_TAGS[style]}>`,
    // SubRip has no escapes: tags in a text are tags in the file
    escape: (text) => text,
  });
  const placed = alignment === 2 ? text : `{\\an${alignment}}${text}`;
  // other programs take each arrow for that of a timing line
  const guard = (line: string) => guardLine(line.replace(/--(\u2060*>)/g, "--\u2060$1"), isTiming);
  return placed.split("\n").map(guard).join("\n");
}

/** The inverse of what `srtText` does to a line. */
function plainLine(line: string): string {
  return unguardLine(line, isTiming).replace(/--\u2060(\u2060*>)/g, "--$1");
}

function isTiming(line: string): boolean {
  return readTiming(line) !== null;
}

/** Pixels, or settings of WebVTT, behind the times. */
const PLACES = /^(?:(?:[XY][12]|align|line|position|region|size|vertical):[ \t]*\S+(?:[ \t]+|$))+$/i;

/**
 * Reads SubRip with the faults of real files: no empty lines between cues, empty lines within them, missing or repeated
 * numbers, other arrows, spaced times, missing hours.
 */
export function parseSrt(text: string): FileContent {
  const changes = new ChangeList();
  const cues = readBlocks(text, changes, { isVtt: false }).map(({ cue, settings, lines }) => {
    const isPlace = PLACES.test(settings);
    if (isPlace) changes.addOnce("position", `places are left out, such as ${quote(settings)}`, { cue });
    // else the text begins behind the times
    const all = settings && !isPlace ? [settings, ...lines] : lines;
    return Object.assign(cue, srtCueText(all.map(plainLine).join("\n"), cue, changes));
  });
  return { cues, changes };
}

/** Reads the tags of a cue of SubRip, MicroDVD or SBV. */
export function srtCueText(raw: string, cue: FileCue, changes: ChangeList): Partial<FileCue> {
  const styled = new StyledText();
  const found: Partial<FileCue> = {};
  let at = 0;
  for (const match of raw.matchAll(TAG)) {
    styled.add(raw.slice(at, match.index));
    at = match.index + match[0].length;
    const [all, slash, name, rest, code] = match;
    if (code === undefined) {
      readTag(styled, { name: name.toLowerCase(), isEnd: slash !== "", rest, cue, changes, found });
    } else if (code.startsWith("\\")) {
      const { alignment } = readOverrides(code, styled, { cue, changes });
      if (alignment) found.position = positionOfAlignment(alignment);
    } else if (!readMicroDvdCode(code, styled, { cue, changes })) styled.add(all);
  }
  const tidy = styled.add(raw.slice(at)).end();
  return { ...found, text: tidy.text, ...(tidy.markup && { markup: tidy.markup }) };
}

function readTag(
  styled: StyledText,
  { name, isEnd, rest, cue, changes, found }: {
    name: string;
    isEnd: boolean;
    rest: string;
    cue: FileCue;
    changes: ChangeList;
    found: Partial<FileCue>;
  },
): void {
  const style = STYLES[name];
  if (style) styled.set(style, !isEnd);
  else if (name === "br") styled.add("\n");
  else if (name === "rt") styled.add(isEnd ? ")" : "(");
  else if (name === "v" && !isEnd && rest.trim()) found.speaker ??= rest.replace(/^\.\S*/, "").trim();
  else if (!isEnd) changes.addOnce("style", `<${name}> is left out: cues hold bold, italics and underlining`, { cue });
}

/** Reads `{y:i}`. @returns false if it is text in braces */
function readMicroDvdCode(
  code: string,
  styled: StyledText,
  { cue, changes }: { cue: FileCue; changes: ChangeList },
): boolean {
  const match = /^([yfcshp]):(.*)$/is.exec(code.trim());
  if (!match) return false;
  if (match[1].toLowerCase() !== "y") {
    changes.addOnce("style", "colours, fonts and places in braces are left out", { cue });
    return true;
  }
  for (const letter of match[2].toLowerCase()) if (STYLES[letter]) styled.set(STYLES[letter], true);
  return true;
}

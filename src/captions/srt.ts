import type { Cue } from "../core/types.ts";
import { cueLines, formatTime, parseBlocks, type ParsedCaptions } from "./blocks.ts";

/**
 * Writes SubRip: numbered blocks, times with a comma, UTF-8.
 *
 * @example writeSrt([{ id: 1, start: 0, end: 1.5, text: "Hello.", words: [] }])
 * // "1\n00:00:00,000 --> 00:00:01,500\nHello.\n\n"
 */
export function writeSrt(cues: readonly Cue[]): string {
  return cues.map((cue, i) =>
    `${i + 1}\n${formatTime(cue.start, ",")} --> ${formatTime(cue.end, ",")}\n${srtText(cue.text)}\n\n`
  ).join("");
}

/**
 * Reads SubRip and accepts the faults of real files: byte-order mark, CRLF, missing hours, dots for commas, formatting
 * tags (removed), missing numbers. An unreadable block is skipped and reported with its line.
 */
export function parseSrt(text: string): ParsedCaptions {
  return parseBlocks(text, stripSrtTags);
}

// "-->" would be read as a timing line; SubRip has no escapes
function srtText(text: string): string {
  return cueLines(text).join("\n").replaceAll("-->", "-- >");
}

function stripSrtTags(text: string): string {
  return text.replace(/<\/?(?:b|i|u|s|font|c|span|ruby|rt)(?:\s[^<>]*|\.[^<>]*)?>/gi, "").replace(/\{\\[^{}]*\}/g, "");
}

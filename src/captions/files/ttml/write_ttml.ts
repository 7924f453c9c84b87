import type { Cue, MarkupStyle } from "../../../core/types.ts";
import { taggedText } from "../../markup.ts";
import { alignmentOfPosition } from "../alignment.ts";
import { tidyText } from "../styled_text.ts";
import { formatTime } from "../times.ts";

const STYLE_NAMES: Record<MarkupStyle, string> = {
  bold: 'tts:fontWeight="bold"',
  italic: 'tts:fontStyle="italic"',
  underline: 'tts:textDecoration="underline"',
};
const ROWS = ["after", "center", "before"];
const COLUMNS = ["left", "center", "right"];

/**
 * Writes TTML (W3C) with times in milliseconds: speakers are agents, a place is the nearest of nine regions, bold,
 * italics and underlining are spans.
 *
 * @param options.language an ISO 639-1 code, or null if unknown
 */
export function writeTtml(cues: readonly Cue[], { language }: { language: string | null }): string {
  const speakers = [...new Set(cues.flatMap(({ speaker }) => speaker ? [speaker] : []))];
  const numbers = new Map(speakers.map((name, i) => [name, i + 1]));
  const places = [...new Set(cues.map(({ position }) => alignmentOfPosition(position)))].sort();
  const head = [
    ...(speakers.length > 0 ? ["    <metadata>", ...speakers.map(agent), "    </metadata>"] : []),
    "    <layout>",
    ...(places.length > 0 ? places : [2]).map(region),
    "    </layout>",
  ];
  const body = cues.map((cue) => {
    const who = cue.speaker ? ` ttm:agent="speaker-${numbers.get(cue.speaker)}"` : "";
    const place = alignmentOfPosition(cue.position);
    const times = `begin="${formatTime(cue.start, ".")}" end="${formatTime(cue.end, ".")}"`;
    return `      <p ${times} region="nine-${place}"${who}>${ttmlText(cue)}</p>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" ' +
    'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:tts="http://www.w3.org/ns/ttml#styling" ' +
    `ttp:timeBase="media" xml:lang="${escape(language ?? "")}">`,
    ...["  <head>", ...head, "  </head>"],
    ...["  <body>", '    <div xml:space="preserve">', ...body, "    </div>", "  </body>", "</tt>", ""],
  ].join("\n");
}

function agent(name: string, i: number): string {
  const text = `<ttm:name type="full">${escape(name)}</ttm:name>`;
  return `      <ttm:agent xml:id="speaker-${i + 1}" type="person">${text}</ttm:agent>`;
}

function region(place: number): string {
  const row = ROWS[Math.floor((place - 1) / 3)];
  const column = COLUMNS[(place - 1) % 3];
  return `      <region xml:id="nine-${place}" tts:origin="5% 5%" tts:extent="90% 90%" tts:displayAlign="${row}" ` +
    `tts:textAlign="${column}"/>`;
}

function ttmlText(cue: Cue): string {
  return taggedText(tidyText({ text: cue.text, markup: cue.markup, marks: [] }), {
    open: (style) => `<span ${STYLE_NAMES[style]}>`,
    close: () => "</span>",
    escape: (text) => escape(text).replaceAll("\n", "<br/>"),
  });
}

function escape(text: string): string {
  return text.toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]/g, " ")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

import type { Cue } from "../core/types.ts";
import { cueLines, formatTime, parseBlocks, type ParsedCaptions } from "./blocks.ts";

/**
 * Writes WebVTT (W3C) without cue settings; a note contains the language.
 *
 * @param options.language an ISO 639-1 code, or null if unknown
 */
export function writeVtt(cues: readonly Cue[], options: { language: string | null }): string {
  const note = options.language ? `NOTE language: ${options.language.replace(/[^A-Za-z0-9-]/g, "")}\n\n` : "";
  const blocks = cues.map((cue) =>
    `${formatTime(cue.start, ".")} --> ${formatTime(cue.end, ".")}\n${escape(cueLines(cue.text).join("\n"))}\n\n`
  );
  return `WEBVTT\n\n${note}${blocks.join("")}`;
}

/**
 * Reads WebVTT and drops notes, styles, regions, cue names, settings and tags. An unreadable block is skipped and
 * reported with its line.
 *
 * @returns also the language, if a note or a header line names it
 */
export function parseVtt(text: string): ParsedCaptions & { language: string | null } {
  const [header] = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/, 1);
  const parsed = parseBlocks(text, (text) => unescape(text.replace(/<[^<>]*>/g, "")));
  if (!/^WEBVTT(?:[ \t]|$)/.test(header)) {
    parsed.problems.unshift({ line: 1, message: `the file begins with ${quote(header)}: it must begin with WEBVTT` });
  }
  const language = /^(?:NOTE )?language: *([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\s*$/im.exec(text.slice(0, 2000));
  return { ...parsed, language: language?.[1] ?? null };
}

// ">" as well: "-->" must not appear in a cue's text
function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  lrm: "\u200e",
  rlm: "\u200f",
};

function unescape(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (all, decimal, hex, name) => {
    if (name) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : all;
    const code = decimal ? parseInt(decimal, 10) : parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}

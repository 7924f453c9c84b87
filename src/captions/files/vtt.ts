import type { Cue, CuePosition } from "../../core/types.ts";
import { STYLE_TAGS, TAG_STYLES, taggedText } from "../markup.ts";
import { positionOfAlignment } from "./alignment.ts";
import { readBlocks } from "./blocks.ts";
import { unescapeEntities } from "./entities.ts";
import { ChangeList, type FileContent, type FileCue, quote } from "./read_file.ts";
import { StyledText, tidyText } from "./styled_text.ts";
import { formatTime } from "./times.ts";

/**
 * Writes WebVTT (W3C), with who speaks, places, bold, italics and underlining; a note contains the language.
 *
 * @param options.language an ISO 639-1 code, or null if unknown
 */
export function writeVtt(cues: readonly Cue[], options: { language: string | null }): string {
  const note = options.language ? `NOTE language: ${options.language.replace(/[^A-Za-z0-9-]/g, "")}\n\n` : "";
  const blocks = cues.map((cue) => {
    const settings = cue.position ? vttSettings(cue.position) : "";
    return `${formatTime(cue.start, ".")} --> ${formatTime(cue.end, ".")}${settings}\n${vttText(cue)}\n\n`;
  });
  return `WEBVTT\n\n${note}${blocks.join("")}`;
}

/** The settings of a cue, each after a space. */
export function vttSettings(place: CuePosition): string {
  const { line, lineAlign, position, positionAlign, size, align, vertical } = place;
  return [
    vertical && `vertical:${vertical}`,
    line !== undefined && `line:${line}${lineAlign ? `,${lineAlign}` : ""}`,
    position !== undefined && `position:${position}%${positionAlign ? `,${positionAlign}` : ""}`,
    size !== undefined && `size:${size}%`,
    align && `align:${align}`,
  ].filter(Boolean).map((setting) => ` ${setting}`).join("");
}

function vttText(cue: Cue): string {
  const text = taggedText(tidyText({ text: cue.text, markup: cue.markup, marks: [] }), {
    open: (style) => `<${STYLE_TAGS[style]}>`,
    close: (style) => `</${STYLE_TAGS[style]}>`,
    escape,
  });
  return cue.speaker ? `<v ${escape(cue.speaker)}>${text}` : text;
}

// ">" as well: "-->" must not appear in a cue's text; "{\\" begins a style code for many readers
function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("{\\", "&#123;\\");
}

/**
 * Reads WebVTT, with the faults of real files. Styles, regions, notes and names of cues are left out and reported.
 *
 * @returns also the language, if a note or a header line names it
 */
export function parseVtt(text: string): FileContent {
  const changes = new ChangeList();
  const [header] = text.replace(/^\ufeff+/, "").split(/\r\n|\r|\n/, 1);
  if (!/^WEBVTT(?:[ \t]|$)/.test(header)) {
    changes.add("left_out", `the file begins with ${quote(header)}: it must begin with WEBVTT`, { line: 1 });
  }
  const blocks = readBlocks(text, changes, { isVtt: true, onExtra: (lines, line) => readExtra(lines, line, changes) });
  const cues = blocks.map(({ cue, settings, lines }) => {
    const position = readSettings(settings, cue, changes);
    return Object.assign(cue, position && { position }, readVttText(lines.join("\n"), cue, changes));
  });
  const language = /^(?:NOTE )?language: *([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\s*$/im.exec(text.slice(0, 2000));
  return { cues, changes, language: language?.[1] ?? null };
}

/** Takes a block without times. */
function readExtra(lines: string[], line: number, changes: ChangeList): boolean {
  const [first] = lines;
  const kind = /^\ufeff*(WEBVTT|NOTE|STYLE|REGION|Region:|Style:|X-TIMESTAMP-MAP)(?:[ \t=:]|$)/.exec(first)?.[1];
  if (kind === undefined) return false;
  if (kind === "WEBVTT") {
    const others = lines.slice(1).filter((text) => text && !/^(?:language|kind):/i.test(text));
    if (others.length > 0) {
      changes.add("note", `${quote(others.join(" "))} of the header is left out`, { line: line + 1 });
    }
  } else if (kind === "NOTE") {
    const note = lines.join(" ").slice(4).trim();
    if (note && !/^language: *[\w-]+$/i.test(note)) {
      changes.add("note", `the note ${quote(note)} is left out`, { line });
    }
  } else if (/^style/i.test(kind)) {
    changes.add("style", `a style sheet is left out: ${quote(lines.slice(1).join(" "))}`, { line });
  } else if (/^region/i.test(kind)) {
    changes.add("position", `a region is left out: ${quote(lines.slice(1).join(" "))}`, { line });
  } else changes.add("note", `${quote(first)} is left out`, { line });
  return true;
}

const PERCENT = /^(\d{1,3}(?:\.\d{1,6})?)%$/;

/** Reads cue settings. @returns undefined where the cue is in the usual place */
function readSettings(settings: string, cue: FileCue, changes: ChangeList): CuePosition | undefined {
  const place: CuePosition = {};
  for (const setting of settings.split(/[ \t]+/).filter(Boolean)) {
    const colon = setting.indexOf(":");
    const [name, value] = [setting.slice(0, colon).toLowerCase(), setting.slice(colon + 1)];
    if (name === "region") changes.addOnce("position", "regions of cues are left out", { cue });
    else if (!readSetting(place, name, value)) {
      changes.add("position", `the setting ${quote(setting)} is left out`, { cue });
    }
  }
  return Object.keys(place).length > 0 ? place : undefined;
}

function readSetting(place: CuePosition, name: string, value: string): boolean {
  const [first, second = ""] = value.split(",", 2);
  const percent = percentOf(first);
  switch (name) {
    case "vertical":
      if (value !== "rl" && value !== "lr") return false;
      place.vertical = value;
      return true;
    case "line":
      if (!/^-?\d{1,4}$/.test(first) && percent === null) return first === "auto";
      place.line = percent === null ? Number(first) || 0 : `${percent}%`;
      if (second === "center" || second === "end") place.lineAlign = second;
      return second === "" || /^(?:start|center|end)$/.test(second);
    case "position": {
      if (percent === null) return first === "auto";
      place.position = percent;
      const side = second === "start" ? "line-left" : second === "end" ? "line-right" : second;
      if (side === "line-left" || side === "line-right" || side === "center") place.positionAlign = side;
      return second === "" || side === place.positionAlign;
    }
    case "size":
      if (percent === null) return false;
      if (percent !== 100) place.size = percent;
      return true;
    case "align":
      if (value === "start" || value === "end" || value === "left" || value === "right") place.align = value;
      return place.align === value || value === "center" || value === "middle";
  }
  return false;
}

function percentOf(text: string): number | null {
  const value = Number(PERCENT.exec(text)?.[1] ?? NaN);
  return value <= 100 ? value : null;
}

const TAG =
  /<(\/?)([A-Za-z]+|(?=[.>]))((?:\.[^\s<>]*)?)(?:[ \t\n]([^<>]*))?>|<((?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3})>/g;

/** Reads the tags of a cue of WebVTT. */
export function readVttText(raw: string, cue: FileCue, changes: ChangeList): Partial<FileCue> {
  const styled = new StyledText();
  const speakers = speakersOf(raw);
  const plain = (text: string) => unescapeEntities(text.replace(/\{\\[^{}]*\}/g, ""));
  const place = /\{\\an([1-9])\}/.exec(raw);
  let at = 0;
  for (const match of raw.matchAll(TAG)) {
    styled.add(plain(raw.slice(at, match.index)));
    at = match.index + match[0].length;
    const [, slash, tag, classes, rest = "", time] = match;
    const style = Object.hasOwn(TAG_STYLES, tag ?? "") ? TAG_STYLES[tag] : undefined;
    if (time !== undefined) styled.mark(secondsOf(time));
    else if (style) styled.set(style, slash === "");
    else if (tag === "v" && !slash && rest.trim()) {
      if (speakers.length > 1) styled.add(`${styled.length > 0 ? "\n" : ""}${speakerOf(rest)}: `);
    } else if (tag === "rt") styled.add(slash ? ")" : "(");
    else if (tag === "ruby" && !slash) changes.addOnce("text", "ruby texts are in brackets now", { cue });
    else if (!slash && !["v", "c", ""].includes(tag)) {
      changes.addOnce("style", `<${tag}> is left out: cues hold bold, italics and underlining`, { cue });
    }
    if (classes && !slash) changes.addOnce("style", "the classes of styles are left out", { cue });
  }
  styled.add(plain(raw.slice(at)));
  const position = place && !cue.position ? positionOfAlignment(Number(place[1])) : undefined;
  if (/\{\\(?!an[1-9]\})[^{}]*\}/.test(raw)) changes.addOnce("style", "style codes of ASS are left out", { cue });
  if (speakers.length > 1) changes.add("speaker", "several people speak in this cue: the text names them", { cue });
  const tidy = styled.end();
  return {
    text: tidy.text,
    ...(tidy.markup && { markup: tidy.markup }),
    ...(tidy.marks.length > 0 && { marks: tidy.marks }),
    ...(position && { position }),
    ...(speakers.length === 1 && { speaker: speakers[0] }),
  };
}

function speakersOf(raw: string): string[] {
  const names = Array.from(raw.matchAll(/<v(?:\.[^\s<>]*)?[ \t\n]([^<>]*)>/g), ([, name]) => speakerOf(name));
  return [...new Set(names.filter(Boolean))];
}

function speakerOf(annotation: string): string {
  return unescapeEntities(annotation).replace(/\s+/g, " ").trim();
}

function secondsOf(time: string): number {
  return time.replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

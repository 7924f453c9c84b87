import { unescapeEntities } from "../entities.ts";

/** A part of an XML text; names are without their prefixes. */
export type XmlPart =
  | { kind: "open"; name: string; attributes: Record<string, string>; isEmpty: boolean; line: number }
  | { kind: "close"; name: string }
  | { kind: "text"; text: string };

/** What is skipped up to its end: its beginning, its end, and whether its content is text. */
const SKIPPED = [["<!--", "-->", false], ["<![CDATA[", "]]>", true], ["<?", "?>", false], ["<!", ">", false]] as const;
const NAME = /\/?([^\s<>\/="']+)/y;
/** With an optional value, so that no place is read twice. */
const ATTRIBUTE = /([^\s=\/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g;

/**
 * Reads XML part by part, and goes on after faults. Entities of a document type are not read, so that no file can grow.
 * Attributes of the prefix `xml` keep it; the others lose theirs.
 */
export function* readXml(source: string): Generator<XmlPart> {
  let [line, counted, at] = [1, 0, 0];
  while (at < source.length) {
    const next = source.indexOf("<", at);
    if (next !== at) {
      yield { kind: "text", text: unescapeEntities(source.slice(at, next < 0 ? undefined : next)) };
      if (next < 0) return;
    }
    for (; counted < next; counted++) if (source.charCodeAt(counted) === 10) line++;
    const skipped = SKIPPED.find(([begin]) => source.startsWith(begin, next));
    if (skipped) {
      const [begin, end, isText] = skipped;
      const to = source.indexOf(end, next + begin.length);
      if (isText) yield { kind: "text", text: source.slice(next + begin.length, to < 0 ? undefined : to) };
      if (to < 0) return;
      at = to + end.length;
      continue;
    }
    const end = endOfTag(source, next + 1);
    NAME.lastIndex = next + 1;
    const name = end < 0 ? undefined : NAME.exec(source)?.[1];
    if (name === undefined) {
      at = next + 1;
      while (source[at] === "<" && source[at + 1] === "<") at++;
      yield { kind: "text", text: source.slice(next, at) };
      continue;
    }
    const rest = source.slice(NAME.lastIndex, end);
    if (source[next + 1] === "/") yield { kind: "close", name: withoutPrefix(name) };
    else {
      const attributes = readAttributes(rest);
      yield { kind: "open", name: withoutPrefix(name), attributes, isEmpty: rest.endsWith("/"), line };
    }
    at = end + 1;
  }
}

/** The place of the ">" of a tag; -1 if another tag begins before. */
function endOfTag(source: string, from: number): number {
  let quote = "";
  for (let i = from; i < source.length; i++) {
    const char = source[i];
    if (char === "<") return -1;
    if (quote) {
      if (char === quote) quote = "";
    } else if (char === ">") return i;
    else if (char === '"' || char === "'") quote = char;
  }
  return -1;
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null);
  for (const [, name, double, single] of text.matchAll(ATTRIBUTE)) {
    const value = double ?? single;
    if (value === undefined) continue;
    attributes[name.startsWith("xml:") ? name : withoutPrefix(name)] = unescapeEntities(value);
  }
  return attributes;
}

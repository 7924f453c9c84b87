/** A description is plain text. Addresses and times in it become links; all else stays text. */

import { parseClock } from "./clock_text.ts";

export type DescriptionPart =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; href: string }
  | { kind: "time"; text: string; seconds: number };

const LINK_OR_TIME = /\bhttps?:\/\/[^\s<>"]+|(?<![\d:.,/])\d{1,3}:[0-5]\d(?::[0-5]\d)?(?![\d:/]|[.,]\d)/gi;

/**
 * Finds the addresses (http and https alone) and the times within a description.
 *
 * @param durationSeconds of the video: later times stay text; null: it is unknown
 */
export function descriptionParts(text: string, durationSeconds: number | null): DescriptionPart[] {
  const parts: DescriptionPart[] = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(LINK_OR_TIME)) {
    const part = /^\d/.test(found) ? timePart(found, durationSeconds) : linkPart(found);
    if (!part) continue;
    if (index > at) parts.push({ kind: "text", text: text.slice(at, index) });
    parts.push(part);
    at = index + part.text.length;
  }
  if (at < text.length) parts.push({ kind: "text", text: text.slice(at) });
  return parts;
}

function timePart(text: string, durationSeconds: number | null): DescriptionPart | null {
  const seconds = parseClock(text);
  if (seconds === null || seconds >= (durationSeconds ?? Infinity)) return null;
  return { kind: "time", text, seconds };
}

function linkPart(found: string): DescriptionPart | null {
  const text = withoutSentenceEnd(found);
  if (!URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return protocol === "http:" || protocol === "https:" ? { kind: "link", text, href } : null;
}

/** An address without what ends the sentence around it; a bracket stays that was opened in the address. */
function withoutSentenceEnd(address: string): string {
  let end = address.length;
  for (const least = Math.max(0, end - 20); end > least; end--) {
    const last = address[end - 1];
    if (")]}".includes(last)) {
      const opening = "([{"[")]}".indexOf(last)];
      const rest = address.slice(0, end);
      if (rest.split(opening).length >= rest.split(last).length) break;
    } else if (!".,;:!?'”’»*_".includes(last)) break;
  }
  return address.slice(0, end);
}

/** Text for people in any language, the same on the server's pages and in the browser's scripts. */

export { clock } from "../../../src/core/clock_text.ts";

/** `PT187S`: the `datetime` of a `<time>` that holds a duration. */
export function isoDuration(seconds: number): string {
  return `PT${Math.round(Math.max(0, seconds))}S`;
}

/** `████░░░░░░`: a bar of `cells` characters. @param fraction 0 to 1 */
export function bar(fraction: number, cells: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * cells);
  return "█".repeat(full) + "░".repeat(cells - full);
}

/** An error's message as a sentence: a capital in front, a full stop behind. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
}

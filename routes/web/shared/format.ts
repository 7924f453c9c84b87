/** Text for people, the same on the server's pages and in the browser's scripts. */

export { clock } from "../../../src/core/clock_text.ts";

/** `PT187S`: the `datetime` of a `<time>` that holds a duration. */
export function isoDuration(seconds: number): string {
  return `PT${Math.round(Math.max(0, seconds))}S`;
}

/** `812 B`, `1.4 MB`, `12 GB`: powers of 1000, as the systems' file managers and networks count. */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let n = Math.max(0, count);
  let unit = 0;
  while (n >= 999.5 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return `${unit > 0 && n < 9.95 ? n.toFixed(1) : Math.round(n)} ${units[unit]}`;
}

/** `42 %`. Never 100 before the end. @param fraction 0 to 1 */
export function percent(fraction: number): string {
  const f = Math.min(1, Math.max(0, fraction));
  return `${f < 1 ? Math.min(99, Math.floor(f * 100)) : 100} %`;
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

/** `1 word`, `12 words`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

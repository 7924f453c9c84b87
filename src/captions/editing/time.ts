import { toMilliseconds } from "./cue.ts";

/** Formats a time for the editor's fields: `0:03.200`, `1:02:03.040`. */
export function formatFieldTime(seconds: number): string {
  const ms = Math.round(Math.max(0, seconds) * 1000);
  const pad = (n: number, width = 2) => String(n).padStart(width, "0");
  const [h, m, s] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60];
  const rest = `${pad(s)}.${pad(ms % 1000, 3)}`;
  return h > 0 ? `${h}:${pad(m)}:${rest}` : `${m}:${rest}`;
}

/**
 * Reads a typed time: `83.5`, `1:23.5`, `1:02:03,040`, and `+0.5` and `-2` relative to `now`.
 *
 * @returns seconds, or null if the text is no time
 */
export function parseFieldTime(text: string, now?: number): number | null {
  const plain = text.trim().replace(",", ".").replace(/^\u2212/, "-");
  const relative = /^([+-])(\d+(?:\.\d*)?|\.\d+)$/.exec(plain);
  if (relative && now !== undefined) {
    return toMilliseconds(Math.max(0, now + (relative[1] === "-" ? -1 : 1) * Number(relative[2])));
  }
  const found = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d*)?|\.\d+)$/.exec(plain);
  if (!found) return null;
  const [, h = "0", m = "0", s] = found;
  if (found[2] !== undefined && Number(s) >= 60 || found[1] !== undefined && Number(m) >= 60) return null;
  return toMilliseconds(Number(h) * 3600 + Number(m) * 60 + Number(s));
}

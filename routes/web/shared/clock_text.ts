import { clock } from "./format.ts";

/** Reads `1:23`, `12:34.5`, `83:20` or `1:02:03` as seconds; null for anything else. The reverse of `clockExactly()`. */
export function parseClock(text: string): number | null {
  const match = text.trim().match(/^(?:(\d{1,4}):(?=\d\d:))?(\d{1,4}):([0-5]\d(?:[.,]\d{1,3})?)$/);
  if (!match) return null;
  const [, hours, minutes, seconds] = match;
  if (hours !== undefined && Number(minutes) > 59) return null;
  return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds.replace(",", "."));
}

/** As `clock()`, with the milliseconds that there are: `1:23`, `1:23.5`. */
export function clockExactly(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const fraction = milliseconds % 1000;
  const whole = clock((milliseconds - fraction) / 1000);
  return fraction === 0 ? whole : `${whole}.${String(fraction).padStart(3, "0").replace(/0+$/, "")}`;
}

/** How a TTML file counts time, by the attributes of its root. */
export interface TtmlClock {
  /** Frames a second, with its multiplier. */
  frameRate: number;
  subFrameRate: number;
  tickRate: number;
}

export function readClock(attributes: Record<string, string>): TtmlClock {
  const positive = (text: string | undefined) => Number(text) > 0 ? Number(text) : null;
  const [over = "", under = ""] = (attributes.frameRateMultiplier ?? "").trim().split(/[\s:]+/);
  const multiplier = Number(over) > 0 && Number(under) > 0 ? Number(over) / Number(under) : 1;
  const named = positive(attributes.frameRate);
  const frameRate = (named ?? 30) * multiplier;
  const subFrameRate = positive(attributes.subFrameRate) ?? 1;
  // as TTML says: without a tick rate, it is that of frames; without one of frames, 1
  return { frameRate, subFrameRate, tickRate: positive(attributes.tickRate) ?? (named ? frameRate * subFrameRate : 1) };
}

const CLOCK_TIME = /^(\d{1,5}):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9})|:(\d{1,5})(?:\.(\d{1,5}))?)?$/;
const OFFSET_TIME = /^(\d{1,12}(?:\.\d{1,9})?)(h|ms|m|s|f|t)?$/;

/** Reads `00:01:02.500`, `00:01:02:12` (frames), `62.5s`, `1550f`, `620000t`. @returns seconds; null for other text */
export function readTime(text: string | undefined, clock: TtmlClock): number | null {
  const plain = text?.trim() ?? "";
  const parts = CLOCK_TIME.exec(plain);
  if (parts) {
    const [, hours, minutes, seconds, fraction = "0", frames = "0", subFrames = "0"] = parts;
    const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`);
    return whole + (Number(frames) + Number(subFrames) / clock.subFrameRate) / clock.frameRate;
  }
  const offset = OFFSET_TIME.exec(plain);
  if (!offset) return null;
  const units: Record<string, number> = {
    ...{ h: 3600, m: 60, s: 1, ms: 1 / 1000, f: 1 / clock.frameRate, t: 1 / clock.tickRate },
  };
  return Number(offset[1]) * units[offset[2] ?? "s"];
}

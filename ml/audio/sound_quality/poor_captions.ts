import { type Notice, POOR_CAPTIONS } from "../../../src/core/notice.ts";
import type { SoundQualityJson } from "../../../src/schemas/sound_quality.ts";

/** More reasons are read by nobody; the video's page has them all. */
const MAX_REASONS = 2;

/** What the owner should know where captions are expected to be poor: why, and what to do. None otherwise. */
export function poorCaptionsNotices({ captions, reasons, quick_look_seconds }: SoundQualityJson): Notice[] {
  if (captions !== "poor") return [];
  const verdict = quick_look_seconds === undefined
    ? "The captions are probably bad."
    : "Captions will probably be bad.";
  const worst = reasons.slice(0, MAX_REASONS);
  const why = worst.map(({ text, advice }) => `${text} ${advice}`);
  return [{ code: POOR_CAPTIONS, text: [verdict, ...why].join(" "), reasons: worst.map(({ code }) => code) }];
}

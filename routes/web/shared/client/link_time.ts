/** Parses `83`, `83s`, `1:23` or `1m23s` as seconds; null for anything else. */
export function parseTime(text: string): number | null {
  if (/^\d+(\.\d+)?s?$/.test(text)) return parseFloat(text);
  const colons = text.match(/^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/);
  const units = text && text.match(/^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/);
  const match = colons ?? (units || null);
  return match ? Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0) : null;
}

/** The address of a video's page that starts at a time, rounded down to whole seconds. */
export function linkAt(origin: string, videoId: string, seconds: number): string {
  const whole = Math.floor(seconds);
  return `${origin}/videos/${videoId}${whole > 0 ? `?t=${whole}` : ""}`;
}

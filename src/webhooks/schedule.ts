const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds before the second and every further attempt, as Standard Webhooks advises: 28 hours in all. */
const WAITS_SECONDS = [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];
/** A longer Retry-After is cut to this. */
const LONGEST_WAIT_SECONDS = 24 * HOUR;
/** Waits are up to this share longer, so that many deliveries do not come back at once. */
const JITTER = 0.1;

/** After so long without a success an endpoint is switched off. */
export const DISABLE_SECONDS = 5 * 24 * HOUR;

/**
 * The wait after a failed attempt.
 *
 * @param tries how many attempts there were
 * @param retryAfterSeconds what the receiver asked for
 * @returns null if there is no further attempt
 */
export function waitAfter(
  tries: number,
  retryAfterSeconds: number | null = null,
  random: () => number = Math.random,
): number | null {
  if (tries > WAITS_SECONDS.length) return null;
  const asked = Math.min(retryAfterSeconds ?? 0, LONGEST_WAIT_SECONDS);
  return Math.max(WAITS_SECONDS[tries - 1] * (1 + JITTER * random()), asked);
}

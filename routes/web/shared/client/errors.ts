import { commonScript as w } from "../../words/en/common.ts";

/** The server could not be reached. */
export class OfflineError extends Error {
  override name = "OfflineError";
  constructor(options?: ErrorOptions) {
    super(w.offline, options);
  }
}

/** What browsers throw where the connection breaks while an answer comes in. */
const BROKEN = /^(failed to fetch|network error|networkerror .*|load failed|error in input stream)\.?$/i;

export function isOffline(error: unknown): boolean {
  return error instanceof OfflineError || (error instanceof TypeError && BROKEN.test(error.message));
}

/** An error in words for the person. */
export function errorText(error: unknown): string {
  if (isOffline(error)) return w.offline;
  return error instanceof Error ? error.message : String(error);
}

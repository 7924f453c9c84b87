import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";
import { messageOf, UnavailableError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";

export interface KeyTimes {
  /** Milliseconds after which the keys are fetched again, while requests go on with the old ones. */
  maxAge: number;
  /** Milliseconds between two fetches because of a key that is not in the set. */
  cooldown: number;
  /** Milliseconds after a failed fetch in which no other is tried. */
  failureCooldown: number;
  /** Milliseconds that a fetch may take. */
  timeout: number;
}

const TIMES: KeyTimes = { maxAge: 10 * 60_000, cooldown: 30_000, failureCooldown: 5000, timeout: 5000 };

/**
 * The public keys that a Supabase project signs access tokens with.
 *
 * A key that is not in the set has it fetched again, so that a rotation needs no restart. While it can't be fetched, the
 * keys at hand stay valid.
 *
 * @param url of the JSON Web Key Set
 * @returns the key of a token, for jose; it throws an {UnavailableError} if the set is needed and can't be fetched
 */
export function projectKeys(url: string, { log, times }: { log: Log; times?: Partial<KeyTimes> }): JWTVerifyGetKey {
  const { maxAge, cooldown, failureCooldown, timeout } = { ...TIMES, ...times };
  let loadedAt = 0;
  let failure: { error: UnavailableError; at: number } | null = null;

  async function fetchKeys(address: string, options: RequestInit): Promise<Response> {
    if (failure && Date.now() < failure.at + failureCooldown) throw failure.error;
    try {
      const response = await fetch(address, options);
      const body = await response.text();
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
      if (!Array.isArray(JSON.parse(body)?.keys)) throw new Error("there are no keys in the answer");
      failure = null;
      loadedAt = Date.now();
      return new Response(body, { headers: { "Content-Type": "application/json" } });
    } catch (cause) {
      log.warn("the public keys of the Supabase project can't be fetched", { url, error: messageOf(cause) });
      const text = "access tokens can't be checked now: the keys of the Supabase project can't be fetched from " + url;
      failure = { error: new UnavailableError(text, { cause }), at: Date.now() };
      throw failure.error;
    }
  }

  const keys = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: Infinity, // jose would wait for the fetch, and fail with it, where the old keys would do
    cooldownDuration: cooldown,
    timeoutDuration: timeout,
    [customFetch]: fetchKeys,
  });
  return async (header, token) => {
    const isOld = loadedAt !== 0 && Date.now() > loadedAt + maxAge;
    if (isOld && !keys.reloading) keys.reload().catch(() => {}); // logged by fetchKeys
    return await keys(header, token);
  };
}

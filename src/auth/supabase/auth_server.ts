import { messageOf, UnavailableError } from "../../core/errors.ts";
import type { SupabaseProject } from "./project.ts";

/** Milliseconds that an answer of the project may take. */
const TIMEOUT_MS = 8000;
const LOGOUT_TIMEOUT_MS = 3000;
/** Milliseconds after an unreachable project in which no other refresh is tried: requests must not wait one by one. */
const FAILURE_COOLDOWN_MS = 2000;
const MAX_COOLDOWN_SECONDS = 60;

/** What a browser's session holds. */
export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
}

/** The project has ended the session, or the user is gone: its tokens can't be renewed any more. */
export class SessionEndedError extends Error {
  override name = "SessionEndedError";
}

/**
 * Error codes of a refresh after which no other try can succeed. `validation_failed`: the token is malformed;
 * `invalid_grant`: of older versions.
 */
const FINAL_CODES = [
  ...["refresh_token_not_found", "refresh_token_already_used", "session_not_found", "session_expired"],
  ...["user_not_found", "user_banned", "validation_failed", "invalid_grant"],
];

/**
 * The part of Supabase Auth's API that this server calls, without a client library: supabase-js tries a refresh again
 * for up to 30 s, and a page waits for it.
 */
export class AuthServer {
  #url: string;
  #apiKey: string;
  /** The last failure, and until when nothing is asked: all users share this server's rate limit there. */
  #failure: { error: UnavailableError; until: number } | null = null;

  constructor({ url, anonKey }: SupabaseProject) {
    this.#url = `${url}/auth/v1`;
    this.#apiKey = anonKey;
  }

  /**
   * Exchanges a refresh token, which is used up then.
   *
   * @throws {SessionEndedError} if the project refuses it for good
   * @throws {UnavailableError} for any other failure
   */
  async refresh(refreshToken: string): Promise<SessionTokens> {
    if (this.#failure && Date.now() < this.#failure.until) throw this.#failure.error;
    let response: Response;
    let body: Record<string, unknown>;
    try {
      response = await this.#post("/token?grant_type=refresh_token", { body: { refresh_token: refreshToken } });
      body = await response.json();
    } catch (cause) {
      throw this.#pause(unavailable(messageOf(cause), cause));
    }
    const { access_token: accessToken, refresh_token: newToken } = body ?? {};
    if (response.ok && typeof accessToken === "string" && typeof newToken === "string") {
      return { accessToken, refreshToken: newToken };
    }
    const code = String(body?.error_code ?? body?.code ?? body?.error);
    if (FINAL_CODES.includes(code)) throw new SessionEndedError(`the Supabase project ended the session: ${code}`);
    const error = unavailable(`HTTP ${response.status}, ${code}`);
    throw response.status === 429 || response.status >= 500 ? this.#pause(error, response) : error;
  }

  /** Asks nothing for a while. @param response its `Retry-After`, in seconds, may ask for longer, up to a minute */
  #pause(error: UnavailableError, response?: Response): UnavailableError {
    const seconds = Number(response?.headers.get("Retry-After")) || 0;
    const waitMs = Math.max(FAILURE_COOLDOWN_MS, Math.min(seconds, MAX_COOLDOWN_SECONDS) * 1000);
    this.#failure = { error, until: Date.now() + waitMs };
    return error;
  }

  /** Ends the session of an access token in the project, or all of its user. */
  async logOut(accessToken: string, scope: "local" | "global"): Promise<void> {
    await (await this.#post(`/logout?scope=${scope}`, { accessToken, timeoutMs: LOGOUT_TIMEOUT_MS })).body?.cancel();
  }

  #post(
    path: string,
    { body, accessToken, timeoutMs = TIMEOUT_MS }: { body?: unknown; accessToken?: string; timeoutMs?: number },
  ): Promise<Response> {
    return fetch(this.#url + path, {
      method: "POST",
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        apikey: this.#apiKey,
        "Content-Type": "application/json",
        ...(accessToken && { Authorization: `Bearer ${accessToken}` }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
  }
}

function unavailable(reason: string, cause?: unknown): UnavailableError {
  return new UnavailableError(
    `your session can't be renewed now: the Supabase project does not answer as it should (${reason}). Try again soon.`,
    { cause },
  );
}

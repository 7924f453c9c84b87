import { createHmac, randomBytes } from "node:crypto";
import { newId } from "../core/ids.ts";
import type { Log } from "../core/log.ts";
import type { Sql } from "../db/pool/client.ts";
import {
  createOwnerSession,
  endOwnerSession,
  findOwnerSession,
  listOwnerSessions,
  type OwnerSession,
} from "../db/users/owner_sessions.ts";
import type { Auth, Identity } from "./auth.ts";
import { bearerToken, cookiesNamed, deletedCookie, isSame, sessionCookie } from "./cookies.ts";
import { type OpenOwnerKeys, ownerKeysOf, sha256 } from "./owner_keys.ts";
import { TokenAttempts } from "./token_attempts.ts";

export const SESSION_COOKIE = "streamforge_session";
/** Says that a browser was signed in before, and nothing else: its wrong tokens are counted apart from strangers'. */
const BROWSER_COOKIE = "streamforge_browser";
/** Cookies of one name that are looked at: other programs of this host may set some, an attacker would send thousands. */
const MAX_COOKIES = 4;
/** The user name of the holder of OWNER_TOKEN, in `videos.owner`. */
export const OWNER = "owner";

/** The browser that signs in. */
export interface SigningIn {
  /** Shows whether the browser is or was signed in. */
  request?: Request;
  /** Of its request. */
  address?: string;
  userAgent?: string;
  /** Whether the page is served over HTTPS: then the cookie is sent over HTTPS only. */
  isSecure: boolean;
}

/** Knows one owner with one token, sent as `Authorization: Bearer` or exchanged for a session by the sign-in link. */
export interface OwnerAuth extends Auth {
  authenticate(request: Request, address?: string, options?: { isCounted: boolean }): Promise<Identity | null>;
  /**
   * Exchanges the token for a session; a browser that has one keeps it.
   *
   * @returns the value of a `Set-Cookie` header; null if the token is wrong
   * @throws {TooManyAttemptsError}
   */
  signIn(token: string, browser: SigningIn): Promise<string | null>;
  /** @returns the value of a `Set-Cookie` header for a browser that has had the right token */
  rememberBrowser(browser: Pick<SigningIn, "request" | "isSecure">): string;
  /** Ends the request's session. @returns the value of a `Set-Cookie` header that deletes its cookie */
  signOut(request: Request): Promise<string>;
  /** The browsers that are signed in. */
  listSessions(): Promise<OwnerSession[]>;
  /** The id of the request's session; null without one. */
  sessionOf(request: Request): Promise<string | null>;
}

interface OwnerDeps {
  sql: Sql;
  log: Log;
}

/** The owner whose token is `token`. */
export function ownerAuth(token: string, deps: OwnerDeps): OwnerAuth {
  const keys = ownerKeysOf(token);
  return sharedOwnerAuth({ current: () => keys, refresh: () => Promise.resolve() }, deps);
}

/**
 * The owner whom `keys` verify; the server need not know the token.
 *
 * A session's cookie is random. The database has its hash, made with that of the token: a new token ends every session.
 */
export function sharedOwnerAuth(
  keys: Pick<OpenOwnerKeys, "current" | "refresh">,
  { sql, log }: OwnerDeps,
): OwnerAuth {
  const owner: Identity = { user: OWNER, name: OWNER, isAdministrator: true };
  const attempts = new TokenAttempts(log);
  const isToken = (text: string) => isSame(sha256(text), keys.current().tokenSha256);
  const secretSha256 = (value: string) => sha256(`${keys.current().tokenSha256} ${value}`);

  const tokenKey = () => sha256(`sessions of ${keys.current().tokenSha256}`);
  const browserMac = (id: string) =>
    createHmac("sha256", keys.current().tokenSha256).update(`a browser that was signed in: ${id}`).digest("base64url");

  async function findSession(request: Request, address?: string): Promise<{ id: string; value: string } | null> {
    const values = cookiesNamed(request, SESSION_COOKIE).filter((value) => /^[\w-]{43}$/.test(value));
    for (const value of values.slice(-MAX_COOKIES)) {
      const id = await findOwnerSession(sql, secretSha256(value), address);
      if (id !== null) return { id, value };
    }
    return null;
  }

  /** The id of a browser that has had the present token; null for all others. */
  function browserOf(request: Request | undefined): string | null {
    const values = request ? cookiesNamed(request, BROWSER_COOKIE).slice(-MAX_COOKIES) : [];
    const pairs = values.map((value) => value.split("."));
    return pairs.find(([id, mac = ""]) => isSame(mac, browserMac(id)))?.[0] ?? null;
  }

  return {
    /** @returns null for another's Bearer token too */
    async authenticate(request, address, { isCounted } = { isCounted: true }) {
      await keys.refresh();
      const bearer = bearerToken(request);
      // a header overrides the cookie: a script with a wrong token must get an error
      if (bearer === null) return await findSession(request, address) === null ? null : owner;
      if (bearer === "") return null;
      const isRight = isToken(bearer);
      if (!isCounted) return isRight ? owner : null;
      return attempts.judge(bearer, { isRight, address }) ? owner : null;
    },
    async signIn(given, { request, address, userAgent = null, isSecure }) {
      await keys.refresh();
      const earlier = request ? await findSession(request, address) : null;
      const browser = earlier?.id ?? browserOf(request);
      if (!attempts.judge(given, { isRight: isToken(given), address, browser })) return null;
      // its other tabs go on
      if (earlier !== null) return sessionCookie(SESSION_COOKIE, earlier.value, { isSecure });
      const value = randomBytes(32).toString("base64url");
      await createOwnerSession(sql, { secretSha256: secretSha256(value), tokenKey: tokenKey() }, {
        address: address ?? null,
        userAgent,
      });
      return sessionCookie(SESSION_COOKIE, value, { isSecure });
    },
    rememberBrowser({ request, isSecure }) {
      const id = browserOf(request) ?? newId();
      return sessionCookie(BROWSER_COOKIE, `${id}.${browserMac(id)}`, { isSecure });
    },
    async signOut(request) {
      await keys.refresh();
      const session = await findSession(request);
      if (session !== null) await endOwnerSession(sql, session.id);
      return deletedCookie(SESSION_COOKIE);
    },
    async listSessions() {
      await keys.refresh();
      return await listOwnerSessions(sql, tokenKey());
    },
    async sessionOf(request) {
      await keys.refresh();
      return (await findSession(request))?.id ?? null;
    },
  };
}

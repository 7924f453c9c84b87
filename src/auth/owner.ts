import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Auth } from "./auth.ts";

export const SESSION_COOKIE = "streamforge_session";
/** The user name of the holder of OWNER_TOKEN, in `videos.owner`. */
export const OWNER = "owner";
const SESSION_SECONDS = 400 * 24 * 3600; // the longest that browsers keep a cookie

/** Knows one owner with one token, sent as `Authorization: Bearer` or as the cookie that the sign-in link sets. */
export interface OwnerAuth extends Auth {
  /**
   * Exchanges the token for a session.
   *
   * @param options.isSecure whether the page is served over HTTPS: then the cookie is sent over HTTPS only
   * @returns the value of a `Set-Cookie` header; null if the token is wrong
   */
  signIn(token: string, options: { isSecure: boolean }): string | null;
  /** The value of a `Set-Cookie` header that ends the session in this browser. */
  signOut(): string;
}

/**
 * The cookie holds a value derived from the token, not the token: a stolen cookie can't be used as a Bearer token, and
 * a new token ends every session.
 */
export function ownerAuth(token: string): OwnerAuth {
  const session = createHmac("sha256", token).update("streamforge session 1").digest("base64url");
  const owner = { user: OWNER, isOwner: true };
  const cookie = (value: string, seconds: number, isSecure: boolean) =>
    `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  return {
    authenticate(request) {
      const header = request.headers.get("Authorization");
      // a header overrides the cookie: a script with a wrong token must get an error
      const isOwner = header !== null
        ? isSame(/^Bearer +(\S+) *$/i.exec(header)?.[1] ?? "", token)
        : cookiesNamed(request, SESSION_COOKIE).some((value) => isSame(value, session));
      return Promise.resolve(isOwner ? owner : null);
    },
    signIn: (given, { isSecure }) => isSame(given, token) ? cookie(session, SESSION_SECONDS, isSecure) : null,
    signOut: () => cookie("", 0, false),
  };
}

/** Compares in a time that depends neither on the first difference nor on the lengths. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

/** Returns all cookies of a name: a program on another port of this host may have set one too. */
function cookiesNamed(request: Request, name: string): string[] {
  return (request.headers.get("Cookie") ?? "").split(";").map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
}

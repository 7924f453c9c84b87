import { createHash, timingSafeEqual } from "node:crypto";

/** The longest that browsers keep a cookie. */
const COOKIE_SECONDS = 400 * 24 * 3600;

/** The value of a `Set-Cookie` header for a cookie that scripts can't read and other sites' requests do not carry. */
export function sessionCookie(name: string, value: string, { isSecure }: { isSecure: boolean }): string {
  return setCookie(name, value, COOKIE_SECONDS, isSecure);
}

/** The value of a `Set-Cookie` header that deletes a cookie. */
export function deletedCookie(name: string): string {
  return setCookie(name, "", 0, false);
}

function setCookie(name: string, value: string, seconds: number, isSecure: boolean): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
}

/** Returns all cookies of a name: a program on another port of this host may have set one too. */
export function cookiesNamed(request: Request, name: string): string[] {
  return (request.headers.get("Cookie") ?? "").split(";").map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
}

/** Returns the token of an `Authorization` header: null without the header, "" if it holds no Bearer token. */
export function bearerToken(request: Request): string | null {
  const header = request.headers.get("Authorization");
  return header === null ? null : /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? "";
}

/** Compares in a time that depends neither on the first difference nor on the lengths. */
export function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

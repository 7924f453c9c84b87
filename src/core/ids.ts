import { encodeBase64Url } from "./base64.ts";

/** A new id: 128 random bits as 22 characters of base64url. An unlisted video is protected by its id alone. */
export function newId(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)));
}

/** Whether `text` has the form of an id, so that it can stand in a path or a query. */
export function isId(text: string): boolean {
  return /^[A-Za-z0-9_-]{22}$/.test(text);
}

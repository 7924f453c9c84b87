import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import type { SessionTokens } from "./auth_server.ts";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A new value for a session's cookie: 256 random bits. */
export function newSessionSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** The id of a session in the database, from which the cookie's value can't be found. */
export function sessionIdOf(secret: string): string {
  return createHash("sha256").update(`session id ${secret}`).digest("base64url");
}

/** Encrypts tokens with a key that only the cookie's value gives. @returns base64url */
export function sealTokens(secret: string, tokens: SessionTokens): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(secret), nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(tokens), "utf8"), cipher.final()]);
  return Buffer.concat([nonce, text, cipher.getAuthTag()]).toString("base64url");
}

/** @throws if `sealed` was not made by `sealTokens` with this secret */
export function openTokens(secret: string, sealed: string): SessionTokens {
  const bytes = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv(CIPHER, keyOf(secret), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
  return JSON.parse(Buffer.concat([text, decipher.final()]).toString("utf8"));
}

function keyOf(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "", "streamforge session tokens", 32));
}

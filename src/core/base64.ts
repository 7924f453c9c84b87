import { Buffer } from "node:buffer";

/** base64url without padding, as RFC 4648 section 5. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

import { Buffer } from "node:buffer";

/** base64url without padding, as RFC 4648 section 5. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** base64 with padding, as in `data:` addresses: RFC 4648 section 4. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

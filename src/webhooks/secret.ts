import { Webhook } from "standardwebhooks";

/** What the secret of a webhook starts with. */
const PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** Makes a secret of Standard Webhooks: `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return PREFIX + crypto.getRandomValues(new Uint8Array(SECRET_BYTES)).toBase64();
}

export interface SignedMessage {
  /** The event's id: the same for every attempt. */
  id: string;
  /** Of this attempt: receivers refuse old ones. */
  at: Date;
  body: string;
}

/**
 * The headers of Standard Webhooks.
 *
 * @param secrets one, or two during a rotation: then there are two signatures, and either verifies
 */
export function signatureHeaders(secrets: readonly string[], { id, at, body }: SignedMessage): Record<string, string> {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(" "),
  };
}

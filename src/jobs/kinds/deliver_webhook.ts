import { ValidationError } from "../../core/errors.ts";
import { TEST_EVENT } from "../../core/webhook_events.ts";
import type { Job } from "../../db/jobs/job_rows.ts";
import { finish, postpone } from "../../db/jobs/outcomes.ts";
import type { DeadEnd } from "../../db/jobs/queue_rules.ts";
import { type Transaction, transaction } from "../../db/pool/client.ts";
import {
  type Delivery,
  disableEndpoint,
  findDelivery,
  recordAttempt,
  setDead,
  setDelivered,
  setNextTry,
} from "../../db/webhooks/deliveries.ts";
import { findEndpoint, type WebhookEndpoint } from "../../db/webhooks/endpoints.ts";
import { DISABLE_SECONDS, waitAfter } from "../../webhooks/schedule.ts";
import { signatureHeaders } from "../../webhooks/secret.ts";
import { type SendResult, sendWebhook } from "../../webhooks/send.ts";
import { type AttemptContext, logFields } from "../context.ts";

const GONE = 410;

/**
 * Sends an event to an endpoint once. After a failure the job waits as `waitAfter` says; its last failure, a 410 or an
 * endpoint that is off ends it. The payload holds `delivery` and `endpoint`, their ids.
 *
 * @throws {ValidationError} if it is not tried again
 */
export async function deliverWebhook(attempt: AttemptContext): Promise<void> {
  const { sql, job, log } = attempt;
  const delivery = await findDelivery(sql, String(job.payload.delivery));
  const endpoint = delivery && await findEndpoint(sql, delivery.endpointId);
  if (!delivery || !endpoint) return await finish(sql, job); // deleted since
  if (!endpoint.enabled) throw new ValidationError("the webhook is switched off");
  const result = await send(attempt, delivery, endpoint);
  if (result.error === null) {
    return await finish(sql, job, async (tx) => {
      await recordAttempt(tx, delivery, result);
      await setDelivered(tx, delivery.id);
    });
  }
  const seconds = delivery.type === TEST_EVENT || result.status === GONE
    ? null
    : waitAfter(delivery.tries + 1, result.retryAfterSeconds);
  const reason = disableReason(endpoint, result);
  if (seconds !== null && reason === null) {
    log.info("a webhook failed, will be tried again", { ...logFields(job), seconds, error: result.error });
    return await postpone(sql, job, { seconds, reason: result.error }, async (tx) => {
      await recordAttempt(tx, delivery, result);
      await setNextTry(tx, delivery.id, seconds);
    });
  }
  await transaction(sql, async (tx) => {
    await recordAttempt(tx, delivery, result);
    if (reason !== null) await disableEndpoint(tx, endpoint.id, reason);
  });
  throw new ValidationError(result.error);
}

async function send(
  { config, signal, resolveHost }: AttemptContext,
  { eventId, body }: Delivery & { body: string },
  { url, secret, oldSecret }: WebhookEndpoint,
): Promise<SendResult> {
  const secrets = oldSecret === null ? [secret] : [secret, oldSecret];
  return await sendWebhook({
    url,
    headers: signatureHeaders(secrets, { id: eventId, at: new Date(), body }),
    body,
    allowPrivate: config.webhookAllowPrivate ?? false,
    resolve: resolveHost,
    signal,
  });
}

/** Why a failure switches the endpoint off, for its owner; null if it stays on. */
function disableReason({ failingSince }: WebhookEndpoint, { status, error, startedAt }: SendResult): string | null {
  if (status === GONE) return "its answer was 410 Gone: it wants no more events";
  if (failingSince === null || startedAt.getTime() - failingSince.getTime() < DISABLE_SECONDS * 1000) return null;
  return `nothing could be delivered since ${failingSince.toISOString()}; the last time: ${error}`;
}

/** Records that a delivery is not tried again. */
export async function reportDeadDelivery(tx: Transaction, job: Job, { reason }: DeadEnd): Promise<void> {
  await setDead(tx, String(job.payload.delivery), reason);
}

import type { Delivery, DeliveryAttempt, ListedDelivery } from "../../src/db/webhooks/deliveries.ts";
import type { WebhookEndpoint } from "../../src/db/webhooks/endpoints.ts";
import type { DeliveryDetailsJson, DeliveryJson, WebhookJson } from "../../src/schemas/webhook.ts";

const time = (date: Date | null) => date?.toISOString() ?? null;

export function webhookJson(endpoint: WebhookEndpoint): WebhookJson {
  const { id, url, description, events, owner, enabled } = endpoint;
  return {
    ...{ id, url, description, events, all_videos: owner === null, enabled },
    disabled_reason: endpoint.disabledReason,
    failing_since: time(endpoint.failingSince),
    old_secret_until: time(endpoint.oldSecretUntil),
    created_at: endpoint.createdAt.toISOString(),
    updated_at: endpoint.updatedAt.toISOString(),
  };
}

export function deliveryJson(delivery: ListedDelivery): DeliveryJson {
  const { id, type, state, attempts, error } = delivery;
  return {
    ...{ id, event_id: delivery.eventId, type, video_id: delivery.videoId, state, attempts },
    last_status: delivery.lastStatus,
    error,
    next_try_at: time(delivery.nextTryAt),
    created_at: delivery.createdAt.toISOString(),
    finished_at: time(delivery.finishedAt),
  };
}

export function deliveryDetailsJson(
  delivery: Delivery & { body: string },
  attempts: DeliveryAttempt[],
): DeliveryDetailsJson {
  const lastStatus = attempts.at(-1)?.status ?? null;
  return {
    ...deliveryJson({ ...delivery, attempts: attempts.length, lastStatus }),
    body: delivery.body,
    attempt_list: attempts.map(({ number, startedAt, seconds, status, error, response }) => (
      { number, started_at: startedAt.toISOString(), seconds, status, error, response }
    )),
  };
}

/** The types of events that webhooks are sent for. */
export const WEBHOOK_EVENTS = ["video.ready", "video.failed", "captions.ready", "captions.failed"] as const;
export type WebhookEventType = typeof WEBHOOK_EVENTS[number];

/** The type of the event that tries an endpoint: it is sent on request, whatever events the endpoint gets. */
export const TEST_EVENT = "webhook.test";

import { z } from "zod";
import { WEBHOOK_EVENTS } from "../core/webhook_events.ts";
import { choice, dateTime, described, EXAMPLE_ID, id, oneLine, wholeNumber } from "./fields.ts";

const MAX_DESCRIPTION_CHARS = 200;
const MAX_URL_CHARS = 2000;

const EXAMPLE_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw7Qm1yQ9uB3o=";

export const webhookIdSchema = id("The webhook's id.");
export const deliveryIdSchema = id("The delivery's id.");

const eventsError = `a list of one or more of ${WEBHOOK_EVENTS.join(", ")}`;

const eventsSchema = described(
  z.array(z.enum(WEBHOOK_EVENTS, { error: `one of ${WEBHOOK_EVENTS.join(", ")}` }), { error: eventsError })
    .min(1, { error: eventsError }),
  "The events that it gets.",
  [...WEBHOOK_EVENTS],
);

const urlError = `an address such as https://example.com/hooks of at most ${MAX_URL_CHARS} characters, ` +
  "without a user, a password or a fragment";

function isTarget(text: string): boolean {
  if (text.length > MAX_URL_CHARS || !URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return ["https:", "http:"].includes(protocol) && !username && !password && !hash;
}

/** What every address of a webhook is like; `allowedTarget` of src/webhooks decides what the settings allow. */
const urlSchema = described(
  z.string({ error: urlError }).refine(isTarget, { error: urlError }),
  "Where events are posted: https, and not in a private network unless WEBHOOK_ALLOW_PRIVATE is 1.",
  "https://example.com/hooks",
);

const descriptionError = `text of at most ${MAX_DESCRIPTION_CHARS} characters`;
const descriptionSchema = z.preprocess(
  oneLine,
  described(
    z.string({ error: descriptionError })
      .refine((text) => [...text].length <= MAX_DESCRIPTION_CHARS, { error: descriptionError }),
    "A note for people.",
    "the catalogue",
  ),
);

/** The fields of a new webhook. */
export const webhookFieldsSchema = z.strictObject({
  url: urlSchema,
  events: eventsSchema.describe("The events that it gets: all, if absent.").optional(),
  description: descriptionSchema.optional(),
}).meta({ id: "WebhookFields", description: "A new webhook." });

/** The fields of a webhook that a request may change; absent ones stay. */
export const webhookPatchSchema = z.strictObject({
  url: urlSchema.optional(),
  events: eventsSchema.optional(),
  description: descriptionSchema.optional(),
  enabled: described(z.boolean(), "Whether events are sent to it. true also forgets its failures.", true).optional(),
}).meta({ id: "WebhookPatch", description: "What is to change about a webhook; absent fields stay." });

export const webhookSchema = z.object({
  id: id("Its id."),
  url: described(z.string(), "Where events are posted.", "https://example.com/hooks"),
  description: described(z.string(), "A note for people.", "the catalogue"),
  events: z.array(described(z.string(), "A type of event.", "captions.ready")).describe("The events that it gets."),
  all_videos: described(z.boolean(), "Whether it gets events of all videos, or of its owner's alone.", true),
  enabled: described(z.boolean(), "Whether events are sent to it.", true),
  disabled_reason: described(z.string().nullable(), "Why the server switched it off.", "its answer was 410 Gone"),
  failing_since: dateTime("When the first attempt after the last success failed; null if the last one succeeded.")
    .nullable(),
  old_secret_until: dateTime("Until then the secret before the last rotation signs too.").nullable(),
  created_at: dateTime("When it was made."),
  updated_at: dateTime("When it last changed."),
}).meta({ id: "Webhook", description: "An address that events are sent to." });

export type WebhookJson = z.output<typeof webhookSchema>;

export const webhookListSchema = z.object({ webhooks: z.array(webhookSchema).describe("The oldest first.") })
  .meta({ id: "WebhookList", description: "Webhooks." });

const secretSchema = described(z.string(), "Verifies signatures. Keep it as a password.", EXAMPLE_SECRET);

export const newWebhookSchema = webhookSchema.extend({ secret: secretSchema })
  .meta({ id: "NewWebhook", description: "A new webhook with its secret." });

export const webhookSecretSchema = z.object({
  secret: secretSchema,
  old_secret_until: dateTime("Until then the secret before the last rotation signs too.").nullable(),
}).meta({ id: "WebhookSecret", description: "The secret of a webhook." });

export type WebhookSecretJson = z.output<typeof webhookSecretSchema>;

export const deliverySchema = z.object({
  id: id("Its id."),
  event_id: described(z.string(), "The header webhook-id, the same for every attempt.", `msg_${EXAMPLE_ID}`),
  type: described(z.string(), "The type of the event; webhook.test for a test.", "captions.ready"),
  video_id: id("The video of the event; null for a test.").nullable(),
  state: choice(["waiting", "delivered", "dead"], "waiting: for its first or next attempt; dead: given up."),
  attempts: described(z.int(), "How often it was tried.", 1),
  last_status: described(z.int().nullable(), "The status of the last answer; null if there was none.", 200),
  error: described(z.string().nullable(), "Why it failed.", "the answer was 500"),
  next_try_at: dateTime("When it is tried next; null once it has ended.").nullable(),
  created_at: dateTime("When the event happened."),
  finished_at: dateTime("When it was delivered or given up.").nullable(),
}).meta({ id: "WebhookDelivery", description: "An event on its way to one webhook." });

export type DeliveryJson = z.output<typeof deliverySchema>;

export const deliveryPageSchema = z.object({
  deliveries: z.array(deliverySchema).describe("The newest first."),
  next_before: id("The `before` of the next page; null on the last.").nullable(),
}).meta({ id: "WebhookDeliveryPage", description: "A page of the deliveries of a webhook." });

export const deliveryQuerySchema = z.object({
  limit: wholeNumber(1, 100, { description: "Deliveries on the page; 50 if absent.", example: 20 }).optional(),
  before: id("`next_before` of the page before.").optional(),
});

export const deliveryDetailsSchema = deliverySchema.extend({
  body: described(z.string(), "Exactly what is sent and signed.", '{"type":"captions.ready","data":{}}'),
  attempt_list: z.array(z.object({
    number: described(z.int(), "1 for the first.", 1),
    started_at: dateTime("When it began."),
    seconds: described(z.number(), "How long it took.", 0.21),
    status: described(z.int().nullable(), "The status of the answer; null if there was none.", 200),
    error: described(z.string().nullable(), "Why it failed.", "no answer within 15 s"),
    response: described(z.string().nullable(), "The first KB of the answer's body.", "ok"),
  })).describe("The first first."),
}).meta({ id: "WebhookDeliveryDetails", description: "A delivery with what was sent and answered." });

export type DeliveryDetailsJson = z.output<typeof deliveryDetailsSchema>;

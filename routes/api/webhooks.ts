import { type Context, Hono } from "hono";
import { ConflictError, NotFoundError } from "../../src/core/errors.ts";
import { isId, newId } from "../../src/core/ids.ts";
import { TEST_EVENT, WEBHOOK_EVENTS } from "../../src/core/webhook_events.ts";
import { transaction } from "../../src/db/pool/client.ts";
import { type Delivery, findDelivery, listAttempts, listDeliveries, resend } from "../../src/db/webhooks/deliveries.ts";
import {
  addEndpoint,
  deleteEndpoint,
  findEndpoint,
  listEndpoints,
  rotateSecret,
  updateEndpoint,
  type WebhookEndpoint,
} from "../../src/db/webhooks/endpoints.ts";
import { insertEvent } from "../../src/db/webhooks/events.ts";
import { EXAMPLE_ID, pathOf } from "../../src/schemas/fields.ts";
import {
  deliveryDetailsSchema,
  deliveryIdSchema,
  deliveryPageSchema,
  deliveryQuerySchema,
  newWebhookSchema,
  webhookFieldsSchema,
  webhookIdSchema,
  webhookListSchema,
  webhookPatchSchema,
  webhookSchema,
  webhookSecretSchema,
} from "../../src/schemas/webhook.ts";
import { newWebhookSecret } from "../../src/webhooks/secret.ts";
import { allowedTarget } from "../../src/webhooks/target.ts";
import { requireUser } from "../access.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";
import { deliveryDetailsJson, deliveryJson, webhookJson } from "./webhook_json.ts";

/** How many webhooks a user may have, or the server. */
const MOST_WEBHOOKS = 50;
const NO_STORE = { "Cache-Control": "no-store" };
const WEBHOOK = { id: webhookIdSchema };
const DELIVERY = { ...WEBHOOK, delivery: deliveryIdSchema };

/**
 * Webhooks and their deliveries. An administrator's get the events of all videos, a user's those of their own. Mounted
 * at /api/webhooks.
 */
export function webhookRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>()
    .get("/", list(deps)).post("/", add(deps)).all("/", onlyMethods("GET", "HEAD", "POST"))
    .get("/:id", show(deps)).patch("/:id", change(deps)).delete("/:id", remove(deps))
    .all("/:id", onlyMethods("GET", "HEAD", "PATCH", "DELETE"))
    .get("/:id/secret", showSecret(deps)).all("/:id/secret", onlyMethods("GET", "HEAD"))
    .post("/:id/rotate-secret", rotate(deps)).all("/:id/rotate-secret", onlyMethods("POST"))
    .post("/:id/test", test(deps)).all("/:id/test", onlyMethods("POST"))
    .get("/:id/deliveries", deliveries(deps)).all("/:id/deliveries", onlyMethods("GET", "HEAD"))
    .get("/:id/deliveries/:delivery", showDelivery(deps))
    .all("/:id/deliveries/:delivery", onlyMethods("GET", "HEAD"))
    .post("/:id/deliveries/:delivery/resend", sendAgain(deps))
    .all("/:id/deliveries/:delivery/resend", onlyMethods("POST"));
}

/** Whose webhooks a user has: null for those of the whole server. */
function ownerOf({ isAdministrator, user }: Viewer): string | null {
  return isAdministrator ? null : user;
}

/** The webhook of the path. @throws {NotFoundError} the same for a missing one and one of another user */
async function ownWebhook(c: Context<Env>, { sql }: Deps): Promise<WebhookEndpoint> {
  const viewer = requireUser(c);
  const id = c.req.param("id") ?? "";
  const found = isId(id) ? await findEndpoint(sql, id) : null;
  if (!found || (found.owner !== viewer.user && !viewer.isAdministrator)) {
    throw new NotFoundError("there is no such webhook");
  }
  return found;
}

/** The delivery of the path. @throws {NotFoundError} */
async function ownDelivery(c: Context<Env>, deps: Deps): Promise<Delivery & { body: string }> {
  const webhook = await ownWebhook(c, deps);
  const id = c.req.param("delivery") ?? "";
  const delivery = isId(id) ? await findDelivery(deps.sql, id) : null;
  if (delivery?.endpointId !== webhook.id) {
    throw new NotFoundError("there is no such delivery: those that ended are kept for 30 days");
  }
  return delivery;
}

const list = ({ sql }: Deps) =>
  endpoint({
    id: "listWebhooks",
    tag: "webhooks",
    summary: "Lists your webhooks",
    description: "Those of the server for an administrator, for others their own.",
    access: "user",
    answers: { 200: { description: "The webhooks, without their secrets.", json: webhookListSchema } },
  }, async (c, { json }) => {
    const webhooks = await listEndpoints(sql, ownerOf(requireUser(c)));
    return json(200, { webhooks: webhooks.map(webhookJson) }, NO_STORE);
  });

const add = ({ sql, config }: Deps) =>
  endpoint({
    id: "createWebhook",
    tag: "webhooks",
    summary: "Adds a webhook",
    description: "An administrator's gets the events of all videos, another user's those of their own.",
    access: "user",
    body: webhookFieldsSchema,
    answers: {
      201: {
        description: "The webhook with its secret.",
        json: newWebhookSchema,
        headers: { Location: pathOf("The webhook.", `/api/webhooks/${EXAMPLE_ID}`) },
      },
    },
    problems: [409],
  }, async (c, { body, json }) => {
    const owner = ownerOf(requireUser(c));
    const { url, description = "", events = [...WEBHOOK_EVENTS] } = await body();
    const { href } = allowedTarget(url, { allowPrivate: config.webhookAllowPrivate });
    const fields = { id: newId(), owner, url: href, description, events: [...new Set(events)] };
    const webhook = await addEndpoint(sql, { ...fields, secret: newWebhookSecret() }, MOST_WEBHOOKS);
    if (!webhook) throw new ConflictError(`there are ${MOST_WEBHOOKS} webhooks already: delete one first`);
    const headers = { ...NO_STORE, Location: `/api/webhooks/${webhook.id}` };
    return json(201, { ...webhookJson(webhook), secret: webhook.secret }, headers);
  });

const show = (deps: Deps) =>
  endpoint({
    id: "getWebhook",
    tag: "webhooks",
    summary: "Shows a webhook",
    access: "user",
    params: WEBHOOK,
    answers: { 200: { description: "The webhook, without its secret.", json: webhookSchema } },
    problems: [404],
  }, async (c, { json }) => json(200, webhookJson(await ownWebhook(c, deps)), NO_STORE));

const change = (deps: Deps) =>
  endpoint({
    id: "updateWebhook",
    tag: "webhooks",
    summary: "Changes a webhook, or switches it on or off",
    access: "user",
    params: WEBHOOK,
    body: webhookPatchSchema,
    answers: { 200: { description: "The changed webhook.", json: webhookSchema } },
    problems: [404],
  }, async (c, { body, json }) => {
    const { id } = await ownWebhook(c, deps);
    const { url, events, ...rest } = await body();
    const changed = await updateEndpoint(deps.sql, id, {
      ...rest,
      ...(url !== undefined && { url: allowedTarget(url, { allowPrivate: deps.config.webhookAllowPrivate }).href }),
      ...(events !== undefined && { events: [...new Set(events)] }),
    });
    return json(200, webhookJson(changed));
  });

const remove = (deps: Deps) =>
  endpoint({
    id: "deleteWebhook",
    tag: "webhooks",
    summary: "Deletes a webhook with its deliveries",
    access: "user",
    params: WEBHOOK,
    answers: { 204: { description: "It is deleted." } },
    problems: [404],
  }, async (c) => {
    await deleteEndpoint(deps.sql, (await ownWebhook(c, deps)).id);
    return c.body(null, 204);
  });

const showSecret = (deps: Deps) =>
  endpoint({
    id: "getWebhookSecret",
    tag: "webhooks",
    summary: "Shows the secret that verifies signatures",
    access: "user",
    params: WEBHOOK,
    answers: { 200: { description: "The secret.", json: webhookSecretSchema } },
    problems: [404],
  }, async (c, { json }) => json(200, secretJson(await ownWebhook(c, deps)), NO_STORE));

const rotate = (deps: Deps) =>
  endpoint({
    id: "rotateWebhookSecret",
    tag: "webhooks",
    summary: "Replaces the secret; both sign for a day",
    access: "user",
    params: WEBHOOK,
    answers: { 200: { description: "The new secret.", json: webhookSecretSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const { id } = await ownWebhook(c, deps);
    return json(200, secretJson(await rotateSecret(deps.sql, id, newWebhookSecret())), NO_STORE);
  });

function secretJson({ secret, oldSecretUntil }: WebhookEndpoint) {
  return { secret, old_secret_until: oldSecretUntil?.toISOString() ?? null };
}

const test = (deps: Deps) =>
  endpoint({
    id: "testWebhook",
    tag: "webhooks",
    summary: "Sends a test event to a webhook",
    description: "The event webhook.test is sent once, and not tried again.",
    access: "user",
    params: WEBHOOK,
    answers: { 202: { description: "The delivery, which waits to be sent.", json: deliveryDetailsSchema } },
    problems: [404, 409],
  }, async (c, { json }) => {
    const { sql } = deps;
    const { id, enabled } = await ownWebhook(c, deps);
    if (!enabled) throw new ConflictError("this webhook is switched off: switch it on first");
    const data = { webhook_id: id, message: "This is a test." };
    const [delivery] = await transaction(
      sql,
      (tx) => insertEvent(tx, { type: TEST_EVENT, videoId: null, data, endpoints: [id] }),
    );
    return json(202, deliveryDetailsJson((await findDelivery(sql, delivery))!, []));
  });

const deliveries = (deps: Deps) =>
  endpoint({
    id: "listWebhookDeliveries",
    tag: "webhooks",
    summary: "Lists the deliveries to a webhook",
    description: "Those that ended are kept for 30 days.",
    access: "user",
    params: WEBHOOK,
    query: deliveryQuerySchema,
    answers: { 200: { description: "A page of deliveries.", json: deliveryPageSchema } },
    problems: [404],
  }, async (c, { query, json }) => {
    const { id } = await ownWebhook(c, deps);
    const { limit = 50, before } = query();
    const rows = await listDeliveries(deps.sql, id, { limit: limit + 1, before });
    const page = rows.slice(0, limit);
    const next = rows.length > limit ? page.at(-1)!.id : null;
    return json(200, { deliveries: page.map(deliveryJson), next_before: next }, NO_STORE);
  });

const showDelivery = (deps: Deps) =>
  endpoint({
    id: "getWebhookDelivery",
    tag: "webhooks",
    summary: "Shows a delivery with what was sent and answered",
    access: "user",
    params: DELIVERY,
    answers: { 200: { description: "The delivery.", json: deliveryDetailsSchema } },
    problems: [404],
  }, async (c, { json }) => {
    const delivery = await ownDelivery(c, deps);
    return json(200, deliveryDetailsJson(delivery, await listAttempts(deps.sql, delivery.id)), NO_STORE);
  });

const sendAgain = (deps: Deps) =>
  endpoint({
    id: "resendWebhookDelivery",
    tag: "webhooks",
    summary: "Sends a delivery again",
    description: "With the same id and body, now, whether it was delivered, waits or was given up.",
    access: "user",
    params: DELIVERY,
    answers: { 202: { description: "The delivery, which waits to be sent.", json: deliveryDetailsSchema } },
    problems: [404, 409],
  }, async (c, { json }) => {
    const { sql } = deps;
    const { id, endpointId } = await ownDelivery(c, deps);
    if (!(await findEndpoint(sql, endpointId))?.enabled) {
      throw new ConflictError("this webhook is switched off: switch it on first");
    }
    await resend(sql, endpointId, id);
    const [delivery, attempts] = await Promise.all([findDelivery(sql, id), listAttempts(sql, id)]);
    return json(202, deliveryDetailsJson(delivery!, attempts));
  });

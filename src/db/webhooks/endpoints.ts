import { NotFoundError } from "../../core/errors.ts";
import type { WebhookEventType } from "../../core/webhook_events.ts";
import { type Query, type Sql, transaction } from "../pool/client.ts";

/** How long the old secret signs too after a rotation. */
export const ROTATION_SECONDS = 24 * 3600;

/** An address that events are sent to. */
export interface WebhookEndpoint {
  id: string;
  /** The user whose videos' events it gets; null: those of every video. */
  owner: string | null;
  url: string;
  description: string;
  events: WebhookEventType[];
  /** `whsec_` and the key in base64. */
  secret: string;
  /** The secret before the last rotation, while it still signs. */
  oldSecret: string | null;
  oldSecretUntil: Date | null;
  enabled: boolean;
  /** Why the server switched it off; null if a person did, or it is on. */
  disabledReason: string | null;
  /** When the first attempt after the last success failed; null if the last one succeeded. */
  failingSince: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

function endpointColumns(sql: Query) {
  return sql`id, owner, url, description, events, secret, enabled, disabled_reason, failing_since, created_at, updated_at,
    case when old_secret_until > now() then old_secret end as old_secret,
    case when old_secret_until > now() then old_secret_until end as old_secret_until`;
}

/** Lists endpoints, the oldest first. @param owner whose; null: those of the whole server */
export async function listEndpoints(sql: Query, owner: string | null): Promise<WebhookEndpoint[]> {
  return [
    ...await sql<WebhookEndpoint[]>`
    select ${endpointColumns(sql)} from streamforge.webhook_endpoints
    where owner is not distinct from ${owner} order by created_at, id`,
  ];
}

export async function findEndpoint(sql: Query, id: string): Promise<WebhookEndpoint | null> {
  const [endpoint] = await sql<WebhookEndpoint[]>`
    select ${endpointColumns(sql)} from streamforge.webhook_endpoints where id = ${id}`;
  return endpoint ?? null;
}

export type NewEndpoint = Pick<WebhookEndpoint, "id" | "owner" | "url" | "description" | "events" | "secret">;

/**
 * Adds an endpoint.
 *
 * @param mostPerOwner how many an owner may have
 * @returns null if the owner has that many
 */
export async function addEndpoint(
  sql: Query,
  { id, owner, url, description, events, secret }: NewEndpoint,
  mostPerOwner: number,
): Promise<WebhookEndpoint | null> {
  const [endpoint] = await sql<WebhookEndpoint[]>`
    insert into streamforge.webhook_endpoints (id, owner, url, description, events, secret)
    select ${id}, ${owner}, ${url}, ${description}, ${sql.json(events)}, ${secret}
    where (select count(*) from streamforge.webhook_endpoints where owner is not distinct from ${owner}) < ${mostPerOwner}
    returning ${endpointColumns(sql)}`;
  return endpoint ?? null;
}

export type EndpointChanges = Partial<Pick<WebhookEndpoint, "url" | "description" | "events" | "enabled">>;

/** Changes an endpoint. Switching it on forgets why it was off. @throws {NotFoundError} */
export async function updateEndpoint(sql: Query, id: string, changes: EndpointChanges): Promise<WebhookEndpoint> {
  const { url, description, events, enabled } = changes;
  const [endpoint] = await sql<WebhookEndpoint[]>`
    update streamforge.webhook_endpoints set updated_at = now()
      ${url === undefined ? sql`` : sql`, url = ${url}`}
      ${description === undefined ? sql`` : sql`, description = ${description}`}
      ${events === undefined ? sql`` : sql`, events = ${sql.json(events)}`}
      ${enabled === undefined ? sql`` : sql`, enabled = ${enabled}, disabled_reason = null, failing_since = null`}
    where id = ${id} returning ${endpointColumns(sql)}`;
  if (!endpoint) throw new NotFoundError("there is no such webhook");
  return endpoint;
}

/** Replaces the secret. The old one signs too for a day. @throws {NotFoundError} */
export async function rotateSecret(sql: Query, id: string, secret: string): Promise<WebhookEndpoint> {
  const [endpoint] = await sql<WebhookEndpoint[]>`
    update streamforge.webhook_endpoints
    set old_secret = secret, old_secret_until = now() + make_interval(secs => ${ROTATION_SECONDS}),
      secret = ${secret}, updated_at = now()
    where id = ${id} returning ${endpointColumns(sql)}`;
  if (!endpoint) throw new NotFoundError("there is no such webhook");
  return endpoint;
}

/** Deletes an endpoint with its deliveries; their jobs find nothing to do. @returns false if there was none */
export async function deleteEndpoint(sql: Sql, id: string): Promise<boolean> {
  return await transaction(sql, async (tx) => {
    return (await tx`delete from streamforge.webhook_endpoints where id = ${id} returning 1`).length > 0;
  });
}

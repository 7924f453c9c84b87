import { ConflictError, NotFoundError } from "../../core/errors.ts";
import { type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import { DELIVER_WEBHOOK, queueDelivery } from "./events.ts";

export type DeliveryState = "waiting" | "delivered" | "dead";

/** An event on its way to one endpoint. */
export interface Delivery {
  id: string;
  /** The header `webhook-id`: the same for every attempt and every endpoint. */
  eventId: string;
  endpointId: string;
  type: string;
  videoId: string | null;
  state: DeliveryState;
  /** Attempts since it was queued, or sent again by a person. */
  tries: number;
  /** Why the last attempt failed, or why there will be no other. */
  error: string | null;
  nextTryAt: Date | null;
  createdAt: Date;
  finishedAt: Date | null;
}

/** One request that was sent, or could not be. */
export interface DeliveryAttempt {
  number: number;
  startedAt: Date;
  seconds: number;
  /** The status of the answer; null: there was none. */
  status: number | null;
  error: string | null;
  /** The start of the answer's body. */
  response: string | null;
}

function deliveryColumns(sql: Query) {
  return sql`d.id, d.event_id, d.endpoint_id, e.type, e.video_id, d.state, d.tries, d.error, d.next_try_at, d.created_at,
    d.finished_at`;
}

export async function findDelivery(sql: Query, id: string): Promise<(Delivery & { body: string }) | null> {
  const [delivery] = await sql<(Delivery & { body: string })[]>`
    select ${deliveryColumns(sql)}, e.body from streamforge.webhook_deliveries d
    join streamforge.webhook_events e on e.id = d.event_id where d.id = ${id}`;
  return delivery ?? null;
}

/** Lists the attempts at a delivery, the first first. */
export async function listAttempts(sql: Query, deliveryId: string): Promise<DeliveryAttempt[]> {
  return [
    ...await sql<DeliveryAttempt[]>`
    select number, started_at, seconds, status, error, response from streamforge.webhook_attempts
    where delivery_id = ${deliveryId} order by number`,
  ];
}

/** A delivery with its last attempt. */
export type ListedDelivery = Delivery & { attempts: number; lastStatus: number | null };

/**
 * Lists the deliveries of an endpoint, the newest first.
 *
 * @param options.before the id of the last delivery of the page before
 */
export async function listDeliveries(
  sql: Query,
  endpointId: string,
  { limit, before }: { limit: number; before?: string },
): Promise<ListedDelivery[]> {
  return [
    ...await sql<ListedDelivery[]>`
    select ${deliveryColumns(sql)}, a.attempts, a.last_status
    from streamforge.webhook_deliveries d
    join streamforge.webhook_events e on e.id = d.event_id
    cross join lateral (
      select count(*)::integer as attempts, (array_agg(status order by number desc))[1] as last_status
      from streamforge.webhook_attempts where delivery_id = d.id) a
    where d.endpoint_id = ${endpointId}
      ${
      before === undefined ? sql`` : sql`and (d.created_at, d.id) < (
        select created_at, id from streamforge.webhook_deliveries where id = ${before})`
    }
    order by d.created_at desc, d.id desc limit ${limit}`,
  ];
}

/** Records one attempt. Part of the transaction that also moves its job. */
export async function recordAttempt(
  tx: Transaction,
  { id, endpointId }: Pick<Delivery, "id" | "endpointId">,
  attempt: Omit<DeliveryAttempt, "number">,
): Promise<void> {
  const { startedAt, seconds, status, error, response } = attempt;
  await tx` -- the endpoint before its delivery, as its deletion locks them
    update streamforge.webhook_endpoints
    set failing_since = case when ${error === null} then null else coalesce(failing_since, ${startedAt}) end
    where id = ${endpointId}`;
  await tx`
    insert into streamforge.webhook_attempts (delivery_id, number, started_at, seconds, status, error, response)
    select ${id}, coalesce(max(number), 0) + 1, ${startedAt}, ${seconds}, ${status}, ${error}, ${response}
    from streamforge.webhook_attempts where delivery_id = ${id}`;
  await tx`update streamforge.webhook_deliveries set tries = tries + 1, error = ${error} where id = ${id}`;
}

/** Marks a delivery as delivered. */
export async function setDelivered(tx: Transaction, id: string): Promise<void> {
  await tx`
    update streamforge.webhook_deliveries
    set state = 'delivered', error = null, next_try_at = null, finished_at = now() where id = ${id}`;
}

/** Records when a delivery is tried again. */
export async function setNextTry(tx: Transaction, id: string, seconds: number): Promise<void> {
  await tx`
    update streamforge.webhook_deliveries set next_try_at = now() + make_interval(secs => ${seconds}) where id = ${id}`;
}

/** Marks a waiting delivery as dead: it is not tried again, unless a person asks for it. */
export async function setDead(tx: Transaction, id: string, error: string): Promise<void> {
  await tx`
    update streamforge.webhook_deliveries
    set state = 'dead', error = ${error}, next_try_at = null, finished_at = now()
    where id = ${id} and state = 'waiting'`;
}

/** Switches an endpoint off, with the reason for its owner. */
export async function disableEndpoint(sql: Query, id: string, reason: string): Promise<void> {
  await sql`
    update streamforge.webhook_endpoints set enabled = false, disabled_reason = ${reason}, updated_at = now()
    where id = ${id} and enabled`;
}

/**
 * Sends a delivery again: a new series of attempts, or the next one at once where one is waiting.
 *
 * @throws {NotFoundError} if the endpoint has no such delivery
 * @throws {ConflictError} if it is being sent now
 */
export async function resend(sql: Sql, endpointId: string, id: string): Promise<void> {
  await transaction(sql, async (tx) => {
    const jobs = await tx<{ id: string; state: string }[]>` -- before the delivery: the order in which jobs lock them
      select id, state from streamforge.jobs
      where kind = ${DELIVER_WEBHOOK} and payload ->> 'delivery' = ${id} and state in ('queued', 'running') for update`;
    if (jobs[0]?.state === "running") throw new ConflictError("this delivery is being sent now");
    const rows = await tx`
      update streamforge.webhook_deliveries
      set state = 'waiting', tries = 0, next_try_at = now(), finished_at = null
      where id = ${id} and endpoint_id = ${endpointId} returning 1`;
    if (rows.length === 0) throw new NotFoundError("there is no such delivery: those that ended are kept for 30 days");
    if (jobs.length === 0) return await queueDelivery(tx, { id, endpoint: endpointId });
    await tx`update streamforge.jobs set run_at = now() where id = ${jobs[0].id}`;
    await notify(tx, null, "queued");
  });
}

/**
 * Removes deliveries that ended `seconds` ago, their events and jobs.
 *
 * @returns how many deliveries there were
 */
export async function removeOldDeliveries(sql: Query, seconds: number): Promise<number> {
  const before = sql`now() - make_interval(secs => ${seconds})`;
  const removed = await sql`
    delete from streamforge.webhook_deliveries where id in (
      select id from streamforge.webhook_deliveries where state <> 'waiting' and finished_at < ${before} limit 1000)
    returning 1`;
  await sql`
    delete from streamforge.webhook_events e
    where created_at < ${before} and not exists (
      select 1 from streamforge.webhook_deliveries d where d.event_id = e.id)`;
  await sql`
    delete from streamforge.jobs
    where kind = ${DELIVER_WEBHOOK} and state in ('done', 'dead', 'cancelled') and finished_at < ${before}`;
  return removed.length;
}

import { newId } from "../../core/ids.ts";
import type { WebhookEventType } from "../../core/webhook_events.ts";
import { beforeCommit, type Query, type Transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import { readVideoContents } from "../videos/video_contents.ts";
import { videoRowJson } from "../videos/video_json.ts";
import { type Video, videoColumns } from "../videos/video_rows.ts";

/** The job that sends a delivery. */
export const DELIVER_WEBHOOK = "deliver_webhook";

/**
 * Records that something happened to a video: one event, and one delivery for each endpoint that wants it. They are
 * written when the transaction commits, with the video as it is then, so that no event is lost or invented.
 */
export function recordVideoEvent(tx: Transaction, type: WebhookEventType, videoId: string): void {
  beforeCommit(tx, async () => {
    const endpoints = await wantingEndpoints(tx, type, videoId);
    if (endpoints.length === 0) return;
    const [video] = await tx<Video[]>`select ${videoColumns(tx)} from streamforge.videos v where v.id = ${videoId}`;
    const contents = await readVideoContents(tx, [videoId]);
    await insertEvent(tx, {
      type,
      videoId,
      data: videoRowJson(video, contents.get(videoId)!, { canEdit: true, isForAdministrator: true }),
      endpoints,
    });
  });
}

async function wantingEndpoints(tx: Transaction, type: WebhookEventType, videoId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select e.id from streamforge.webhook_endpoints e join streamforge.videos v on v.id = ${videoId}
    where e.enabled and e.events ? ${type} and (e.owner is null or e.owner = v.owner)
    order by e.id
    for key share of e`; // one that is being deleted must not make the video's transaction fail
  return rows.map(({ id }) => id);
}

/** Writes an event with a delivery and a job for each endpoint. @returns the ids of the deliveries */
export async function insertEvent(
  sql: Query,
  { type, videoId, data, endpoints }: { type: string; videoId: string | null; data: unknown; endpoints: string[] },
): Promise<string[]> {
  const id = `msg_${newId()}`;
  // a fresh time, not that of the transaction: events of one transaction have an order
  const body = JSON.stringify({ type, timestamp: new Date().toISOString(), data });
  await sql`
    insert into streamforge.webhook_events (id, type, video_id, body) values (${id}, ${type}, ${videoId}, ${body})`;
  const deliveries = endpoints.map((endpoint) => ({ id: newId(), endpoint }));
  for (const delivery of deliveries) {
    await sql`
      insert into streamforge.webhook_deliveries (id, event_id, endpoint_id, next_try_at, created_at)
      values (${delivery.id}, ${id}, ${delivery.endpoint}, clock_timestamp(), clock_timestamp())`;
    await queueDelivery(sql, delivery);
  }
  return deliveries.map((delivery) => delivery.id);
}

/** Queues the job that sends a delivery. */
export async function queueDelivery(sql: Query, delivery: { id: string; endpoint: string }): Promise<void> {
  await sql`
    insert into streamforge.jobs (id, kind, payload, run_at, created_at)
    values (${newId()}, ${DELIVER_WEBHOOK}, ${sql.json({ delivery: delivery.id, endpoint: delivery.endpoint })},
      clock_timestamp(), clock_timestamp())`;
  await notify(sql, null, "queued");
}

/** An SQL condition on `streamforge.jobs`: another delivery to the same endpoint is being sent. */
export function isOfBusyEndpoint(sql: Query) {
  return sql`(kind = ${DELIVER_WEBHOOK} and exists (
    select 1 from streamforge.jobs busy
    where busy.kind = ${DELIVER_WEBHOOK} and busy.state = 'running' and busy.payload ->> 'endpoint' =
      jobs.payload ->> 'endpoint'))`;
}

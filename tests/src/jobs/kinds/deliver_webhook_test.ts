import assert from "node:assert/strict";
import { newId } from "../../../../src/core/ids.ts";
import { WEBHOOK_EVENTS } from "../../../../src/core/webhook_events.ts";
import { cancel } from "../queue.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { listAttempts, listDeliveries, resend } from "../../../../src/db/webhooks/deliveries.ts";
import {
  addEndpoint,
  deleteEndpoint,
  findEndpoint,
  type NewEndpoint,
  rotateSecret,
  updateEndpoint,
} from "../../../../src/db/webhooks/endpoints.ts";
import { insertEvent } from "../../../../src/db/webhooks/events.ts";
import { removeEndedDeliveries } from "../../../../src/jobs/sweeps/old_deliveries.ts";
import { newWebhookSecret } from "../../../../src/webhooks/secret.ts";
import { testDatabase } from "../../../database.ts";
import { startReceiver } from "../../../webhook_receiver.ts";
import { makeClip, upload, whileWorking, workerContext } from "../worker_fixture.ts";

const { sql, database } = await testDatabase();
const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));
const plain = workerContext(sql, dataDir);
const context = { ...plain, config: { ...plain.config, webhookAllowPrivate: true } };

async function endpoint(url: string, change: Partial<NewEndpoint> = {}) {
  const events = [...WEBHOOK_EVENTS];
  const row = { id: newId(), owner: null, url, description: "", events, secret: newWebhookSecret(), ...change };
  return (await addEndpoint(sql, row, 1000))!;
}

async function queueEvent(endpoints: string[], data: unknown = {}, type = "video.ready"): Promise<string[]> {
  return await transaction(sql, (tx) => insertEvent(tx, { type, videoId: null, data, endpoints }));
}

async function delivery(endpointId: string, id: string) {
  return (await listDeliveries(sql, endpointId, { limit: 100 })).find((row) => row.id === id)!;
}

/** Waits until a delivery is as `isRight` says, and returns it. */
async function until(
  endpointId: string,
  id: string,
  isRight: (row: Awaited<ReturnType<typeof delivery>>) => boolean,
): ReturnType<typeof delivery> {
  for (;;) {
    const row = await delivery(endpointId, id);
    if (isRight(row)) return row;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The next attempts are due now. */
async function skipWaits(): Promise<void> {
  await sql`update streamforge.jobs set run_at = now() where kind = 'deliver_webhook' and state = 'queued'`;
  await sql`select pg_notify('streamforge', '{"video_id": null, "kind": "queued"}')`;
}

Deno.test("a clip's way through the jobs sends video.ready and captions.ready, signed, in order, once", async () => {
  await using receiver = startReceiver();
  const { id, secret } = await endpoint(receiver.url);
  const onlyFailures = await endpoint(`${receiver.url}/failures`, { events: ["video.failed", "captions.failed"] });
  const ofAnother = await endpoint(`${receiver.url}/another`, { owner: "another" });
  const off = await endpoint(`${receiver.url}/off`);
  await updateEndpoint(sql, off.id, { enabled: false });
  const video = await upload(sql, context.storage, await makeClip(`${dataDir}/clip.mp4`));
  await whileWorking(context, () => receiver.until(2));

  const [first, second] = receiver.received.map((request) => ({ ...receiver.verify(secret, request), request }));
  assert.deepEqual([first.type, second.type], ["video.ready", "captions.ready"]);
  assert.equal(first.data.id, video.id);
  assert.equal(first.data.state, "ready");
  assert.equal(first.data.can_edit, true);
  assert.equal(first.data.file_name, "clip.mp4");
  assert.equal((first.data.renditions as unknown[]).length, 1);
  const kinds = (first.data.jobs as { kind: string }[]).map(({ kind }) => kind);
  assert(!kinds.includes("transcode_video") && kinds.includes("caption_video"), String(kinds)); // as after the commit
  assert.equal(second.data.caption_status, "ready");
  assert.equal((second.data.captions as { cue_count: number }[])[0].cue_count > 0, true);
  assert(Date.parse(second.timestamp) > Date.parse(first.timestamp));
  assert.notEqual(first.request.headers["webhook-id"], second.request.headers["webhook-id"]);
  assert.equal(receiver.received.length, 2);
  for (const other of [onlyFailures, ofAnother, off]) {
    assert.deepEqual(await listDeliveries(sql, other.id, { limit: 10 }), []);
    await deleteEndpoint(sql, other.id);
  }
  await deleteEndpoint(sql, id);
});

Deno.test("a file that is no media sends video.failed and captions.failed", async () => {
  await using receiver = startReceiver();
  const { id, secret } = await endpoint(receiver.url, { owner: "owner" });
  await Deno.writeTextFile(`${dataDir}/broken.mp4`, "no media");
  const video = await upload(sql, context.storage, `${dataDir}/broken.mp4`);
  await whileWorking(context, () => receiver.until(2));
  const events = receiver.received.map((request) => receiver.verify(secret, request));
  assert.deepEqual(events.map(({ type }) => type), ["video.failed", "captions.failed"]);
  for (const { data } of events) {
    assert.deepEqual([data.id, data.state, data.caption_status], [video.id, "failed", "failed"]);
  }
  assert.match(String(events[0].data.error), /could not be prepared/);
  await deleteEndpoint(sql, id);
});

Deno.test("a transaction that fails leaves no event", async () => {
  const { id } = await endpoint("https://hooks.example/");
  const failing = transaction(sql, async (tx) => {
    await insertEvent(tx, { type: "video.ready", videoId: null, data: {}, endpoints: [id] });
    throw new Error("the video was not written");
  });
  await assert.rejects(failing, /was not written/);
  assert.deepEqual(await listDeliveries(sql, id, { limit: 10 }), []);
  assert.equal((await sql`select 1 from streamforge.jobs where payload ->> 'endpoint' = ${id}`).length, 0);
  await deleteEndpoint(sql, id);
});

Deno.test("what fails is tried again with the same id, until it succeeds", async () => {
  await using receiver = startReceiver((_, count) =>
    new Response(`answer ${count}`, { status: count < 2 ? 503 : 200 })
  );
  const { id, secret } = await endpoint(receiver.url);
  const [event] = await queueEvent([id], { title: "A talk" });
  await whileWorking(context, async () => {
    const waiting = await until(id, event, ({ tries }) => tries === 1);
    assert.deepEqual([waiting.state, waiting.error, waiting.lastStatus], ["waiting", "the answer was 503", 503]);
    const waitSeconds = (waiting.nextTryAt!.getTime() - Date.now()) / 1000;
    assert(waitSeconds > 0 && waitSeconds < 6, String(waitSeconds));
    assert.notEqual((await findEndpoint(sql, id))!.failingSince, null);
    await skipWaits();
    await until(id, event, ({ tries }) => tries === 2);
    await skipWaits();
    await until(id, event, ({ state }) => state === "delivered");
  });
  const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
  assert.equal(new Set(ids).size, 1);
  for (const request of receiver.received) assert.deepEqual(receiver.verify(secret, request).data, { title: "A talk" });
  const attempts = await listAttempts(sql, event);
  assert.deepEqual(attempts.map(({ number, status, response }) => [number, status, response]), [
    [1, 503, "answer 0"],
    [2, 503, "answer 1"],
    [3, 200, "answer 2"],
  ]);
  assert.equal((await findEndpoint(sql, id))!.failingSince, null);
  await deleteEndpoint(sql, id);
});

Deno.test("a longer Retry-After moves the next attempt", async () => {
  await using receiver = startReceiver(() => new Response(null, { status: 429, headers: { "Retry-After": "3600" } }));
  const { id } = await endpoint(receiver.url);
  const [event] = await queueEvent([id]);
  const { nextTryAt } = await whileWorking(context, () => until(id, event, ({ tries }) => tries === 1));
  const waitSeconds = (nextTryAt!.getTime() - Date.now()) / 1000;
  assert(waitSeconds > 3500 && waitSeconds <= 3600, String(waitSeconds));
  await deleteEndpoint(sql, id);
});

Deno.test("after the last attempt a delivery is dead; sent again it starts anew, with the same id", async () => {
  let isUp = false;
  await using receiver = startReceiver(() => new Response(null, { status: isUp ? 200 : 500 }));
  const { id } = await endpoint(receiver.url);
  const [event] = await queueEvent([id]);
  await whileWorking(context, async () => {
    for (let tries = 1; tries < 8; tries++) {
      await until(id, event, (row) => row.tries === tries);
      await skipWaits();
    }
    const dead = await until(id, event, ({ state }) => state === "dead");
    assert.deepEqual([dead.tries, dead.error, dead.nextTryAt], [8, "the answer was 500", null]);
    const [job] = await sql`select state, error from streamforge.jobs where payload ->> 'delivery' = ${event}`;
    assert.deepEqual({ ...job }, { state: "dead", error: "the answer was 500" });
    isUp = true;
    await resend(sql, id, event);
    await until(id, event, ({ state }) => state === "delivered");
  });
  assert.equal(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size, 1);
  assert.equal((await listAttempts(sql, event)).length, 9);
  await deleteEndpoint(sql, id);
});

Deno.test("410 switches the endpoint off, and what waits for it ends", async () => {
  await using receiver = startReceiver(() => new Response(null, { status: 410 }));
  const { id } = await endpoint(receiver.url);
  const [first, second] = [...await queueEvent([id]), ...await queueEvent([id])];
  await whileWorking(context, async () => {
    await until(id, first, ({ state }) => state === "dead");
    const next = await until(id, second, ({ state }) => state === "dead");
    assert.deepEqual([next.tries, next.error], [0, "the webhook is switched off"]);
  });
  const off = (await findEndpoint(sql, id))!;
  assert.deepEqual([off.enabled, off.disabledReason], [false, "its answer was 410 Gone: it wants no more events"]);
  assert.equal(receiver.received.length, 1);
  await deleteEndpoint(sql, id);
});

Deno.test("an endpoint without a success for five days is switched off, with a note", async () => {
  await using receiver = startReceiver(() => new Response(null, { status: 500 }));
  const { id } = await endpoint(receiver.url);
  await sql`update streamforge.webhook_endpoints set failing_since = now() - interval '5 days' where id = ${id}`;
  const [event] = await queueEvent([id]);
  await whileWorking(context, () => until(id, event, ({ state }) => state === "dead"));
  const { enabled, disabledReason } = (await findEndpoint(sql, id))!;
  assert.equal(enabled, false);
  assert.match(disabledReason!, /^nothing could be delivered since .*; the last time: the answer was 500$/);
  const again = await updateEndpoint(sql, id, { enabled: true });
  assert.deepEqual([again.disabledReason, again.failingSince], [null, null]);
  await deleteEndpoint(sql, id);
});

Deno.test("a private target is refused where it is not allowed", async () => {
  await using receiver = startReceiver();
  const { id } = await endpoint(`https://hooks.example:${receiver.port}`);
  const [event] = await queueEvent([id]);
  const strict = { ...plain, resolveHost: () => Promise.resolve(["127.0.0.1"]) };
  const { error } = await whileWorking(strict, () => until(id, event, ({ tries }) => tries === 1));
  assert.match(error!, /^hooks\.example is in a private network/);
  assert.equal(receiver.received.length, 0);
  await deleteEndpoint(sql, id);
});

Deno.test("a slow endpoint gets one at a time and holds up neither another endpoint nor other jobs", async () => {
  const never = Promise.withResolvers<Response>();
  await using slow = startReceiver(() => never.promise);
  await using quick = startReceiver();
  const [slowId, quickId] = [(await endpoint(slow.url)).id, (await endpoint(quick.url)).id];
  for (let i = 0; i < 12; i++) await queueEvent([slowId], { i });
  await queueEvent([quickId], { i: 0 });
  const video = await upload(sql, context.storage, await makeClip(`${dataDir}/other.mp4`));
  const all = { ...context, config: { ...context.config, workConcurrency: 1 } };
  await whileWorking(all, async () => {
    await slow.until(1);
    await quick.until(3); // its own event, and those of the video that the jobs prepare and caption
    assert.equal(slow.received.length, 1);
    const running = await sql`
      select 1 from streamforge.jobs where kind = 'deliver_webhook' and state = 'running'
        and payload ->> 'endpoint' = ${slowId}`;
    assert.equal(running.length, 1);
    never.resolve(new Response(null, { status: 500 }));
  });
  assert.equal(quick.received.filter(({ body }) => body.includes(video.id)).length, 2);
  for (const id of [slowId, quickId]) await deleteEndpoint(sql, id);
});

Deno.test("many deliveries to one endpoint arrive in the order of their events", async () => {
  await using receiver = startReceiver();
  const { id, secret } = await endpoint(receiver.url);
  for (let i = 0; i < 20; i++) await queueEvent([id], { i });
  await whileWorking(context, () => receiver.until(20));
  const order = receiver.received.map((request) => receiver.verify(secret, request).data.i);
  assert.deepEqual(order, Array.from({ length: 20 }, (_, i) => i));
  await deleteEndpoint(sql, id);
});

Deno.test("after a rotation both secrets verify", async () => {
  await using receiver = startReceiver();
  const { id, secret } = await endpoint(receiver.url);
  const { secret: next, oldSecret } = await rotateSecret(sql, id, newWebhookSecret());
  assert.equal(oldSecret, secret);
  const [event] = await queueEvent([id]);
  await whileWorking(context, () => until(id, event, ({ state }) => state === "delivered"));
  assert.equal(receiver.verify(secret).type, "video.ready");
  assert.equal(receiver.verify(next).type, "video.ready");

  await sql`update streamforge.webhook_endpoints set old_secret_until = now() where id = ${id}`; // the day is over
  const [later] = await queueEvent([id]);
  await whileWorking(context, () => until(id, later, ({ state }) => state === "delivered"));
  assert.throws(() => receiver.verify(secret), /signature/);
  assert.equal(receiver.verify(next).type, "video.ready");
  await deleteEndpoint(sql, id);
});

Deno.test("a worker that is killed in the middle of a delivery loses nothing: another sends it, with the same id", async () => {
  const never = Promise.withResolvers<Response>();
  await using receiver = startReceiver((_, count) => count === 0 ? never.promise : new Response());
  const { id } = await endpoint(receiver.url);
  const [event] = await queueEvent([id]);
  const script = new URL("../delivering_worker.ts", import.meta.url).pathname;
  const config = new URL("../../../../deno.json", import.meta.url).pathname;
  const worker = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", "--config", config, script, JSON.stringify(database), dataDir],
    stdin: "null",
  }).spawn();
  try {
    await receiver.until(1);
  } finally {
    worker.kill("SIGKILL");
    await worker.status;
  }
  never.resolve(new Response());
  const row = await whileWorking(context, () => until(id, event, ({ state }) => state === "delivered"));
  assert.equal(row.attempts, 1); // how the first one ended is not known
  assert.deepEqual(receiver.received.map(({ headers }) => headers["webhook-id"]), [row.eventId, row.eventId]);
  const [job] =
    await sql`select attempt, crashes, suspected from streamforge.jobs where payload ->> 'delivery' = ${event}`;
  assert.deepEqual({ ...job }, { attempt: 2, crashes: 0, suspected: 0 });
  await deleteEndpoint(sql, id);
});

Deno.test("a cancelled delivery is dead, and an event of a deleted endpoint is dropped", async () => {
  await using receiver = startReceiver(() => new Response(null, { status: 500 }));
  const { id } = await endpoint(receiver.url);
  const [event] = await queueEvent([id]);
  const [job] = await sql<{ id: string }[]>`select id from streamforge.jobs where payload ->> 'delivery' = ${event}`;
  assert(await cancel(sql, job.id));
  const row = await delivery(id, event);
  assert.deepEqual([row.state, row.error], ["dead", "it was cancelled"]);
  await resend(sql, id, event);
  await deleteEndpoint(sql, id);
  await whileWorking(context, async () => {
    for (;;) {
      const jobs =
        await sql`select state from streamforge.jobs where payload ->> 'delivery' = ${event} and state = 'done'`;
      if (jobs.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  assert.equal(receiver.received.length, 0);
});

Deno.test("deliveries that ended are removed after 30 days, with their events and jobs", async () => {
  await using receiver = startReceiver();
  const { id } = await endpoint(receiver.url);
  const [old] = await queueEvent([id]);
  const [recent] = await queueEvent([id]);
  await whileWorking(context, () => until(id, recent, ({ state }) => state === "delivered"));
  await sql`
    update streamforge.webhook_deliveries set finished_at = now() - interval '31 days' where id = ${old}`;
  await sql`
    update streamforge.webhook_events set created_at = now() - interval '31 days'
    where id = (select event_id from streamforge.webhook_deliveries where id = ${old})`;
  await sql`
    update streamforge.jobs set finished_at = now() - interval '31 days' where payload ->> 'delivery' = ${old}`;
  assert.equal(await removeEndedDeliveries(context), 1);
  assert.deepEqual((await listDeliveries(sql, id, { limit: 10 })).map((row) => row.id), [recent]);
  assert.equal((await sql`select 1 from streamforge.jobs where payload ->> 'delivery' = ${old}`).length, 0);
  await deleteEndpoint(sql, id);
});

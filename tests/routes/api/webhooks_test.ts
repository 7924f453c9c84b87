import assert from "node:assert/strict";
import { newId } from "../../../src/core/ids.ts";
import { findEndpoint } from "../../../src/db/webhooks/endpoints.ts";
import { testDatabase } from "../../database.ts";
import { startReceiver } from "../../webhook_receiver.ts";
import { whileWorking, workerContext } from "../../src/jobs/worker_fixture.ts";
import { supabaseTokens } from "../../supabase_tokens.ts";
import { type As, problemOf, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const strict = await startApp(sql);
const test = await startApp(sql, { env: { WEBHOOK_ALLOW_PRIVATE: "1" }, supabase: await supabaseTokens() });
Deno.test.afterAll(async () => {
  await strict.close();
  await test.close();
});

function send(path: string, body?: unknown, method = "POST", app = test): Promise<Response> {
  const json = body === undefined
    ? {}
    : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  return app.request(`/api/webhooks${path}`, { method, as: "owner", ...json });
}

async function add(fields: Record<string, unknown>) {
  const response = await send("", fields);
  assert.equal(response.status, 201, await response.clone().text());
  return await response.json();
}

async function get(path: string) {
  const response = await test.request(`/api/webhooks${path}`, { as: "owner" });
  assert.equal(response.status, 200);
  return await response.json();
}

Deno.test("POST /api/webhooks adds a webhook, whose secret only the answer and /secret show", async () => {
  const response = await send("", {
    url: "http://127.0.0.1:1/hooks",
    events: ["video.ready"],
    description: " A\nnote ",
  });
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("Cache-Control"), "no-store");
  const { id, secret, created_at, updated_at, ...rest } = await response.json();
  assert.equal(response.headers.get("Location"), `/api/webhooks/${id}`);
  assert.match(secret, /^whsec_/);
  assert.equal(created_at, updated_at);
  assert.deepEqual(rest, {
    ...{ url: "http://127.0.0.1:1/hooks", description: "A note", events: ["video.ready"], all_videos: true },
    ...{ enabled: true, disabled_reason: null, failing_since: null, old_secret_until: null },
  });
  const { webhooks } = await get("");
  assert(webhooks.some((webhook: { id: string }) => webhook.id === id));
  assert(!JSON.stringify(webhooks).includes("whsec_"));
  assert.deepEqual(await get(`/${id}/secret`), { secret, old_secret_until: null });
});

Deno.test("wrong fields are refused, each with its reason", async () => {
  const url = "https://example.com/";
  const wrong: [unknown, RegExp][] = [
    [{}, /^url is missing: it must be an address/],
    [{ url: 7 }, /^url is 7: it must be an address/],
    [{ url: "example.com" }, /^url is "example.com": it must be an address such as/],
    [{ url: "ftp://example.com" }, /^url is "ftp:\/\/example.com": it must be an address such as/],
    [{ url: `https://a/${"b".repeat(2000)}` }, /of at most 2000 characters/],
    [{ url: "https://user:word@example.com" }, /without a user, a password or a fragment$/],
    [{ url: "https://example.com/#part" }, /without a user, a password or a fragment$/],
    [{ url, events: [] }, /^events is \[\]: it must be a list of one or more of video.ready/],
    [{ url, events: ["video.gone"] }, /^events\[0\] is "video.gone": it must be one of video.ready, /],
    [{ url, description: "a".repeat(201) }, /^description is .*: it must be text of at most 200 characters/],
    [{ url, secret: "mine" }, /^there is no field "secret" here: there are url, events, description/],
    [{ url: "http://example.com/" }, /https, not http \(WEBHOOK_ALLOW_PRIVATE=1 allows it\)$/],
    [{ url: "https://192.168.1.1/" }, /not of this machine or a private network/],
    [{ url: "https://[::ffff:127.0.0.1]/" }, /not of this machine or a private network/],
  ];
  for (const [body, right] of wrong) {
    assert.match(await problemOf(await send("", body, "POST", strict), 400), right);
  }
  const { id } = await (await send("", { url }, "POST", strict)).json();
  const patch = await send(`/${id}`, { url: "http://localhost/" }, "PATCH", strict);
  assert.match(await problemOf(patch, 400), /^url is "http:\/\/localhost\/"/);
});

Deno.test("PATCH changes what it names; DELETE removes the webhook", async () => {
  const { id } = await add({ url: "http://127.0.0.1:1/" });
  const changed =
    await (await send(`/${id}`, { events: ["captions.ready", "captions.ready"], enabled: false }, "PATCH"))
      .json();
  assert.deepEqual([changed.events, changed.enabled, changed.url], [["captions.ready"], false, "http://127.0.0.1:1/"]);
  assert.match(await problemOf(await send(`/${id}/test`), 409), /switched off/);
  assert.equal((await send(`/${id}`, undefined, "DELETE")).status, 204);
  await problemOf(await send(`/${id}`, undefined, "DELETE"), 404);
  await problemOf(await test.request(`/api/webhooks/${id}`, { as: "owner" }), 404);
});

Deno.test("a rotation answers with a new secret and keeps the old one for a day", async () => {
  const { id, secret } = await add({ url: "http://127.0.0.1:1/" });
  const rotated = await (await send(`/${id}/rotate-secret`)).json();
  assert.notEqual(rotated.secret, secret);
  const hours = (Date.parse(rotated.old_secret_until) - Date.now()) / 3_600_000;
  assert(hours > 23.9 && hours <= 24, String(hours));
  assert.equal((await findEndpoint(sql, id))!.oldSecret, secret);
});

Deno.test("a test event is sent once; a delivery is listed, shown and sent again", async () => {
  let status = 500;
  await using receiver = startReceiver(() => new Response("the answer", { status }));
  const { id, secret } = await add({ url: receiver.url });
  const { id: delivery } = await (await send(`/${id}/test`)).json();
  const plain = workerContext(sql, test.dataDir);
  await whileWorking({ ...plain, config: { ...plain.config, webhookAllowPrivate: true } }, async () => {
    const failed = await untilState(id, delivery, "dead");
    assert.deepEqual([failed.error, failed.attempts, failed.type], ["the answer was 500", 1, "webhook.test"]);
    assert.equal(receiver.verify(secret).data.webhook_id, id);
    status = 200;
    const again = await send(`/${id}/deliveries/${delivery}/resend`);
    assert.equal(again.status, 202);
    await untilState(id, delivery, "delivered");
  });
  const details = await get(`/${id}/deliveries/${delivery}`);
  assert.equal(details.body, receiver.received[0].body);
  assert.deepEqual(
    details.attempt_list.map(({ number, status, error, response }: Record<string, unknown>) => (
      { number, status, error, response }
    )),
    [
      { number: 1, status: 500, error: "the answer was 500", response: "the answer" },
      { number: 2, status: 200, error: null, response: "the answer" },
    ],
  );
});

async function untilState(id: string, delivery: string, state: string) {
  for (;;) {
    const { deliveries } = await get(`/${id}/deliveries`);
    const row = deliveries.find((row: { id: string }) => row.id === delivery);
    if (row.state === state) return row;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

Deno.test("deliveries come in pages", async () => {
  const { id } = await add({ url: "http://127.0.0.1:1/" });
  const sent: string[] = [];
  for (let i = 0; i < 5; i++) sent.unshift((await (await send(`/${id}/test`)).json()).id);
  const seen: string[] = [];
  let before = "";
  do {
    const page = await get(`/${id}/deliveries?limit=2${before && `&before=${before}`}`);
    seen.push(...page.deliveries.map((row: { id: string }) => row.id));
    before = page.next_before ?? "";
  } while (before);
  assert.deepEqual(seen, sent);
});

Deno.test("webhooks are for users: nobody else sees them, and a user not those of another", async () => {
  for (const [method, path] of [["GET", ""], ["POST", ""], ["GET", `/${newId()}`], ["POST", `/${newId()}/test`]]) {
    await problemOf(await test.request(`/api/webhooks${path}`, { method }), 401);
  }
  const own = await test.request("/api/webhooks", {
    ...{ method: "POST", as: "first_user", body: JSON.stringify({ url: "http://127.0.0.1:1/own" }) },
    headers: { "Content-Type": "application/json" },
  });
  const row = await own.json();
  assert.equal(row.all_videos, false);
  const { webhooks } = await get("");
  assert(!webhooks.some(({ id }: { id: string }) => id === row.id)); // an administrator's list is the server's
  const list = async (as: As) => (await (await test.request("/api/webhooks", { as })).json()).webhooks;
  assert.deepEqual((await list("first_user")).map(({ id }: { id: string }) => id), [row.id]);
  assert.deepEqual(await list("second_user"), []);
  for (const path of ["", "/secret", "/deliveries"]) {
    await problemOf(await test.request(`/api/webhooks/${row.id}${path}`, { as: "second_user" }), 404);
  }
  const { id } = await add({ url: "http://127.0.0.1:1/" });
  const { id: delivery } = await (await send(`/${id}/test`)).json();
  await problemOf(await send(`/${row.id}/deliveries/${delivery}/resend`), 404);
  for (const bad of ["x", "%00", "a".repeat(300)]) {
    await problemOf(await test.request(`/api/webhooks/${bad}`, { as: "owner" }), 404);
    await problemOf(await test.request(`/api/webhooks/${id}/deliveries/${bad}`, { as: "owner" }), 404);
  }
});

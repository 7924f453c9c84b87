import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { newWebhookSecret, signatureHeaders } from "../../../src/webhooks/secret.ts";
import { RESPONSE_BYTES, sendWebhook } from "../../../src/webhooks/send.ts";
import { startReceiver } from "../../webhook_receiver.ts";

const body = JSON.stringify({ type: "video.ready", timestamp: "2026-01-01T00:00:00.000Z", data: { title: "Ü 日本" } });
const plain = { headers: {}, body, allowPrivate: true };
const certificate = (name: string) =>
  Deno.readTextFileSync(new URL(`../../data/certificate/${name}.pem`, import.meta.url));
const tls = { key: certificate("key"), cert: certificate("certificate") };

Deno.test("a signed message verifies with the standardwebhooks package, and a changed one does not", async () => {
  await using receiver = startReceiver();
  const secret = newWebhookSecret();
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const headers = signatureHeaders([secret], { id: "msg_1", at: new Date(), body });
  const result = await sendWebhook({ ...plain, url: `${receiver.url}/hooks`, headers });
  assert.deepEqual([result.status, result.error, result.response], [204, null, ""]);
  const [got] = receiver.received;
  assert.equal(got.path, "/hooks");
  assert.equal(got.headers["content-type"], "application/json");
  assert.match(got.headers["user-agent"], /^StreamForge\//);
  assert.deepEqual(receiver.verify(secret), JSON.parse(body));

  const webhook = new Webhook(secret);
  assert.throws(() => webhook.verify(got.body.replace("ready", "readY"), got.headers), /signature/);
  assert.throws(() => webhook.verify(got.body, { ...got.headers, "webhook-id": "msg_2" }), /signature/);
  const early = String(Number(got.headers["webhook-timestamp"]) - 1);
  assert.throws(() => webhook.verify(got.body, { ...got.headers, "webhook-timestamp": early }), /signature/);
  assert.throws(() => new Webhook(newWebhookSecret()).verify(got.body, got.headers), /signature/);
});

Deno.test("during a rotation the old and the new secret both verify", async () => {
  await using receiver = startReceiver();
  const [first, second] = [newWebhookSecret(), newWebhookSecret()];
  const headers = signatureHeaders([second, first], { id: "msg_1", at: new Date(), body });
  await sendWebhook({ ...plain, url: receiver.url, headers });
  assert.deepEqual(receiver.verify(first), JSON.parse(body));
  assert.deepEqual(receiver.verify(second), JSON.parse(body));
  assert.throws(() => receiver.verify(newWebhookSecret()), /signature/);
});

Deno.test("a redirect is not followed, and says where it leads", async () => {
  await using other = startReceiver();
  await using receiver = startReceiver(() => Response.redirect(`${other.url}/elsewhere`, 307));
  const { status, error } = await sendWebhook({ ...plain, url: receiver.url });
  assert.equal(status, 307);
  assert.match(error!, /^the answer was 307, a redirect to http:.*elsewhere: redirects are not followed$/);
  assert.equal(other.received.length, 0);
});

Deno.test("the start of the answer is kept, also where it never ends", async () => {
  await using receiver = startReceiver(() => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(400).fill(97)),
    });
    return new Response(endless, { status: 500, headers: { "Retry-After": "120" } });
  });
  const { status, error, response, retryAfterSeconds } = await sendWebhook({ ...plain, url: receiver.url });
  assert.deepEqual([status, error, retryAfterSeconds], [500, "the answer was 500", 120]);
  assert.equal(response, "a".repeat(RESPONSE_BYTES));
});

Deno.test("an answer with bytes that are no text is kept as text", async () => {
  await using receiver = startReceiver(() => new Response(new Uint8Array([0, 104, 105, 255])));
  const { response } = await sendWebhook({ ...plain, url: receiver.url });
  assert.equal(response, "\uFFFDhi\uFFFD");
});

Deno.test("a target that does not answer ends after the time limit", async () => {
  const never = Promise.withResolvers<Response>();
  await using receiver = startReceiver(() => never.promise);
  const { status, error } = await sendWebhook({ ...plain, url: receiver.url, attemptSeconds: 0.2 });
  never.resolve(new Response());
  assert.deepEqual([status, error], [null, "no answer within 0.2 s"]);
});

Deno.test("a target that refuses connections, and a name that is not known, say so", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const refused = await sendWebhook({ ...plain, url: `http://127.0.0.1:${port}/` });
  assert.equal(refused.error, "the connection was refused");
  const resolve = () => Promise.reject(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }));
  const unknown = await sendWebhook({ ...plain, url: "http://hooks.example/", resolve });
  assert.equal(unknown.error, "the host name is not known");
});

Deno.test("where the runtime can't connect to checked addresses, the failure says what to do", async () => {
  const resolve = () => Promise.reject(new Error("Not implemented: ClientRequest.options.lookup"));
  const { status, error } = await sendWebhook({ ...plain, url: "http://hooks.example/", resolve });
  assert.equal(status, null);
  assert.match(
    error!,
    /^this program was compiled with Deno \S+, which can't send webhooks: compile it with the version/,
  );
});

Deno.test("an abort ends an attempt with its reason", async () => {
  const never = Promise.withResolvers<Response>();
  await using receiver = startReceiver(() => never.promise);
  const stop = new AbortController();
  const sending = sendWebhook({ ...plain, url: receiver.url, signal: stop.signal });
  await receiver.until(1);
  stop.abort(new Error("the worker stops"));
  await assert.rejects(sending, /the worker stops/);
  never.resolve(new Response());
});

/** A resolver with another answer each time, as in DNS rebinding. */
function changingResolver(...answers: string[][]) {
  const questions: string[] = [];
  return {
    questions,
    resolve: (host: string) => {
      questions.push(host);
      return Promise.resolve(answers[Math.min(questions.length, answers.length) - 1]);
    },
  };
}

Deno.test("the connection goes to the address that was checked, whatever the resolver would say next", async () => {
  await using receiver = startReceiver();
  let wrong = 0;
  const listen = { hostname: "127.0.0.2", port: receiver.port, onListen() {} };
  const other = Deno.serve(listen, () => new Response(String(wrong++)));
  const { resolve, questions } = changingResolver(["127.0.0.1"], ["127.0.0.2"]);
  const url = `http://hooks.example:${receiver.port}/hooks`;
  const { status } = await sendWebhook({ ...plain, url, resolve });
  await other.shutdown();
  assert.equal(status, 204);
  assert.equal(receiver.received[0].headers.host, `hooks.example:${receiver.port}`);
  assert.deepEqual(questions, ["hooks.example"]);
  assert.equal(wrong, 0);
});

Deno.test("a name with one private address is refused, and the address is not told", async () => {
  for (const addresses of [["127.0.0.1"], ["1.1.1.1", "10.0.0.5"], ["::ffff:10.0.0.5"], ["fd00::5"]]) {
    const resolve = () => Promise.resolve(addresses);
    const { status, error } = await sendWebhook({
      ...plain,
      url: "https://hooks.example/",
      resolve,
      allowPrivate: false,
    });
    assert.equal(status, null);
    assert.match(error!, /^hooks\.example is in a private network, where webhooks are not sent/);
  }
  const local = await sendWebhook({ ...plain, url: "https://a.localhost/", allowPrivate: false });
  assert.match(local.error!, /not of this machine or a private network/);
});

Deno.test("a redirect to a private address is not followed either", async () => {
  await using secret = startReceiver(() => new Response("the metadata"));
  await using receiver = startReceiver(() => Response.redirect(secret.url, 302));
  const { response } = await sendWebhook({ ...plain, url: receiver.url });
  assert.equal(response, "");
  assert.equal(secret.received.length, 0);
});

Deno.test("over https the certificate must be that of the webhook's host", async () => {
  await using receiver = startReceiver(undefined, tls);
  const resolve = () => Promise.resolve(["127.0.0.1"]);
  const send = (host: string, certificates?: string) =>
    sendWebhook({ ...plain, url: `https://${host}:${receiver.port}/`, resolve, certificates });
  assert.equal((await send("hooks.example", tls.cert)).status, 204);
  assert.equal(receiver.received[0].headers.host, `hooks.example:${receiver.port}`);
  const otherName = await send("other.example", tls.cert);
  assert.match(otherName.error!, /^the request failed: /);
  const untrusted = await send("hooks.example");
  assert.match(untrusted.error!, /^the request failed: /);
  assert.equal(receiver.received.length, 1);
});

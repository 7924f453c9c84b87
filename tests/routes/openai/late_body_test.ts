import assert from "node:assert/strict";
import { lateBody } from "../../../routes/openai/late_body.ts";

const HEARTBEAT_MS = 5;
const onLeave = () => assert.fail("nobody left");

async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  return new TextDecoder().decode((await reader.read()).value);
}

Deno.test("lateBody() sends filler until the text is ready, then only the text", async () => {
  const text = Promise.withResolvers<string>();
  const reader = lateBody(text.promise, { filler: "\n", onLeave }, HEARTBEAT_MS).getReader();
  assert.deepEqual([await read(reader), await read(reader)], ["\n", "\n"]);
  text.resolve('{"text":"Grüße"}');
  let rest = "";
  for (let piece = await read(reader); piece !== ""; piece = await read(reader)) rest += piece;
  assert.match(rest, /^\n*\{"text":"Grüße"\}$/);
});

Deno.test("lateBody() sends only the text if the format allows no filler", async () => {
  const text = new Promise<string>((resolve) => setTimeout(() => resolve("1\n"), 5 * HEARTBEAT_MS));
  assert.equal(await new Response(lateBody(text, { filler: null, onLeave }, HEARTBEAT_MS)).text(), "1\n");
});

Deno.test("a failure after the answer has begun closes the connection", async () => {
  const text = Promise.withResolvers<string>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(lateBody(text.promise, { filler: "\n", onLeave }, HEARTBEAT_MS)),
  );
  const response = await fetch(`http://127.0.0.1:${server.addr.port}/`);
  assert.equal(response.status, 200);
  const reader = response.body!.getReader();
  assert.match(await read(reader), /^\n+$/);
  text.reject(new Error("the engine is gone"));
  await assert.rejects(async () => {
    while (!(await reader.read()).done);
  }, TypeError);
  await server.shutdown();
});

Deno.test("lateBody() reports that the client disconnected, and ignores the text's end after that", async () => {
  for (const end of ["resolve", "reject"] as const) {
    const text = Promise.withResolvers<string>();
    let leaves = 0;
    const reader = lateBody(text.promise, { filler: "\n", onLeave: () => leaves++ }, HEARTBEAT_MS).getReader();
    assert.equal(await read(reader), "\n");
    await reader.cancel();
    assert.equal(leaves, 1);
    text[end]("too late");
    await new Promise((resolve) => setTimeout(resolve)); // an unhandled rejection would end the test
  }
});

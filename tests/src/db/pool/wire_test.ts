import assert from "node:assert/strict";
import { Messages } from "../../../../src/db/pool/wire.ts";

/** A message of the protocol; "" for the client's first one. */
function message(type: string, body: string): Uint8Array {
  const bytes = new Uint8Array(type.length + 4 + body.length);
  bytes.set(new TextEncoder().encode(type));
  new DataView(bytes.buffer).setUint32(type.length, 4 + body.length);
  bytes.set(new TextEncoder().encode(body), type.length + 4);
  return bytes;
}

const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

Deno.test("messages are found whatever they contain and wherever the chunks end", () => {
  const sent = join(message("", "user"), message("P", "select 'Z\0\0\0\x05I'"), message("S", ""), message("Q", "x"));
  for (let size = 1; size <= sent.length; size++) {
    const messages = new Messages({ startsUntyped: true });
    const types: string[] = [];
    for (let at = 0; at < sent.length; at += size) types.push(...messages.read(sent.subarray(at, at + size)));
    assert.deepEqual(types, ["", "P", "S", "Q"], `in chunks of ${size}`);
  }
});

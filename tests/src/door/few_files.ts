// A door that accepts more connections than it may open files: run with a low `ulimit -n`. It prints its port and
// runs until it is killed.
import { openDoor } from "../../../src/door/door.ts";
import { DEFAULT_TIMES } from "../../../src/door/limits.ts";
import { createLog } from "../../../src/core/log.ts";

// Deno panics if it sets up its first signal listener without free files; the server has one too
Deno.addSignalListener("SIGTERM", () => Deno.exit());

const door = openDoor({
  hostname: "127.0.0.1",
  port: 0,
  handle: ({ url }) =>
    new Response(
      url.endsWith("/events")
        ? new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) })
        : "here",
    ),
  limits: { ...DEFAULT_TIMES, maxConnections: 10_000, maxPerAddress: 10_000 },
  log: createLog("error"),
  signal: new AbortController().signal,
});
console.log(`port ${door.addr.port}`);

// A door that lets more in than there are files for: run with a low `ulimit -n`. It prints the port and lives until
// killed.
import { openDoor } from "../../../src/door/door.ts";
import { DEFAULT_TIMES } from "../../../src/door/limits.ts";
import { createLog } from "../../../src/core/log.ts";

Deno.addSignalListener("SIGTERM", () => Deno.exit()); // as the server: Deno panics where it sets its first one up without files

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

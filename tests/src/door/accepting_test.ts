import assert from "node:assert/strict";
import { watchAccepting } from "../../../src/door/accepting.ts";
import { openDoor } from "../../../src/door/door.ts";
import { DEFAULT_TIMES } from "../../../src/door/limits.ts";
import { quietLog } from "../../database.ts";

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
};

Deno.test("a door that no longer accepts connections is not alive, until it accepts again", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let turns = 0; // the system completes connections that nobody accepts
  const watch = watchAccepting({ addr: listener.addr as Deno.NetAddr, acceptTurns: () => turns }, 50);
  assert(watch.isAlive());
  await until(() => !watch.isAlive());
  (await listener.accept()).close();
  turns++;
  await until(watch.isAlive);
  watch.stop();
});

Deno.test("a working door is alive: idle, on every address, and with all connections taken", async () => {
  for (const hostname of ["127.0.0.1", "0.0.0.0"]) {
    const stop = new AbortController();
    const limits = { ...DEFAULT_TIMES, maxConnections: 1, maxPerAddress: 1 };
    const handle = () => new Response("hello");
    const log = { ...quietLog, warn: () => {} };
    const door = openDoor({ hostname, port: 0, handle, limits, log, signal: stop.signal });
    const watch = watchAccepting(door, 50);
    const taken = await Deno.connect({ hostname: "127.0.0.1", port: door.addr.port });
    const begin = door.acceptTurns();
    while (door.acceptTurns() < begin + 10) {
      assert(watch.isAlive());
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    taken.close();
    watch.stop();
    stop.abort();
    await door.finished;
  }
});

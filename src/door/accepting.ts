import type { Door } from "./door.ts";

const CHECK_EVERY_MS = 10_000;

/**
 * Watches whether a door still accepts connections, by connecting to it every 10 s. A door that is out of file
 * descriptors, or refuses connections because it has too many, counts as alive.
 */
export function watchAccepting(
  { addr, acceptTurns }: Pick<Door, "addr" | "acceptTurns">,
  checkEveryMs = CHECK_EVERY_MS,
): { isAlive(): boolean; stop(): void } {
  const hostname = { "0.0.0.0": "127.0.0.1", "::": "::1" }[addr.hostname] ?? addr.hostname;
  let turns = acceptTurns();
  let hasConnected = false;
  let isAlive = true;
  const timer = setInterval(async () => {
    const before = turns;
    turns = acceptTurns();
    isAlive = turns !== before || !hasConnected;
    hasConnected = await Deno.connect({ hostname, port: addr.port }).then((connection) => {
      connection.close();
      return true;
    }, () => false);
  }, checkEveryMs);
  return { isAlive: () => isAlive, stop: () => clearInterval(timer) };
}

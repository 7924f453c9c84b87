import type { Door } from "./door.ts";

const LOOK_EVERY_MS = 10_000;

/**
 * Watches whether a door still takes connections by knocking every 10 s. Whoever is out of files, or
 * has too many connections, is at work and not dead.
 */
export function watchAccepting(
  { addr, acceptTurns }: Pick<Door, "addr" | "acceptTurns">,
  lookEveryMs = LOOK_EVERY_MS,
): { isAlive(): boolean; stop(): void } {
  const hostname = { "0.0.0.0": "127.0.0.1", "::": "::1" }[addr.hostname] ?? addr.hostname;
  let turns = acceptTurns();
  let hasKnocked = false;
  let isAlive = true;
  const timer = setInterval(async () => {
    const before = turns;
    turns = acceptTurns();
    isAlive = turns !== before || !hasKnocked;
    hasKnocked = await Deno.connect({ hostname, port: addr.port }).then((knock) => {
      knock.close();
      return true;
    }, () => false); // nothing is known then
  }, lookEveryMs);
  return { isAlive: () => isAlive, stop: () => clearInterval(timer) };
}

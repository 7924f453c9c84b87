import assert from "node:assert/strict";
import { BusyError } from "../../../routes/http/errors.ts";
import { Turns } from "../../../routes/http/turns.ts";

Deno.test("as many as there are places work at once; who waits gets the next place, or is refused with the reason", async () => {
  const holders = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const turns = new Turns(2, { waitMs: 60_000, refusal: "busy" });
  const held = holders.map(({ promise }) => turns.take(() => promise));
  const order: number[] = [];
  const waiting = [3, 4].map((n) => turns.take(() => Promise.resolve(void order.push(n))));
  await Promise.resolve();
  assert.deepEqual(order, []);
  holders[0].resolve();
  await Promise.all(waiting);
  assert.deepEqual(order, [3, 4]);
  holders[1].resolve();
  await Promise.all(held);

  const hurried = new Turns(1, { waitMs: 1, refusal: "busy with others" });
  const only = Promise.withResolvers<void>();
  const first = hurried.take(() => only.promise);
  await assert.rejects(
    hurried.take(() => Promise.resolve()),
    (error) => error instanceof BusyError && error.message === "busy with others",
  );
  only.reject(new Error("failed"));
  await assert.rejects(first, /failed/);
  assert.equal(await hurried.take(() => Promise.resolve(5)), 5, "a failure frees its place");
});

import assert from "node:assert/strict";
import { delay } from "../../../src/core/async.ts";
import { NotFoundError } from "../../../src/core/errors.ts";
import { newId } from "../../../src/core/ids.ts";
import { VideoEvents } from "../../../src/db/pool/notify.ts";
import { LostLockError } from "../../../src/db/videos/upload_parts.ts";
import { createUpload } from "../../../src/db/videos/uploads.ts";
import { type LockTimes, UploadLockedError, UploadLocks } from "../../../src/uploads/upload_locks.ts";
import { quietLog, testDatabase } from "../../database.ts";

const { sql } = await testDatabase();
const events = [new VideoEvents(sql, quietLog), new VideoEvents(sql, quietLog)];
Deno.test.afterAll(async () => {
  for (const one of events) await one.close();
});

/** The locks of one server. @param which its number: 0 or 1 */
function server(which: 0 | 1, times: Partial<LockTimes> = {}): UploadLocks {
  return new UploadLocks({ sql, log: quietLog, subscribe: events[which].subscribe.bind(events[which]) }, times);
}

/** As behind a transaction pooler, which drops notifications. */
function deafServer(times: Partial<LockTimes> = {}): UploadLocks {
  return new UploadLocks({ sql, log: quietLog, subscribe: () => () => {} }, times);
}

async function newUpload(): Promise<string> {
  const id = newId();
  const expiresAt = new Date(Date.now() + 60_000);
  await createUpload(sql, { id, owner: "owner", metadata: {}, sizeBytes: 5, expiresAt });
  return id;
}

const open = new AbortController().signal;

Deno.test("of many requests at two servers one at a time holds the lock of an upload", async () => {
  const id = await newUpload();
  const servers = [server(0), server(1)];
  let [inside, most, done] = [0, 0, 0];
  await Promise.all(Array.from({ length: 12 }, (_, i) =>
    servers[i % 2].withLock(id, async () => {
      most = Math.max(most, ++inside);
      await delay(5);
      inside--;
      done++;
    })));
  assert.deepEqual([most, done], [1, 12]);
});

for (const [name, make] of [["hears it", server.bind(null, 0)], ["hears no notifications", deafServer]] as const) {
  Deno.test(`a request asks the holder at another server for the lock, which ${name}`, async () => {
    const id = await newUpload();
    const holder = make({ renewMs: 200 });
    const held = holder.newLock(id);
    const asked = Promise.withResolvers<void>();
    await held.lock(open, () => asked.resolve());
    const waiting = server(1).newLock(id);
    const taken = waiting.lock(open, () => {});
    await asked.promise;
    assert.throws(() => server(1).holderOf(id), LostLockError);
    await held.unlock();
    await taken;
    assert.throws(() => holder.holderOf(id), LostLockError);
    await waiting.unlock();
  });
}

Deno.test("a second request that waits is heard by the next holder too", async () => {
  const id = await newUpload();
  const [first, second, third] = [server(0).newLock(id), server(1).newLock(id), server(1).newLock(id)];
  await first.lock(open, () => {});
  const next: string[] = [];
  const both = [second, third].map(async (lock, i) => {
    await lock.lock(open, () => void lock.unlock());
    next.push(String(i));
  });
  await delay(300); // both have asked
  await first.unlock();
  await Promise.all(both);
  assert.deepEqual(next.toSorted(), ["0", "1"]);
  await Promise.all([second.unlock(), third.unlock()]);
});

Deno.test("a holder that stalls beyond its lease loses the lock, notices it, and leaves that of the next alone", async () => {
  const id = await newUpload();
  const stalled = server(0, { leaseMs: 200, renewMs: 60_000 }); // as a process that is stopped
  const lost = stalled.newLock(id);
  await lost.lock(open, () => {});
  const holder = stalled.holderOf(id);
  const next = server(1);
  const lock = next.newLock(id);
  await lock.lock(open, () => {});
  assert.throws(() => stalled.holderOf(id, holder), LostLockError);
  await lost.unlock();
  next.holderOf(id);
  const [row] = await sql`select lock_holder from streamforge.uploads where id = ${id}`;
  assert.equal(row.lockHolder, next.holderOf(id));
  await lock.unlock();
});

Deno.test("a lease that is renewed outlasts its first end; a request that waits too long is told", async () => {
  const id = await newUpload();
  const renewing = server(0, { leaseMs: 400, renewMs: 50 });
  const lock = renewing.newLock(id);
  await lock.lock(open, () => {});
  await assert.rejects(
    server(1, { waitMs: 900 }).withLock(id, () => Promise.resolve()),
    (error) => error instanceof UploadLockedError && /try later/.test(error.message),
  );
  renewing.holderOf(id);
  await lock.unlock();
});

Deno.test("the lock of a process of this machine that has ended is free at once", async () => {
  const id = await newUpload();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { workerName } from "${import.meta.resolve("../../../src/core/worker_name.ts")}"; ` +
      "console.log(workerName())",
    ],
    stdout: "piped",
  });
  const name = new TextDecoder().decode((await child.output()).stdout).trim();
  await sql`
    update streamforge.uploads set lock_holder = ${`${name} x`}, lock_expires_at = now() + interval '1 hour'
    where id = ${id}`;
  await server(0, { waitMs: 0 }).withLock(id, () => Promise.resolve());
});

Deno.test("the lock of an upload that is gone is refused, and a request that ends no longer waits", async () => {
  await assert.rejects(server(0).withLock(newId(), () => Promise.resolve()), NotFoundError);
  const id = await newUpload();
  const lock = server(0).newLock(id);
  await lock.lock(open, () => {});
  const stop = new AbortController();
  const waiting = server(1).newLock(id).lock(stop.signal, () => {});
  stop.abort(new Error("the client has gone"));
  await assert.rejects(waiting, /the client has gone/);
  await lock.unlock();
});

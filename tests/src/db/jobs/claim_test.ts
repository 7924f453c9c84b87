import assert from "node:assert/strict";
import { claim } from "../../jobs/queue.ts";
import { testDatabase } from "../../../database.ts";
import { addVideo } from "../rows.ts";

const { sql } = await testDatabase();

Deno.test("two workers that claim at once get different jobs", async () => {
  for (let i = 0; i < 8; i++) await addVideo(sql);
  const jobs = await Promise.all(
    Array.from({ length: 10 }, (_, i) => claim(sql, { kinds: ["transcode_video"], worker: `worker ${i}` })),
  );
  const ids = jobs.filter((job) => job !== null).map((job) => job.id);
  assert.equal(ids.length, 8);
  assert.equal(new Set(ids).size, 8);
});

Deno.test("claim() takes only the requested kinds", async () => {
  await addVideo(sql);
  assert.equal(await claim(sql, { kinds: ["caption_video"], worker: "test" }), null);
  assert.equal(await claim(sql, { kinds: [], worker: "test" }), null);
});

import assert from "node:assert/strict";
import { followTranscription } from "../../../routes/openai/follow.ts";
import { newId } from "../../../src/core/ids.ts";
import { claim } from "../../src/jobs/queue.ts";
import { finish } from "../../../src/db/jobs/outcomes.ts";
import { VideoEvents } from "../../../src/db/pool/notify.ts";
import {
  appendSegments,
  createTranscription,
  enqueueTranscription,
  finishTranscription,
  startTranscription,
} from "../../../src/db/transcriptions/transcriptions.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { speak } from "../../src/captions/make.ts";

const { sql } = await testDatabase();

/** Breaks the connection that reads a table, in the middle of the read, which a lock holds up until then. */
async function cutReader(table: "jobs" | "transcription_segments", begin: () => void): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`lock table ${tx(`streamforge.${table}`)} in access exclusive mode`;
    begin();
    for (let cut = 0; cut === 0;) {
      const rows = await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      cut = rows.length;
    }
  });
}

for (const table of ["jobs", "transcription_segments"] as const) {
  Deno.test(`a waiting request survives a lost database connection while it reads ${table}`, async () => {
    const events = new VideoEvents(sql, quietLog);
    const id = newId();
    await createTranscription(sql, id);
    await enqueueTranscription(sql, id, {});
    const job = (await claim(sql, { kinds: ["transcribe_audio"], worker: "test" }))!;
    await startTranscription(sql, job);
    await appendSegments(sql, job, 0, [speak("Hello there.")]);
    let following!: ReturnType<typeof followTranscription>;
    await cutReader(table, () => {
      const signal = AbortSignal.timeout(60_000);
      following = followTranscription({ sql, subscribeVideo: events.subscribe.bind(events) }, id, { signal });
      following.catch(() => {}); // it is awaited below
    });
    const result = { language: "en", languageProbability: 1, duration: 2 };
    await finish(sql, job, (tx) => finishTranscription(tx, id, result));
    const { segments, durationSeconds } = await following;
    assert.deepEqual([segments.map(({ text }) => text), durationSeconds], [[" Hello there."], 2]);
    await events.close();
  });
}

/** Stops a worker while a model transcribes: the whole program, as an operator ends it. */
import assert from "node:assert/strict";
import { newId } from "../../../../src/core/ids.ts";
import type { Database } from "../../../../src/db/pool/client.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import {
  createTranscription,
  enqueueTranscription,
  pollTranscription,
  readSegments,
} from "../../../../src/db/transcriptions/transcriptions.ts";
import { transcriptionKey } from "../../../../src/storage/object_keys.ts";
import { testDatabase } from "../../../database.ts";
import { programCommand } from "../../../program.ts";
import { withFolder } from "../../../temporary_folder.ts";
import { makeClip, workerContext } from "../worker_fixture.ts";

const { sql, database } = await testDatabase();

const root = new URL("../../../../", import.meta.url).pathname;
const SPEECH = `${root}tests/data/sentences.opus`; // 167 s

function startWorker(dataDir: string): Deno.ChildProcess {
  const { host, port, user, database: name } = database as Exclude<Database, string>;
  const { command, args } = programCommand("work");
  return new Deno.Command(command, {
    args,
    env: {
      ...{ DATA_DIR: dataDir, WHISPER_DEVICE: "cpu", WHISPER_THREADS: "1", LOG_LEVEL: "error" },
      // a URL can't hold the folder of a socket
      ...{ DATABASE_URL: `postgres:///${name}`, PGHOST: host, PGPORT: String(port), PGUSER: user },
    },
    stdin: "null",
    stdout: "null",
  }).spawn();
}

Deno.test("SIGTERM returns a worker's transcription to the queue within two seconds, and ends the worker", async () => {
  await withFolder(async (dataDir) => {
    const { storage } = workerContext(sql, dataDir);
    // an hour: after the first segments nearly all of it remains to be transcribed
    const file = await makeClip(`${dataDir}/hour.opus`, ["-stream_loop", "21", "-i", SPEECH, "-c", "copy"]);
    const id = newId();
    await createTranscription(sql, id);
    await storage.put(transcriptionKey(id), (await Deno.open(file)).readable);
    await enqueueTranscription(sql, id, { model: "tiny.en", language: "en" });

    await using worker = startWorker(dataDir);
    let isRunning = true;
    const ended = worker.status.finally(() => isRunning = false);
    while ((await readSegments(sql, id)).length === 0) {
      const { state, error } = await pollTranscription(sql, id);
      assert(isRunning && ["queued", "running"].includes(state), `${state}: ${error}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const signalledAt = Date.now();
    worker.kill("SIGTERM");
    const killing = setTimeout(() => worker.kill("SIGKILL"), 6000);
    const { code, signal } = await ended;
    clearTimeout(killing);
    assert.deepEqual([code, signal], [0, null], "it exited within six seconds, without a kill");

    const { state, attempt, failures, crashes, finishedAt, runAt } = await getJob(sql, id);
    assert.deepEqual([state, attempt, failures, crashes, finishedAt], ["queued", 1, 0, 0, null]);
    // the time when the job was returned, by the database's clock, which is this machine's
    const tookMs = runAt.getTime() - signalledAt;
    assert(tookMs >= 0 && tookMs < 2000, `${tookMs} ms`);
    assert(await storage.stat(transcriptionKey(id)), "the next worker finds its file");
  });
});

import assert from "node:assert/strict";
import { parseSrt } from "../../../../src/captions/mod.ts";
import { ModelError } from "../../../../src/core/errors.ts";
import { createLog } from "../../../../src/core/log.ts";
import type { Transcript } from "../../../../src/core/types.ts";
import { getJob } from "../../../../src/db/jobs/job_queries.ts";
import { updateDefaults } from "../../../../src/db/server/defaults.ts";
import type { SpeechEngine } from "../../../../src/jobs/engines.ts";
import type { WorkerContext } from "../../../../src/jobs/context.ts";
import { FolderWatch, STILL_MS } from "../../../../src/watch_folder/folder_watch.ts";
import { testDatabase } from "../../../database.ts";
import { smallDisk } from "../../../small_disk.ts";
import { engine, modelFolder } from "../../../ml/whisper/engine/engine_fixture.ts";
import { CountingEngine, filesBelow, makeClip, SilentEngine, whileWorking, workerContext } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const base = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(base, { recursive: true }));
const clip = await makeClip(`${base}/clip.mp4`);
const SPEECH = new URL("../../../data/sentence.flac", import.meta.url).pathname;

async function setUp(speech: SpeechEngine = new CountingEngine(), folder?: string) {
  const dataDir = await Deno.makeTempDir({ dir: base });
  const root = folder ?? await Deno.makeTempDir({ dir: base });
  const lines: string[] = [];
  const made = workerContext(sql, dataDir, speech);
  const log = createLog("info", (line) => lines.push(line));
  const context: WorkerContext = {
    ...made,
    log,
    config: { ...made.config, watchDir: root, watchMode: "sidecar", setNames: ["WHISPER_MODEL"] },
  };
  let nowMs = 0;
  const watch = new FolderWatch({ sql, log, root, mode: "sidecar", nowMs: () => nowMs });
  const takeAll = async () => {
    const atOnce = await watch.look();
    nowMs += STILL_MS;
    return atOnce + await watch.look();
  };
  const names = () => [...Deno.readDirSync(root)].map(({ name }) => name).sort();
  return { context, root, lines, takeAll, names };
}

async function rowsBelow(root: string) {
  return [
    ...await sql<{ path: string; state: string; note: string | null; jobId: string }[]>`
    select path, state, note, job_id from streamforge.watched_files where starts_with(path, ${root}) order by path`,
  ];
}

/** Works until every file below the folder has been dealt with. */
async function workAll(context: WorkerContext, root: string) {
  return await whileWorking(context, async () => {
    for (;;) {
      const rows = await rowsBelow(root);
      if (rows.every(({ state }) => state !== "queued")) return rows;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
}

Deno.test("a file gets captions beside it by the real engine, and neither a video nor a stored copy", async () => {
  const whisper = engine("tiny.en");
  try {
    const { context, root, takeAll, names } = await setUp(whisper);
    context.config.whisperModel = await modelFolder("tiny.en");
    await Deno.chmod(root, 0o750);
    await Deno.copyFile(SPEECH, `${root}/The garden.2020.flac`);
    assert.equal(await takeAll(), 1);
    const [{ state, note }] = await workAll(context, root);
    assert.deepEqual([state, note], ["done", null]);
    assert.deepEqual(names(), ["The garden.2020.en.srt", "The garden.2020.flac"]);
    const path = `${root}/The garden.2020.en.srt`;
    const { cues } = parseSrt(await Deno.readTextFile(path));
    const text = cues.map(({ text }) => text).join(" ").replace(/\s+/g, " ");
    assert.match(text, /three rows of beans behind the kitchen/i);
    assert(cues[0].start < 0.5 && cues[0].end > 1, JSON.stringify(cues[0]));
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o640);
    assert.equal((await sql`select 1 from streamforge.videos`).length, 0);
    assert.deepEqual(filesBelow(`${context.config.dataDir}/media/videos`), []);
    assert.equal(await takeAll(), 0);
  } finally {
    await whisper.close();
  }
});

Deno.test("captions have the server's defaults", async () => {
  const { context, root, takeAll, names } = await setUp();
  await updateDefaults(sql, { language: "de" });
  try {
    await Deno.copyFile(clip, `${root}/a.mp4`);
    await takeAll();
    await workAll(context, root);
    assert.deepEqual(names(), ["a.de.srt", "a.mp4"]);
  } finally {
    await updateDefaults(sql, { language: null });
  }
});

Deno.test("without a model a file waits, and is not given up", async () => {
  class WithoutModel extends CountingEngine {
    override transcribe(): Promise<Transcript> {
      return Promise.reject(new ModelError("the hub can't be reached"));
    }
  }
  const { context, root, takeAll } = await setUp(new WithoutModel());
  await Deno.copyFile(clip, `${root}/a.mp4`);
  await takeAll();
  const [{ jobId }] = await rowsBelow(root);
  const waits = async () => {
    for (;;) {
      const [job] = await sql<{ error: string | null; state: string; waitsFor: number; failures: number }[]>`
        select error, state, extract(epoch from run_at - now())::integer as waits_for, failures
        from streamforge.jobs where id = ${jobId}`;
      if (job.error) return job;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const job = await whileWorking(context, waits);
  assert.deepEqual([job.error, job.state, job.failures], ["the hub can't be reached", "queued", 0]);
  assert.ok(job.waitsFor > 500, `${job.waitsFor} s`);
  assert.equal((await rowsBelow(root))[0].state, "queued");
});

Deno.test("a file whose captions would have too long a name is not read", async () => {
  const { context, root, takeAll } = await setUp();
  await Deno.copyFile(clip, `${root}/${"n".repeat(251)}.mp4`);
  await takeAll();
  const [{ state, note }] = await workAll(context, root);
  assert.deepEqual([state, note], ["refused", "its name is too long for captions beside it"]);
});

Deno.test("captions that somebody puts there while others are written stay", async () => {
  const places: string[] = [];
  const slow = new CountingEngine(async (second) => {
    if (second === 0) await Deno.writeTextFile(`${places[0]}/a.de.vtt`, "mine");
  });
  const { context, root, takeAll, names } = await setUp(slow);
  places.push(root);
  await Deno.copyFile(clip, `${root}/a.mp4`);
  await takeAll();
  const [{ state, note }] = await workAll(context, root);
  assert.deepEqual([state, note], ["done", "it has captions"]);
  assert.deepEqual(names(), ["a.de.vtt", "a.mp4"]);
});

Deno.test("files that are no media, silent or without sound are named once and remembered", async () => {
  const { context, root, lines, takeAll, names } = await setUp(new SilentEngine());
  await Deno.copyFile(clip, `${root}/quiet.mp4`);
  await Deno.writeTextFile(`${root}/text.mkv`, "no media");
  await makeClip(`${root}/mute.mp4`, ["-f", "lavfi", "-i", "testsrc=duration=1:size=64x48", "-pix_fmt", "yuv420p"]);
  const before = names();
  assert.equal(await takeAll(), 3);
  const rows = await workAll(context, root);
  assert.deepEqual(rows.map(({ state }) => state), ["refused", "done", "refused"]);
  assert.equal(rows[0].note, "the file has no sound");
  assert.equal(rows[1].note, "no speech");
  assert.equal(await takeAll(), 0);
  for (const name of ["mute.mp4", "text.mkv"]) {
    assert.equal(lines.filter((line) => / warn .*is left as it is/.test(line) && line.includes(name)).length, 1, name);
  }
  assert.deepEqual(names(), before);
});

Deno.test("on a full disk captions are written later", async () => {
  await using disk = await smallDisk(2);
  const { context, root, takeAll, names } = await setUp(new CountingEngine(), disk.path);
  await Deno.copyFile(clip, `${root}/a.mp4`);
  await takeAll();
  const [{ jobId }] = await rowsBelow(root);
  await disk.fill();
  await whileWorking(context, async () => {
    while ((await getJob(sql, jobId)).stage !== "waiting for disk space") {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  assert.deepEqual(names(), ["a.mp4", "filler"]);
  await disk.clear();
  await sql`update streamforge.jobs set run_at = now() where id = ${jobId}`;
  await workAll(context, root);
  assert.deepEqual(names(), ["a.en.srt", "a.mp4"]);
});

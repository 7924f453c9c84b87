import assert from "node:assert/strict";
import { newId } from "../../../../src/core/ids.ts";
import { recordEngineSpeed } from "../../../../src/db/jobs/engine_speeds.ts";
import { transaction } from "../../../../src/db/pool/client.ts";
import { listWorkers } from "../../../../src/db/jobs/workers.ts";
import { readDefaults } from "../../../../src/db/server/defaults.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { findVideo, getVideo } from "../../../../src/db/videos/videos.ts";
import { startAdminWorker } from "../../../admin_worker.ts";
import { testDatabase } from "../../../database.ts";
import { bytesOf, startHub } from "../../../ml/models/hub.ts";
import { CountingEngine, makeClip, untilVideo } from "../../../src/jobs/worker_fixture.ts";
import { problemOf, seedCaptions, seedVideo, startApp, TOKEN } from "../../harness.ts";

const SECRET = "a-secret-that-nobody-may-see";
const { sql } = await testDatabase();
const test = await startApp(sql, { env: { SUPABASE_SERVICE_ROLE_KEY: SECRET, LOG_LEVEL: "warn" } });
Deno.test.afterAll(() => test.close());

async function get(path: string) {
  const response = await test.request(`/api/admin${path}`, { as: "owner" });
  assert.equal(response.status, 200, await response.clone().text());
  return await response.json();
}

function send(method: string, path: string, body?: unknown): Promise<Response> {
  const json = body === undefined
    ? {}
    : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  return test.request(`/api/admin${path}`, { method, as: "owner", ...json });
}

async function until<T>(read: () => Promise<T | null | undefined | false>): Promise<T> {
  for (;;) {
    const value = await read();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** An engine that goes on when it is let. */
function heldEngine() {
  const gate = Promise.withResolvers<void>();
  const engine = new CountingEngine(async (_, signal) => {
    const aborted = new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    await Promise.race([gate.promise, aborted]);
  });
  return { engine, letGo: () => gate.resolve() };
}

Deno.test("jobs are listed; a running one is cancelled, with its reason, and tried again", async () => {
  const { engine, letGo } = heldEngine();
  const clip = await Deno.readFile(await makeClip(`${test.dataDir}/clip.mp4`));
  const uploaded = await test.request("/api/videos?title=A+talk", { method: "POST", as: "owner", body: clip });
  const { id } = await uploaded.json();
  const queued = (await get("/jobs")).queued.find((job: { video_id: string }) => job.video_id === id);
  assert.deepEqual([queued.kind, queued.video_title, queued.state], ["transcode_video", "A talk", "queued"]);

  const worker = startAdminWorker(sql, {
    dataDir: test.dataDir,
    hubUrl: "http://127.0.0.1:1",
    names: [],
    engine,
  });
  try {
    const running = await until(async () =>
      (await get("/jobs")).running.find((job: { kind: string; worker: string }) => job.kind === "caption_video")
    );
    assert.deepEqual([running.video_id, running.attempt], [id, 1]);
    assert(running.worker.startsWith(worker.host));
    assert.equal((await send("POST", `/jobs/${running.id}/cancel`)).status, 202);
    const video = await untilVideo(sql, id, ({ captionStatus }) => captionStatus === "failed");
    assert.match(video.captionError!, /it was cancelled/);
    assert.match(await problemOf(await send("POST", `/jobs/${running.id}/cancel`), 409), /it is cancelled/);
    letGo();
    assert.equal((await send("POST", `/jobs/${running.id}/retry`)).status, 202);
    await untilVideo(sql, id, ({ captionStatus }) => captionStatus === "ready");
  } finally {
    await worker.stop();
  }
});

Deno.test("a waiting job is cancelled before it begins, and a failed one is listed until a later one succeeds", async () => {
  const id = await seedVideo(test, { renditions: { "720p": { shortSide: 720, bytes: new Uint8Array(9) } } });
  const { job } = await enqueue(sql, { kind: "inspect_audio", videoId: id });
  assert.equal((await send("POST", `/jobs/${job.id}/cancel`)).status, 202);
  const worker = startAdminWorker(sql, { dataDir: test.dataDir, hubUrl: "http://127.0.0.1:1", names: [] });
  try {
    await until(async () =>
      (await sql`select 1 from streamforge.jobs where id = ${job.id} and state = 'cancelled' and attempt = 0`).length >
        0
    );
    const { cancelled } = await get("/jobs");
    assert.deepEqual(cancelled.map((row: { id: string }) => row.id), [job.id]);
    await problemOf(await send("POST", `/jobs/${job.id}/cancel`), 409);
    // the captions of that video fail: its file is none
    const dead = await until(async () =>
      (await get("/jobs")).dead.find((row: { video_id: string }) => row.video_id === id)
    );
    assert.equal(dead.kind, "caption_video");
    assert(dead.error.length > 10);
    assert.equal((await get("/jobs")).counts.dead >= 1, true);
    assert.equal((await send("POST", `/jobs/${job.id}/retry`)).status, 202);
    assert.deepEqual((await get("/jobs")).cancelled, []);
  } finally {
    await worker.stop();
  }
});

Deno.test("unknown jobs are 404, running ones can't be tried again", async () => {
  for (const action of ["cancel", "retry"]) {
    await problemOf(await send("POST", `/jobs/${newId()}/${action}`), 404);
    await problemOf(await send("POST", `/jobs/x/${action}`), 404);
  }
  const id = await seedVideo(test);
  const [job] = await sql<{ id: string }[]>`select id from streamforge.jobs where video_id = ${id}`;
  assert.match(await problemOf(await send("POST", `/jobs/${job.id}/retry`), 409), /this job is queued/);
  await sql`delete from streamforge.videos where id = ${id}`;
});

Deno.test("storage in use is counted from the database, and measured object by object on demand", async () => {
  await sql`delete from streamforge.videos`;
  await test.storage.deletePrefix("videos");
  const small = await seedVideo(test, {
    title: "small",
    renditions: { "720p": { shortSide: 720, bytes: new Uint8Array(10) } },
  });
  const large = await seedVideo(test, {
    title: "large",
    renditions: { "720p": { shortSide: 720, bytes: new Uint8Array(5000) } },
  });
  await seedCaptions(test, large);
  await test.storage.putText(`videos/${large}/thumbnail.jpg`, "12345");
  await test.storage.putText("videos/GONE/original", "1234567");
  const counted = await get("/storage");
  assert.deepEqual(counted.videos.map(({ id }: { id: string }) => id), [large, small]);
  assert.deepEqual([counted.measured, counted.video_count, counted.total_bytes], [false, 2, 5016]);
  assert.deepEqual(
    [counted.videos[0].source_bytes, counted.videos[0].rendition_bytes, counted.videos[0].caption_bytes],
    [3, 5000, null],
  );
  const measured = await get("/storage?measure=1");
  const [first] = measured.videos;
  assert.deepEqual([first.id, first.source_bytes, first.rendition_bytes, first.other_bytes], [large, 3, 5000, 5]);
  assert(first.caption_bytes > 100);
  assert.equal(measured.total_bytes, 5016 + first.caption_bytes + 5);
  assert(measured.unassigned_bytes >= 7);
  assert.match(
    await problemOf(await test.request("/api/admin/storage?limit=0", { as: "owner" }), 400),
    /^limit is "0"/,
  );
});

Deno.test("a model is downloaded with progress, made the default, and removed", async () => {
  const rest = Promise.withResolvers<void>();
  await using hub = startHub((request) => {
    const bytes = bytesOf(request);
    if (!request.url.endsWith("model.bin") || !bytes) return null;
    const half = bytes.length / 2;
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(bytes.slice(0, half));
        await rest.promise;
        controller.enqueue(bytes.slice(half));
        controller.close();
      },
    });
    return new Response(body, { headers: { "content-length": String(bytes.length) } });
  });
  assert.match(await problemOf(await send("POST", "/models/tiny/download"), 409), /no worker is running/);
  const worker = startAdminWorker(sql, { dataDir: test.dataDir, hubUrl: hub.url, names: ["tiny", "small"] });
  try {
    await until(async () => (await listWorkers(sql)).length > 0);
    const model = async () => (await get("/models")).models.find(({ name }: { name: string }) => name === "tiny");
    assert.deepEqual([(await model()).hosts, (await model()).bytes], [[], 78_000_000]);
    assert.deepEqual(await (await send("POST", "/models/tiny/download")).json(), { hosts: [worker.host] });
    const loading = await until(async () =>
      (await model()).jobs.find(({ progress }: { progress: number }) => progress > 0)
    );
    assert.deepEqual([loading.kind, loading.state, loading.host], ["fetch_model", "running", worker.host]);
    assert.match(loading.stage, /^downloading \d+ %$/);
    rest.resolve();
    const ready = await until(async () => {
      const now = await model();
      return now.hosts.length > 0 && now.jobs.length === 0 && now;
    });
    assert.deepEqual(ready.hosts, [worker.host]);
    assert((await Deno.stat(`${worker.modelsDir}/tiny/model.bin`)).size > 0);
    assert.match(await problemOf(await send("POST", "/models/tiny/download"), 409), /on every worker's machine/);

    assert.equal((await send("PATCH", "/defaults", { model: "tiny" })).status, 200);
    const list = await get("/models");
    assert.deepEqual([list.default, list.default_from], ["tiny", "settings"]);
    assert.match(await problemOf(await send("DELETE", "/models/tiny"), 409), /is the default model/);
    assert.equal((await send("PATCH", "/defaults", { model: null })).status, 200);
    assert.equal((await send("DELETE", "/models/tiny")).status, 202);
    await until(async () => (await model()).hosts.length === 0);
    await assert.rejects(Deno.stat(`${worker.modelsDir}/tiny`), Deno.errors.NotFound);
  } finally {
    await worker.stop();
  }
  assert.match(await problemOf(await send("DELETE", "/models/small"), 409), /no worker that is running has small/);
  await problemOf(await send("POST", "/models/nothing/download"), 404);
});

Deno.test("defaults are used by the next upload, unless it names its own; jobs use the chosen model", async () => {
  const changes = {
    model: "small",
    language: "spanish",
    vocabulary: " Ada\nLovelace ",
    max_line_chars: 30,
    max_lines: 1,
  };
  const asText = await send("PATCH", "/defaults", { max_lines: "1" });
  assert.match(await problemOf(asText, 400), /^max_lines is "1": it must be a whole number from 1 to 4$/);
  const changed = await (await send("PATCH", "/defaults", changes)).json();
  assert.deepEqual(changed, {
    ...{ model: "small", language: "es", vocabulary: "Ada Lovelace" },
    ...{ max_line_chars: 30, max_lines: 1, max_cue_seconds: null },
  });
  const clip = await Deno.readFile(await makeClip(`${test.dataDir}/defaults.mp4`));
  const upload = async (query: string) => {
    const response = await test.request(`/api/videos?title=x${query}`, { method: "POST", as: "owner", body: clip });
    return await getVideo(sql, (await response.json()).id);
  };
  const plain = await upload("");
  assert.deepEqual([plain.askedLanguage, plain.vocabulary], ["es", "Ada Lovelace"]);
  assert.deepEqual(plain.captionLayout, { max_line_chars: 30, max_lines: 1 });
  const own = await upload("&language=auto&vocabulary=Babbage&max_lines=3");
  assert.deepEqual([own.askedLanguage, own.vocabulary], [null, "Babbage"]);
  assert.deepEqual(own.captionLayout, { max_line_chars: 30, max_lines: 3 });
  const none = await upload("&vocabulary=");
  assert.equal(none.vocabulary, null);

  const options: unknown[] = [];
  class Recorder extends CountingEngine {
    override transcribe(...args: Parameters<CountingEngine["transcribe"]>) {
      options.push(args[1]);
      return super.transcribe(...args);
    }
  }
  const dataDir = test.dataDir;
  const worker = startAdminWorker(sql, {
    dataDir,
    hubUrl: "http://127.0.0.1:1",
    names: [],
    engine: new Recorder(),
  });
  try {
    await untilVideo(sql, plain.id, ({ captionStatus }) => captionStatus === "ready");
  } finally {
    await worker.stop();
  }
  const wanted = (option: unknown) => (option as { hotwords?: string }).hotwords === "Ada Lovelace";
  assert.equal((options.find(wanted) as { language: string }).language, "es");
  const [{ model }] = await sql`
    select r.model from streamforge.revisions r join streamforge.tracks t on t.id = r.track_id
    where t.video_id = ${plain.id} and r.source = 'auto'`;
  assert.equal(model, "small");
  await send("PATCH", "/defaults", {
    model: null,
    language: null,
    vocabulary: null,
    max_line_chars: null,
    max_lines: null,
  });
  assert.deepEqual(await readDefaults(sql), { model: null, language: null, vocabulary: null, captionLayout: {} });
  assert(await findVideo(sql, own.id));
});

Deno.test("wrong defaults are refused, each with its reason", async () => {
  const wrong: [unknown, RegExp][] = [
    [{ model: "huge" }, /^model is "huge": it must be one of tiny, tiny.en, /],
    [{ language: "klingon" }, /^language is "klingon"/],
    [{ vocabulary: "a".repeat(2001) }, /^vocabulary is .*: it must be text of at most 2000 characters/],
    [{ max_lines: 9 }, /^max_lines is 9: it must be a whole number from 1 to 4/],
    [{ max_words: 9 }, /^there is no field "max_words" here/],
    [{ model: "base.en", language: "de" }, /knows English alone/],
  ];
  for (const [body, right] of wrong) assert.match(await problemOf(await send("PATCH", "/defaults", body), 400), right);
});

Deno.test("WHISPER_MODEL of the environment goes before the choice, and the list says so", async () => {
  const fixed = await startApp(sql, { env: { WHISPER_MODEL: "tiny.en" } });
  await send("PATCH", "/defaults", { model: "small" });
  const list = await (await fixed.request("/api/admin/models", { as: "owner" })).json();
  assert.deepEqual([list.default, list.default_from], ["tiny.en", "environment"]);
  await send("PATCH", "/defaults", { model: null });
  await fixed.close();
});

Deno.test("the configuration in force is listed without secrets", async () => {
  const text = JSON.stringify(await get("/settings"));
  assert(!text.includes(SECRET));
  const { settings } = JSON.parse(text);
  const row = (name: string) => settings.find((setting: { name: string }) => setting.name === name);
  const { value, is_set, is_secret } = row("SUPABASE_SERVICE_ROLE_KEY");
  assert.deepEqual([value, is_set, is_secret], [null, true, true]);
  assert.deepEqual([row("LOG_LEVEL").value, row("LOG_LEVEL").is_set], ["warn", true]);
  assert.deepEqual([row("PORT").value, row("PORT").is_set], ["8000", false]);
});

Deno.test("versions and workers are listed", async () => {
  const worker = startAdminWorker(sql, { dataDir: test.dataDir, hubUrl: "http://127.0.0.1:1", names: [] });
  try {
    const system = await until(async () => {
      const now = await get("/system");
      return now.workers.length > 0 && now;
    });
    assert.equal(system.deno, Deno.version.deno);
    assert.match(system.postgres, /^1\d\./);
    assert.deepEqual(system.workers[0].facts, { ffmpeg: "7.1", sandbox: "none" });
    assert.deepEqual([system.workers[0].model, system.workers[0].has_fixed_model], ["base", false]);
    assert.equal(system.workers[0].speed, null);
    const measured = { host: Deno.hostname(), model: "base", device: "cpu", soundSeconds: 50, runSeconds: 4 } as const;
    await transaction(sql, (tx) => recordEngineSpeed(tx, measured));
    const { measured_at, ...speed } = (await get("/system")).workers[0].speed;
    assert.deepEqual(speed, { model: "base", device: "cpu", times_real_time: 12.5 });
    assert.ok(Date.now() - Date.parse(measured_at) < 60_000);
  } finally {
    await worker.stop();
  }
});

Deno.test("the owner's sessions are listed, and ended one by one or all but the own", async () => {
  const signIn = async (address: string) => {
    const response = await test.request(`/sign-in?token=${TOKEN}`, { address, headers: { "User-Agent": "Browser/1" } });
    return { Cookie: response.headers.get("Set-Cookie")!.split(";")[0], "Sec-Fetch-Site": "same-origin" };
  };
  const [own, second, third] = [await signIn("192.0.2.1"), await signIn("192.0.2.2"), await signIn("192.0.2.3")];
  const sessionsOf = async (headers: Record<string, string>) => {
    const response = await test.request("/api/admin/sessions", { headers });
    return response.status === 200 ? (await response.json()).sessions : response.status;
  };
  const listed = await sessionsOf(own);
  const of = (address: string) => listed.find((one: { address: string }) => one.address === address);
  assert.deepEqual([of("192.0.2.1").is_current, of("192.0.2.2").is_current], [true, false]);
  assert.equal(of("192.0.2.2").user_agent, "Browser/1");
  const page = await (await test.request("/settings", { headers: own })).text();
  assert.ok(page.includes("This browser") && page.includes("192.0.2.2"));

  const end = (path: string) => test.request(`/api/admin/sessions${path}`, { method: "DELETE", headers: own });
  assert.equal((await end(`/${of("192.0.2.2").id}`)).status, 204);
  assert.equal(await sessionsOf(second), 401);
  await problemOf(await end(`/${of("192.0.2.2").id}`), 404);
  assert.ok(Array.isArray(await sessionsOf(third)));
  assert.equal((await end("")).status, 204);
  assert.equal(await sessionsOf(third), 401);
  assert.equal((await sessionsOf(own)).length, 1);
});

Deno.test("a session that is ended elsewhere ends its event streams and uploads at once, and keeps what has come", async () => {
  const signIn = async () => {
    const response = await test.request(`/sign-in?token=${TOKEN}`, { headers: { "User-Agent": crypto.randomUUID() } });
    return { Cookie: response.headers.get("Set-Cookie")!.split(";")[0], "Sec-Fetch-Site": "same-origin" };
  };
  const [own, other] = [await signIn(), await signIn()];
  const tus = { ...other, "Tus-Resumable": "1.0.0" };
  const made = await test.request("/api/uploads", { method: "POST", headers: { ...tus, "Upload-Length": "1000000" } });
  const path = made.headers.get("Location")!;
  /** A body whose first bytes come, and whose rest never does. */
  const begun = () => new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1000)) });
  const sent = { ...tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" };
  const uploading = test.app.request(path, { method: "PATCH", headers: sent, body: begun() }, {});
  const posting = test.app.request("/api/videos", { method: "POST", headers: other, body: begun() }, {});
  const streams = await Promise.all(
    [other, own].map(async (headers) => (await test.app.request("/api/events", { headers }, {})).body!.getReader()),
  );
  for (const reader of streams) await reader.read(); // they are open

  const { sessions } = await (await test.request("/api/admin/sessions", { headers: other })).json();
  const { id } = sessions.find(({ is_current }: { is_current: boolean }) => is_current);
  assert.equal((await test.request(`/api/admin/sessions/${id}`, { method: "DELETE", headers: own })).status, 204);
  for (let chunk = await streams[0].read(); !chunk.done;) chunk = await streams[0].read();
  assert.deepEqual([(await uploading).status, (await posting).status], [401, 401]);
  await streams[1].cancel(); // the other browser's goes on
  const head = await test.request(path, { method: "HEAD", as: "owner", headers: { "Tus-Resumable": "1.0.0" } });
  assert.equal(head.headers.get("Upload-Offset"), "1000");
  await test.request(path, { method: "DELETE", as: "owner", headers: { "Tus-Resumable": "1.0.0" } });
});

Deno.test("an address that guesses the token gets 429 with Retry-After, at the API, the link and OpenAI's endpoints", async () => {
  const address = "198.51.100.77";
  const headers = { Authorization: "Bearer a-guess" };
  for (let i = 0; i < 10; i++) assert.equal((await test.request("/api/videos", { address, headers })).status, 401);
  for (const path of ["/api/videos", "/v1/models", "/sign-in?token=another-guess"]) {
    const refused = await test.request(path, { address, ...(path.includes("token") ? {} : { headers }) });
    assert.equal(refused.status, 429, path);
    assert.match(refused.headers.get("Retry-After")!, /^[12]$/, path);
    await refused.body?.cancel();
  }
  const forwarded = { ...headers, "X-Forwarded-For": address };
  assert.equal((await test.request("/api/videos", { headers: forwarded })).status, 429, "behind a trusted proxy");
  assert.equal((await test.request("/api/videos", { as: "owner" })).status, 200);
});

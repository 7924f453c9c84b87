import assert from "node:assert/strict";
import { getVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { fixture } from "../../media_fixtures.ts";
import { listJobs } from "../../src/db/rows.ts";
import { problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const test = await startApp(sql, { maxUploadBytes: 500_000 });
Deno.test.afterAll(() => test.close());

const clip = await Deno.readFile(await fixture("talk.mp4"));

const replace = (id: string, body: BodyInit | null, query = "", headers: HeadersInit = {}) =>
  test.request(`/api/videos/${id}/file${query}`, { method: "PUT", as: "owner", body, headers });

async function readyVideo(): Promise<string> {
  const id = await seedVideo(test, { renditions: { "720p": { shortSide: 720, bytes: clip } } });
  await seedCaptions(test, id);
  return id;
}

const files = async () => (await test.files()).filter((path) => path.includes("/file-"));

Deno.test("PUT /api/videos/:id/file takes a file, queues its job, and leaves the video as it is until then", async () => {
  const id = await readyVideo();
  const before = await getVideo(sql, id);
  const response = await replace(id, clip, "?audio_track=1", {
    "Content-Disposition": 'attachment; filename="a/B.mp4"',
  });
  assert.equal(response.status, 202);
  const json = await response.json();
  const [job] = json.jobs.filter(({ kind }: { kind: string }) => kind === "replace_file");
  assert.equal(job.state, "queued");
  assert.deepEqual([json.state, json.title, json.file_name], ["ready", "A talk", "talk.mp4"]);
  assert.equal((await getVideo(sql, id)).originalKey, before.originalKey);
  const [{ payload }] = (await listJobs(sql, id)).filter(({ kind }) => kind === "replace_file");
  assert.deepEqual([payload.size_bytes, payload.file_name, payload.audio_track], [clip.length, "B.mp4", 1]);
  assert.deepEqual(await new Response(await test.storage.read(String(payload.key))).bytes(), clip);

  const again = await replace(id, clip, "?filename=Second.mp4");
  assert.equal(again.status, 202);
  const states = (await listJobs(sql, id)).filter(({ kind }) => kind === "replace_file").map(({ state, payload }) => [
    ...[state, payload.file_name],
  ]);
  assert.deepEqual(states, [["queued", "Second.mp4"], ["cancelled", "B.mp4"]]);
});

Deno.test("what is no upload replaces nothing, with the same answers as an upload", async () => {
  const id = await readyVideo();
  const before = await getVideo(sql, id);
  const stored = await files();
  const form = new FormData();
  form.set("file", new Blob([clip]));
  const wrong: [BodyInit | null, string, number, RegExp][] = [
    ["just text", "", 415, /neither|not audio or video|damaged/],
    [null, "", 415, /the body is empty/],
    [form, "", 415, /curl -T/],
    [new Uint8Array(600_000), "", 413, /500000/],
    [clip, "?audio_track=9", 415, /9/],
    [clip, "?audio_track=x", 400, /audio_track is "x"/],
    [clip, "?title=x", 400, /title/],
  ];
  for (const [body, query, status, detail] of wrong) {
    assert.match(await problemOf(await replace(id, body, query), status), detail, query);
  }
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(clip.subarray(0, 1000));
      controller.error(new Error("the connection was cut"));
    },
  });
  assert.ok((await replace(id, broken)).status >= 400);
  assert.deepEqual(await getVideo(sql, id), before);
  assert.deepEqual((await listJobs(sql, id)).filter(({ kind }) => kind === "replace_file"), []);
  const due = await sql<{ key: string }[]>`select key from streamforge.unused_objects where due_at <= now()`;
  for (const path of (await files()).filter((path) => !stored.includes(path))) {
    assert(due.some(({ key }) => path.endsWith(key)), `${path} is not going to be deleted`);
  }
});

Deno.test("a full disk is 507 before the body is read", async () => {
  const id = await readyVideo();
  const full = await startApp(sql, { dataDir: test.dataDir, minFreeBytes: Number.MAX_SAFE_INTEGER });
  try {
    const response = await full.request(`/api/videos/${id}/file`, { method: "PUT", as: "owner", body: clip });
    assert.match(await problemOf(response, 507), /not enough space/);
  } finally {
    await full.close();
  }
});

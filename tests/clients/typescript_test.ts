/** The TypeScript client against a running server. docs/api.md's example of it runs in `tests/api_examples_test.ts`. */
import assert from "node:assert/strict";
import {
  createClient,
  dataOf,
  ProblemError,
  replaceFile,
  uploadVideo,
  waitForCaptions,
} from "../../clients/typescript/src/mod.ts";
import { buildClient, clientTypes } from "../../tasks/client.ts";
import { finish } from "../../src/db/jobs/outcomes.ts";
import { recordRenditions } from "../../src/db/videos/renditions.ts";
import { testDatabase } from "../database.ts";
import { fixture } from "../media_fixtures.ts";
import { claimJob, seedCaptions, startApp, TOKEN } from "../routes/harness.ts";
import { withFolder } from "../temporary_folder.ts";

const root = new URL("../../", import.meta.url).pathname;
const { sql } = await testDatabase();
const app = await startApp(sql);
const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => app.app.fetch(request));
const baseUrl = `http://127.0.0.1:${server.addr.port}/`;
const FACTS = { durationSeconds: 12.5, width: 320, height: 180, hasVideo: true, hasAudio: true };
Deno.test.afterAll(async () => {
  await server.shutdown();
  await app.close();
});

Deno.test("clients/typescript/src/schema.d.ts is what ./sf client writes", async () => {
  const written = await Deno.readTextFile(`${root}clients/typescript/src/schema.d.ts`);
  assert.ok(written === await clientTypes(), "the API has changed: run ./sf client");
});

Deno.test("the client uploads, lists, waits for captions, changes and deletes", async () => {
  const client = createClient({ baseUrl, token: TOKEN });
  const file = new File([await Deno.readFile(await fixture("talk.mp4"))], "talk.mp4");
  const { id, title, visibility } = await uploadVideo(client, file, { visibility: "private" });
  assert.deepEqual([title, visibility], ["talk", "private"]);
  const params = { path: { id } };

  const { videos } = await dataOf(client.GET("/api/videos", { params: { query: { q: "talk", limit: 5 } } }));
  assert.deepEqual(videos.map((video) => video.id), [id]);

  const shares: number[] = [];
  const waiting = waitForCaptions(client, id, { pollSeconds: 0.05, onProgress: (share) => shares.push(share) });
  while (shares.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const job = await claimJob(sql, id, "transcode_video");
  await finish(sql, job, (tx) => recordRenditions(tx, id, [], { facts: FACTS }));
  await seedCaptions(app, id);
  const captioned = await waiting;
  assert.equal(captioned.captions[0].cue_count, 2);

  const changed = await dataOf(client.PATCH("/api/videos/{id}", { params, body: { title: "New", tags: ["Talk"] } }));
  assert.deepEqual([changed.title, changed.tags], ["New", ["talk"]]);
  const { jobs } = await replaceFile(client, id, file, { audio_track: 1 });
  assert.ok(jobs.some(({ kind }) => kind === "replace_file"));
  await dataOf(client.DELETE("/api/videos/{id}", { params }));
  const gone = await client.GET("/api/videos/{id}", { params });
  assert.equal(gone.response.status, 404);
  assert.match(gone.error!.detail, /no such video/);
});

Deno.test("an error of the server is thrown with its status and its words", async () => {
  const anonymous = createClient({ baseUrl });
  const upload = uploadVideo(anonymous, new Uint8Array([1, 2, 3]));
  await assert.rejects(
    upload,
    (error) => error instanceof ProblemError && error.status === 401 && /user/.test(error.message),
  );
  const client = createClient({ baseUrl, token: TOKEN });
  const wrong = dataOf(client.GET("/api/videos", { params: { query: { limit: 1000 } } }));
  await assert.rejects(wrong, { status: 400, message: 'limit is "1000": it must be a whole number from 1 to 100' });
});

Deno.test("waiting ends with an error where the captions fail, and when it is aborted", async () => {
  const client = createClient({ baseUrl, token: TOKEN });
  const { id } = await uploadVideo(client, await Deno.readFile(await fixture("talk.mp4")));
  const aborted = waitForCaptions(client, id, { pollSeconds: 0.05, signal: AbortSignal.timeout(100) });
  await assert.rejects(aborted, { name: "TimeoutError" });
  await sql`update streamforge.videos set state = 'ready', caption_status = 'failed', caption_error = 'no model' where id = ${id}`;
  await assert.rejects(waitForCaptions(client, id), { name: "ProblemError", message: "no model" });
});

Deno.test("what is published holds the module, its declarations and its package.json, and no source", async () => {
  const manifest = JSON.parse(await Deno.readTextFile(`${root}clients/typescript/package.json`));
  const { imports } = JSON.parse(await Deno.readTextFile(`${root}deno.json`));
  assert.equal(imports["openapi-fetch"], `npm:openapi-fetch@${manifest.dependencies["openapi-fetch"]}`);
  const { VERSION } = await import("../../src/core/version.ts");
  assert.equal(manifest.version, VERSION);
  await withFolder(async (folder) => {
    await buildClient(`${folder}/dist`);
    for (const path of [manifest.main, manifest.types]) assert.ok((await Deno.stat(`${folder}/${path}`)).isFile);
    const built = await import(`file://${folder}/dist/mod.js`);
    assert.deepEqual(
      Object.keys(built).sort(),
      ["ProblemError", "createClient", "dataOf", "replaceFile", "uploadVideo", "waitForCaptions"],
    );
  });
});

Deno.test("the TypeScript example of docs/api.md has the types of the client", async () => {
  const page = await Deno.readTextFile(`${root}docs/api.md`);
  const example = /```ts\n([\s\S]*?)```/.exec(page)![1];
  await withFolder(async (folder) => {
    const source = `file://${root}clients/typescript/src/mod.ts`;
    await Deno.writeTextFile(`${folder}/example.ts`, example.replace("streamforge-client", source));
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--config", `${root}deno.json`, `${folder}/example.ts`],
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
  });
});

/** Sends every route of the app as each kind of viewer, and compares the answers with `access_table.ts`. */
import assert from "node:assert/strict";
import { newId } from "../../src/core/ids.ts";
import type { Visibility } from "../../src/core/types.ts";
import { reportWorker } from "../../src/db/jobs/workers.ts";
import { addEndpoint, deleteEndpoint } from "../../src/db/webhooks/endpoints.ts";
import { insertEvent } from "../../src/db/webhooks/events.ts";
import { newWebhookSecret } from "../../src/webhooks/secret.ts";
import { testDatabase } from "../database.ts";
import { supabaseTokens, TEST_USERS } from "../supabase_tokens.ts";
import { ACCESS, type AccessRow, MIDDLEWARE, PLAYLIST, type ViewerName, VIEWERS, WEBHOOK } from "./access_table.ts";
import { type As, startApp } from "./harness.ts";
import { contentMark, OWNER_MARK, SERVER_MARK, type Stocked, stockVideo } from "./stocked_video.ts";

const { sql } = await testDatabase();
const supabase = await supabaseTokens();
const test = await startApp(sql, { supabase });
Deno.test.afterAll(async () => {
  await test.close();
  await supabase.close();
});

const VISIBILITIES = ["private", "unlisted", "public"] as const;
const AS: Record<ViewerName, As> = {
  ...{ nobody: "anonymous", other: "second_user", owner: "first_user", administrator: "owner" },
};
const folder = `/srv/${SERVER_MARK}/mine`;
/** A worker with a model in a folder, as one that is running now. */
const reportModels = () =>
  reportWorker(sql, {
    ...{ id: "w", version: "1", model: folder, device: "cpu" as const },
    fallbackReason: `CUDA does not work here: ${folder}/libcudart.so can't be opened`,
    models: ["base", folder],
  });
await reportModels();
const stock = {
  private: await stockVideo(test, { visibility: "private" }),
  unlisted: await stockVideo(test, { visibility: "unlisted" }),
  public: await stockVideo(test, { visibility: "public" }),
};

const methodOf = ({ route }: AccessRow) => route.split(" ")[0];
const pathOf = ({ route }: AccessRow) => route.split(" ")[1];
const isAboutUploads = (row: AccessRow) => pathOf(row).startsWith("/api/uploads");
const isAboutVideo = (row: AccessRow) =>
  /:id\b/.test(pathOf(row)) && !row.params?.id && !isAboutUploads(row) || typeof row.query === "function";

function addressOf(row: AccessRow, video: Stocked): string {
  const values: Record<string, string> = {
    ...{ id: isAboutUploads(row) ? video.upload : video.id, track: video.track, rev: video.revision },
    ...{ job: video.alignJob, ...row.params },
  };
  const path = pathOf(row).replace("*", "no/such/page")
    .replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => encodeURIComponent(values[name]));
  return path + (typeof row.query === "function" ? row.query(video) : row.query ?? "");
}

async function send(row: AccessRow, video: Stocked, viewer: ViewerName, method = methodOf(row)) {
  const value = ["GET", "HEAD", "OPTIONS"].includes(method) ? undefined : row.body?.(video);
  const response = await test.request(addressOf(row, video), {
    method,
    headers: row.headers,
    body: value === undefined || typeof value === "string" ? value as string : JSON.stringify(value),
    as: AS[viewer],
  });
  return { status: response.status, headers: response.headers, text: await readText(response) };
}

/** The body; of a stream of events what comes at once. */
async function readText(response: Response): Promise<string> {
  if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) return await response.text();
  let text = "";
  if (!response.body) return text;
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (/^event: /m.test(text)) break;
  }
  return text;
}

function expectedStatus({ expected }: AccessRow, visibility: Visibility, viewer: ViewerName): number {
  const statuses = "public" in expected ? expected[visibility] : expected;
  return statuses[VIEWERS.indexOf(viewer)];
}

/** What may not be in any answer to a viewer who asks about this video, or about none. */
function forbiddenMarks(viewer: ViewerName, asked: Visibility | null): string[] {
  if (viewer === "administrator") return [];
  if (viewer === "owner") return [SERVER_MARK];
  const hidden = VISIBILITIES.filter((visibility) =>
    visibility !== "public" && (visibility === "private" || visibility !== asked)
  );
  const { id, email } = TEST_USERS.first_user;
  return [...hidden.map(contentMark), OWNER_MARK, SERVER_MARK, id, email];
}

/** Makes the webhook of the table anew, with a delivery: rows before may have changed or deleted it. */
async function stockWebhook(): Promise<void> {
  const { id, delivery } = WEBHOOK;
  await deleteEndpoint(sql, id);
  const events = ["video.ready" as const];
  const row = { id, owner: TEST_USERS.first_user.id, url: "https://hooks.example/", description: OWNER_MARK, events };
  await addEndpoint(sql, { ...row, secret: newWebhookSecret() }, 10);
  const [made] = await insertEvent(sql, { type: "video.ready", videoId: null, data: {}, endpoints: [id] });
  await sql`update streamforge.webhook_deliveries set id = ${delivery} where id = ${made}`;
}

async function stockPlaylist(): Promise<void> {
  await sql`
    insert into streamforge.collections (id, owner, title, visibility)
    values (${PLAYLIST.id}, ${TEST_USERS.first_user.id}, ${`Mine ${OWNER_MARK}`}, 'private')
    on conflict (id) do nothing`;
}

async function check(row: AccessRow, visibility: Visibility, viewer: ViewerName): Promise<void> {
  const what = `${row.route} of a ${visibility} video as ${viewer}`;
  const needsOwn = row.isHidden || (row.spoils && expectedStatus(row, visibility, viewer) < 300);
  const video = needsOwn
    ? await stockVideo(test, { visibility, viewer, isHidden: row.isHidden })
    : { ...stock[visibility], viewer };
  if (pathOf(row).startsWith("/api/webhooks")) await stockWebhook();
  if (row.params === PLAYLIST) await stockPlaylist();
  const { status, text } = await send(row, video, viewer);
  assert.equal(status, expectedStatus(row, visibility, viewer), `${what}: ${text.slice(0, 300)}`);
  for (const mark of forbiddenMarks(viewer, isAboutVideo(row) ? visibility : null)) {
    assert.ok(!text.includes(mark), `${what} shows ${mark}: ${text.slice(0, 2000)}`);
  }
  for (const shown of row.shows?.[viewer] ?? []) {
    assert.ok(text.includes(contentMark(shown)), `${what}: no ${shown} one`);
  }
  if (needsOwn) await sql`delete from streamforge.videos where id = ${video.id}`;
}

Deno.test("every route of the app has a row in the table of access, and every row its route", () => {
  const specific = test.app.routes.filter(({ method }) => method !== "ALL" && method !== "OPTIONS");
  const listed = new Set(ACCESS.map(({ route }) => route));
  const existing = new Set(specific.map(({ method, path }) => `${method} ${path}`));
  assert.deepEqual([...existing].filter((route) => !listed.has(route)), [], "routes without a row");
  assert.deepEqual([...listed].filter((route) => !existing.has(route)), [], "rows without a route");

  const paths = new Set(specific.map(({ path }) => path));
  const catchAll = test.app.routes.filter(({ path }) => !paths.has(path) && !MIDDLEWARE.includes(path));
  assert.deepEqual(catchAll.map(({ method, path }) => `${method} ${path}`), [], "handlers without a row");
});

Deno.test("a method that has no row is refused, to an administrator too", async () => {
  for (const row of ACCESS) {
    const listed = ACCESS.filter((other) => pathOf(other) === pathOf(row)).map(methodOf);
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"].filter((method) => !listed.includes(method))) {
      const { status } = await send({ ...row, body: undefined }, stock.public, "administrator", method);
      assert.ok([404, 405].includes(status), `${method} ${pathOf(row)}: ${status}`);
    }
  }
});

for (const row of ACCESS) {
  Deno.test(`${addressOf(row, { ...stock.public, id: ":id", upload: ":id" })} by ${methodOf(row)} answers each viewer as the table says`, async () => {
    for (const viewer of VIEWERS) {
      for (const visibility of isAboutVideo(row) ? VISIBILITIES : ["public"] as const) {
        await check(row, visibility, viewer);
      }
    }
  });
}

Deno.test("a video's owner gets what the marks mark, so that their absence elsewhere says something", async () => {
  const rowOf = (route: string) => ACCESS.find((row) => row.route === route)!;
  const video = stock.private;
  const { text } = await send(rowOf("GET /api/videos/:id"), video, "owner");
  for (const mark of [contentMark("private"), OWNER_MARK]) assert.ok(text.includes(mark), mark);
  for (const route of ["revisions", "revisions/:rev", "revisions/:rev/difference", "draft", "align/:job"]) {
    const row = rowOf(`GET /api/videos/:id/tracks/:track/${route}`);
    assert.ok((await send(row, video, "owner")).text.includes(OWNER_MARK), route);
  }
});

/** An answer without the ids that were asked for. */
async function answerOf(row: AccessRow, video: Stocked, viewer: ViewerName, method: string) {
  const { status, headers, text } = await send(row, video, viewer, method);
  const ids = [video.id, video.track, video.revision, video.alignJob, video.upload, ...Object.values(row.params ?? {})];
  const plain = (value: string) => ids.reduce((rest, id) => rest.replaceAll(id, "ID"), value);
  return { status, headers: [...headers].map(([name, value]) => [name, plain(value)]), text: plain(text) };
}

Deno.test("no answer tells what is another's from what is missing: not by HEAD, OPTIONS, other methods or validators", async () => {
  await stockWebhook();
  await stockPlaylist();
  const ids = { id: newId(), track: newId(), revision: newId(), alignJob: newId(), upload: newId() };
  const missing = { ...stock.private, ...ids };
  const isOfSomebody = (row: AccessRow) =>
    isAboutVideo(row) || row.params === WEBHOOK || row.params === PLAYLIST ||
    (isAboutUploads(row) && pathOf(row).includes(":id"));
  for (const row of ACCESS.filter(isOfSomebody)) {
    const methods = new Set([methodOf(row), "GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"]);
    const present = { ...row, headers: { ...row.headers, "If-None-Match": "*", Range: "bytes=0-0" } };
    const isByParams = row.params === WEBHOOK || row.params === PLAYLIST;
    const absent = isByParams ? { ...present, params: { ...row.params, id: newId(), delivery: newId() } } : present;
    for (const method of methods) {
      for (const viewer of ["nobody", "other"] as const) {
        const hidden = await answerOf(present, stock.private, viewer, method);
        assert.deepEqual(
          hidden,
          await answerOf(absent, missing, viewer, method),
          `${method} ${pathOf(row)} as ${viewer}`,
        );
      }
    }
  }
});

Deno.test("a request for a model that is not there does not list the folders of the server, but to an administrator", async () => {
  await reportModels();
  const { id } = stock.unlisted;
  const body = JSON.stringify({ model: "none" });
  const form = new FormData();
  form.set("model", "none");
  form.set("file", new Blob(["abc"]), "a.wav");
  for (const [as, isTold] of [["first_user", false], ["owner", true]] as const) {
    const answers = await Promise.all([
      test.request(`/api/videos/${id}/captions/regenerate`, { method: "POST", body, as }),
      test.request("/v1/models/none", { as }),
      test.request("/v1/audio/transcriptions", { method: "POST", body: form, as }),
    ]);
    for (const answer of answers) {
      const text = await answer.text();
      assert.ok([400, 404].includes(answer.status) && text.includes("base"), text);
      assert.equal(text.includes(SERVER_MARK), isTold, `${as}: ${text}`);
    }
  }
});

Deno.test("HEAD has the status of GET for every viewer", async () => {
  await stockWebhook();
  await stockPlaylist();
  for (const row of ACCESS.filter((row) => methodOf(row) === "GET" && !isAboutUploads(row))) {
    for (const viewer of VIEWERS) {
      const { status, text } = await send(row, { ...stock.private, viewer }, viewer, "HEAD");
      assert.deepEqual([status, text], [expectedStatus(row, "private", viewer), ""], `${row.route} as ${viewer}`);
    }
  }
});

Deno.test("a user does not reach the track, revision, job or draft of another by an own video's address", async () => {
  const own = await stockVideo(test, { visibility: "private" });
  await sql`update streamforge.videos set owner = ${TEST_USERS.second_user.id} where id = ${own.id}`;
  for (const row of ACCESS.filter((row) => pathOf(row).includes(":track"))) {
    const mixed = { ...stock.private, id: own.id };
    const { status, text } = await send(row, mixed, "other");
    assert.equal(status, 404, `${row.route}: ${text.slice(0, 300)}`);
    assert.ok(!text.includes(contentMark("private")), row.route);
    if (!/:rev|:job|restore|copy/.test(row.route)) continue;
    const ofTrack = { ...stock.private, id: own.id, track: own.track };
    const { status: second } = await send(row, ofTrack, "other");
    assert.equal(second, 404, `${row.route} with an own track`);
  }
});

Deno.test("a failed video tells its reason to its owner alone", async () => {
  const failed = await stockVideo(test, { visibility: "public" });
  await sql`
    update streamforge.videos set state = 'failed', caption_status = 'failed', tags = '{}' where id = ${failed.id}`;
  await sql`
    insert into streamforge.jobs (id, kind, video_id, state, error)
    select id || kind, kind, ${failed.id}, 'dead', ${`error ${OWNER_MARK}`}
    from (select ${newId()} as id, unnest(array['transcode_video', 'caption_video', 'inspect_audio', 'explain_window'])
      as kind) k`;
  for (const row of ACCESS.filter((row) => methodOf(row) === "GET" && isAboutVideo(row))) {
    for (const viewer of ["nobody", "other"] as const) {
      const { text, status } = await send(row, { ...failed, viewer }, viewer);
      assert.ok(status < 500, `${row.route}: ${status} ${text}`);
      for (const mark of [OWNER_MARK, TEST_USERS.first_user.id]) {
        assert.ok(!text.includes(mark), `${row.route}: ${text}`);
      }
    }
  }
});

import assert from "node:assert/strict";
import { enqueue } from "../../../src/db/videos/video_jobs.ts";
import { fail } from "../../src/jobs/queue.ts";
import { findVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { claimJob, problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const HTML = { headers: { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" } };
const media = { source: { shortSide: 180, bytes: new Uint8Array([1, 2, 3]) } };

async function page(
  path: string,
  as: "anonymous" | "browser" = "anonymous",
): Promise<{ response: Response; html: string }> {
  const response = await app.request(path, { ...HTML, as });
  return { response, html: await response.text() };
}

Deno.test("every page has a policy without inline script or style, and holds neither", async () => {
  const id = await seedVideo(app, { renditions: media });
  await seedCaptions(app, id);
  for (const path of ["/", `/videos/${id}`, "/sign-in", "/nothing/here"]) {
    const { response, html } = await page(path, "browser");
    const policy = response.headers.get("Content-Security-Policy") ?? "";
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self';/);
    assert.match(policy, /style-src 'self';/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
    assert.match(html, /^<!doctype html>/i);
    assert.match(html, /<main id="main"/);
    assert.doesNotMatch(html, /https?:\/\/(?!localhost)/, "nothing comes from elsewhere");
  }
});

Deno.test("commands shown on a page use the host name of the request, and repeat none that nobody vouches for", async () => {
  const { html } = await page("http://localhost:9000/sign-in");
  assert.match(html, / http:\/\/localhost:9000\/api\/videos<\/pre>/);
  const { html: unknown } = await page("https://films.example:9000/sign-in");
  assert.match(unknown, / \$SERVER\/api\/videos<\/pre>/);
  assert.doesNotMatch(unknown, /films\.example/);
});

Deno.test("Cross-Origin-Opener-Policy is sent where browsers honour it: over TLS and on localhost", async () => {
  const policyAt = async (address: string, headers: Record<string, string> = {}) => {
    const response = await app.request(address, { headers: { ...HTML.headers, ...headers } });
    return response.headers.get("Cross-Origin-Opener-Policy");
  };
  for (const host of ["localhost:8000", "films.localhost", "127.0.0.1:8000", "[::1]:8000"]) {
    assert.equal(await policyAt(`http://${host}/sign-in`), "same-origin", host);
  }
  assert.equal(await policyAt("https://films.example/sign-in"), "same-origin");
  assert.equal(await policyAt("http://films.example/sign-in", { "X-Forwarded-Proto": "https" }), "same-origin");
  // on other hosts Chromium logs an error for each page that sends the header
  for (const host of ["films.example", "192.168.1.5:8000", "localhost.example", "127.0.0.1.example"]) {
    assert.equal(await policyAt(`http://${host}/sign-in`), null, host);
  }
});

Deno.test("titles, file names and error messages never become markup", async () => {
  const evil = `"><img src=x onerror=alert(1)>'&`;
  const id = await seedVideo(app, { title: evil });
  await fail(sql, await claimJob(sql, id, "transcode_video"), { message: evil, permanent: true });
  for (const path of ["/", "/library/cards", `/library/cards/${id}`, `/videos/${id}`, `/videos/${id}/parts`]) {
    const { html } = await page(path, "browser");
    assert.doesNotMatch(html, /<img src=x/, path);
    assert.match(html, /&lt;img src=x onerror=alert\(1\)&gt;/, path);
  }
});

Deno.test("GET /videos/:id is 404 for other people's private videos and for videos that do not exist", async () => {
  const id = await seedVideo(app, { visibility: "private", renditions: media });
  assert.equal((await page(`/videos/${id}`, "browser")).response.status, 200);
  for (const path of [`/videos/${id}`, "/videos/AAAAAAAAAAAAAAAAAAAAAA", "/videos/x"]) {
    const { response, html } = await page(path);
    assert.equal(response.status, 404);
    assert.match(html, /There is nothing here/);
  }
  // the script of an open page gets 204, which browsers do not log as an error
  assert.equal((await page(`/videos/${id}/parts`)).response.status, 204);
  assert.equal((await page(`/library/cards/${id}`)).response.status, 204);
});

Deno.test("the card of an unlisted video is not served to other people", async () => {
  const id = await seedVideo(app, { visibility: "unlisted", renditions: media });
  assert.equal((await page(`/library/cards/${id}`)).response.status, 204);
  assert.equal((await page(`/library/cards/${id}`, "browser")).response.status, 200);
});

Deno.test("an unknown path is an HTML page for browsers, and a problem document for others and below /api", async () => {
  const { response, html } = await page("/nothing");
  assert.deepEqual([response.status, response.headers.get("Content-Type")], [404, "text/html; charset=UTF-8"]);
  assert.match(html, /There is nothing here/);
  await problemOf(await app.request("/nothing"), 404);
  await problemOf(await app.request("/api/nothing", HTML), 404);
});

Deno.test("only public videos' pages may be listed by search engines", async () => {
  const open = await seedVideo(app, { visibility: "public" });
  const unlisted = await seedVideo(app, { visibility: "unlisted" });
  assert.doesNotMatch((await page(`/videos/${open}`)).html, /noindex/);
  assert.match((await page(`/videos/${unlisted}`)).html, /noindex/);
});

Deno.test("assets are cached for ever under their hash, and other names are 404", async () => {
  const { html } = await page("/");
  const paths = [...html.matchAll(/\/assets\/[^"]+/g)].map(([path]) => path);
  assert.equal(paths.length, 4); // two icons, the style, the script
  for (const path of paths) {
    const response = await app.request(path);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("Cache-Control")!, /immutable/);
    await response.body?.cancel();
  }
  for (const path of ["/assets/manifest.json", "/assets/..%2fmanifest.json", "/assets/%2e%2e/manifest.json"]) {
    assert.equal((await app.request(path)).status, 404, path);
  }
});

Deno.test("the list has a next page after its 60th video", async () => {
  const rows = Array.from({ length: 70 }, (_, i) => i);
  for (const i of rows) await seedVideo(app, { title: `Number ${i}`, visibility: "public" });
  const first = (await page("/")).html;
  const more = /href="(\/\?cursor=[^"]+)"/.exec(first)![1];
  const ids = (html: string) => [...html.matchAll(/data-id="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(ids(first).length, 60);
  const next = (await page(more)).html;
  assert(ids(next).length >= 10);
  assert(ids(next).every((id) => !ids(first).includes(id)));
  assert.equal((await page("/?cursor=x")).response.status, 400);
});

Deno.test("POST /videos/:id/retry queues a failed video again, only for its owner and from this site's pages", async () => {
  const id = await seedVideo(app, { visibility: "public" });
  await problemOf(await app.request(`/videos/${id}/retry`, { method: "POST", as: "owner" }), 409); // not failed yet
  await fail(sql, await claimJob(sql, id, "transcode_video"), { message: "no space", permanent: true });
  const retry = (as: "anonymous" | "browser", site = "same-origin") =>
    app.request(`/videos/${id}/retry`, { method: "POST", as, headers: { "Sec-Fetch-Site": site } });
  await problemOf(await retry("anonymous"), 401);
  await problemOf(await retry("browser", "cross-site"), 403);
  assert.equal((await retry("browser")).status, 202);
  assert.deepEqual((await findVideo(sql, id))!.jobs.map((job) => job.kind), ["transcode_video"]);
});

Deno.test("POST /videos/:id/retry queues failed renditions again, and clears the error", async () => {
  const id = await seedVideo(app, { renditions: { source: { shortSide: 720, bytes: new Uint8Array(3) } } });
  await enqueue(sql, { kind: "transcode_renditions", videoId: id });
  await fail(sql, await claimJob(sql, id, "transcode_renditions"), { message: "ffmpeg crashed", permanent: true });
  assert.match((await findVideo(sql, id))!.error!, /other sizes could not be made/);
  assert.equal((await app.request(`/videos/${id}/retry`, { method: "POST", as: "owner" })).status, 202);
  const video = (await findVideo(sql, id))!;
  assert.equal(video.error, null);
  assert.ok(video.jobs.some(({ kind }) => kind === "transcode_renditions"));
});

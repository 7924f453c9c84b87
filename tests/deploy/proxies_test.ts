/** The examples of deploy/nginx and deploy/caddy, tried with the real programs before the real app and its door. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PAGES } from "../../routes/web/pages.ts";
import { DEFAULT_TIMES } from "../../src/door/limits.ts";
import { openDoor } from "../../src/door/door.ts";
import { browserTest, inTab, openBrowser, until } from "../browser.ts";
import { quietLog, testDatabase } from "../database.ts";
import { fixture } from "../media_fixtures.ts";
import { seedCaptions, startApp, TOKEN } from "../routes/harness.ts";
import { CUES, seedReal } from "../routes/web/player/player_page.ts";
import { choose, clip, row, videosTitled } from "../routes/web/library/upload_page.ts";
import { bytesBelow, PROXIES, type Proxy, type ProxyName, startProxy } from "./proxies.ts";

const BIG_BYTES = 100_000_000;
/** More than either program needs for itself, and less than the half of an upload. */
const MOST_BYTES = 120_000_000;

const { sql } = await testDatabase();
const app = await startApp(sql, { maxUploadBytes: 200_000_000 });
const stopping = new AbortController();
const door = openDoor({
  hostname: "127.0.0.1",
  port: 0,
  handle: (request, client) => app.app.fetch(request, client),
  limits: { ...DEFAULT_TIMES, maxConnections: 200, maxPerAddress: 50 },
  log: quietLog,
  signal: stopping.signal,
});
const browser = await openBrowser();
const id = await seedReal(app, { source: await fixture("talk.mp4") }, { title: "A talk behind a proxy" });
await seedCaptions(app, id, { cues: CUES });
const big = await clip("behind_a_proxy.mp4", BIG_BYTES);
Deno.test.afterAll(async () => {
  await browser.close();
  stopping.abort();
  await door.finished;
  await app.close();
});

const bearer = { Authorization: `Bearer ${TOKEN}` };

/** Runs `use` with each proxy whose name fits, and the address of the server behind it. */
async function behind(fits: (name: ProxyName) => boolean, use: (proxy: Proxy, site: string) => Promise<void>) {
  for (const name of Object.keys(PROXIES) as ProxyName[]) {
    if (!fits(name)) continue;
    const proxy = await startProxy(name, door.addr.port);
    try {
      await use(proxy, proxy.origin + (name.includes("below") ? "/video" : "")).catch((error) => {
        throw new Error(`${name}: ${error.message}`, { cause: error });
      });
    } finally {
      await proxy.stop();
    }
  }
}

/** The big file as a stream that stops in the middle until the server has stored most of what came before. */
function twoHalves(storedBefore: number): ReadableStream<Uint8Array> {
  const file = Deno.openSync(big);
  let sent = 0;
  return new ReadableStream({
    async pull(controller) {
      if (sent > BIG_BYTES / 2 && sent < BIG_BYTES / 2 + 300_000) {
        const wanted = storedBefore + 0.9 * BIG_BYTES / 2;
        await until("the first half at the server", async () => await bytesBelow(app.dataDir) > wanted);
      }
      const chunk = new Uint8Array(256 * 1024);
      const n = await file.read(chunk);
      if (n === null) {
        file.close();
        return controller.close();
      }
      sent += n;
      controller.enqueue(chunk.subarray(0, n));
    },
  });
}

async function assertBounded(proxy: Proxy): Promise<void> {
  const peak = await proxy.peakBytes();
  assert.ok(peak < MOST_BYTES, `the proxy took ${Math.round(peak / 1e6)} MB of memory`);
  assert.equal(await proxy.bufferedBytes(), 0, "nothing was written to the proxy's disk");
}

Deno.test("100 MB pass through both proxies in one request and by tus, while they are sent", async () => {
  await behind((name) => !name.includes("below"), async (proxy, site) => {
    const before = await bytesBelow(app.dataDir);
    const once = await fetch(`${site}/api/videos?title=once`, {
      ...{ method: "POST", headers: bearer, client: proxy.client, body: twoHalves(before) },
    });
    assert.equal(once.status, 201, await once.text());

    const { size } = await Deno.stat(big);
    const tus = { ...bearer, "Tus-Resumable": "1.0.0" };
    const created = await fetch(`${site}/api/uploads`, {
      ...{ method: "POST", client: proxy.client },
      headers: { ...tus, "Upload-Length": String(size), "Upload-Metadata": `filename ${btoa("big.mp4")}` },
    });
    await created.body?.cancel();
    assert.equal(created.status, 201);
    const sent = await fetch(new URL(created.headers.get("Location")!, site), {
      ...{ method: "PATCH", client: proxy.client, body: twoHalves(await bytesBelow(app.dataDir)) },
      headers: { ...tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" },
    });
    assert.equal(sent.status, 204, await sent.text());
    assert.equal(sent.headers.get("Upload-Offset"), String(size));
    assert.match(sent.headers.get("X-Video-Id")!, /^[\w-]{22}$/);
    await assertBounded(proxy);
  });
});

Deno.test("ranges, playlists, server-sent events and the sign-in link pass through every proxy", async () => {
  await behind(() => true, async ({ client }, site) => {
    const get = (path: string, headers: Record<string, string> = {}) =>
      fetch(new URL(path, site), { client, headers, redirect: "manual" });
    const video = await (await get(`${site}/api/videos/${id}`)).json();
    const range = await get(video.renditions[0].url, { Range: "bytes=100-199" });
    assert.equal(range.status, 206);
    assert.match(range.headers.get("Content-Range")!, /^bytes 100-199\/\d+$/);
    assert.equal((await range.arrayBuffer()).byteLength, 100);

    const master = await get(`${site}/api/stream/${id}/master.m3u8`);
    const names = (await master.text()).split("\n").filter((line) => line && !line.startsWith("#"));
    const playlist = await get(new URL(names[0], master.url).href);
    assert.match(await playlist.text(), /#EXTINF/);

    const events = await get(`${site}/api/videos/${id}/events`);
    assert.match(events.headers.get("Content-Type")!, /^text\/event-stream/);
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    const first = (await reader.read()).value!;
    assert.match(first, /^retry: \d+/, "the first event comes while the stream is open");
    const title = `renamed ${crypto.randomUUID()}`;
    await app.request(`/api/videos/${id}`, {
      ...{ method: "PATCH", as: "owner", body: JSON.stringify({ title }) },
      headers: { "Content-Type": "application/json" },
    });
    // a proxy that buffered would hold the event back until the stream ends
    for (let text = first; !text.includes("event: video");) text += (await reader.read()).value!;
    await reader.cancel();

    const signIn = await get(`${site}/sign-in?token=${TOKEN}`, { "X-Forwarded-Prefix": "/evil" });
    await signIn.body?.cancel();
    const path = new URL(site).pathname.replace(/\/$/, "");
    assert.equal(signIn.headers.get("Location"), `${path}/`);
    assert.match(signIn.headers.get("Set-Cookie")!, new RegExp(`; Path=${path || "/"}; .*; Secure$`));
  });
});

/** What a page asks for beside the proxy's path, and answers that are errors. */
function watchRequests(page: Page): string[] {
  const wrong: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol === "https:" && !url.pathname.startsWith("/video/")) wrong.push(`outside: ${url.pathname}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`);
  });
  return wrong;
}

async function useEveryPage(page: Page, wrong: string[]): Promise<void> {
  for (const path of PAGES.flatMap(({ paths }) => paths)) {
    // the example needs no analysed video
    const query = path === "/learn/whisper" ? "?video=example" : "";
    const response = await page.goto(`/video${path.replace(":id", id)}${query}`);
    assert.equal(response!.status(), 200, path);
    await page.waitForLoadState("load");
    if (path === "/videos/:id") {
      await page.locator("#lines li").first().waitFor();
      await page.keyboard.press("k"); // a page with a poster loads nothing before
      await until("playback", () => page.evaluate(() => document.querySelector("video")!.readyState >= 2));
    }
    if (path === "/videos/:id/edit") await page.locator(".cue").first().waitFor();
    if (path.startsWith("/learn/")) await page.locator("main canvas:visible").first().waitFor();
    if (path === "/") await page.locator('#link-state[data-state="live"]').waitFor();
    assert.deepEqual(wrong, [], path);
  }
}

Deno.test("no proxy passes on who or where a client says that it is", async () => {
  await behind(() => true, async ({ client, origin }, site) => {
    const forged = {
      "X-Forwarded-For": "10.9.9.9",
      "X-Forwarded-Host": "evil.example",
      "X-Forwarded-Proto": "http",
      "X-Forwarded-Prefix": "/evil",
    };
    const get = (path: string, headers: Record<string, string>) =>
      fetch(site + path, { client, headers: { ...forged, ...headers }, redirect: "manual" });
    const signIn = await get(`/sign-in?token=${TOKEN}`, { "User-Agent": `${origin} forged` });
    assert.match(signIn.headers.get("Set-Cookie")!, /; Secure$/);
    assert.equal(signIn.headers.get("Location"), `${site.slice(origin.length)}/`);
    const { sessions } = await (await get("/api/admin/sessions", bearer)).json();
    const made = sessions.find(({ user_agent }: { user_agent: string }) => user_agent === `${origin} forged`);
    assert.equal(made.address, "127.0.0.1");
    assert.ok(!(await (await get(`/videos/${id}`, bearer)).text()).includes("evil"));
  });
});

Deno.test(
  browserTest("below a path of a proxy every page works: upload, player, editor, search, sign-out", async () => {
    await behind((name) => name.includes("below"), async (proxy) => {
      await inTab(browser, { origin: proxy.origin, ignoreHTTPSErrors: true }, async ({ page }) => {
        const wrong = watchRequests(page);
        await page.goto(`/video/sign-in?token=${TOKEN}`);
        assert.equal(new URL(page.url()).pathname, "/video/");
        const name = `${crypto.randomUUID()}.mp4`;
        await choose(page, await clip(name));
        await row(page, name).filter({ hasText: "done" }).or(page.locator(".card", { hasText: name.slice(0, -4) }))
          .first().waitFor();
        await until("the uploaded video", async () => (await videosTitled(sql, name.slice(0, -4))).length === 1);
        await useEveryPage(page, wrong);

        await page.goto("/video/search");
        await page.locator("#search-query").fill("line");
        await page.locator("a[data-hit].moment").first().click();
        await page.waitForURL(`**/video/videos/${id}?t=*`);
        await page.locator("#sign-out").click();
        await page.locator('a.button[href="/video/sign-in"]').waitFor();
        assert.equal(new URL(page.url()).pathname, "/video/");
        assert.deepEqual(wrong, []);
      });
    });
  }),
);

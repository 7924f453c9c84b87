import assert from "node:assert/strict";
import { browserTest, inTab, until } from "../../../browser.ts";
import { openPlayers } from "./player_page.ts";

const OTHER_NAME = "blog.example";
const { app, origin, browser, captioned } = await openPlayers({ hostRules: `MAP ${OTHER_NAME} 127.0.0.1` });

Deno.test("GET /embed/:id may be framed by any page, and other sites may frame no other page", async () => {
  const id = await captioned();
  const response = await app.request(`/embed/${id}`);
  assert.equal(response.status, 200);
  const policy = response.headers.get("Content-Security-Policy")!;
  assert.match(policy, /frame-ancestors 'self' \*/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(response.headers.get("Set-Cookie"), null);
  const html = await response.text();
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
  assert.match(html, /<link rel="alternate" type="application\/json\+oembed" href="[^"]+oembed\?format=json&amp;url=/);
  const watch = await app.request(`/videos/${id}`);
  assert.match(watch.headers.get("Content-Security-Policy")!, /frame-ancestors 'self'(;|$)/);
  assert.match(await watch.text(), /<link rel="alternate" type="application\/json\+oembed"/);
});

Deno.test("GET /embed/:id of a private video is 404 for everybody, including its owner", async () => {
  const id = await captioned();
  await app.sql`update streamforge.videos set visibility = 'private' where id = ${id}`;
  for (const as of ["anonymous", "browser"] as const) {
    assert.equal((await app.request(`/embed/${id}`, { as })).status, 404, as);
  }
  const watch = await app.request(`/videos/${id}`, { as: "browser" });
  assert.doesNotMatch(await watch.text(), /oembed/, "nobody is told how to embed it");
});

Deno.test(browserTest("a page of another site plays the video in a frame, with captions and keys", async () => {
  const id = await captioned();
  const html = `<!doctype html><html lang="en"><title>Blog</title><link rel="icon" href="data:,">` +
    `<iframe src="${origin}/embed/${id}?t=1" width="480" height="354" allow="fullscreen"></iframe></html>`;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(html, { headers: { "Content-Type": "text/html" } }),
  );
  try {
    await inTab(browser, { origin: `http://${OTHER_NAME}:${server.addr.port}` }, async ({ page }) => {
      await page.goto("/");
      const frame = page.frameLocator("iframe");
      const time = () => frame.locator("video").evaluate((video: HTMLVideoElement) => video.currentTime);
      await until("it stands at 1 s", async () => Math.abs(await time() - 1) < 0.01);
      await until(
        "the cue shows",
        () =>
          frame.locator("video").evaluate((video: HTMLVideoElement) => video.textTracks[0].activeCues?.length === 1),
      );
      await frame.getByRole("button", { name: "captions" }).click();
      assert.equal(await frame.locator("#captions").getAttribute("aria-pressed"), "false");
      await frame.getByRole("button", { name: "Play", exact: true }).click();
      await until("it plays", async () => await time() > 1.05);
      await page.keyboard.press("0");
      await until("a key within the frame", async () => await time() < 1);
      assert.equal(await frame.getByRole("link", { name: "A talk" }).getAttribute("target"), "_blank");
      assert.equal(await frame.locator("#lines, #rename, #delete").count(), 0);
    });
  } finally {
    await Promise.race([server.shutdown(), new Promise((done) => setTimeout(done, 500))]);
  }
}));

Deno.test(browserTest("a change is shown without loading it again", async () => {
  const id = await captioned();
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/embed/${id}`);
    await page.locator('#link-state[data-state="live"]').waitFor({ state: "attached" });
    await page.evaluate(() => document.documentElement.dataset.loaded = "once");
    const body = "WEBVTT\n\n00:00.100 --> 00:01.000\nGuten Tag.\n";
    const headers = { "content-type": "text/vtt" };
    const added = await app.request(`/api/videos/${id}/captions?lang=de`, {
      ...{ method: "PUT", as: "owner", body, headers },
    });
    assert.equal(added.status, 201);
    await page.locator('#tracks [data-language="de"]').waitFor({ state: "attached" });
    assert.equal(await page.locator("html").getAttribute("data-loaded"), "once");
  });
}));

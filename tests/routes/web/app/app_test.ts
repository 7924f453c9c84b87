/** The pages as an installed app: manifest, offline page, and files that other apps share. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { listVideos } from "../../../../src/db/videos/videos.ts";
import type { Sql } from "../../../../src/db/pool/client.ts";
import { browserTest, cable, inTab, openBrowser, serveApp, until } from "../../../browser.ts";
import { testDatabase } from "../../../database.ts";
import { fixture } from "../../../media_fixtures.ts";
import { startApp, type TestApp, TOKEN } from "../../harness.ts";

const browser = await openBrowser();
Deno.test.afterAll(() => browser.close());
const APP = { serviceWorkers: "allow" as const };

/** Runs a test on a server of its own, behind a cable that can be cut. */
async function server(use: (app: TestApp, line: ReturnType<typeof cable>) => Promise<void>): Promise<void> {
  const { sql, close: drop } = await testDatabase();
  const app = await startApp(sql);
  const { port, close } = serveApp(app);
  const line = cable(port);
  try {
    await use(app, line);
  } finally {
    line.close();
    await close();
    await app.close();
    await drop();
  }
}

/** Waits until the service worker has the page. One that was opened while it began is not taken over: the next one is. */
async function isInstalled(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  if (await page.evaluate(() => navigator.serviceWorker.controller === null)) await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
}

async function titles(sql: Sql): Promise<string[]> {
  const { videos } = await listVideos(sql, { reader: { user: "owner", isAdministrator: true } });
  return videos.map(({ title }) => title);
}

/** What the browser keeps of this site, beside its HTTP cache. */
function cacheKeys(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
    }
    return found;
  });
}

const keptFiles = async (page: Page) => (await cacheKeys(page)).filter((path) => path.startsWith("/shared-files/"));

/** Posts files to the share target as Android does: a navigation with a form of several parts. */
async function share(page: Page, files: Record<string, Uint8Array>, site = ""): Promise<void> {
  const parts = Object.entries(files).map(([name, bytes]) => [name, bytes.toBase64()] as const);
  await page.evaluate(({ parts, action }) => {
    const form = Object.assign(document.createElement("form"), {
      ...{ method: "post", enctype: "multipart/form-data", action },
    });
    const input = Object.assign(document.createElement("input"), { type: "file", name: "files", multiple: true });
    const data = new DataTransfer();
    for (const [name, base64] of parts) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], name, { type: "video/mp4" }));
    }
    input.files = data.files;
    const title = Object.assign(document.createElement("input"), { name: "title", value: "From the gallery" });
    form.append(title, input);
    document.body.append(form);
    form.submit();
  }, { parts, action: `${site}/share-target` });
  await page.waitForURL((url) => url.pathname === `${site}/`);
}

/** Shows the next pages in a window of the installed app, which no test of Chromium can open. */
async function asInstalled(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { matchMedia } = globalThis;
    globalThis.matchMedia = (query) => matchMedia(query === "(display-mode: standalone)" ? "all" : query);
  });
}

const talk = await Deno.readFile(await fixture("talk.mp4"));

Deno.test(browserTest("Chromium finds nothing that keeps the pages from being installed", async () => {
  await server(async (_app, { origin }) => {
    await inTab(browser, { origin, ...APP }, async ({ page }) => {
      await page.goto("/");
      await isInstalled(page);
      const devtools = await page.context().newCDPSession(page);
      const { url, errors, data } = await devtools.send("Page.getAppManifest");
      assert.equal(url, `${origin}/manifest.webmanifest`);
      assert.deepEqual(errors, []);
      const manifest = JSON.parse(data!);
      assert.deepEqual([manifest.name, manifest.display, manifest.id], ["StreamForge", "standalone", "/"]);
      for (const { src, sizes, type } of manifest.icons) {
        const response = await page.request.get(new URL(src, url).href);
        assert.equal(response.headers()["content-type"], type);
        const png = new DataView(new Uint8Array(await response.body()).buffer);
        assert.equal(`${png.getUint32(16)}x${png.getUint32(20)}`, sizes);
      }
      const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
      const others = installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito");
      assert.deepEqual(others, []); // every context of a test is incognito
    });
  });
}));

Deno.test(browserTest("without a server the pages say so, and come back by themselves", async () => {
  await server(async (_app, line) => {
    await inTab(browser, { origin: line.origin, signedIn: true, ...APP }, async ({ page, complaints }) => {
      await page.goto("/playlists");
      await isInstalled(page);
      const stored = (await cacheKeys(page)).toSorted();
      assert.equal(stored.length, 4, stored.join(" "));
      assert.ok(
        stored.every((path) => /^\/(offline|assets\/(style|offline|icon)-\w+\.\w+)$/.test(path)),
        stored.join(" "),
      );
      const offline = await page.evaluate(async () => await (await caches.match("/offline"))!.text());
      assert.doesNotMatch(offline, /owner|sign-out|settings/);
      line.cut();
      await page.goto("/learn");
      await page.getByRole("heading", { name: "The server can't be reached" }).waitFor();
      assert.equal(new URL(page.url()).pathname, "/learn");
      const color = await page.locator("h1").evaluate((title) => getComputedStyle(title).fontFamily);
      assert.match(color, /mono/i); // the style is there too
      await page.getByRole("link", { name: "Try again now" }).click();
      await page.getByRole("heading", { name: "The server can't be reached" }).waitFor();
      const answer = await page.evaluate(() => fetch("/api/videos").then(() => "answered", () => "failed"));
      assert.equal(answer, "failed"); // the API is not stood in for
      line.mend();
      await page.getByRole("heading", { name: "How a transformer works" }).waitFor();
      complaints.length = 0;
    });
  });
}));

Deno.test(browserTest("the offline page is in the page's language", async () => {
  await server(async (_app, line) => {
    await inTab(browser, { origin: line.origin, ...APP }, async ({ page, complaints }) => {
      await page.goto("/");
      await isInstalled(page);
      await page.getByRole("link", { name: "Deutsch" }).click();
      await until(
        "it knows",
        () => page.evaluate(() => caches.keys().then((names) => names.join().startsWith("shell / de "))),
      );
      line.cut();
      await page.goto("/search");
      await page.getByRole("heading", { name: "Der Server ist nicht erreichbar" }).waitFor();
      complaints.length = 0;
    });
  });
}));

Deno.test(
  browserTest("below a proxy's path the app is installed, stood in for, and shared with as elsewhere", async () => {
    const { sql, close: drop } = await testDatabase();
    const app = await startApp(sql);
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
      const url = new URL(request.url);
      if (!url.pathname.startsWith("/video/")) return new Response("not of this server", { status: 404 });
      const inner = new Request(url.origin + url.pathname.slice("/video".length) + url.search, request);
      inner.headers.set("X-Forwarded-Prefix", "/video");
      return app.app.fetch(inner, { address: "127.0.0.1" });
    });
    const line = cable(server.addr.port);
    await inTab(browser, { origin: line.origin, ...APP }, async ({ page, complaints }) => {
      await page.goto("/video/");
      await isInstalled(page);
      const devtools = await page.context().newCDPSession(page);
      const { url, data } = await devtools.send("Page.getAppManifest");
      const { id, start_url, share_target, icons } = JSON.parse(data!);
      const addresses = [id, start_url, share_target.action, icons[0].src].map((path) => new URL(path, url).pathname);
      assert.match(
        addresses.join(" "),
        /^\/video\/ \/video\/ \/video\/share-target \/video\/assets\/icon_192-\w+\.png$/,
      );
      await share(page, { "Patient.mp4": talk }, "/video");
      await page.getByText("Sign in to upload “Patient.mp4”.").waitFor();
      const names = await page.evaluate(() => caches.keys());
      assert.deepEqual(names.filter((name) => name.startsWith("shared")), ["shared-files /video/"]); // not of the host
      line.cut();
      await page.goto("/video/learn");
      await page.getByRole("heading", { name: "The server can't be reached" }).waitFor();
      line.mend();
      await page.getByRole("heading", { name: "How a transformer works" }).waitFor();
      complaints.length = 0;
    });
    line.close();
    await Promise.race([server.shutdown(), new Promise((done) => setTimeout(done, 500))]);
    await app.close();
    await drop();
  }),
);

Deno.test(
  browserTest("in the installed app too the person is asked: what a site sent to the browser waits there", async () => {
    await server(async ({ sql }, { origin }) => {
      await inTab(browser, { origin, signedIn: true, ...APP }, async ({ page }) => {
        await page.goto("/");
        await isInstalled(page);
        await asInstalled(page);
        await share(page, { "Holiday.mp4": talk, "Party.mp4": talk });
        await page.getByText("Upload “Holiday.mp4” and “Party.mp4”?").waitFor();
        assert.equal(await page.locator("#queue .transfer").count(), 0);
        await page.getByRole("button", { name: "Upload", exact: true }).click();
        await page.locator(".transfer.done").nth(1).waitFor();
        await until("both are there", async () => (await titles(sql)).toSorted().join() === "Holiday,Party");
        await until("nothing is kept", async () => (await keptFiles(page)).length === 0);
      });
    });
  }),
);

Deno.test(browserTest("any site may have sent it: a file that the person does not want is dropped", async () => {
  await server(async ({ sql }, { origin }) => {
    await inTab(browser, { origin, signedIn: true, ...APP }, async ({ page }) => {
      await page.goto("/");
      await isInstalled(page);
      await share(page, { "Unasked.mp4": talk });
      await page.getByRole("button", { name: "Don't upload" }).click();
      await until("nothing is kept", async () => (await keptFiles(page)).length === 0);
      await share(page, { "Asked.mp4": talk });
      await page.getByText("Upload “Asked.mp4”?").waitFor();
      await page.getByRole("button", { name: "Upload", exact: true }).click();
      await page.locator(".transfer.done").waitFor();
      assert.deepEqual(await titles(sql), ["Asked"]);
    });
  });
}));

Deno.test(browserTest("who has not signed in loses nothing: the file waits for it", async () => {
  await server(async ({ sql }, { origin }) => {
    await inTab(browser, { origin, ...APP }, async ({ page }) => {
      await page.goto("/");
      await isInstalled(page);
      await share(page, { "Patient.mp4": talk });
      await page.getByText("Sign in to upload “Patient.mp4”.").waitFor();
      await page.locator(".shared-files").getByRole("link", { name: "Sign in" }).click();
      await page.waitForURL("**/sign-in?next=%2F");
      await page.goto(`/sign-in?token=${encodeURIComponent(TOKEN)}`);
      await page.goto("/");
      await page.getByRole("button", { name: "Upload", exact: true }).click();
      await page.locator(".transfer.done").waitFor();
      assert.deepEqual(await titles(sql), ["Patient"]);
      // a file that waits does not outlive the session of its person
      await share(page, { "Secret.mp4": talk });
      await page.getByText("Upload “Secret.mp4”?").waitFor();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("link", { name: "Sign in" }).first().waitFor();
      assert.deepEqual(await keptFiles(page), []);
    });
  });
}));

Deno.test(browserTest("what is no video, or no file, is refused with its reason", async () => {
  await server(async ({ sql }, { origin }) => {
    await inTab(browser, { origin, signedIn: true, ...APP }, async ({ page, complaints }) => {
      await page.goto("/");
      await isInstalled(page);
      await share(page, { "notes.mp4": new TextEncoder().encode("Dear diary") });
      await page.getByRole("button", { name: "Upload", exact: true }).click();
      await page.locator(".transfer.failed").getByText(/[A-Z].{20,}\.$/).waitFor();
      await until("nothing is kept", async () => (await keptFiles(page)).length === 0);
      await share(page, {});
      await page.getByText("There was no file in what was shared.").waitFor();
      assert.equal(page.url(), `${origin}/`);
      assert.deepEqual(await titles(sql), []);
      complaints.length = 0;
    });
  });
}));

Deno.test("without the service worker the share target takes nothing, not even from the owner, and says so", async () => {
  const { sql, close } = await testDatabase();
  const app = await startApp(sql);
  const body = new FormData();
  body.append("files", new File([talk], "talk.mp4", { type: "video/mp4" }));
  for (const site of ["none", "cross-site", "same-origin"]) {
    const headers = { "Sec-Fetch-Site": site, "Accept": "text/html" };
    const response = await app.request("/share-target", { method: "POST", body, headers, as: "browser" });
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("Location"), "/?shared=failed");
  }
  assert.deepEqual(await titles(sql), []);
  await app.close();
  await close();
});

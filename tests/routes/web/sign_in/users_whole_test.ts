/**
 * Two users of a Supabase project, with the whole program and its own database, worker and model: one signs in with
 * supabase-js on the page, uploads there, watches and edits; the other one sees nothing of it.
 */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { browserTest, inTab, openBrowser, until } from "../../../browser.ts";
import { ffmpeg, textFixture } from "../../../media_fixtures.ts";
import { serveWhole } from "../../../serve_whole.ts";
import { type SupabaseAuthServer, supabaseAuthServer } from "../../../supabase_auth_server.ts";
import { choose as chooseCue } from "../editor/editor_harness.ts";

const PATIENCE_MS = 240_000; // the first caption job on a machine builds the model's graphs
const PASSWORD = "a password of the tests";
const [FIRST, SECOND] = ["first@example.com", "second@example.com"];
const EDITED = "What the first user wrote about seventeen turnips.";
const speech = new URL("../../../data/sentence.flac", import.meta.url).pathname;

async function signIn(page: Page, origin: string, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}/`);
}

/** Uploads a clip on the library's page and waits for its captions. @returns the video's id */
async function upload(page: Page): Promise<string> {
  const clip = await textFixture("turnips.mp4", "");
  await ffmpeg(
    ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-i", speech, "-shortest", "-c:v", "libx264", "-preset"]
      .concat(["ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", clip]),
  );
  await page.getByLabel("Who may watch", { exact: true }).selectOption("private");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "choose files" }).click();
  await (await chooser).setFiles([clip]);
  const card = page.locator("#cards li").filter({ hasText: "turnips" });
  await card.getByText("Captions ready", { exact: true }).waitFor({ timeout: PATIENCE_MS });
  return (await card.getAttribute("data-id"))!;
}

async function watchAndEdit(page: Page, id: string): Promise<void> {
  await page.goto(`/videos/${id}`);
  await until("the transcript is there", () => page.locator("#lines li").count());
  await page.keyboard.press("Space");
  await until("it plays", () => page.evaluate(() => document.querySelector("video")!.currentTime > 0));
  await page.goto(`/videos/${id}/edit`);
  await page.locator(".cue").first().waitFor();
  await chooseCue(page, 1);
  await page.getByRole("textbox", { name: "Text of the caption" }).fill(EDITED);
  await page.keyboard.press("Control+s");
  await until("saved", async () => await page.locator("#save-state").textContent() === "Saved");
  await page.getByRole("tab", { name: "versions" }).click();
  await page.locator("#versions li").first().getByText("edited by you").waitFor();
}

/** Requests of the page, so that they carry its cookie. */
const statusOf = (page: Page, path: string, method = "GET") =>
  page.evaluate(async ({ path, method }) => (await fetch(path, { method })).status, { path, method });

async function seesNothing(page: Page, id: string): Promise<void> {
  await page.locator("#cards").waitFor({ state: "attached" });
  assert.equal(await page.locator("#cards li").count(), 0);
  await page.goto("/search?q=turnips");
  await page.getByText(/nothing|no /i).first().waitFor();
  assert.equal(await page.locator(".moment").count(), 0);
  const paths = [`/videos/${id}`, `/videos/${id}/edit`, `/embed/${id}`, `/api/videos/${id}`]
    .concat([`/api/videos/${id}/captions.vtt`, `/api/videos/${id}/tracks`, `/api/videos/${id}/events`])
    .concat([`/api/stream/${id}/720p`, `/api/stream/${id}/master.m3u8`, `/api/stream/${id}/thumbnail.jpg`]);
  for (const path of paths) assert.equal(await statusOf(page, path), 404, path);
  for (const method of ["PATCH", "DELETE"]) assert.equal(await statusOf(page, `/api/videos/${id}`, method), 404);
  const { videos } = await page.evaluate(async () => await (await fetch("/api/videos")).json());
  assert.deepEqual(videos, []);
}

/** An open page stays signed in when its access token has expired, and uses each refresh token once. */
async function staysSignedIn(page: Page, project: SupabaseAuthServer): Promise<void> {
  const refreshes = () => project.requests.filter((name) => name.includes("refresh_token")).length;
  project.options.accessSeconds = 1; // of the next tokens: they expire between the requests
  const before = refreshes();
  await until("the session is renewed again and again", async () => {
    const statuses = await page.evaluate(() =>
      Promise.all(Array.from({ length: 5 }, async () => (await fetch("/api/session")).status))
    );
    assert.deepEqual(statuses, [200, 200, 200, 200, 200]);
    return refreshes() >= before + 3;
  });
  project.options.accessSeconds = 62;
}

async function run(browser: Browser, link: URL, project: SupabaseAuthServer): Promise<void> {
  const { origin } = link;
  await inTab(browser, { origin }, async ({ page, complaints }) => {
    await signIn(page, origin, FIRST);
    const id = await upload(page);
    await watchAndEdit(page, id);

    await inTab(browser, { origin }, async (second) => {
      await signIn(second.page, origin, SECOND);
      await seesNothing(second.page, id);
      second.complaints.length = 0; // the browser logs every 404
    });
    await inTab(browser, { origin, signedIn: true, token: link.searchParams.get("token")! }, async (owner) => {
      await owner.page.goto("/");
      await owner.page.locator("#cards li").getByText(`by ${FIRST}`).waitFor();
    });

    await page.goto("/search?q=turnips");
    await page.locator(".moment").getByText("seventeen turnips").waitFor();
    await staysSignedIn(page, project);

    await page.getByLabel(/^Account/).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("navigation").getByRole("link", { name: "sign in" }).waitFor();
    assert.equal(await page.locator("#cards li").count(), 0);
    assert.equal(await statusOf(page, `/api/videos/${id}`), 404);
    complaints.length = 0; // the 404
  });
}

Deno.test(browserTest("a user signs in, uploads, watches and edits; a second one sees nothing of it", async () => {
  // tokens are renewed a minute before they expire: here every two seconds, and each refresh token works once
  const project = await supabaseAuthServer({ accessSeconds: 62, reuseSeconds: 0 });
  for (const email of [FIRST, SECOND]) project.addUser(email, PASSWORD);
  const dataDir = await Deno.makeTempDir({ prefix: "streamforge_users_" });
  const { link, stop } = await serveWhole(dataDir, { SUPABASE_URL: project.url, SUPABASE_ANON_KEY: project.anonKey });
  const browser = await openBrowser();
  try {
    await run(browser, link, project);
  } finally {
    await browser.close();
    await stop();
    await project.close();
    await Deno.remove(dataDir, { recursive: true });
  }
}));

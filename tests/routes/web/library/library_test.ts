import assert from "node:assert/strict";
import { fail } from "../../../src/jobs/queue.ts";
import { progress } from "../../../../src/db/jobs/lease.ts";
import { findVideo, updateVideo } from "../../../../src/db/videos/videos.ts";
import { browserTest, inTab, openApp, until } from "../../../browser.ts";
import { fixture } from "../../../media_fixtures.ts";
import { claimJob, seedCaptions, seedVideo } from "../../harness.ts";
import { card } from "./library_page.ts";

const { sql, app, origin, browser } = await openApp();

Deno.test(
  browserTest("badges change without a reload, from transcoding to captions, and failures say why", async () => {
    const bytes = await Deno.readFile(await fixture("talk.mp4"));
    const id = await seedVideo(app, { title: "Changing" });
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      const badge = (text: string) => card(page, id).getByText(text, { exact: true }).waitFor();
      await badge("Waiting to be prepared");
      const job = await claimJob(sql, id, "transcode_video");
      await progress(sql, job, { progress: 0.1, stage: "encoding" });
      await badge("Preparing the video 10%");
      await fail(sql, job, { message: "the disk is full", permanent: true });
      await badge("Failed");
      await card(page, id).getByText("the disk is full").waitFor();
      await card(page, id).getByRole("button", { name: "try again" }).click();
      await badge("Waiting to be prepared");

      const other = await seedVideo(app, { title: "New", renditions: { source: { shortSide: 180, bytes } } });
      await card(page, other).getByText("Captions waiting").waitFor();
      const order = await page.locator("#cards .title").allTextContents();
      assert(order.indexOf("New") < order.indexOf("Changing"), order.join());
      const captions = await claimJob(sql, other, "caption_video");
      await progress(sql, captions, { progress: 0.42, stage: "transcribing" });
      await card(page, other).getByText("Making captions 42%", { exact: true }).waitFor();
      await fail(sql, captions, { message: "the model is gone", permanent: true });
      await card(page, other).getByText("Failed", { exact: true }).waitFor();
      await card(page, other).getByRole("button", { name: "try again" }).click();
      await card(page, other).getByText("Captions waiting").waitFor();
      await seedCaptions(app, other);
      await card(page, other).getByText("Captions ready", { exact: true }).waitFor();
      await page.locator("#summary").getByText("with captions").waitFor();
      await updateVideo(sql, other, { title: "Newer" });
      await card(page, other).getByText("Newer").waitFor();
      await app.request(`/api/videos/${other}`, { as: "owner", method: "DELETE" });
      await card(page, other).waitFor({ state: "detached" });
    });
  }),
);

Deno.test(browserTest("without an event stream the page polls every few seconds", async () => {
  const id = await seedVideo(app, { title: "Asked for" });
  await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
    await page.route("**/api/events", (route) => route.abort());
    await page.goto("/");
    await page.getByText("Updates every few seconds").waitFor();
    const job = await claimJob(sql, id, "transcode_video");
    await progress(sql, job, { progress: 0.33, stage: "encoding" });
    await card(page, id).getByText("Preparing the video 33%").waitFor();
    complaints.length = 0;
  });
}));

Deno.test(browserTest("the visibility of a video is changed on its card", async () => {
  const id = await seedVideo(app, { title: "Seen by all" });
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await card(page, id).getByRole("combobox", { name: "Who may watch Seen by all" }).selectOption("public");
    await until("it is public", async () => (await findVideo(sql, id))?.visibility === "public");
  });
}));

Deno.test(
  browserTest("signed-out visitors see public videos, no controls to change them, and how to sign in", async () => {
    const open = await seedVideo(app, { title: "Open to all", visibility: "public" });
    const hidden = await seedVideo(app, { title: "By its link", visibility: "unlisted" });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/");
      await card(page, open).waitFor();
      assert.equal(await card(page, hidden).count(), 0);
      for (const control of ["#upload", "#cards select", "#cards button", "#sign-out"]) {
        assert.equal(await page.locator(control).count(), 0, control);
      }
      await updateVideo(sql, hidden, { visibility: "public" });
      await card(page, hidden).waitFor();
      await updateVideo(sql, hidden, { visibility: "private" });
      await card(page, hidden).waitFor({ state: "detached" });
      await page.getByRole("link", { name: "sign in" }).click();
      await page.getByText("You find the sign-in link where you started the server").waitFor();
    });
  }),
);

Deno.test(browserTest("a sign-in link signs in, and sign out ends it", async () => {
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.getByRole("button", { name: "sign out" }).click();
    await page.getByRole("link", { name: "sign in" }).waitFor();
    assert.equal(await page.locator("#upload").count(), 0);
  });
}));

Deno.test(browserTest("a sign-in link that is no longer valid leads to a page that says so", async () => {
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto("/sign-in?token=wrong");
    await page.getByText("This sign-in link is not valid any more").waitFor();
    assert.equal(new URL(page.url()).search, "?problem=link", "the token does not stay in the address");
    await page.getByRole("link", { name: "sign in" }).waitFor();
  });
}));

Deno.test(browserTest("dark and light follow the system until the person chooses, and the choice is kept", async () => {
  await inTab(browser, { origin, colorScheme: "dark" }, async ({ page }) => {
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.goto("/");
    const dark = await background();
    await page.emulateMedia({ colorScheme: "light" });
    const light = await background();
    assert.notEqual(dark, light);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.getByRole("button", { name: "Switch between dark and light" }).click();
    assert.equal(await background(), light);
    await page.goto("/sign-in");
    assert.equal(await background(), light);
    assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
  });
}));

Deno.test(browserTest("changes between the rendering of the page and its first event are shown", async () => {
  const id = await seedVideo(app, { title: "Before", renditions: {} });
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.route("**/api/events", async (route) => {
      await updateVideo(sql, id, { title: "Meanwhile" });
      await route.continue();
    });
    await page.goto(`${origin}/`);
    await card(page, id).getByText("Meanwhile").waitFor();
  });
}));

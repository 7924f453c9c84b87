import assert from "node:assert/strict";
import jsQR from "jsqr";
import type { Page } from "playwright-core";
import { findVideo } from "../../../../src/db/videos/videos.ts";
import { assertAccessible, browserTest, inTab, sidewaysScroll, until } from "../../../browser.ts";
import { isPaused, openPlayers, openSettings, seek } from "../player/player_page.ts";

const { sql, app, origin, browser, captioned, playable } = await openPlayers();
const permissions = ["clipboard-read", "clipboard-write"];

const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const dialog = (page: Page) => page.getByRole("dialog");
const openShare = async (page: Page) => {
  await page.locator(".heading").getByRole("link", { name: "Share" }).click();
  await dialog(page).getByRole("heading", { name: "Share: A talk" }).waitFor();
};

/** Reads the QR code of the dialog from its pixels, as a phone would. */
async function readQr(page: Page): Promise<string | undefined> {
  const svg = page.getByRole("img", { name: "QR code" });
  await svg.scrollIntoViewIfNeeded();
  const pixels = await page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(
      new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], { type: "image/png" }),
    );
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return { data: [...data], width, height };
  }, btoa(String.fromCharCode(...await svg.screenshot())));
  // @ts-ignore the types of this CommonJS package name the module, not the function
  return jsQR(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height)?.data;
}

Deno.test(browserTest("a viewer copies the link, with and without a start, and reads it as a QR code", async () => {
  const id = await captioned();
  const link = `${origin}/videos/${id}`;
  await inTab(browser, { origin, permissions }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await seek(page, 1.4);
    await openShare(page);
    await page.getByRole("button", { name: "Copy link" }).click();
    await dialog(page).getByText("The link is copied.").waitFor();
    assert.equal(await copied(page), link);
    assert.equal(await readQr(page), link);

    await page.getByLabel("Start at").check();
    assert.equal(await page.getByLabel("Start time").inputValue(), "0:01", "the time of the player");
    await page.getByRole("button", { name: "Copy link" }).click();
    await dialog(page).getByText("The link that starts at 0:01 is copied.").waitFor();
    assert.equal(await copied(page), `${link}?t=1`);
    await page.getByLabel("Start time").fill("1:23");
    assert.equal(await page.getByLabel("Link", { exact: true }).inputValue(), `${link}?t=83`);
    assert.equal(await readQr(page), `${link}?t=83`);
    await page.getByLabel("Start time").fill("soon");
    await dialog(page).getByText("“soon” is not a time. Write it as 1:23 or 83.").waitFor();
    assert.equal(await page.getByLabel("Start time").getAttribute("aria-invalid"), "true");
    for (const name of ["Copy link", "Copy code"]) {
      await page.evaluate(() => navigator.clipboard.writeText("as before"));
      await page.getByRole("button", { name }).click();
      await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Start time");
      assert.equal(await copied(page), "as before", name);
      await dialog(page).getByText("“soon” is not a time.").waitFor();
    }

    await page.keyboard.press("Escape");
    assert.equal(await dialog(page).count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Share", "the focus returns");
  });
}));

Deno.test(browserTest("the code for another page has the chosen size and start, and its frame plays", async () => {
  const id = await playable({ title: 'A "talk" <b>' });
  await inTab(browser, { origin, permissions }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.locator(".heading").getByRole("link", { name: "Share" }).click();
    const code = page.getByLabel("HTML for another page");
    assert.match(await code.inputValue(), /style="width:100%;aspect-ratio:640\/404;border:0"/);
    await dialog(page).getByLabel("Size").selectOption("480x324");
    await page.getByLabel("Start at").check();
    await page.getByLabel("Start time").fill("1");
    await page.getByRole("button", { name: "Copy code" }).click();
    await dialog(page).getByText("The code is copied.").waitFor();
    const html = await copied(page);
    assert.match(html, new RegExp(`^<iframe src="${origin}/embed/${id}\\?t=1" width="480" height="324" `));
    assert(html.includes('title="A &quot;talk&quot; &lt;b&gt;"'));
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () =>
        new Response(`<!doctype html><title>Blog</title><link rel="icon" href="data:,">${html}`, {
          headers: { "Content-Type": "text/html" },
        }),
    );
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    const video = page.frameLocator("iframe").locator("video");
    const time = () => video.evaluate((video: HTMLVideoElement) => video.currentTime);
    await until("it starts there", async () => await time() === 1);
    await page.goto("about:blank");
    await server.shutdown();
  });
}));

Deno.test(
  browserTest("the owner chooses who may watch where the link is, and a private video has no code", async () => {
    const id = await captioned({ visibility: "private" });
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await openShare(page);
      await dialog(page).getByText("Only you can open this link.").waitFor();
      assert.equal(await page.getByLabel("HTML for another page").isVisible(), false);
      await dialog(page).getByLabel("Who may watch").selectOption("unlisted");
      await dialog(page).getByText("It is unlisted now.").waitFor();
      assert.equal((await findVideo(sql, id))?.visibility, "unlisted");
      assert.equal(await dialog(page).getByText("Only you can open this link.").isVisible(), false);
      await page.getByLabel("HTML for another page").waitFor();
      await page.keyboard.press("Escape");
      assert.equal(await page.locator("#visibility").inputValue(), "unlisted", "the same choice on the page");
    });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await openShare(page);
      await dialog(page).getByText("Anyone with the link").waitFor();
      assert.equal(await dialog(page).getByRole("combobox", { name: "Who may watch" }).count(), 0);
    });
  }),
);

Deno.test(browserTest("each size and each caption format is saved under the title of the video", async () => {
  const id = await captioned({ title: "Beans: a talk" });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.locator(".heading").getByRole("link", { name: "Download" }).click();
    const [media] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /^Download the video: Original, 180p, / }).click(),
    ]);
    assert.equal(media.suggestedFilename(), "Beans a talk.source.mp4");
    const bytes = await (await app.request(`/api/stream/${id}/source`)).arrayBuffer();
    assert.equal((await Deno.stat(await media.path())).size, bytes.byteLength);
    for (const [format, start] of [["SRT", "1\n00:00:00,100 -->"], ["VTT", "WEBVTT"], ["TXT", "The first"]]) {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: `Download the captions as ${format}` }).click(),
      ]);
      assert((await Deno.readTextFile(await file.path())).startsWith(start), format);
      assert.equal(file.suggestedFilename().split(".").at(-1), format.toLowerCase());
    }
    assert.equal(await page.getByRole("button", { name: /^Make and download/ }).count(), 0, "that is the owner's");
    await dialog(page).getByRole("link", { name: "Share" }).click();
    await dialog(page).getByRole("heading", { name: /^Share/ }).waitFor();
    assert.equal(await dialog(page).count(), 1, "one takes the place of the other");
  });
}));

Deno.test(browserTest("a card of the library has it too, and keys alone are enough", async () => {
  const id = await captioned({ title: "A talk", visibility: "public" });
  await inTab(browser, { origin, permissions }, async ({ page }) => {
    await page.goto("/");
    await page.locator(`li[data-id="${id}"]`).getByRole("link", { name: "Share A talk" }).focus();
    await page.keyboard.press("Enter");
    await dialog(page).waitFor();
    const copy = page.getByRole("button", { name: "Copy link" });
    for (let presses = 0; presses < 9 && !await copy.evaluate((b) => b === document.activeElement); presses++) {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await dialog(page).getByText("The link is copied.").waitFor();
    assert.equal(await copied(page), `${origin}/videos/${id}`);
  });
}));

Deno.test(
  browserTest("in full screen the dialog opens over the picture, and its keys do not command the player", async () => {
    const id = await captioned();
    await inTab(browser, { origin, permissions }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await seek(page, 1);
      await page.locator("h1").click();
      await page.keyboard.press("f");
      await until("it fills the screen", () => page.evaluate(() => document.fullscreenElement !== null));
      await openSettings(page);
      await page.locator("#settings").getByRole("link", { name: "Share" }).click();
      await page.getByRole("button", { name: "Copy link" }).click();
      await dialog(page).getByText("The link is copied.").waitFor();
      await page.getByLabel("Start time").press("?");
      await page.keyboard.press("k");
      assert.equal(await page.getByRole("heading", { name: "keys" }).count(), 0);
      assert.equal(await isPaused(page), true);
    });
  }),
);

Deno.test(
  browserTest("a dialog that the settings open closes them, and gives the focus back to their button", async () => {
    const id = await captioned();
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      const settings = page.locator("#settings");
      for (const opener of [settings.getByRole("link", { name: "Share" }), settings.locator("#keys-button")]) {
        await openSettings(page);
        await opener.focus();
        await page.keyboard.press("Enter");
        await dialog(page).waitFor();
        assert.equal(await settings.isVisible(), false);
        await page.keyboard.press("Escape");
        await dialog(page).waitFor({ state: "detached" });
        assert.equal(await page.evaluate(() => document.activeElement?.id), "settings-button");
      }
      await openSettings(page);
      await page.locator("#speed").focus();
      await page.locator("#keys-button").evaluate((button) => button.removeAttribute("data-opens"));
      await page.locator("#keys-button").press("Enter");
      await dialog(page).waitFor();
      await page.keyboard.press("Escape");
      await dialog(page).waitFor({ state: "detached" });
      assert.equal(await settings.isVisible(), true, "Escape was the dialog's");
    });
  }),
);

Deno.test(browserTest("over the page of a sheet, the dialog of the same sheet has its own controls", async () => {
  const id = await captioned();
  await inTab(browser, { origin, permissions }, async ({ page }) => {
    await page.goto(`/videos/${id}/share`);
    await page.getByRole("link", { name: "Download" }).click();
    await dialog(page).getByRole("link", { name: "Share" }).click();
    await dialog(page).getByRole("heading", { name: /^Share/ }).waitFor();
    await page.getByRole("dialog", { name: "Share: A talk" }).getByLabel("Start time").fill("1:23");
    const link = `${origin}/videos/${id}?t=83`;
    assert.equal(await dialog(page).getByLabel("Link", { exact: true }).inputValue(), link);
    await dialog(page).getByRole("button", { name: "Copy link" }).click();
    await dialog(page).getByText("The link that starts at 1:23 is copied.").waitFor();
    assert.equal(await copied(page), link);
    const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length, ids.join());
  });
}));

Deno.test(browserTest("without scripts, share and download are pages", async () => {
  const id = await captioned();
  await inTab(browser, { origin, javaScriptEnabled: false }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.locator(".heading").getByRole("link", { name: "Share" }).click();
    assert.equal(await page.getByLabel("Link", { exact: true }).inputValue(), `${origin}/videos/${id}`);
    await page.getByRole("link", { name: "Download" }).click();
    await page.getByRole("link", { name: "Download the captions as SRT" }).waitFor();
  });
}));

Deno.test(browserTest("both dialogs are accessible, and fit a phone", async () => {
  const id = await captioned();
  for (const [colorScheme, width] of [["light", 360], ["dark", 1280]] as const) {
    const viewport = { width, height: 800 };
    await inTab(browser, { origin, signedIn: true, colorScheme, viewport }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      for (const name of ["Share", "Download"]) {
        await page.locator(".heading").getByRole("link", { name }).click();
        await dialog(page).waitFor();
        await assertAccessible(page);
        const wide = await dialog(page).evaluate((d) => d.scrollWidth - d.clientWidth);
        assert.equal(wide, 0, `${name} at ${width}`);
        await page.keyboard.press("Escape");
      }
      assert.equal(await sidewaysScroll(page), 0);
    });
  }
  await inTab(browser, { origin }, async ({ page }) => {
    for (const name of ["share", "download"]) {
      await page.goto(`/videos/${id}/${name}`);
      await assertAccessible(page);
    }
  });
}));

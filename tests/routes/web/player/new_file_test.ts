import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { updateVideo } from "../../../../src/db/videos/videos.ts";
import { browserTest, inTab, until } from "../../../browser.ts";
import { openPlayers } from "./player_page.ts";

const { sql, origin, browser, captioned } = await openPlayers();

Deno.test(browserTest("a page waits with that while a title is typed or a file is sent", async () => {
  const id = await captioned();
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    let loads = 0;
    page.on("load", () => loads++);
    /** Replaces the file, and waits until the page has acted on it. */
    const replaceFile = async () => {
      await sql`update streamforge.videos set file_version = file_version + 1 where id = ${id}`;
      for (const title of ["One", "Two"]) {
        const answer = page.waitForResponse((response) => response.url().endsWith("/parts"));
        await updateVideo(sql, id, { title });
        await answer;
      }
    };
    await page.goto(`/videos/${id}`);
    await page.getByRole("button", { name: "rename" }).click();
    await page.keyboard.type("Typed");
    await replaceFile();
    assert.deepEqual([loads, await page.getByRole("textbox", { name: "Title" }).inputValue()], [1, "Typed"]);
    await page.getByRole("button", { name: "cancel" }).click();
    await until("it loads again", () => loads === 2);

    await page.route(/\/file\?/, () => {}); // is never answered
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Replace the file…" }).click();
    await (await chooser).setFiles({ name: "a.mp4", mimeType: "video/mp4", buffer: Buffer.from("a file") });
    const stop = page.getByRole("button", { name: "stop" });
    await stop.waitFor();
    await replaceFile();
    assert.deepEqual([loads, await stop.count()], [2, 1]);
    await stop.click();
    await until("it loads again", () => loads === 3);
  });
}));

Deno.test(browserTest("a player loads itself again once its file was replaced, and at no other change", async () => {
  const id = await captioned();
  for (const path of [`/videos/${id}`, `/embed/${id}`]) {
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      let loads = 0;
      let changes = 0;
      page.on("load", () => loads++);
      /** Changes the video, and waits until the page has asked what is new. */
      const change = async () => {
        const answer = page.waitForResponse((response) => response.url().endsWith("/parts"));
        await updateVideo(sql, id, { title: `A talk ${changes++}` });
        await answer;
      };
      await page.goto(path);
      for (let i = 0; i < 3; i++) await change(); // it has acted on the answer before when it asks again
      assert.equal(loads, 1, path);
      await sql`update streamforge.videos set file_version = file_version + 1 where id = ${id}`;
      await updateVideo(sql, id, { title: "A talk" });
      await until("it loads again", () => Promise.resolve(loads === 2));
      for (let i = 0; i < 3; i++) await change();
      assert.equal(loads, 2, path);
    });
  }
}));

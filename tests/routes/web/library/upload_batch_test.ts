import assert from "node:assert/strict";
import { browserTest, inTab, openApp, until } from "../../../browser.ts";
import { textFixture } from "../../../media_fixtures.ts";
import { beginnings, choose, clip, drop, line, partly, row, videosTitled } from "./upload_page.ts";

const { sql, origin, browser } = await openApp();

const stems = (batch: string, count: number) => Array.from({ length: count }, (_, i) => `${batch} ${i + 1}`);
const clips = (names: string[], moreBytes = 0) => Promise.all(names.map((name) => clip(`${name}.mp4`, moreBytes)));

Deno.test(browserTest("each file of a batch of 2, 3 and 7 is sent once and becomes one video", async () => {
  for (const size of [2, 3, 7]) {
    const names = stems(`of ${size}`, size);
    const paths = await clips(names);
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      const begun = beginnings(page);
      await choose(page, ...paths);
      await page.locator("#queue-all").getByText(`${size} of ${size} files sent`).waitFor();
      assert.equal(begun.count, size);
      assert.equal((await videosTitled(sql, ...names)).length, size);
    });
  }
}));

Deno.test(browserTest("files dropped while a batch runs are added, and none is sent twice", async () => {
  const names = stems("dropped", 5);
  const paths = await clips(names, 400_000);
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    const begun = beginnings(page);
    await line(page, 300_000);
    await choose(page, ...paths.slice(0, 3));
    await partly(page, "dropped 1.mp4");
    await drop(page, ...paths.slice(1));
    await until("all are listed", async () => await page.locator("#queue li").count() === 5);
    await drop(page, ...paths);
    await line(page, -1);
    await page.locator("#queue-all").getByText("5 of 5 files sent").waitFor();
    assert.equal(begun.count, 5);
    assert.equal((await videosTitled(sql, ...names)).length, 5);
  });
}));

Deno.test(browserTest("a file refused in the middle of a batch does not stop the others", async () => {
  const names = stems("around", 4);
  const paths = await clips(names);
  const bad = await textFixture("diary.mp4", "Dear diary");
  await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
    const begun = beginnings(page);
    await choose(page, ...paths.slice(0, 2), bad, ...paths.slice(2));
    await page.locator("#queue-all").getByText("4 of 5 files sent").waitFor();
    await page.locator("#queue .transfer.failed").filter({ hasText: "diary.mp4" }).waitFor();
    assert.equal(begun.count, 5);
    assert.equal((await videosTitled(sql, ...names)).length, 4);
    // choosing it again after the refusal removes its old row
    await choose(page, bad);
    await until("it was tried again", () => begun.count === 6);
    await page.locator("#queue .transfer.failed").filter({ hasText: "diary.mp4" }).waitFor();
    assert.equal(await row(page, "diary.mp4").count(), 1);
    assert(complaints.splice(0).every((text) => text.includes("415")));
  });
}));

Deno.test(browserTest("a batch paused and resumed, one by one and together, sends each file once", async () => {
  const names = stems("halted", 4);
  const paths = await clips(names, 400_000);
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    const begun = beginnings(page);
    await line(page, 300_000);
    await choose(page, ...paths);
    await partly(page, "halted 1.mp4");
    await page.getByRole("button", { name: "pause the upload of halted 1.mp4" }).click();
    await partly(page, "halted 3.mp4");
    await page.getByRole("button", { name: "pause all" }).click();
    await until("all stand still", async () => await page.locator("#queue .transfer.paused").count() === 4);
    for (const number of [4, 1, 2]) {
      await page.getByRole("button", { name: `resume the upload of halted ${number}.mp4` }).click();
      await page.getByRole("button", { name: `pause the upload of halted ${number}.mp4` }).click();
    }
    await page.getByRole("button", { name: "resume all" }).click();
    await line(page, -1);
    await page.locator("#queue-all").getByText("4 of 4 files sent").waitFor();
    assert.equal((await videosTitled(sql, ...names)).length, 4);
    assert(begun.count <= 5, "one that is paused while the server makes its address may begin once more");
  });
}));

Deno.test(browserTest("a file that changes on the disk while it is sent is refused with an explanation", async () => {
  const path = await clip("changing.mp4", 3_000_000);
  await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
    await line(page, 300_000);
    await choose(page, path);
    await partly(page, "changing.mp4");
    await page.getByRole("button", { name: "pause the upload of changing.mp4" }).click();
    await Deno.writeTextFile(path, "something else");
    await page.getByRole("button", { name: "resume the upload of changing.mp4" }).click();
    await row(page, "changing.mp4").getByText("The file can't be read: it is a folder, or it was changed").waitFor();
    assert.equal(await row(page, "changing.mp4").getByRole("button", { name: "try again" }).count(), 0);
    complaints.length = 0;
  });
}));

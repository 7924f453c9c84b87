import assert from "node:assert/strict";
import { browserTest, inTab, openApp, until } from "../../../browser.ts";
import { textFixture } from "../../../media_fixtures.ts";
import { beginnings, choose, clip, drop, line, offsets, partly, row, videosTitled } from "./upload_page.ts";

/** A host name that is neither localhost nor TLS, so its pages have no Web Locks. */
const PLAIN_NAME = "talks.example";
const { sql, origin, port, browser } = await openApp({ hostRules: `MAP ${PLAIN_NAME} 127.0.0.1` });

const clips = (names: string[], moreBytes: number) => Promise.all(names.map((name) => clip(`${name}.mp4`, moreBytes)));
const five = (batch: string) => Array.from({ length: 5 }, (_, i) => `${batch} ${i + 1}`);

Deno.test(browserTest("after a reload all five files are listed, and choosing them all resumes each", async () => {
  const names = five("kept");
  const paths = await clips(names, 600_000);
  const diary = await textFixture("kept diary.mp4", "Dear diary");
  await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
    await choose(page, diary);
    await page.locator("#queue .failed").filter({ hasText: "kept diary.mp4" }).waitFor();
    const reason = await row(page, "kept diary.mp4").locator(".state").innerText();
    await page.locator("#upload-visibility").selectOption("private");
    await line(page, 150_000);
    await choose(page, ...paths);
    await partly(page, "kept 1.mp4");
    await page.reload();
    await row(page, "kept 1.mp4").getByText("was sent; choose the file again to continue from there").waitFor();
    await row(page, "kept 5.mp4").getByText("not sent yet; choose the file again").waitFor();
    const listed = await page.locator("#queue .name").allTextContents();
    assert.deepEqual(listed, ["kept diary.mp4", ...names.map((name) => `${name}.mp4`)]);
    assert.equal(await row(page, "kept diary.mp4").locator(".state").innerText(), reason);
    await page.locator("#queue-all").getByText("5 files to choose again, all at once or one by one").waitFor();

    await line(page, -1);
    const begun = beginnings(page);
    const starts = offsets(page);
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "choose the files again" }).click();
    await (await chooser).setFiles(paths);
    await page.locator("#queue-all").getByText("5 of 5 files sent").waitFor();
    const videos = await videosTitled(sql, ...names);
    assert.equal(videos.length, 5);
    assert(videos.every(({ visibility }) => visibility === "private"), "what was chosen with the files was kept");
    assert(starts[0] > 0, `it began again: ${starts}`);
    assert(begun.count <= 4, "the first file has its address already");

    await page.getByRole("button", { name: "close the upload of kept diary.mp4" }).click();
    await page.reload();
    await page.getByText("Live", { exact: true }).waitFor();
    assert.equal(await page.locator("#queue li").count(), 0);
    assert(complaints.splice(0).every((text) => text.includes("415")));
  });
}));

Deno.test(
  browserTest("files dropped after a reload are matched one by one, and the others can be cancelled", async () => {
    const names = five("some");
    const paths = await clips(names, 600_000);
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await line(page, 150_000);
      await choose(page, ...paths);
      await partly(page, "some 2.mp4");
      await page.reload();
      await until("all are listed", async () => await page.locator("#queue .unfinished").count() === 5);
      await line(page, -1);
      await drop(page, paths[4], paths[1]);
      for (const name of [names[4], names[1]]) {
        await until(`${name} arrived`, () => videosTitled(sql, name).then((v) => v[0]));
      }
      await until("three are left", async () => await page.locator("#queue .unfinished").count() === 3);
      const removed = page.waitForResponse((response) => response.request().method() === "DELETE");
      await page.getByRole("button", { name: "cancel these" }).click();
      assert.equal((await removed).status(), 204);
      assert.equal(await page.locator("#queue .unfinished").count(), 0);
      assert.equal((await videosTitled(sql, ...names)).length, 2);
    });
  }),
);

Deno.test(browserTest("a file that changed after a part was sent is not mixed with that part", async () => {
  const path = await clip("edited.mp4", 2_000_000);
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await line(page, 300_000);
    await choose(page, path);
    await partly(page, "edited.mp4");
    await page.reload();
    await Deno.utime(path, new Date(), new Date(Date.now() - 3_600_000));
    const chooser = page.waitForEvent("filechooser");
    await row(page, "edited.mp4").getByRole("button", { name: "choose it again" }).click();
    await (await chooser).setFiles([path]);
    await page.getByText(`“edited.mp4” was changed after a part of it was sent`).waitFor();
    assert.equal(await page.locator("#queue li").count(), 1);
  });
}));

Deno.test(browserTest("the browser asks before leaving the page only while a file is sent or waits", async () => {
  const paths = await clips(["asked 1", "asked 2", "asked 3"], 600_000);
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.type());
      dialog.accept();
    });
    await line(page, 150_000);
    await choose(page, ...paths);
    for (const number of [1, 2]) {
      await partly(page, `asked ${number}.mp4`);
    }
    await page.reload();
    assert.deepEqual(dialogs, ["beforeunload"]);
    await until("all are listed", async () => await page.locator("#queue .unfinished").count() === 3);
    await page.locator("#main").click({ position: { x: 5, y: 5 } }); // browsers ask only after some interaction
    await page.reload();
    assert.deepEqual(dialogs, ["beforeunload"]);
  });
}));

for (const [name, tabsOrigin] of [["on this machine", origin], ["over plain HTTP", `http://${PLAIN_NAME}:${port}`]]) {
  Deno.test(browserTest(`two tabs ${name} list each their own uploads, until one is closed`, async () => {
    const batch = name.split(" ").at(-1)!;
    const files = await clips([`${batch} a`, `${batch} b`, `${batch} c`], 1_500_000);
    const other = await clip(`${batch} d.mp4`);
    await inTab(browser, { origin: tabsOrigin, signedIn: true }, async ({ page, complaints }) => {
      assert.equal(await page.evaluate(() => "locks" in navigator), tabsOrigin === origin);
      await line(page, 60_000); // slow enough that the tab closes before all is sent
      await choose(page, ...files);
      await partly(page, `${batch} a.mp4`);
      const second = await page.context().newPage();
      await second.goto(`${tabsOrigin}/`);
      await choose(second, other, files[2]);
      await row(second, `${batch} c.mp4`).getByText("It is being sent already, in another tab.").waitFor();
      await until("its own is sent", () => videosTitled(sql, `${batch} d`).then((found) => found[0]));
      assert.equal(await second.locator("#queue li").count(), 2);
      assert.equal(await second.locator("#queue .unfinished").count(), 0);
      await second.getByRole("button", { name: `close the upload of ${batch} c.mp4` }).click();
      await page.close();
      await row(second, `${batch} c.mp4`).getByText("not sent yet; choose the file again").waitFor();
      // closing the tab removes its speed limit: its last request may still arrive in full
      for (const [i, stem] of ["a", "b"].entries()) {
        const isListed = await until(`${stem} is listed or a video`, async () => {
          if (await row(second, `${batch} ${stem}.mp4`).count() > 0) return "listed";
          return (await videosTitled(sql, `${batch} ${stem}`)).length > 0 && "a video";
        });
        if (isListed === "listed") await choose(second, files[i]);
      }
      await choose(second, files[2]);
      for (const file of ["a", "b", "c"]) {
        await until(`${file} arrived`, () => videosTitled(sql, `${batch} ${file}`).then((found) => found[0]));
      }
      await until("nothing is left", async () => await second.locator("#queue li:not(.done)").count() === 0);
      const titles = ["a", "b", "c", "d"].map((file) => `${batch} ${file}`);
      assert.equal((await videosTitled(sql, ...titles)).length, 4);
      assert(complaints.splice(0).every((text) => text.includes("origin was untrustworthy")));
    });
  }));
}

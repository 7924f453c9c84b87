import assert from "node:assert/strict";
import { browserTest, cable, inTab, openApp, until } from "../../../browser.ts";
import { emptyFolder, fixture, textFixture } from "../../../media_fixtures.ts";
import { card } from "./library_page.ts";
import { choose, clip, drop, line, offsets, partly, row, videosTitled } from "./upload_page.ts";

const MAX_BYTES = 9_000_000;
const { sql, app, origin, port, browser } = await openApp({ maxUploadBytes: MAX_BYTES });

const titled = async (title: string) => (await videosTitled(sql, title)).at(0);

Deno.test(browserTest(
  "several files are sent with the language and visibility chosen for them, and stay listed as sent",
  async () => {
    const files = [await clip("first.mp4"), await clip("second.mp4"), await fixture("click.mp3")];
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await page.locator("#upload-language").selectOption("es");
      await page.locator("#upload-visibility").selectOption("private");
      await choose(page, ...files);
      for (const title of ["first", "second", "click"]) {
        const { id, visibility, askedLanguage } = await until(`${title} arrived`, () => titled(title));
        assert.deepEqual([visibility, askedLanguage], ["private", "es"]);
        await card(page, id).getByText("Waiting to be prepared").waitFor();
      }
      await until("the queue says so", async () => await page.locator("#queue .transfer.done").count() === 3);
      const line = await row(page, "first.mp4").evaluate((row) =>
        getComputedStyle(row.lastElementChild!).borderTopWidth
      );
      assert.equal(line, "0px", "its buttons have not the look of the player's");
      await page.getByRole("button", { name: "close the upload of first.mp4" }).click();
      assert.equal(await page.locator("#queue li").count(), 2);
    });
  },
));

Deno.test(
  browserTest("two files dropped anywhere on the page are uploaded, and paused and resumed together", async () => {
    const paths = [await clip("dropped one.mp4", 2_000_000), await clip("dropped two.mp4", 2_000_000)];
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      const starts = offsets(page);
      await line(page, 600_000);
      await drop(page, ...paths);
      await partly(page, "dropped one.mp4");
      await partly(page, "dropped two.mp4");
      assert.equal(await page.locator("#upload.over").count(), 0);
      await page.locator("#queue-all").getByText(/0 of 2 files sent · \d+% of 4\.\d MB · .*B\/s · \d+:\d\d left/)
        .waitFor();
      await page.getByRole("button", { name: "pause all" }).click();
      for (const name of ["one", "two"]) await row(page, `dropped ${name}.mp4`).getByText("paused").waitFor();
      assert.equal(await page.getByRole("button", { name: "pause all" }).count(), 0);
      await line(page, -1);
      await page.getByRole("button", { name: "resume all" }).click();
      for (const name of ["one", "two"]) {
        const { id } = await until("it arrived", () => titled(`dropped ${name}`));
        await card(page, id).waitFor();
      }
      assert(starts.slice(-2).every((start) => start > 0), `they began again: ${starts}`);
      await page.locator("#queue-all").getByText("2 of 2 files sent").waitFor();
      await page.getByRole("button", { name: "Clear finished" }).click();
      assert.equal(await page.locator("#queue li").count(), 0);
    });
  }),
);

Deno.test(
  browserTest("folders are read at any depth: video and sound are taken, and what is left out is counted", async () => {
    const folder = await emptyFolder();
    await Deno.mkdir(`${folder}/trip/day 1/more`, { recursive: true });
    await Deno.mkdir(`${folder}/nothing/inside`, { recursive: true });
    await Deno.mkdir(`${folder}/papers`);
    const put = async (from: string, to: string) => await Deno.copyFile(from, `${folder}/${to}`);
    await put(await clip("a.mp4"), "trip/at the sea.mp4");
    await put(await clip("b.mp4", 10), "trip/day 1/more/IN THE WOOD.MKV"); // no type on most systems
    await put(await fixture("click.mp3"), "trip/day 1/song.mp3");
    await put(await clip("c.mp4", 30), "beside.mp4");
    const others = ["trip/._at the sea.mp4", "trip/.DS_Store", "trip/day 1/notes.txt", "papers/letter.pdf"];
    for (const name of others) await Deno.writeTextFile(`${folder}/${name}`, "x");
    for (let i = 0; i < 130; i++) await Deno.writeTextFile(`${folder}/trip/day 1/${i}.jpg`, "x"); // over one batch
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await drop(page, `${folder}/trip`, `${folder}/beside.mp4`);
      await page.getByText("3 files of “trip” were added. 133 files are neither video nor sound, and were left out.")
        .waitFor();
      for (const title of ["at the sea", "IN THE WOOD", "song", "beside"]) {
        await until(`${title} arrived`, () => titled(title));
      }
      await page.locator("#queue-all").getByText("4 of 4 files sent").waitFor();
      await drop(page, `${folder}/nothing`);
      await page.getByText("“nothing” is empty.").waitFor();
      await drop(page, `${folder}/papers`);
      await page.getByText(
        "There is no video or sound in “papers”. 1 file is neither video nor sound, and was left out.",
      )
        .waitFor();
      assert.equal(await page.locator("#queue li").count(), 4);
    });
  }),
);

Deno.test(browserTest("files are still accepted after an error while adding others", async () => {
  const [first, second] = [await clip("not taken.mp4"), await clip("taken.mp4")];
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.evaluate(() => {
      const { locks } = navigator;
      Object.defineProperty(locks, "request", {
        configurable: true,
        value: () => {
          Reflect.deleteProperty(locks, "request"); // this once
          throw new Error("storage is blocked");
        },
      });
    });
    await choose(page, first);
    await page.getByText("The files can't be added: storage is blocked. Choose them again.").first().waitFor();
    await choose(page, second);
    await until("the second one arrived", () => titled("taken"));
  });
}));

Deno.test(browserTest("files that are not media, empty or too large are refused with an explanation", async () => {
  const files = [await textFixture("notes.mp4", "Dear diary"), await textFixture("empty.mp4", "")];
  const large = await textFixture("large.mp4", new Uint8Array(MAX_BYTES + 1));
  await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
    await choose(page, ...files, large);
    await row(page, "empty.mp4").getByText("The file is empty.").waitFor();
    await row(page, "large.mp4").getByText("This server takes up to 9.0 MB").waitFor();
    await page.locator("#queue .transfer.failed").filter({ hasText: "notes.mp4" }).waitFor();
    await page.getByRole("button", { name: "close the upload of notes.mp4" }).waitFor();
    assert.match(await row(page, "notes.mp4").locator(".state").innerText(), /[A-Z].{20,}\.$/);
    assert.equal(await row(page, "notes.mp4").getByRole("button", { name: "try again" }).count(), 0);
    assert.equal(await titled("notes"), undefined);
    assert(complaints.splice(0).every((text) => text.includes("415")));
  });
}));

Deno.test(browserTest("a paused upload resumes at its offset", async () => {
  const path = await clip("long.mp4", 3_000_000);
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    const starts = offsets(page);
    await line(page, 600_000);
    await choose(page, path);
    await partly(page, "long.mp4");
    await until(
      "the speed is told",
      async () => /\d [kM]?B\/s +\d+:\d\d left/.test(await row(page, "long.mp4").innerText()),
    );
    await page.getByRole("button", { name: "pause the upload of long.mp4" }).click();
    await row(page, "long.mp4").getByText("paused").waitFor();
    assert.equal(await titled("long"), undefined);
    await line(page, -1);
    await page.getByRole("button", { name: "resume the upload of long.mp4" }).click();
    await until("it arrived", () => titled("long"));
    assert.equal(starts[0], 0);
    assert(starts.at(-1)! > 0, `it began again: ${starts}`);
  });
}));

Deno.test(browserTest("an upload resumes automatically when the network is back", async () => {
  const path = await clip("tunnel.mp4", 3_000_000);
  const way = cable(port);
  try {
    await inTab(browser, { origin: way.origin, signedIn: true }, async ({ page, complaints }) => {
      const starts = offsets(page);
      await line(page, 600_000);
      await choose(page, path);
      await partly(page, "tunnel.mp4");
      way.cut();
      await row(page, "tunnel.mp4").getByText("the connection is lost, trying again").waitFor();
      await line(page, -1);
      way.mend();
      await until("it arrived", () => titled("tunnel"));
      assert(starts.at(-1)! > 0, `it began again: ${starts}`);
      await page.getByText("Live", { exact: true }).waitFor();
      assert(complaints.splice(0).every((text) => /net::ERR_/.test(text)));
    });
  } finally {
    way.close();
  }
}));

Deno.test(browserTest("an upload resumes after a reload once the file is chosen again", async () => {
  const path = await clip("reloaded.mp4", 3_000_000);
  const other = await clip("another.mp4");
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await line(page, 600_000);
    await choose(page, path);
    await partly(page, "reloaded.mp4");
    await page.reload();
    await line(page, -1);
    const starts = offsets(page);
    await row(page, "reloaded.mp4").getByText("was sent; choose the file again").waitFor();
    const again = async (file: string) => {
      const chooser = page.waitForEvent("filechooser");
      await row(page, "reloaded.mp4").getByRole("button", { name: "choose it again" }).click();
      await (await chooser).setFiles([file]);
    };
    await again(other);
    await page.getByText(/That is another file. “reloaded.mp4” \(3\.\d MB\) was begun/).waitFor();
    assert.equal(await page.locator("#queue li").count(), 1);
    await again(path);
    await until("it arrived", () => titled("reloaded"));
    assert.equal(await titled("another"), undefined);
    assert(starts[0] > 0, `it began again: ${starts}`);
    assert.equal(await row(page, "reloaded.mp4").count(), 1);
  });
}));

Deno.test(browserTest("unfinished uploads stay listed if the server can't be reached after a reload", async () => {
  const path = await clip("patient.mp4", 3_000_000);
  await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
    await line(page, 600_000);
    await choose(page, path);
    await partly(page, "patient.mp4");
    await page.route("**/api/uploads/*", (route) => route.abort());
    await page.reload();
    await row(page, "patient.mp4").getByText(/A part of 3\.\d MB was sent; choose the file again/).waitFor();
    await page.unroute("**/api/uploads/*");
    await page.reload();
    await row(page, "patient.mp4").getByText("was sent; choose the file again").waitFor();
    const removed = page.waitForResponse((response) => response.request().method() === "DELETE");
    await row(page, "patient.mp4").getByRole("button", { name: "cancel" }).click();
    assert.equal((await removed).status(), 204);
    complaints.length = 0;
  });
}));

Deno.test(browserTest("a cancelled upload leaves nothing on the server", async () => {
  const path = await clip("cancelled.mp4", 3_000_000);
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await line(page, 600_000);
    await choose(page, path);
    await partly(page, "cancelled.mp4");
    const removed = page.waitForResponse((response) => response.request().method() === "DELETE");
    await page.getByRole("button", { name: "cancel the upload of cancelled.mp4" }).click();
    assert.equal((await removed).status(), 204);
    assert.equal(await page.locator("#queue li").count(), 0);
    await until("the parts are gone", async () => !(await app.files()).some((file) => file.includes("/uploads/")));
    await page.reload();
    await page.getByText("live").waitFor();
    assert.equal(await page.locator("#queue li").count(), 0);
  });
}));

Deno.test(browserTest(
  "while one tab sends a file, another tab neither lists it as unfinished nor sends it",
  async () => {
    const path = await clip("shared.mp4", 3_000_000);
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await line(page, 600_000);
      await choose(page, path);
      await partly(page, "shared.mp4");
      await page.getByRole("button", { name: "pause the upload of shared.mp4" }).click();
      await row(page, "shared.mp4").getByText("paused").waitFor();
      const second = await page.context().newPage();
      await second.goto(`${origin}/`);
      await choose(second, path);
      await row(second, "shared.mp4").getByText("It is being sent already").waitFor();
      await second.getByRole("button", { name: "close the upload of shared.mp4" }).click();
      assert.equal(await row(second, "shared.mp4").count(), 0);
      await page.close();
      await row(second, "shared.mp4").getByText("was sent; choose the file again").waitFor();
    });
  },
));

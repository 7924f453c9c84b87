/** The whole program: a video's file is replaced on its page, and its captions are made again. */
import assert from "node:assert/strict";
import { browserTest, inTab, openBrowser, until } from "../../../browser.ts";
import { ffmpeg, textFixture } from "../../../media_fixtures.ts";
import { serveWhole } from "../../../serve_whole.ts";

const PATIENCE_MS = 240_000;
const data = (name: string) => new URL(`../../../data/${name}`, import.meta.url).pathname;

Deno.test(browserTest(
  "the owner replaces the file of a video; the captions stay until they are made again of the new one",
  async () => {
    const longer = await textFixture("longer.flac", "");
    await ffmpeg([
      "-i",
      data("sentence.flac"),
      "-i",
      data("sentence.flac"),
      "-filter_complex",
      "concat=n=2:v=0:a=1",
      longer,
    ]);
    const dataDir = await Deno.makeTempDir({ prefix: "streamforge_replace_" });
    const { link, stop } = await serveWhole(dataDir, { WHISPER_MODEL: "tiny.en", LOG_LEVEL: "error" });
    const browser = await openBrowser();
    try {
      const token = link.searchParams.get("token")!;
      const uploaded = await fetch(new URL("/api/videos?title=Beans", link), {
        method: "POST",
        headers: { Authorization: `Bearer ${token}` },
        body: await Deno.readFile(data("sentence.flac")),
      });
      const { id } = await uploaded.json();
      await inTab(browser, { origin: link.origin, signedIn: true, token }, async ({ page, complaints }) => {
        const length = () => page.evaluate(() => Number(document.querySelector<HTMLInputElement>("#seek")?.max ?? 0));
        const text = async () => (await page.locator("#lines .text").allTextContents()).join(" ");
        await page.goto(`/videos/${id}`);
        await page.getByText("Captions ready", { exact: true }).waitFor({ timeout: PATIENCE_MS });
        await until("the transcript is there", () => page.locator("#lines li").count());
        const before = { length: await length(), text: await text() };

        const choose = async (path: string) => {
          const chooser = page.waitForEvent("filechooser");
          await page.getByRole("button", { name: "Replace the file…" }).click();
          await (await chooser).setFiles(path);
        };
        // a file that is none is refused, and the video stays
        await choose(await textFixture("text.mp4", "text"));
        await page.locator(".notice.failed").waitFor();
        assert.match(complaints.splice(0).join("\n"), /415/);
        assert.equal(await text(), before.text);

        await choose(longer);
        await page.getByText("The captions are of the earlier file.").waitFor({
          timeout: PATIENCE_MS,
        });
        await until(
          "the page has the new file",
          async () => await length() > 1.8 * before.length,
          PATIENCE_MS,
        );
        await until("the transcript is there again", () => page.locator("#lines li").count());
        assert.equal(await text(), before.text);
        assert.equal(await page.locator("#title").textContent(), "Beans");

        await page.locator("#facts").getByRole("button", { name: "Re-create captions" }).click();
        await until(
          "the notice is gone",
          async () => await page.getByText("of the earlier file").count() === 0,
          PATIENCE_MS,
        );
        await until(
          "the captions are of the new file",
          async () => (await text()).match(/beans/g)?.length === 2,
          PATIENCE_MS,
        );
      });
    } finally {
      await browser.close();
      assert.equal(await stop(), 0);
      await Deno.remove(dataDir, { recursive: true });
    }
  },
));

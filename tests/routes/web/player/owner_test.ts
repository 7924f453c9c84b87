import assert from "node:assert/strict";
import { transaction } from "../../../../src/db/pool/client.ts";
import { setAudioTracks, setNotices } from "../../../../src/db/videos/audio_tracks.ts";
import { findVideo } from "../../../../src/db/videos/videos.ts";
import { browserTest, inTab, until } from "../../../browser.ts";
import { openPlayers, openSettings, seek, shownCues } from "./player_page.ts";

const { sql, app, origin, browser, captioned } = await openPlayers();

Deno.test(browserTest(
  "the owner has captions made again in another language, and a second request is refused with a reason",
  async () => {
    const id = await captioned();
    await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
      await page.goto(`/videos/${id}`);
      await page.locator("#language").selectOption("es");
      await page.getByRole("button", { name: "Re-create captions" }).click();
      await page.getByText("Captions waiting").waitFor();
      const [job] = (await findVideo(sql, id))!.jobs;
      assert.equal(job.kind, "caption_video");
      await page.locator("#language").selectOption("fr");
      await page.getByRole("button", { name: "Re-create captions" }).click();
      await page.locator(".notice.failed").filter({ hasText: job.id }).waitFor();
      assert.match(complaints.splice(0).join("\n"), /409/);
    });
  },
));

Deno.test(browserTest(
  "the owner sees what is wrong with the file and which sound is used, and has another track transcribed",
  async () => {
    const id = await captioned();
    const track = (n: number, title: string) => (
      { ...{ track: n, language: "eng", title, channels: 2, codec: "aac", isDefault: true } }
    );
    await transaction(sql, async (tx) => {
      const tracks = [track(1, "Desktop"), track(2, "Mic")];
      await setAudioTracks(tx, id, { tracks, chosen: 2, reason: "voice" });
      await setNotices(tx, id, [], [{ code: "incomplete", text: "The file is incomplete: 7 bytes are missing." }]);
      await tx`update streamforge.jobs set state = 'done' where video_id = ${id}`;
    });
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await page.getByText("The file is incomplete: 7 bytes are missing.").waitFor();
      await page.getByText('Sound track 2 (English, "Mic") of 2 is used: it has the most voice.').waitFor();
      await page.getByLabel("sound track").selectOption("1");
      await page.getByRole("button", { name: "Re-create captions" }).click();
      await page.getByText("Captions waiting").waitFor();
      const [{ payload }] = await sql<{ payload: unknown }[]>`
        select payload from streamforge.jobs where video_id = ${id} and state = 'queued'`;
      assert.deepEqual(payload, { audio_track: 1 });
    });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}`);
      await page.getByRole("link", { name: "Audio report" }).waitFor();
      assert.equal(await page.getByText("The file is incomplete").count(), 0);
    });
  },
));

Deno.test(browserTest("only people who may change the video can rename it and get a link to the editor", async () => {
  const id = await captioned();
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.getByRole("button", { name: "rename" }).click();
    await page.keyboard.type("cam f");
    assert.equal(await page.getByRole("textbox", { name: "Title" }).inputValue(), "cam f");
    assert.equal(await page.locator("#captions").getAttribute("aria-pressed"), "true", "c was typed, not pressed");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "cam f" }).waitFor();
    assert.equal((await findVideo(sql, id))?.title, "cam f");
    assert.equal(await page.title(), "cam f · StreamForge");
    assert.equal(await page.getByRole("link", { name: "edit captions" }).getAttribute("href"), `/videos/${id}/edit`);
  });
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.getByRole("link", { name: "Audio report" }).waitFor();
    assert.equal(await page.getByRole("link", { name: "edit captions" }).count(), 0);
  });
}));

Deno.test(browserTest("a video deleted on its page can be restored from the library", async () => {
  const id = await captioned({ title: "Not this one" });
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    await page.goto(`/videos/${id}`);
    await page.getByRole("button", { name: "delete this video" }).press("Enter");
    await page.waitForURL(`${origin}/`);
    await page.getByText("Not this one is deleted.").waitFor();
    assert.equal(await page.locator(`li[data-id="${id}"]`).count(), 0);
    assert.equal(await findVideo(sql, id), null);
    const undo = page.getByRole("button", { name: "Undo the deletion of Not this one" });
    assert(await undo.evaluate((button) => button === document.activeElement), "the next key brings it back");
    await page.keyboard.press("Enter");
    await page.locator(`li[data-id="${id}"]`).waitFor();
    assert.equal((await findVideo(sql, id))?.title, "Not this one");
    await page.reload();
    await page.locator(`li[data-id="${id}"]`).waitFor();
    assert.equal(await undo.count(), 0, "it is offered once");
  });
}));

Deno.test(
  browserTest(
    "of two tracks in one language the chosen one is shown and stays chosen, and each is downloaded",
    async () => {
      const id = await captioned();
      const send = (path: string, method: string, body: unknown) =>
        app.request(`/api/videos/${id}${path}`, { method, as: "owner", body: JSON.stringify(body) });
      const second = await (await send("/tracks", "POST", { language: "en", kind: "captions" })).json();
      const cues = [{ start: 0.1, end: 1.9, text: "[a door slams]" }];
      await send(`/tracks/${second.id}`, "PUT", { base_revision: second.revision, cues });
      await inTab(browser, { origin }, async ({ page }) => {
        await page.goto(`/videos/${id}`);
        await openSettings(page);
        await page.locator("#caption-language").selectOption({ label: "English [CC]" });
        const isChosen = async () => {
          await seek(page, 1);
          await until("it is shown", async () => (await shownCues(page)).includes("[a door slams]"));
        };
        await isChosen();
        await page.reload();
        await isChosen();
        await page.locator(".heading").getByRole("link", { name: "Download" }).click();
        const name = "Download the captions (English [CC]) as TXT";
        const href = await page.getByRole("link", { name }).getAttribute("href");
        assert.equal(await (await app.request(href!)).text(), "[a door slams]\n");
        await page.getByRole("link", { name: "Download the captions (English) as TXT" }).waitFor();
      });
    },
  ),
);

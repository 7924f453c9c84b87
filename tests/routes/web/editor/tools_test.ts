import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { fail } from "../../../src/jobs/queue.ts";
import { browserTest, until } from "../../../browser.ts";
import { claimJob, seedCaptions } from "../../harness.ts";
import { captionStretch } from "../../../../src/jobs/kinds/caption_stretch.ts";
import { tools } from "../../../media_fixtures.ts";
import { workerContext } from "../../../src/jobs/worker_fixture.ts";
import { choose, clock, CUES, field, openEditors, row, save, spoken, value } from "./editor_harness.ts";

const { app, sql, captioned, get, stored, texts, editing } = await openEditors();

Deno.test(
  browserTest(
    "lint finds problems while the person types, fixes them on click, and keeps the chosen guide",
    async () => {
      const id = await captioned();
      await editing(id, async ({ page }) => {
        await page.getByText("no problems found").waitFor();
        await row(page, 3).click();
        await page.keyboard.press("End");
        await page.keyboard.type(" and then he weighs the flour for the bread");
        const finding = page.locator(".cue-form .findings li").filter({ hasText: "42" });
        await finding.waitFor();
        assert.match(await row(page, 3).textContent() ?? "", /!\d problems?$/);
        await finding.getByRole("button", { name: /Fix/ }).click();
        await until("it is two lines", async () => (await field(page).inputValue()).includes("\n"));
        await page.locator("#profile").selectOption("dcmp");
        await page.getByText(/problem.*can be fixed/).waitFor();
        await page.getByRole("button", { name: "Fix all" }).click();
        await until(
          "less is wrong",
          async () => !/[1-9]\d* can be/.test(await page.locator("#check-count").textContent() ?? ""),
        );
        await page.reload();
        await page.locator("dialog").getByRole("button", { name: "Continue" }).click().catch(() => {});
        assert.equal(await value(page, "profile"), "dcmp");
      });
    },
  ),
);

Deno.test(browserTest("find and replace works one by one, all at once, and on whole words", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.keyboard.press("Control+f");
    await page.keyboard.type("the");
    await page.getByText("4 found").waitFor();
    await page.getByLabel("Match case").check();
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await page.getByLabel("replace with").fill("a");
    await page.getByRole("button", { name: "Replace", exact: true }).click();
    await page.getByRole("button", { name: "replace all" }).click();
    await save(page);
    assert.deepEqual(await texts(id), [
      "The baker in our street",
      "opens his chop before\na sun comes up.",
      "He lights a oven",
      "and listens to a radio.",
    ]);
  });
}));

Deno.test(browserTest("doubtful words are played one after another, corrected and kept by keyboard", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.locator("h1").click();
    await page.keyboard.press("r");
    await page.getByRole("button", { name: "Review", exact: true }).click();
    await page.getByText("1 of 2").waitFor();
    assert.equal(await value(page, "review-word"), "chop");
    assert.equal(await page.locator("#review-context mark").textContent(), "chop");
    await until("its sound plays, and stops", async () => {
      return await page.evaluate(() => document.querySelector("video")!.paused) && await clock(page) > 4.8;
    });
    assert.ok(await clock(page) < 6, "soon after the word");
    await page.keyboard.type("shop");
    await page.keyboard.press("Enter");
    await until("the next one", async () => await value(page, "review-word") === "oven");
    await page.keyboard.press("Enter");
    await page.getByText("that was the last one").waitFor();
    await save(page);
    const { cues } = await stored(id);
    assert.equal(cues[1].text, "opens his shop before\nthe sun comes up.");
    assert.deepEqual(cues[2].words.map(({ probability }: { probability: number }) => probability), [
      0.95,
      0.95,
      0.95,
      1,
    ]);
  });
}));

Deno.test(browserTest(
  "captions made again are shown with their differences, and manual edits are saved first",
  async () => {
    const id = await captioned();
    await editing(id, async ({ page }) => {
      await page.getByRole("tab", { name: "Re-create" }).click();
      await page.getByRole("button", { name: "Re-create captions" }).click();
      await page.getByText("wait to be created").waitFor();
      await seedCaptions(app, id, { cues: [...CUES.slice(0, 3), spoken(4, 10, 12, "and hears the radio.")] });
      const dialog = page.getByRole("dialog", { name: "Created again" });
      await dialog.waitFor();
      assert.equal(await dialog.locator("ins").textContent(), "hears");
      await dialog.getByRole("button", { name: "close" }).click();
      assert.match(await row(page, 4).textContent() ?? "", /and hears the radio/);
    });
  },
));

Deno.test(browserTest("a script is sent to be timed, and a failure shows its reason", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.getByRole("tab", { name: "Re-create" }).click();
    await page.getByLabel("a script").fill("The baker in our street opens his shop.");
    await page.getByRole("button", { name: "Match script to sound" }).click();
    await page.getByText("the script waits for its turn").waitFor();
    const job = await claimJob(sql, id, "align_captions");
    await fail(sql, job, { message: "the words were not found in the sound", permanent: true });
    await page.locator(".notice.failed").filter({ hasText: "not found in the sound" }).waitFor();
  });
}));

Deno.test(browserTest("files are imported as a version, and exported with unsaved edits", async () => {
  const id = await captioned({ title: "A/B: talk" });
  const srt =
    "1\n00:00:01,000 --> 00:00:02,500\nFrom a file\n\n2\n00:00:03,000 --> 00:00:04,000\n<b>Second</b> & last\n\n";
  await editing(id, async ({ page }) => {
    await page.getByRole("tab", { name: "files" }).click();
    await page.locator("#import-file").setInputFiles({
      name: "talk.srt",
      mimeType: "text/plain",
      buffer: Buffer.from(srt),
    });
    await page.getByRole("button", { name: "import the file" }).click();
    await until("two cues", async () => await page.locator(".cue").count() === 2);
    assert.deepEqual(await texts(id), ["From a file", "Second & last"]);
    assert.equal((await stored(id)).revision.source, "uploaded");
    await row(page, 1).click();
    await field(page).fill("Not saved <i>yet</i>");
    for (
      const [format, start] of [["SRT", "1\n00:00:01,000 --> 00:00:02,500\nNot saved <i>yet</i>"], ["VTT", "WEBVTT"], [
        "TXT",
        "Not saved",
      ], ["JSON", "{"]]
    ) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: `Download as ${format}` }).click(),
      ]);
      assert.ok((await Deno.readTextFile(await download.path())).startsWith(start), format);
      assert.equal(download.suggestedFilename(), `A B talk.en.${format.toLowerCase()}`);
    }
    await page.keyboard.press("Control+z");
  });
}));

Deno.test(browserTest("languages are added as a copy, edited separately, and deleted", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.getByRole("tab", { name: "languages" }).click();
    await page.locator("#new-language").selectOption("es");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await until("Spanish is open", async () => await page.locator("#track option:checked").textContent() === "español");
    assert.equal(await page.locator(".cue").count(), 4);
    await row(page, 1).click();
    await field(page).fill("El panadero");
    await save(page);
    assert.equal((await stored(id, "es")).cues[0].text, "El panadero");
    assert.equal((await texts(id))[0], CUES[0].text);
    await page.getByRole("button", { name: "delete these captions" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "delete" }).click();
    await until("English is open", async () => await field(page).inputValue() === CUES[0].text);
    assert.equal((await get(`/api/videos/${id}/tracks`)).tracks.length, 1);
  });
}));

Deno.test(
  browserTest(
    "the selected captions are created again, or matched to the sound, as a step that can be undone",
    async () => {
      const id = await captioned();
      await editing(id, async ({ page }) => {
        await page.getByRole("tab", { name: "Re-create" }).click();
        await choose(page, 2);
        await row(page, 3).click({ modifiers: ["Shift"] });
        await page.locator("#stretch-again").click();
        await page.getByText("Waits for its turn").first().waitFor();
        await runCaptionStretch(id);
        await until("it is shown", async () => /second0/.test(await row(page, 2).textContent() ?? ""));
        await until(
          "it is said",
          async () => await page.locator("#said").textContent() === "Re-creation of 2 captions",
        );
        assert.match(await row(page, 1).textContent() ?? "", /The baker in our street/, "the others stay");
        assert.deepEqual(await texts(id), CUES.map(({ text }) => text), "viewers see nothing of it yet");
        await page.locator("#undo").click();
        await until("it is undone", async () => /opens his chop/.test(await row(page, 2).textContent() ?? ""));
        await choose(page, 4);
        await field(page).fill("second0. second1.");
        await page.locator("#stretch-align").click();
        await runCaptionStretch(id);
        await until("it has its times", async () => await value(page, "cue-start") === "0:09.800");
        assert.equal(await field(page).inputValue(), "second0. second1.");
        await save(page);
      });
    },
  ),
);

Deno.test(
  browserTest("what is typed while a stretch is captioned stays, and so does all where nothing is heard", async () => {
    const id = await captioned();
    await editing(id, async ({ page }) => {
      await page.getByRole("tab", { name: "Re-create" }).click();
      await choose(page, 2);
      await page.locator("#stretch-again").click();
      await page.getByText("Waits for its turn").first().waitFor();
      await field(page).fill("He opens his shop.");
      await runCaptionStretch(id);
      const says = (text: string) =>
        until(`it says ${text}`, async () => (await page.locator("#said").textContent())?.includes(text) || null);
      await says("you have changed it meanwhile");
      assert.equal(await field(page).inputValue(), "He opens his shop.");
      await page.locator("#stretch-again").click();
      const job = await until("the job waits", () => claimJob(app.sql, id, "caption_stretch").catch(() => null));
      await sql`update streamforge.jobs set state = 'done', payload = payload || '{"cues": []}' where id = ${job.id}`;
      await says("No speech was found there");
      assert.equal(await field(page).inputValue(), "He opens his shop.");
    });
  }),
);

/** Runs the job as the worker does, with an engine that hears "second0." and so on. */
async function runCaptionStretch(id: string): Promise<void> {
  const job = await until("the job waits", () => claimJob(app.sql, id, "caption_stretch").catch(() => null));
  const signal = new AbortController().signal;
  const parts = { ...workerContext(app.sql, app.dataDir), storage: app.storage, mediaTools: tools };
  await captionStretch({ ...parts, job, workDir: "", signal, report: () => {}, giveWay: () => Promise.resolve() });
}

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Locator, Page } from "playwright-core";
import type { Cue } from "../../../src/core/types.ts";
import { fail } from "../../../src/db/jobs.ts";
import { inspectAudio } from "../../../src/jobs/inspect_audio.ts";
import {
  assertAccessible,
  browserTest,
  inTab,
  openBrowser,
  serveApp,
  sidewaysScroll,
  type Tab,
  until,
} from "../../browser.ts";
import { testDatabase } from "../../database.ts";
import { ffmpeg, textFixture, tools } from "../../media_fixtures.ts";
import { partsOf } from "../../src/jobs/parts.ts";
import { claimJob, problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
const { origin, close } = serveApp(app);
const browser = await openBrowser();
Deno.test.afterAll(async () => {
  await browser.close();
  await close();
  await app.close();
});

const SECONDS = 20;
let made: Promise<Uint8Array<ArrayBuffer>> | undefined;

/** Twenty seconds of speech with a picture. */
async function media(): Promise<Uint8Array<ArrayBuffer>> {
  const path = await textFixture("spoken.mp4", "");
  const speech = new URL("../../data/passage.flac", import.meta.url).pathname;
  await ffmpeg(
    ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-i", speech, "-t", `${SECONDS}`, "-c:v", "libx264"].concat(
      [
        "-preset",
        "ultrafast",
        "-g",
        "25",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-b:a",
        "48k",
        "-movflags",
        "+faststart",
        path,
      ],
    ),
  );
  return await Deno.readFile(path);
}

/** A cue whose words share its time; those with a "?" behind them are doubtful. */
function spoken(id: number, start: number, end: number, marked: string): Cue {
  const parts = marked.split(/\s+/);
  const at = (i: number) => Math.round((start + (end - start) * i / parts.length) * 1000) / 1000;
  const words = parts.map((word, i) => ({
    ...{
      word: ` ${word.replace("?", "")}`,
      start: at(i),
      end: at(i + 1),
      probability: word.endsWith("?") ? 0.2 : 0.95,
    },
  }));
  return { id, start, end, text: marked.replaceAll("?", ""), words };
}

const CUES = [
  spoken(1, 1, 3, "The baker in our street"),
  spoken(2, 3.5, 6, "opens his chop? before\nthe sun comes up."),
  spoken(3, 7, 9, "He lights the oven?"),
  spoken(4, 10, 12, "and listens to the radio."),
];

async function captioned({ cues = CUES, title = "A passage", language = "en" } = {}): Promise<string> {
  const bytes = await (made ??= media());
  const id = await seedVideo(app, { title, renditions: { source: { shortSide: 180, bytes } } });
  await app.storage.put(`videos/${id}/original`, new Blob([bytes]).stream());
  await seedCaptions(app, id, { cues, language });
  return id;
}

// deno-lint-ignore no-explicit-any
async function get(path: string): Promise<any> {
  return await (await app.request(path, { as: "owner" })).json();
}

/** The track as anybody reads it now. */
// deno-lint-ignore no-explicit-any
async function stored(id: string, language = "en"): Promise<any> {
  const { tracks } = await get(`/api/videos/${id}/tracks`);
  const track = tracks.find((track: { language: string }) => track.language === language);
  return await get(`/api/videos/${id}/tracks/${track.id}`);
}

const texts = async (id: string) => (await stored(id)).cues.map(({ text }: Cue) => text);

const row = (page: Page, number: number): Locator => page.locator(".cue").nth(number - 1).locator(".cue-row");
const field = (page: Page) => page.getByRole("textbox", { name: "Text of the cue" });
const state = (page: Page) => page.locator("#save-state").textContent();

async function says(page: Page, words: RegExp): Promise<void> {
  await until(`the state says ${words}`, async () => words.test(await state(page) ?? ""));
}

/** The editor of a video, with its cues read and the media known. */
async function open(page: Page, id: string, { ready = "saved" }: { ready?: string | null } = {}): Promise<void> {
  await page.goto(`/videos/${id}/edit`);
  await page.locator(".cue").first().waitFor();
  if (ready) await says(page, new RegExp(`^${ready}`));
  await until("it can be played", () => page.evaluate(() => document.querySelector("video")!.readyState >= 1));
}

async function editing(id: string, use: (tab: Tab) => Promise<void>, options = {}): Promise<void> {
  await inTab(browser, { origin, signedIn: true, ...options }, async (tab) => {
    await open(tab.page, id);
    await use(tab);
  });
}

async function save(page: Page): Promise<void> {
  await page.keyboard.press("Control+s");
  await says(page, /^saved$/);
}

/** The check copies the waveform's styles into a document of its own, of which the browser complains. */
async function accessible({ page, complaints }: Tab): Promise<void> {
  const before = complaints.length;
  await assertAccessible(page);
  const rest = complaints.splice(before).filter((text) =>
    !/^Applying inline style.*sha256-gXnHDepVZ6KF6fKGOD/.test(text)
  );
  complaints.push(...rest);
}

const clock = (page: Page) => page.evaluate(() => document.querySelector("video")!.currentTime);
const value = (page: Page, id: string) => page.locator(`#${id}`).inputValue();

/** A cue on the waveform. */
async function region(page: Page, key: number) {
  const found = page.locator(`#wave [part~="cue-${key}"]`);
  await found.waitFor();
  const box = await found.boundingBox();
  assert.ok(box);
  return {
    ...box,
    middle: box.y + box.height / 2,
    secondsPerPixel: (CUES[key - 1].end - CUES[key - 1].start) / box.width,
  };
}

async function drag(page: Page, from: [number, number], by: number): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  for (const part of [0.3, 0.6, 1]) await page.mouse.move(from[0] + by * part, from[1]);
  await page.mouse.up();
}

browserTest(
  "a cue's edge is dragged on the waveform, a cue is moved, a new one is drawn, and all is taken back",
  async () => {
    const id = await captioned();
    await editing(id, async ({ page }) => {
      await page.getByLabel("snap to words").uncheck();
      const first = await region(page, 1);
      await drag(page, [first.x + first.width - 3, first.middle], 15);
      await until("the end moved", async () => await value(page, "cue-end") !== "0:03.000");
      const end = Number((await value(page, "cue-end")).replace("0:", ""));
      assert.ok(Math.abs(end - (3 + 15 * first.secondsPerPixel)) < 0.1, `${end}`);
      assert.equal(await value(page, "cue-start"), "0:01.000");

      const third = await region(page, 3);
      await drag(page, [third.x + third.width / 2, third.middle], 20);
      await until("the third is edited", async () => await value(page, "cue-start") > "0:07.1");
      const [start, stop] = await Promise.all(["cue-start", "cue-end"].map((name) => value(page, name)));
      assert.ok(Math.abs(Number(stop.slice(2)) - Number(start.slice(2)) - 2) < 0.002, "it is as long as before");

      const fourth = await region(page, 4);
      await drag(page, [fourth.x + fourth.width + 40, fourth.middle], 60);
      await until("there are five", async () => await page.locator(".cue").count() === 5);
      await page.keyboard.type("something new");
      assert.equal(await field(page).inputValue(), "something new");
      assert.match(await row(page, 5).textContent() ?? "", /^50:1[23]\.\d\dsomething new/);

      for (let i = 0; i < 10; i++) await page.keyboard.press("Control+z");
      await says(page, /^saved$/);
      assert.equal(await page.locator(".cue").count(), 4);
      assert.deepEqual((await region(page, 1)).width, first.width);
    });
  },
);

browserTest("an edge that is dropped near a word snaps to it", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    const second = await region(page, 2); // its words end every 2.5 / 8 s
    await drag(page, [second.x + second.width - 3, second.middle], -(2.5 / 8 - 0.05) / second.secondsPerPixel);
    await until("it snapped", async () => await value(page, "cue-end") === "0:05.688");
  });
});

browserTest("typing is saved for viewers, undone word by word, and marked as edited", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await row(page, 1).click();
    assert.ok(Math.abs(await clock(page) - 1) < 0.05, "the video goes there");
    await page.keyboard.press("End");
    await page.keyboard.type(" is up");
    await says(page, /not saved|draft/);
    assert.match(await row(page, 1).textContent() ?? "", /The baker in our street is up/);
    await page.keyboard.press("Control+z");
    assert.equal(await field(page).inputValue(), "The baker in our street is ");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+Shift+z");
    await page.keyboard.press("Control+y");
    assert.equal(await field(page).inputValue(), "The baker in our street is up");
    await save(page);
    const { cues, revision } = await stored(id);
    assert.equal(cues[0].text, "The baker in our street is up");
    assert.deepEqual([cues[0].is_edited, cues[1].is_edited, revision.source], [true, false, "edited"]);
    assert.equal(cues[0].words[2].start, 1.8, "words that stayed keep their times");
    assert.match(await row(page, 1).textContent() ?? "", /edited/);
    const vtt = await (await app.request(`/api/videos/${id}/captions.vtt`)).text();
    assert.match(vtt, /in our street is up/);
  });
});

browserTest("cues are split at the cursor and at the playhead, merged, inserted and deleted", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await row(page, 1).click();
    await page.keyboard.press("Home");
    for (let i = 0; i < 9; i++) await page.keyboard.press("ArrowRight");
    await page.getByRole("button", { name: "Split at the cursor" }).click();
    await until("there are five", async () => await page.locator(".cue").count() === 5);
    assert.equal(await field(page).inputValue(), "in our street");
    assert.equal(await value(page, "cue-start"), "0:01.800", "where the word begins");
    await row(page, 1).click();
    await page.getByRole("button", { name: "Merge with the next" }).click();
    assert.equal(await field(page).inputValue(), "The baker in our street");
    assert.equal(await value(page, "cue-end"), "0:03.000");

    await row(page, 4).click();
    await page.keyboard.press("Escape");
    for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowRight");
    await until("it is at 11 s", async () => Math.abs(await clock(page) - 11) < 0.05);
    await page.keyboard.press("s");
    await until("there are five", async () => await page.locator(".cue").count() === 5);
    assert.equal(await value(page, "cue-start"), "0:11.000");
    await page.keyboard.press("Delete");
    assert.equal(await page.locator(".cue").count(), 4);
    await row(page, 2).click();
    await page.getByRole("button", { name: "Insert a cue" }).click();
    await page.keyboard.type("between");
    assert.equal(await value(page, "cue-start"), "0:06.000");
    await save(page);
    assert.deepEqual((await texts(id)).slice(1, 4), [CUES[1].text, "between", CUES[2].text]);
  });
});

browserTest("lint finds what is wrong as it is typed, repairs it at a click, and keeps the guide", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.getByText("nothing to put right").waitFor();
    await row(page, 3).click();
    await page.keyboard.press("End");
    await page.keyboard.type(" and then he weighs the flour for the bread");
    const finding = page.locator(".cue-form .findings li").filter({ hasText: "42" });
    await finding.waitFor();
    assert.match(await row(page, 3).textContent() ?? "", /!\d findings?$/);
    await finding.getByRole("button", { name: /Repair/ }).click();
    await until("it is two lines", async () => (await field(page).inputValue()).includes("\n"));
    await page.locator("#profile").selectOption("dcmp");
    await page.getByText(/finding.*can be repaired/).waitFor();
    await page.getByRole("button", { name: "repair all" }).click();
    await until(
      "less is wrong",
      async () => !/[1-9]\d* can be/.test(await page.locator("#check-count").textContent() ?? ""),
    );
    await page.reload();
    await page.locator("dialog").getByRole("button", { name: "go on with it" }).click().catch(() => {});
    assert.equal(await value(page, "profile"), "dcmp");
  });
});

browserTest("find and replace: one by one and all at once, by whole words", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.keyboard.press("Control+f");
    await page.keyboard.type("the");
    await page.getByText("4 found").waitFor();
    await page.getByLabel("same case").check();
    await page.getByRole("button", { name: "next", exact: true }).click();
    await page.getByLabel("replace with").fill("a");
    await page.getByRole("button", { name: "replace", exact: true }).click();
    await page.getByRole("button", { name: "replace all" }).click();
    await save(page);
    assert.deepEqual(await texts(id), [
      "The baker in our street",
      "opens his chop before\na sun comes up.",
      "He lights a oven",
      "and listens to a radio.",
    ]);
  });
});

browserTest("doubtful words are heard one after another, corrected and kept by keyboard", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.locator("h1").click();
    await page.keyboard.press("r");
    await page.getByRole("button", { name: "review", exact: true }).click();
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
});

browserTest("all cues are shifted, and the selected ones alone", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.getByRole("tab", { name: "shift" }).click();
    await page.getByLabel("by seconds").fill("1.5");
    await page.getByRole("button", { name: "later" }).click();
    await row(page, 2).click();
    await row(page, 3).click({ modifiers: ["Shift"] });
    await page.getByRole("combobox", { name: "of", exact: true }).selectOption("selected");
    await page.getByLabel("by seconds").fill("0.25");
    await page.getByRole("button", { name: "earlier" }).click();
    await save(page);
    assert.deepEqual((await stored(id)).cues.map(({ start }: Cue) => start), [2.5, 4.75, 8.25, 11.5]);
  });
});

browserTest("two tabs save: the second sees both versions side by side and chooses cue by cue", async () => {
  const id = await captioned();
  await editing(id, async (tab) => {
    const { page: mine, complaints } = tab;
    await editing(id, async ({ page: theirs }) => {
      await row(theirs, 1).click();
      await field(theirs).fill("THEIRS one");
      await row(theirs, 2).click();
      await field(theirs).fill("THEIRS two");
      await row(mine, 2).click();
      await field(mine).fill("MINE two");
      await row(mine, 4).click();
      await field(mine).fill("MINE four");
      await save(theirs);
    });
    await mine.getByText("Somebody saved another version").waitFor();
    await mine.keyboard.press("Control+s");
    const dialog = mine.getByRole("dialog", { name: "Somebody else saved" });
    await dialog.waitFor();
    assert.equal(await dialog.locator("fieldset").count(), 3);
    const [first, second, fourth] = await dialog.locator("fieldset").all();
    assert.ok(await first.getByLabel("theirs").isChecked() && await fourth.getByLabel("yours").isChecked());
    const saving = dialog.getByRole("button", { name: "save what is chosen" });
    assert.ok(await saving.isDisabled(), "nobody is right about what both changed");
    assert.match(complaints.splice(0).join(), /409/);
    await accessible(tab);
    await second.getByLabel("yours").check();
    await saving.click();
    await says(mine, /^saved$/);
    assert.deepEqual(await texts(id), ["THEIRS one", "MINE two", CUES[2].text, "MINE four"]);
    assert.deepEqual((await get(`/api/videos/${id}/tracks/${(await stored(id)).id}/revisions`)).revisions.length, 3);
  });
});

browserTest("a version that somebody saved elsewhere is shown at once where nothing here is unsaved", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    const { id: track, revision, cues } = await stored(id);
    const json = {
      base_revision: revision.id,
      cues: [{ ...cues[0], text: "From elsewhere", id: undefined, is_edited: undefined }],
    };
    const answer = await app.request(`/api/videos/${id}/tracks/${track}`, {
      ...{ method: "PUT", as: "owner", body: JSON.stringify(json), headers: { "content-type": "application/json" } },
    });
    assert.equal(answer.status, 200, await answer.text());
    await until("it is shown", async () => await field(page).inputValue() === "From elsewhere");
    assert.equal(await page.locator(".cue").count(), 1);
  });
});

browserTest("a closed tab loses nothing: the draft is offered, goes on, or is dropped", async () => {
  const id = await captioned();
  const context = await browser.newContext({ baseURL: origin });
  try {
    let page = await context.newPage();
    await page.goto(`/sign-in?token=a-token-for-tests`);
    await open(page, id);
    await row(page, 1).click();
    await field(page).fill("Unsaved words");
    await says(page, /^draft kept$/);
    await page.close();

    page = await context.newPage();
    await open(page, id, { ready: null });
    const dialog = page.getByRole("dialog", { name: "There is a draft" });
    await dialog.waitFor();
    await assertAccessible(page);
    await dialog.getByRole("button", { name: "go on with it" }).click();
    assert.equal(await field(page).inputValue(), "Unsaved words");
    await page.locator("h1").click();
    await page.keyboard.press("Control+z"); // the draft is a step too
    assert.equal(await field(page).inputValue(), CUES[0].text);
    await page.keyboard.press("Control+y");
    await page.reload(); // within the time that a draft takes to be kept
    await dialog.getByRole("button", { name: "drop it" }).click();
    await says(page, /^saved$/);
    assert.equal(await field(page).inputValue(), CUES[0].text);
    await page.reload();
    await says(page, /^saved$/);
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.deepEqual(await texts(id), CUES.map(({ text }) => text));
  } finally {
    await context.close();
  }
});

browserTest("while the network is away the draft is kept on the device, and on the server afterwards", async () => {
  const id = await captioned();
  await editing(id, async ({ page, complaints }) => {
    await page.context().setOffline(true);
    await row(page, 1).click();
    await field(page).fill("Written on a train");
    await says(page, /^offline: draft kept on this device$/);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => /draft/.test(key)).length), 1);
    await page.keyboard.press("Control+s");
    await page.locator(".notice.failed").filter({ hasText: "can't be reached" }).waitFor();
    await page.context().setOffline(false);
    await says(page, /^draft kept$/);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => /draft/.test(key)).length), 0);
    const draft = await get(`/api/videos/${id}/tracks/${(await stored(id)).id}/draft`);
    assert.equal(draft.cues[0].text, "Written on a train");
    await page.keyboard.press("Control+s");
    await says(page, /^saved$/);
    assert.equal((await texts(id))[0], "Written on a train");
    complaints.splice(0); // of the network
  });
});

browserTest("versions tell who and when, show what differs, and are restored", async () => {
  const id = await captioned();
  await editing(id, async (tab) => {
    const { page } = tab;
    await row(page, 1).click();
    await field(page).fill("The butcher in our street");
    await save(page);
    await page.getByRole("tab", { name: "versions" }).click();
    await until("two versions", async () => await page.locator("#versions li").count() === 2);
    assert.match(await page.locator("#versions li").first().textContent() ?? "", /edited by owner, 4 cues/);
    assert.match(await page.locator("#versions li").nth(1).textContent() ?? "", /generated by base, 4 cues/);
    await page.getByRole("button", { name: "difference" }).first().click();
    const dialog = page.getByRole("dialog", { name: "What the version" });
    await dialog.waitFor();
    assert.deepEqual([await dialog.locator("del").textContent(), await dialog.locator("ins").textContent()], [
      "baker",
      "butcher",
    ]);
    await accessible(tab);
    await dialog.getByRole("button", { name: "close" }).click();
    await page.getByRole("button", { name: "Restore the version" }).click();
    await until("it is back", async () => await field(page).inputValue() === CUES[0].text);
    await until("three versions", async () => await page.locator("#versions li").count() === 3);
    assert.deepEqual(await texts(id), CUES.map(({ text }) => text));
  });
});

browserTest(
  "captions made again are shown with what differs, and what was edited by hand is saved before",
  async () => {
    const id = await captioned();
    await editing(id, async ({ page }) => {
      await page.getByRole("tab", { name: "make" }).click();
      await page.getByRole("button", { name: "generate again" }).click();
      await page.getByText("wait to be generated").waitFor();
      await seedCaptions(app, id, { cues: [...CUES.slice(0, 3), spoken(4, 10, 12, "and hears the radio.")] });
      const dialog = page.getByRole("dialog", { name: "Generated again" });
      await dialog.waitFor();
      assert.equal(await dialog.locator("ins").textContent(), "hears");
      await dialog.getByRole("button", { name: "close" }).click();
      assert.match(await row(page, 4).textContent() ?? "", /and hears the radio/);
    });
  },
);

browserTest("a script is handed over to be timed, and where that fails the person reads why", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.getByRole("tab", { name: "make" }).click();
    await page.getByLabel("a script").fill("The baker in our street opens his shop.");
    await page.getByRole("button", { name: "time the script" }).click();
    await page.getByText("the script waits for its turn").waitFor();
    const job = await claimJob(sql, id, "align_captions");
    await fail(sql, job, { message: "the words were not found in the sound", permanent: true });
    await page.locator(".notice.failed").filter({ hasText: "not found in the sound" }).waitFor();
  });
});

browserTest("files are imported as a version and exported as they stand in the editor", async () => {
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
        page.getByRole("button", { name: `Export as ${format}` }).click(),
      ]);
      assert.ok((await Deno.readTextFile(await download.path())).startsWith(start), format);
      assert.equal(download.suggestedFilename(), `A B talk.en.${format.toLowerCase()}`);
    }
    await page.keyboard.press("Control+z");
  });
});

browserTest("languages are added with a copy, edited apart from each other, and deleted", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.getByRole("tab", { name: "languages" }).click();
    await page.locator("#new-language").selectOption("es");
    await page.getByRole("button", { name: "add", exact: true }).click();
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
});

browserTest("everything goes by keyboard alone", async () => {
  const id = await captioned();
  await editing(id, async (tab) => {
    const { page } = tab;
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const settled = async (seconds: number) =>
      await until(`the playhead is at ${seconds}`, async () => Math.abs(await clock(page) - seconds) < 0.045);
    await press("ArrowDown", "ArrowDown", "ArrowUp"); // cue 2
    await settled(3.5);
    await press("w", "ArrowRight");
    await settled(3.6);
    await press("i");
    await until("in", async () => await value(page, "cue-start") === "0:03.600");
    await press("l");
    await settled(4.6);
    await press("l", "o");
    await until("out", async () => await value(page, "cue-end") === "0:05.600");
    await press("e", "Shift+A", "Shift+ArrowRight");
    assert.deepEqual([await value(page, "cue-start"), await value(page, "cue-end")], ["0:03.660", "0:05.800"]);
    await press("Enter");
    assert.ok(await field(page).evaluate((node) => node === document.activeElement));
    await press("Control+a");
    await page.keyboard.type("i o s m"); // no keys while one types
    assert.equal(await field(page).inputValue(), "i o s m");
    await press("Alt+ArrowDown", "Alt+ArrowDown");
    assert.equal(await value(page, "cue-start"), "0:10.000", "with Alt they are");
    await press("Escape");
    assert.ok(await row(page, 4).evaluate((node) => node === document.activeElement));
    await press("Shift+ArrowUp", "Delete");
    assert.equal(await page.locator(".cue").count(), 2);
    await press("m"); // the last one has no next
    assert.equal(await page.locator(".cue").count(), 2);
    await press("Control+z", "Control+y", "ArrowUp", "ArrowUp", "m");
    assert.equal(await field(page).inputValue(), "The baker in our street i o s m");
    await press("Space");
    await until("it plays", () => page.evaluate(() => !document.querySelector("video")!.paused));
    await press("k");
    await until("it stands", () => page.evaluate(() => document.querySelector("video")!.paused));
    await press("?");
    await page.getByRole("dialog", { name: "keys" }).waitFor();
    await accessible(tab);
    await press("Shift+Tab", "Space"); // single letters are no keys any more
    await press("Escape");
    await page.locator("h1").click();
    await press("n");
    assert.equal(await page.locator(".cue").count(), 1);
    await press("Alt+n");
    assert.equal(await page.locator(".cue").count(), 2);
    await page.keyboard.type("the end");
    await save(page);
    assert.equal((await texts(id)).length, 2);
  });
});

browserTest("times are typed as people write them, and what is no time is said to be none", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    const start = page.locator("#cue-start");
    await row(page, 2).click();
    await start.fill("3,25");
    await start.press("Enter");
    assert.equal(await start.inputValue(), "0:03.250");
    await start.press("ArrowUp");
    assert.equal(await start.inputValue(), "0:03.350");
    await start.fill("+0.5");
    await start.press("Enter");
    assert.equal(await start.inputValue(), "0:03.850");
    await start.fill("soon");
    await start.press("Enter");
    assert.equal(await start.getAttribute("aria-invalid"), "true");
    await until("it is said", async () => /"soon" is no time/.test(await page.locator("#said").textContent() ?? ""));
    await start.press("Tab");
    assert.equal(await start.inputValue(), "0:03.850");
  });
});

browserTest("the waveform is worked out for whoever opens the editor, and edges snap to speech then", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.getByText("waits for its turn").waitFor();
    const job = await claimJob(sql, id, "inspect_audio");
    const workDir = await Deno.makeTempDir();
    const signal = new AbortController().signal;
    const parts = { ...partsOf(sql, app.dataDir), storage: app.storage, mediaTools: tools };
    await inspectAudio({ ...parts, job, workDir, signal, report: () => {} });
    await Deno.remove(workDir, { recursive: true });
    await until("it is drawn", async () => await page.locator("#wave-state").textContent() === "");
    const drawn = () =>
      page.locator("#wave canvas").first().evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, Math.floor(canvas.height / 3));
        return data.some((byte) => byte > 0);
      });
    await until("there is a wave", drawn);
    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.getByRole("button", { name: "show the cue" }).click();
    const { width } = await region(page, 1);
    assert.ok(width > 400, `${width} pixels`);
  });
});

browserTest("cues and titles never become markup", async () => {
  const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
  const id = await captioned({ cues: [spoken(1, 1, 3, evil), ...CUES.slice(1)], title: evil });
  await editing(id, async ({ page }) => {
    await row(page, 1).click();
    assert.equal(await field(page).inputValue(), evil);
    await page.locator("#caption").filter({ hasText: "<img" }).waitFor();
    await field(page).fill(`${evil} more`);
    await save(page);
    for (const tool of ["check", "review", "versions"]) await page.locator(`#tab-${tool}`).click();
    await page.getByRole("button", { name: "difference" }).first().click();
    await page.getByRole("dialog").filter({ hasText: "<img" }).waitFor();
    assert.equal(await page.locator("main img, dialog img, main script, dialog script").count(), 0);
    assert.doesNotMatch(await page.title(), /^owned/);
  });
});

browserTest("right-to-left captions stand on their side", async () => {
  const id = await captioned({ cues: [spoken(1, 1, 3, "مرحبا بكم في المخبز")], language: "ar" });
  await editing(id, async ({ page }) => {
    assert.equal(await field(page).evaluate((node) => getComputedStyle(node).direction), "rtl");
  });
});

browserTest("five thousand cues are listed, and the last of them is edited", async () => {
  const cues = Array.from({ length: 5000 }, (_, i) => spoken(i + 1, i * 1.5, i * 1.5 + 1.4, `number ${i + 1}`));
  const id = await captioned({ cues });
  await editing(id, async ({ page }) => {
    assert.equal(await page.locator(".cue").count(), 5000);
    await row(page, 5000).click();
    await page.keyboard.type("!");
    assert.match(await row(page, 5000).textContent() ?? "", /number 5000!/);
    await save(page);
    assert.equal((await stored(id)).cues[4999].text, "number 5000!");
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  browserTest(`axe finds nothing in the editor in ${colorScheme}, wide and on a phone, on any tab`, async () => {
    const id = await captioned();
    await editing(id, async (tab) => {
      const { page } = tab;
      await row(page, 2).click();
      await field(page).fill("x".repeat(60));
      await page.locator(".cue-form .findings li").first().waitFor();
      await accessible(tab);
      assert.equal(await sidewaysScroll(page), 0);
      await page.setViewportSize({ width: 360, height: 740 });
      for (const tool of await page.getByRole("tab").all()) {
        await tool.click();
        assert.equal(await sidewaysScroll(page), 0, await tool.textContent() ?? "");
        await accessible(tab);
      }
      const top = async (selector: string) => (await page.locator(selector).boundingBox())!.y;
      const order = [
        await top(".edit-screen"),
        await top(".edit-list"),
        await top(".edit-tools"),
        await top(".edit-wave"),
      ];
      assert.deepEqual(order, order.toSorted((a, b) => a - b));
      await page.keyboard.press("Control+z");
    }, { colorScheme });
  });
}

Deno.test("the editor is there for whoever may change the video alone, under a policy without inline script", async () => {
  const id = await seedVideo(app, { renditions: { source: { shortSide: 180, bytes: new Uint8Array([1]) } } });
  const headers = { Accept: "text/html" };
  const mine = await app.request(`/videos/${id}/edit`, { headers, as: "browser" });
  assert.equal(mine.status, 200);
  assert.doesNotMatch(mine.headers.get("Content-Security-Policy")!, /unsafe/);
  assert.doesNotMatch(await mine.text(), /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
  assert.equal((await app.request(`/videos/${id}/edit`, { headers })).status, 401);
  await problemOf(await app.request(`/videos/AAAAAAAAAAAAAAAAAAAAAA/edit`, { as: "owner" }), 404);
});

browserTest("nothing lies behind the bottom line, whatever the height of the window and of the title", async () => {
  const id = await captioned({ title: "A passage about a baker, an oven and a river ".repeat(3) });
  for (const height of [620, 720, 800, 1080]) {
    await editing(id, async ({ page }) => {
      const room = await page.evaluate(() => {
        scrollTo(0, document.documentElement.scrollHeight);
        const bottom = (selector: string) => document.querySelector(selector)!.getBoundingClientRect();
        const list = document.querySelector("#cues")!;
        return {
          left: bottom(".status-line").top - bottom(".edit-wave").bottom,
          isScrolled: list.clientHeight < list.scrollHeight || list.clientHeight > 200,
        };
      });
      assert.ok(room.left >= 0, `${height} px: ${room.left}`);
      assert.ok(room.isScrolled, `${height} px: the list takes no more than its place`);
    }, { viewport: { width: 1280, height } });
  }
});

browserTest("Home and End go to the first cue and the last", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await row(page, 2).click();
    await page.keyboard.press("Escape");
    await page.keyboard.press("End");
    assert.equal(await page.locator(".cue.current .cue-number").textContent(), "4");
    await page.keyboard.press("Home");
    assert.equal(await page.locator(".cue.current .cue-number").textContent(), "1");
  });
});

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, until } from "../../../browser.ts";
import { CUES, field, openEditors, row, says, value } from "./editor_harness.ts";
import { runInspectAudio } from "../audio_report/audio_report_job.ts";

const { app, captioned, editing } = await openEditors();

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

Deno.test(browserTest(
  "on the waveform a cue's edge is dragged, a cue is moved, a new one is drawn, and all of it is undone",
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
      await says(page, /^Saved$/);
      assert.equal(await page.locator(".cue").count(), 4);
      assert.deepEqual((await region(page, 1)).width, first.width);
    });
  },
));

Deno.test(browserTest("an edge dropped near a word snaps to it", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    const second = await region(page, 2); // its words end every 2.5 / 8 s
    await drag(page, [second.x + second.width - 3, second.middle], -(2.5 / 8 - 0.05) / second.secondsPerPixel);
    await until("it snapped", async () => await value(page, "cue-end") === "0:05.688");
  });
}));

Deno.test(browserTest("opening the editor queues the waveform, and then edges snap to speech", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.getByText("waits for its turn").waitFor();
    await runInspectAudio(app, id);
    await until("it is drawn", async () => await page.locator("#wave-state").textContent() === "");
    const drawn = () =>
      page.locator("#wave canvas").first().evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, Math.floor(canvas.height / 3));
        return data.some((byte) => byte > 0);
      });
    await until("there is a wave", drawn);
    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.getByRole("button", { name: "Show the caption" }).click();
    const { width } = await region(page, 1);
    assert.ok(width > 400, `${width} pixels`);
  });
}));

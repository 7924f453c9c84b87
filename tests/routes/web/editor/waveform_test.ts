import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, until } from "../../../browser.ts";
import { CUES, field, openEditors, row, says, value } from "./editor_harness.ts";
import { runInspectAudio } from "../audio_report/audio_report_job.ts";
import { getVideo } from "../../../../src/db/videos/videos.ts";
import { audioReportFiles } from "../../../../src/storage/object_keys.ts";

const { app, sql, captioned, editing } = await openEditors();

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
      await page.getByLabel("Snap to words").uncheck();
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

Deno.test(browserTest("an edge snaps to where the picture cuts, but not while Ctrl is held", async () => {
  const id = await captioned();
  await app.request(`/api/videos/${id}/hearing`, { as: "owner", method: "POST" });
  await runInspectAudio(app, id);
  const { index } = audioReportFiles((await getVideo(sql, id)).audioReportKey!);
  const stored = JSON.parse(await app.storage.readText(index));
  await app.storage.putText(index, JSON.stringify({ ...stored, shot_changes: [3.24, 15] }));
  await editing(id, async ({ page }) => {
    const backdrop = page.locator("#wave canvas.wave-backdrop");
    await until("the cuts are drawn", async () => await backdrop.getAttribute("data-shots") === "3.24 15");
    const first = await region(page, 1);
    const edge: [number, number] = [first.x + first.width - 3, first.middle];
    await page.keyboard.down("Control");
    await drag(page, edge, 0.2 / first.secondsPerPixel);
    await page.keyboard.up("Control");
    await until("it is moved", async () => await value(page, "cue-end") !== "0:03.000");
    const free = Number((await value(page, "cue-end")).slice(2));
    assert.ok(free !== 3.24 && Math.abs(free - 3.2) < 0.06, `${free}`);
    await page.keyboard.press("Control+z");
    await drag(page, edge, 0.2 / first.secondsPerPixel);
    await until("it snaps to the cut", async () => await value(page, "cue-end") === "0:03.240");
  });
}));

Deno.test(browserTest("Ctrl and the wheel zoom the waveform around the pointer, not the page", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    const before = await region(page, 2);
    const x = before.x + before.width / 2;
    await page.mouse.move(x, before.middle);
    await page.keyboard.down("Control");
    for (let i = 0; i < 3; i++) await page.mouse.wheel(0, -100);
    await until("it is zoomed in", async () => (await region(page, 2)).width > 3 * before.width);
    await page.keyboard.up("Control");
    const { x: left, width } = await region(page, 2);
    assert.ok(Math.abs(left + width / 2 - x) < 5, "what is under the pointer stays there");
    assert.equal(await page.evaluate(() => visualViewport!.scale), 1);
  });
}));

Deno.test(browserTest("the spectrogram is drawn behind the waveform, and can be hidden", async () => {
  const id = await captioned();
  await app.request(`/api/videos/${id}/hearing`, { as: "owner", method: "POST" });
  await runInspectAudio(app, id);
  await editing(id, async ({ page }) => {
    const isPainted = () =>
      page.locator("#wave canvas.wave-backdrop").evaluate((canvas: HTMLCanvasElement) => {
        if (canvas.width === 0) return false;
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d")!;
        copy.drawImage(canvas, 0, 0);
        const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
        return data.some((byte) => byte > 0);
      });
    await until("it is drawn", isPainted);
    await page.getByLabel("Spectrogram").uncheck();
    await until("it is hidden", async () => !await isPainted());
  });
}));

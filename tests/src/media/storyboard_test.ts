import assert from "node:assert/strict";
import { join } from "node:path";
import { MediaError } from "../../../src/core/errors.ts";
import { sheetCount, type StoryboardLayout, tileAt } from "../../../src/core/player_media.ts";
import { planStoryboard, renderStoryboard } from "../../../src/media/storyboard.ts";
import { emptyFolder, ffmpeg, fixture, streamsOf, textFixture, tools } from "../../media_fixtures.ts";

/** The mean colour of the picture at a time. */
async function colorAt(folder: string, layout: StoryboardLayout, seconds: number): Promise<number[]> {
  const { sheet, x, y } = tileAt(layout, seconds);
  const crop = `crop=${layout.width}:${layout.height}:${x}:${y},scale=1:1:flags=area`;
  const path = join(folder, `sheet_${sheet}.jpg`);
  return [...await ffmpeg(["-i", path, "-vf", crop, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"])];
}

Deno.test("each picture is the frame that is shown at its time, over several sheets", async () => {
  // red for 60 s, green for 60 s, blue for 10 s
  const path = await textFixture("long_colors.mp4", "");
  const parts = [["red", 60], ["lime", 60], ["blue", 10]].flatMap((
    [color, seconds],
  ) => ["-f", "lavfi", "-t", `${seconds}`, "-i", `color=${color}:s=64x36:r=5`]);
  await ffmpeg([
    ...[...parts, "-filter_complex", "[0][1][2]concat=n=3", "-c:v", "libx264", "-preset", "ultrafast"],
    ...["-pix_fmt", "yuv420p", path],
  ]);
  const outDir = await emptyFolder();
  const { layout, names } = await renderStoryboard(tools, {
    input: path,
    durationSeconds: 130,
    width: 64,
    height: 36,
    outDir,
  });
  assert.deepEqual(layout, { every: 1, count: 130, width: 64, height: 36, columns: 10, rows: 10 });
  assert.deepEqual(names, ["sheet_0.jpg", "sheet_1.jpg"]);
  const [picture] = await streamsOf(join(outDir, "sheet_1.jpg"));
  assert.deepEqual([picture.codec_name, picture.width, picture.height], ["mjpeg", 640, 360]);
  for (const [second, strongest] of [[0, 0], [59, 0], [60, 1], [99, 1], [100, 1], [119, 1], [120, 2], [129.9, 2]]) {
    const color = await colorAt(outDir, layout, second);
    assert.equal(color.indexOf(Math.max(...color)), strongest, `${color} at ${second} s`);
    assert(Math.max(...color) > 150);
  }
});

Deno.test("a picture that ends before the sound stays to the end, and a very short video has one picture", async () => {
  const outDir = await emptyFolder();
  const input = await fixture("upright.mp4"); // 1 s
  const { layout } = await renderStoryboard(tools, { input, durationSeconds: 5, width: 480, height: 400, outDir });
  assert.deepEqual([layout.count, layout.width, layout.height, layout.columns], [5, 160, 134, 5]);
  const last = await colorAt(outDir, layout, 4.9);
  assert(last[0] > 80 && last[2] > 80, `${last}`);
  const blink = await renderStoryboard(tools, {
    ...{
      input: await fixture("blink.mp4"),
      durationSeconds: 0.08,
      width: 160,
      height: 90,
      outDir: await emptyFolder(),
    },
  });
  assert.deepEqual([blink.layout.count, blink.names.length], [1, 1]);
});

Deno.test("planStoryboard() plans at most four sheets for any duration, and keeps the aspect ratio", () => {
  for (const hours of [0.001, 0.1, 1, 5, 24]) {
    const durationSeconds = hours * 3600;
    const plan = planStoryboard({ durationSeconds, width: 1080, height: 1920 });
    assert(sheetCount(plan) <= 4 && plan.every * (plan.count + 0.1) >= durationSeconds, JSON.stringify(plan));
    assert.deepEqual([plan.width, plan.height], [90, 160]);
  }
});

Deno.test("renderStoryboard() of a file without a picture is a MediaError", async () => {
  const input = await fixture("click.m4a");
  const options = { input, durationSeconds: 2, width: 16, height: 9, outDir: await emptyFolder() };
  await assert.rejects(renderStoryboard(tools, options), MediaError);
});

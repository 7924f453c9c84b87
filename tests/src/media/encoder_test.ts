import assert from "node:assert/strict";
import { detectEncoder, videoEncoding } from "../../../src/media/encoder.ts";
import { tools } from "../../media_fixtures.ts";

Deno.test("detectEncoder() names NVIDIA's encoder only where it encodes", async () => {
  const args = ["-v", "quiet", "-f", "lavfi", "-i", "color=s=640x360:d=0.2", "-c:v", "h264_nvenc", "-f", "null", "-"];
  const { success } = await new Deno.Command("ffmpeg", { args }).output();
  assert.equal(await detectEncoder(tools), success ? "h264_nvenc" : "libx264");
});

Deno.test("videoEncoding() limits the rate by the size of the picture", () => {
  const rate = (shortSide: number) => {
    const args = videoEncoding("libx264", shortSide);
    return parseInt(args[args.indexOf("-maxrate") + 1]);
  };
  assert.deepEqual([1080, 720, 480, 360].map(rate), [6000, 3500, 1800, 1000]);
});

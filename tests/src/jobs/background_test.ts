import assert from "node:assert/strict";
import { listRenditions } from "../../../src/db/videos/renditions.ts";
import { getVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { CountingEngine, isIdle, makeClip, upload, workerContext, workUntil } from "./worker_fixture.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

const picture = ["-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25:duration=20"];
const sound = ["-f", "lavfi", "-i", "sine=frequency=300:duration=20"];
const encoding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"];
const clip = await makeClip(`${dataDir}/clip.mp4`, [...picture, ...sound, ...encoding]);

/** The state of each ffmpeg that writes a smaller size below the folder: T is stopped. */
function encoderStates(): string[] {
  const states: string[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = Deno.readTextFileSync(`/proc/${name}/cmdline`).split("\0");
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      const isEncoder = command.some((word) => word.startsWith(`file:${dataDir}`) && word.endsWith("360p/video.mp4"));
      if (isEncoder && stat.includes("(ffmpeg)")) states.push(stat.slice(stat.lastIndexOf(")") + 2, -1)[0]);
    } catch { /* it has ended */ }
  }
  return states;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!await isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

Deno.test("the smaller sizes wait while the engine works on the same CPU, and are made after it", async () => {
  let id = "";
  let hasWaited = false;
  const engine = new CountingEngine(async (second) => {
    if (second > 0) return;
    await until(async () => {
      hasWaited = encoderStates().includes("T");
      return hasWaited || (await listRenditions(sql, id)).length === 2;
    });
  });
  const context = workerContext(sql, dataDir, engine);
  ({ id } = await upload(sql, context.storage, clip));
  const { captionStatus, error } = await workUntil(context, id, isIdle);
  assert.deepEqual([captionStatus, error, hasWaited], ["ready", null, true]);
  assert.deepEqual((await listRenditions(sql, id)).map(({ name }) => name), ["source", "360p"]);
  assert((await getVideo(sql, id)).storyboard);
});

Deno.test("the smaller sizes do not wait for an engine that computes on CUDA", async () => {
  const states = new Set<string>();
  class CudaEngine extends CountingEngine {
    override readonly status = { device: "cuda", fallbackReason: null } as unknown as CountingEngine["status"];
  }
  let id = "";
  const engine = new CudaEngine(async (second) => {
    if (second > 0) return;
    await until(async () => {
      encoderStates().forEach((state) => states.add(state));
      return (await listRenditions(sql, id)).length === 2;
    });
  });
  const context = workerContext(sql, dataDir, engine);
  const warming = await upload(sql, context.storage, clip); // after this one the device is known
  id = warming.id;
  await workUntil(context, id, isIdle);
  states.clear();
  ({ id } = await upload(sql, context.storage, clip));
  await workUntil(context, id, isIdle);
  assert(states.size > 0);
  assert(!states.has("T"), [...states].join());
});

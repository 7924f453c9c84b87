/** What the trials of the image and of the systemd unit have in common. */
import assert from "node:assert/strict";
import { readConfig } from "../../src/core/settings/config.ts";
import { askPodman, podmanOutput, type Restrictions } from "./engine.ts";

const root = new URL("../../", import.meta.url).pathname;
export const TOKEN = "a-token-for-the-image-test";

const startedMs = performance.now();
/** Prints what was seen, and after how many seconds. */
export const say = (text: string) => console.log(`[${Math.round((performance.now() - startedMs) / 1000)} s] ${text}`);

/** Waits for what `look` finds. @throws {Error} with the end of the container's log */
export async function until<T>(
  what: string,
  { seconds, container }: { seconds: number; container: string },
  look: () => Promise<T | null>,
): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const found = await look().catch(() => null);
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`no ${what} within ${seconds} s: ${(await askPodman("logs", container)).out.slice(-3000)}`);
}

/** A folder for a server's data, with weights, that belongs to `user`. */
export async function makeData(user: number): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "streamforge_image_" });
  const { modelsDir } = readConfig(Deno.env.toObject());
  await Deno.mkdir(`${folder}/models/base`, { recursive: true });
  for (const name of ["model.bin", "config.json", "tokenizer.json"]) {
    await Deno.copyFile(`${modelsDir}/base/${name}`, `${folder}/models/base/${name}`);
    await Deno.chmod(`${folder}/models/base/${name}`, 0o644);
  }
  for (const path of [folder, `${folder}/models`, `${folder}/models/base`]) await Deno.chown(path, user, user);
  return folder;
}

/** How this machine reaches a server in a container. */
export function reach({ runOptions }: Restrictions): {
  settings: Record<string, string>;
  runOptions: string[];
  originOf(container: string): Promise<string>;
} {
  if (runOptions.includes("--network=host")) {
    const settings = { HOST: "127.0.0.1", PORT: "8157" };
    return { settings, runOptions: [], originOf: () => Promise.resolve("http://127.0.0.1:8157") };
  }
  return {
    settings: { HOST: "0.0.0.0", PORT: "8000" },
    runOptions: ["--publish=127.0.0.1::8000"],
    originOf: async (container) => `http://${(await podmanOutput("port", container, "8000")).split("\n")[0]}`,
  };
}

async function makeClip(path: string): Promise<void> {
  const picture = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25", "-i", `${root}tests/data/sentence.flac`];
  const codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"];
  const { success } = await new Deno.Command("ffmpeg", { args: ["-v", "error", "-y", ...picture, ...codecs, path] })
    .output();
  assert.ok(success, "ffmpeg made the clip");
}

/** Uploads a clip to a server and reads its captions. */
export async function captionClip(origin: string, container: string): Promise<void> {
  const clip = await Deno.makeTempFile({ suffix: ".mp4" });
  await makeClip(clip);
  const upload = await fetch(`${origin}/api/videos?title=clip`, {
    method: "POST",
    headers: { Authorization: `Bearer ${TOKEN}` },
    body: (await Deno.open(clip)).readable,
  });
  const video = await upload.json();
  assert.equal(upload.status, 201, JSON.stringify(video));
  const status = await until("end of the captions", { seconds: 300, container }, async () => {
    const status = await (await fetch(`${origin}/api/videos/${video.id}/captions/status`)).json();
    return ["ready", "failed"].includes(status.status) ? status : null;
  });
  assert.equal(status.status, "ready", JSON.stringify(status));
  const srt = await (await fetch(`${origin}/api/videos/${video.id}/captions.srt`)).text();
  const { text } = JSON.parse(await Deno.readTextFile(`${root}tests/data/sentence.json`));
  const words = (text: string) => text.toLowerCase().match(/[a-z']+/g)!.join(" ");
  assert.equal(words(srt), words(text));
  await Deno.remove(clip);
  say(`a clip was uploaded and captioned: ${srt.split("\n").filter((line) => /[a-z]/.test(line)).join(" ")}`);
}

/**
 * Makes `ml/whisper/reference/attention_example.bin.gz`: the attention of tiny.en while it transcribes the bundled
 * sentence. The chapter on Whisper shows it if the server has no videos yet.
 *
 *     deno run -A tasks/attention_example.ts
 */
import { referenceClips } from "../ml/audio/reference_clips.ts";
import { ModelStore } from "../ml/models/store.ts";
import { Engine } from "../ml/whisper/engine/engine.ts";
import { explainWindow } from "../ml/whisper/reference/explain.ts";
import { readConfig } from "../src/core/settings/config.ts";
import { createLog } from "../src/core/log.ts";

const MODEL = "tiny.en";
const log = createLog("error");
const { modelsDir, cacheDir } = readConfig(Deno.env.toObject());
const folder = await new ModelStore(modelsDir, log).resolve(MODEL);
const { samples } = (await referenceClips()).find(({ name }) => name === "speech")!;
const options = { cacheDir, threads: 2, device: "cpu", idleSeconds: 0, log } as const;
const engine = new Engine({ modelFolder: () => Promise.resolve(folder), ...options });
async function* audio() {
  yield await Promise.resolve(samples.slice());
}
const { segments } = await engine.transcribe(audio(), { language: "en" }, {});
await engine.close();
const file = await explainWindow({
  ...{ folder, model: MODEL, samples, start: 0, language: "en", textLanguage: "en", task: "transcribe" },
  tokens: segments.flatMap(({ tokens }) => tokens),
  words: segments.flatMap(({ words }) => words),
});
const path = new URL("../ml/whisper/reference/attention_example.bin.gz", import.meta.url).pathname;
const target = await Deno.create(path);
await new Blob([file]).stream().pipeThrough(new CompressionStream("gzip")).pipeTo(target.writable);
console.log(`${path}: ${Deno.statSync(path).size} bytes: ${segments.map(({ text }) => text).join("").trim()}`);

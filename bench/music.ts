/** `./sf bench:music`: how well music is told from other sounds. See `USAGE`. */
import { parseArgs } from "node:util";
import { YAMNET } from "../ml/models/analysis_models.ts";
import { ModelStore } from "../ml/models/store.ts";
import { findMusic } from "../ml/sound_events/find_music.ts";
import { MusicModel } from "../ml/sound_events/music_model.ts";
import { createLog } from "../src/core/log.ts";
import { readConfig } from "../src/core/settings/config.ts";
import { probe } from "../src/media/probe.ts";

const USAGE = `usage: ./sf bench:music FOLDER
Listens to the sound files of FOLDER/music and FOLDER/other, as where nothing is said, and prints in how many of each
music was found for at least half of the time, and which files were heard wrongly.`;
const KINDS = ["music", "other"] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean", short: "h" } },
});
if (values.help || positionals.length !== 1) {
  console.log(USAGE);
  Deno.exit(values.help ? 0 : 1);
}
const base = `file://${Deno.env.get("INIT_CWD") ?? Deno.cwd()}/`;
const folder = decodeURIComponent(new URL(positionals[0], base).pathname).replace(/\/$/, "");
const config = readConfig(Deno.env.toObject());
const store = new ModelStore(config.modelsDir, createLog("warn"));
const model = await MusicModel.load(`${await store.resolve(YAMNET.name)}/${YAMNET.files[0].name}`);
const begunMs = performance.now();
let listened = 0;
for (const kind of KINDS) {
  const wrong: string[] = [];
  const files = [...Deno.readDirSync(`${folder}/${kind}`)].map(({ name }) => name).sort();
  for (const name of files) {
    const path = `${folder}/${kind}/${name}`;
    const info = await probe(config, path);
    const { events } = await findMusic(config, path, { info, cues: [], model });
    const seconds = info.durationSeconds ?? 0;
    listened += seconds;
    const share = events.reduce((sum, { start, end }) => sum + end - start, 0) / seconds;
    if ((share >= 0.5) !== (kind === "music")) wrong.push(`${name} (${Math.round(100 * share)} %)`);
  }
  const right = files.length - wrong.length;
  console.log(`${kind}: ${right} of ${files.length} right (${(100 * right / files.length).toFixed(1)} %)`);
  if (wrong.length > 0) console.log(`  wrong, with the share heard as music: ${wrong.join(", ")}`);
}
console.log(`${((performance.now() - begunMs) / listened / 10).toFixed(2)} % of the time of what was listened to`);
await model.release();

/**
 * `./sf bench:thumbnails`: what looking for thumbnails and for adult frames takes of a long film, and what both find.
 *
 *   FILE ...          films to measure; default: a film of two hours that is made first, 640 x 360, a cut every 8 s
 *   --pictures DIR    single pictures in place of films: the model's score, the guard's measures, the number of faces
 *   --save DIR        writes the pictures of the candidates there
 */
import { parseArgs } from "node:util";
import { basename } from "node:path";
import { findAdultFrames } from "../ml/vision/adult_frames.ts";
import { drawnShare, skinShare } from "../ml/vision/skin.ts";
import { CENTERFACE, OPEN_NSFW } from "../ml/models/analysis_models.ts";
import { ModelStore } from "../ml/models/store.ts";
import { findThumbnails } from "../ml/vision/thumbnails.ts";
import { VisionThread } from "../ml/vision/vision_thread.ts";
import { createLog } from "../src/core/log.ts";
import { readConfig } from "../src/core/settings/config.ts";
import { writeFramePoster } from "../src/media/poster_files.ts";
import { probe } from "../src/media/probe.ts";
import { fitWithin, type Picture } from "../src/core/picture.ts";

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: { pictures: { type: "string" }, save: { type: "string" } },
});
const tools = { ffmpegPath: "ffmpeg", ffprobePath: "ffprobe" };
const store = new ModelStore(readConfig({}).modelsDir, createLog("error"));
const faces = await VisionThread.open("faces", `${await store.resolve(CENTERFACE.name)}/${CENTERFACE.files[0].name}`);
const adult = await VisionThread.open("adult", `${await store.resolve(OPEN_NSFW.name)}/${OPEN_NSFW.files[0].name}`);
const workDir = await Deno.makeTempDir();

async function ffmpeg(args: string[]): Promise<Uint8Array> {
  const { success, stdout, stderr } = await new Deno.Command("ffmpeg", { args: ["-v", "error", "-y", ...args] })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return stdout;
}

/** A film of two hours, as the program's own renditions are encoded: a key frame every two seconds and at each cut. */
async function makeLongFilm(): Promise<string> {
  const sources = ["testsrc2", "mandelbrot", "smptehdbars", "gradients", "life=mold=10:r=25:ratio=0.1", "cellauto"];
  const parts: string[] = [];
  for (const [i, source] of sources.entries()) {
    const path = `${workDir}/part_${i}.mp4`;
    const sized = `${source}${source.includes("=") ? ":" : "="}s=640x360`;
    const encoding = "-r 25 -pix_fmt yuv420p -c:v libx264 -preset veryfast -g 50 -crf 23".split(" ");
    await ffmpeg(["-f", "lavfi", "-t", "8", "-i", sized, ...encoding, path]);
    parts.push(path);
  }
  const list = Array.from({ length: 900 }, (_, i) => `file '${parts[i % parts.length]}'\n`).join("");
  await Deno.writeTextFile(`${workDir}/list.txt`, list);
  const film = `${workDir}/film.mp4`;
  await ffmpeg(["-f", "concat", "-safe", "0", "-i", `${workDir}/list.txt`, "-c", "copy", film]);
  return film;
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const since = performance.now();
  const result = await work();
  console.log(`${name}: ${((performance.now() - since) / 1000).toFixed(1)} s`);
  return result;
}

async function measureFilm(path: string): Promise<void> {
  const { video, durationSeconds } = await probe(tools, path);
  if (!video || !durationSeconds) throw new Error(`${path} has no picture`);
  const file = { path, video };
  console.log(`${basename(path)}: ${durationSeconds.toFixed(0)} s, ${video.width} x ${video.height}`);
  const common = { durationSeconds, workDir };
  const found = await timed(
    "thumbnails",
    () =>
      findThumbnails(tools, file, {
        ...common,
        spans: [],
        findFaces: (one) => faces.look(one),
      }),
  );
  await timed("their pictures", async () => {
    for (const [i, { start }] of found.entries()) {
      const outDir = values.save ?? workDir;
      const name = `${basename(path)}-${i}`;
      await writeFramePoster(tools, { input: path, video, at: start, outDir, name });
    }
  });
  for (const { start, score, faces, reasons } of found) {
    console.log(`  ${start} s ${score} ${faces} ${reasons.join(" ")}`);
  }
  let scored = 0;
  const { spans, lookedAt } = await timed("adult frames", () =>
    findAdultFrames(tools, file, (one) => {
      scored++;
      return adult.look(one);
    }, common));
  console.log(`  ${lookedAt} frames, ${scored} scored by the model, flagged: ${JSON.stringify(spans)}`);
}

async function readPicture(path: string): Promise<Picture> {
  const { stdout } = await new Deno.Command("ffprobe", {
    args: [..."-v error -select_streams v -show_entries stream=width,height -of csv=p=0".split(" "), path],
  }).output();
  const [width, height] = new TextDecoder().decode(stdout).split(",").map(Number);
  const size = fitWithin({ width, height }, 320);
  const args = ["-i", path, "-frames:v", "1", "-vf", `scale=${size.width}:${size.height}`, "-pix_fmt", "rgb24"];
  return { ...size, rgb: await ffmpeg([...args, "-f", "rawvideo", "pipe:1"]) };
}

async function measurePictures(folder: string): Promise<void> {
  for (const { name } of [...Deno.readDirSync(folder)].sort((a, b) => a.name.localeCompare(b.name))) {
    const picture = await readPicture(`${folder}/${name}`);
    const figures = [await adult.look(picture), skinShare(picture), drawnShare(picture)].map((one) => one.toFixed(2));
    console.log(
      `${name.padEnd(36)} score ${figures[0]} skin ${figures[1]} drawn ${figures[2]} faces ${
        (await faces.look(picture)).length
      }`,
    );
  }
}

if (values.pictures) await measurePictures(values.pictures);
else {for (const path of positionals.length > 0 ? positionals : [await timed("making the film", makeLongFilm)]) {
    await measureFilm(path);
  }}
await faces.close();
await adult.close();
await Deno.remove(workDir, { recursive: true });

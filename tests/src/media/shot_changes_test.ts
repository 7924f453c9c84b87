import assert from "node:assert/strict";
import { probe } from "../../../src/media/probe.ts";
import { findShotChanges } from "../../../src/media/shot_changes.ts";
import { makeFilm } from "../../made_film.ts";
import { emptyFolder, ffmpeg, tools } from "../../media_fixtures.ts";

async function shotsOf(path: string): Promise<number[]> {
  const info = await probe(tools, path);
  return await findShotChanges(tools, { input: path, video: info.video!, outDir: await emptyFolder() });
}

Deno.test("findShotChanges() finds the first frame of each shot", async () => {
  assert.deepEqual(await shotsOf(await makeFilm()), [3, 6, 9, 12, 15, 18]);
});

Deno.test("findShotChanges() finds none where the picture only moves", async () => {
  const path = `${await emptyFolder()}/moves.mp4`;
  await ffmpeg(["-f", "lavfi", "-t", "4", "-i", "testsrc2=s=320x180:r=25", path]);
  assert.deepEqual(await shotsOf(path), []);
});

import assert from "node:assert/strict";
import { findThumbnails, type ThumbnailCandidate } from "../../../ml/vision/thumbnails.ts";
import { VisionThread } from "../../../ml/vision/vision_thread.ts";
import { probe } from "../../../src/media/probe.ts";
import { makeFilm, SCENE_SECONDS, sceneAt } from "../../made_film.ts";
import { emptyFolder, tools } from "../../media_fixtures.ts";
import { modelFile } from "./model.ts";

const path = await makeFilm();
const { video, durationSeconds } = await probe(tools, path);
const file = { path, video: video! };

async function find(more: Partial<Parameters<typeof findThumbnails>[2]> = {}): Promise<ThumbnailCandidate[]> {
  return await findThumbnails(tools, file, {
    ...{ durationSeconds: durationSeconds!, workDir: await emptyFolder(), spans: [], findFaces: null },
    ...more,
  });
}

Deno.test("thumbnails (5.2) are frames of all scenes in which something can be seen: none is black, white or blurred", async () => {
  const shares: number[] = [];
  const found = await find({ onProgress: (share) => void shares.push(share) });
  assert.deepEqual(new Set(found.map(({ start }) => sceneAt(start))).size, 3, JSON.stringify(found));
  for (const { start } of found) assert.ok(!["black", "blurred", "white"].includes(sceneAt(start)), `${start}`);
  assert.deepEqual(found.map(({ start }) => start), found.map(({ start }) => start).toSorted((a, b) => a - b));
  assert.ok(shares.length > 3 && shares.every((share) => share >= 0 && share <= 1));
});

Deno.test("of frames that look the same only one is a candidate, in scenes far from each other too", async () => {
  const faces = (await find()).filter(({ start }) => sceneAt(start).startsWith("face"));
  assert.equal(faces.length, 1);
});

Deno.test("faces are found, and the frame with one has the highest score", async () => {
  const thread = await VisionThread.open("faces", await modelFile("centerface", "centerface.onnx"));
  try {
    const found = await find({ findFaces: (picture) => thread.look(picture) });
    const best = found.toSorted((a, b) => b.score - a.score)[0];
    assert.deepEqual([sceneAt(best.start).startsWith("face"), best.faces], [true, 1], JSON.stringify(found));
    assert.ok(best.reasons.includes("face"));
    assert.ok(found.filter(({ start }) => !sceneAt(start).startsWith("face")).every(({ faces }) => faces === 0));
  } finally {
    await thread.close();
  }
});

Deno.test("a frame at a sentence that the text leans on is preferred, and says so", async () => {
  const [start, end] = [4 * SCENE_SECONDS + 1, 4 * SCENE_SECONDS + 2];
  const scoreOf = (found: ThumbnailCandidate[]) => found.find(({ start }) => sceneAt(start) === "pattern")!.score;
  const found = await find({ spans: [{ start, end, score: 1 }] });
  const chosen = found.find(({ reasons }) => reasons.includes("central_sentence"))!;
  assert.ok(chosen.start >= start && chosen.start <= end, JSON.stringify(found));
  assert.ok(scoreOf(found) > scoreOf(await find()));
});

Deno.test("a model that can't be loaded is an error with its path", async () => {
  const broken = `${await emptyFolder()}/broken.onnx`;
  await Deno.writeTextFile(broken, "no model");
  await assert.rejects(
    VisionThread.open("faces", broken),
    /broken\.onnx cannot be loaded: the input of the face model/,
  );
});

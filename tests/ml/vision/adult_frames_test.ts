import assert from "node:assert/strict";
import { findAdultFrames, isLikeHarmless, isWorthScoring, spansOf } from "../../../ml/vision/adult_frames.ts";
import { adultInput } from "../../../ml/vision/adult_model.ts";
import { drawnShare, skinShare } from "../../../ml/vision/skin.ts";
import { VisionThread } from "../../../ml/vision/vision_thread.ts";
import type { Picture } from "../../../src/core/picture.ts";
import { probe } from "../../../src/media/probe.ts";
import { readFrame } from "../../../src/media/read_frames.ts";
import { makeFilm, SCENE_SECONDS, sceneAt } from "../../made_film.ts";
import { emptyFolder, ffmpeg, tools } from "../../media_fixtures.ts";
import { modelFile } from "./model.ts";

const path = await makeFilm();
const { video, durationSeconds } = await probe(tools, path);
const file = { path, video: video! };

async function look(score: (picture: Picture) => Promise<number>) {
  const options = { durationSeconds: durationSeconds!, workDir: await emptyFolder() };
  return await findAdultFrames(tools, file, score, options);
}

/** A picture of one of ffmpeg's sources. */
async function generated(source: string): Promise<Picture> {
  const args = [
    "-f",
    "lavfi",
    "-i",
    `${source}s=320x180`,
    "-frames:v",
    "1",
    "-pix_fmt",
    "rgb24",
    "-f",
    "rawvideo",
    "pipe:1",
  ];
  return { width: 320, height: 180, rgb: await ffmpeg(args) };
}

Deno.test("adult frames (5.4): a portrait, patterns and a fractal are no false alarm", async () => {
  const model = await VisionThread.open("adult", await modelFile("open-nsfw", "open-nsfw.onnx"));
  try {
    const scores: number[] = [];
    const { spans, lookedAt } = await look(async (picture) => {
      const score = await model.look(picture);
      scores.push(score);
      return score;
    });
    assert.deepEqual(spans, []);
    assert.ok(lookedAt > 20);
    assert.ok(scores.length > 0 && scores.every((score) => score >= 0 && score < 0.5), scores.join(" "));
  } finally {
    await model.close();
  }
});

Deno.test("only frames with the colour of skin that are not drawn are scored; those that agree are one span", async () => {
  const { spans } = await look(() => Promise.resolve(0.9)); // a model that is sure of each
  assert.equal(spans.length, 2, JSON.stringify(spans));
  for (const { start, end, score } of spans) {
    assert.ok(sceneAt(start).startsWith("face") && sceneAt(end).startsWith("face"), `${start} ${end}`);
    assert.ok(end - start > SCENE_SECONDS / 2);
    assert.equal(score, 0.9);
  }
});

Deno.test("frames that look like one that scored little are not scored again, those like one that scored more are", async () => {
  const count = async (score: number) => {
    let scored = 0;
    await look(() => Promise.resolve((scored++, score)));
    return scored;
  };
  const [harmless, doubtful] = [await count(0.1), await count(0.3)];
  assert.ok(harmless > 0 && harmless <= doubtful / 4, `${harmless} and ${doubtful}`);
  assert.ok(harmless >= Math.ceil(doubtful / 10), `every tenth is scored again: ${harmless} of ${doubtful}`);
});

Deno.test("a frame is like a harmless one only if little of it changed, and it shows no more skin", () => {
  const look = ({ bits = 0, moved = 0, skin = 0.2 }) => {
    const colors = new Float32Array(64).fill(0);
    [colors[0], colors[1]] = [1 - moved, moved];
    return { hash: (1n << BigInt(bits)) - 1n, colors, skin };
  };
  const harmless = look({});
  assert.ok(isLikeHarmless(harmless, look({ bits: 2, moved: 0.04, skin: 0.22 })));
  assert.ok(isLikeHarmless(harmless, look({ skin: 0.1 })));
  for (const change of [{ bits: 3 }, { moved: 0.06 }, { skin: 0.24 }]) {
    assert.equal(isLikeHarmless(harmless, look(change)), false, JSON.stringify(change));
  }
});

Deno.test("a user interface in the colours of skin is drawn, and a film in black and white has no skin", async () => {
  const flat = await generated("color=c=0xC99070:");
  assert.equal(skinShare(flat), 1);
  assert.ok(drawnShare(flat) > 0.9);
  assert.equal(isWorthScoring(flat), false);
  const face = (await readFrame(tools, { input: path, video: video!, side: 320, at: 2.5 * SCENE_SECONDS }))!;
  assert.ok(isWorthScoring(face));
  const gray = { ...face, rgb: face.rgb.map((_, i) => face.rgb[i - i % 3]) };
  assert.equal(skinShare(gray), 0);
  assert.equal(isWorthScoring(gray), false);
});

Deno.test("spansOf() leaves out a single frame, and parts spans where frames between them are harmless", () => {
  const at = (time: number, score: number) => ({ time, score });
  const steady = (scores: number[]) => scores.map((score, i) => at(10 * i, score));
  assert.deepEqual(spansOf(steady([0, 0.95, 0, 0, 0.1])), []);
  assert.deepEqual(spansOf(steady([0.85, 0.9, 0, 0, 0, 0.8, 0.8])), [
    { start: 0, end: 10, score: 0.9 },
    { start: 50, end: 60, score: 0.8 },
  ]);
  assert.deepEqual(spansOf([]), []);
  // of a file with key frames at odd times
  const odd = [[0, 0], [1, 0], [2, 0], [3, 0.1], [13, 0.9], [23, 0.85], [24, 0]].map(([time, score]) =>
    at(time, score)
  );
  assert.deepEqual(spansOf(odd), [{ start: 13, end: 23, score: 0.9 }]);
});

Deno.test("adultInput() gives the middle of the picture, blue first, less the mean of the training pictures", () => {
  const rgb = new Uint8Array(64 * 32 * 3).map((_, i) => [200, 150, 100][i % 3]);
  const input = adultInput({ width: 64, height: 32, rgb });
  assert.equal(input.length, 224 * 224 * 3);
  assert.deepEqual([...input.subarray(0, 3)], [100 - 104, 150 - 117, 200 - 123]);
  assert.deepEqual(input.at(-1), 200 - 123);
});

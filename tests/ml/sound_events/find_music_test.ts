import assert from "node:assert/strict";
import { music, NOISES } from "../../../bench/corpus/noises.ts";
import { withLoudness, writeFlac } from "../../../bench/corpus/samples.ts";
import { Random } from "../../../bench/soak/random.ts";
import { ModelStore } from "../../../ml/models/store.ts";
import { Session } from "../../../ml/onnx/session.ts";
import { findMusic, gapsBetween, musicSpans, type Span } from "../../../ml/sound_events/find_music.ts";
import { MusicModel } from "../../../ml/sound_events/music_model.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { probe } from "../../../src/media/probe.ts";
import { readSpeech } from "../../data/speech.ts";
import { quietLog } from "../../database.ts";

const RATE = 16000;
const config = readConfig(Deno.env.toObject());
const folder = await Deno.makeTempDir();
const weights = await new ModelStore(config.modelsDir, quietLog).resolve("yamnet-w8a8");
const model = await MusicModel.load(`${weights}/model.onnx`);
Deno.test.afterAll(async () => {
  await model.release();
  await Deno.remove(folder, { recursive: true });
});

async function musicIn(sounds: Float32Array[], cues: (Span & { text: string })[]) {
  const samples = new Float32Array(sounds.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const sound of sounds) samples.set(sound, at), at += sound.length;
  const path = `${folder}/${crypto.randomUUID()}.flac`;
  await writeFlac(path, samples);
  return (await findMusic(config, path, { info: await probe(config, path), cues, model })).events;
}

Deno.test("findMusic() finds the music before and after speech, and none in speech", async () => {
  const speech = await readSpeech("sentence.flac");
  const song = (seed: number) => withLoudness(music(8 * RATE, new Random(seed)), -20);
  const spoken = { start: 8, end: 8 + speech.length / RATE, text: "It is said." };
  const named = { start: 0, end: 5, text: "[music]" }; // written into the captions before
  const events = await musicIn([song(1), speech, song(2)], [named, spoken]);
  assert.equal(events.length, 2, JSON.stringify(events));
  assert.ok(events[0].start < 1 && events[0].end > 6 && events[0].end <= spoken.start, JSON.stringify(events));
  assert.ok(events[1].start >= spoken.end && events[1].start < spoken.end + 2, JSON.stringify(events));
  assert.deepEqual(await musicIn([speech], []), [], "speech that no caption covers is no music");
});

Deno.test("findMusic() hears no music in street noise, typing or silence", async () => {
  const noise = (name: string) => withLoudness(NOISES[name](8 * RATE, new Random(3)), -30);
  assert.deepEqual(await musicIn([noise("street"), noise("keyboard"), new Float32Array(8 * RATE)], []), []);
});

Deno.test("where its second session can't be created, MusicModel.load() frees the first", async () => {
  const { create } = Session;
  const { release } = Session.prototype;
  let released = 0;
  Session.create = (model, options) =>
    typeof model === "string" ? create.call(Session, model, options) : Promise.reject(new Error("no memory"));
  Session.prototype.release = async function () {
    await release.call(this);
    released++;
  };
  try {
    await assert.rejects(MusicModel.load(`${weights}/model.onnx`), /no memory/);
    assert.equal(released, 1);
  } finally {
    Session.create = create;
    Session.prototype.release = release;
  }
});

Deno.test("gapsBetween() leaves out what is too short, and cues that overlap", () => {
  const said = [{ start: 4, end: 6 }, { start: 5, end: 5.5 }, { start: 8, end: 9 }, { start: 20, end: 21 }];
  assert.deepEqual(gapsBetween(said), [
    { start: 0, end: 3.75 },
    { start: 9.25, end: 19.75 },
    { start: 21.25, end: Infinity },
  ]);
});

Deno.test("musicSpans() joins music over a short break, and leaves out a second of it", () => {
  const patches = [...Array(5).fill(0.9), 0, 0, ...Array(5).fill(0.9), ...Array(9).fill(0), 0.9, ...Array(9).fill(0)]
    .map((probability, i) => ({ start: i, end: i + 1, probability }));
  assert.deepEqual(musicSpans(patches), [{ start: 0, end: 12 }]);
});

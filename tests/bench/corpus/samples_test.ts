import assert from "node:assert/strict";
import { CODEC_NAMES, coded } from "../../../bench/corpus/codecs.ts";
import { inRoom, music, NOISES } from "../../../bench/corpus/noises.ts";
import { mixUnder, resample } from "../../../bench/corpus/samples.ts";
import { Random } from "../../../bench/soak/random.ts";

const tone = (rate: number, seconds: number) =>
  Float32Array.from({ length: rate * seconds }, (_, i) => 0.3 * Math.sin(2 * Math.PI * 1000 * i / rate));
const power = (samples: Float32Array) => samples.reduce((sum, value) => sum + value * value, 0) / samples.length;

Deno.test("resample() keeps a tone what it is", () => {
  for (const rate of [8000, 16000, 22050, 32000]) {
    const [made, right] = [resample(tone(rate, 1), rate), tone(16000, 1)];
    assert.equal(made.length, 16000);
    for (let i = 1000; i < 15000; i++) assert.ok(Math.abs(made[i] - right[i]) < 2e-3, `${rate} Hz, sample ${i}`);
  }
});

Deno.test("mixUnder() puts every noise and the music at the level that is asked for", () => {
  const speech = tone(16000, 4);
  for (const [name, make] of Object.entries({ ...NOISES, music })) {
    const noise = make(speech.length, new Random(3));
    const mixed = mixUnder(speech, noise, 6);
    const scale = mixed.reduce((high, value) => Math.max(high, Math.abs(value)), 0) > 0.98 ? NaN : 1;
    const decibels = 10 * Math.log10(power(speech) / power(mixed.map((value, i) => value - speech[i])));
    if (isNaN(scale)) continue; // scaled down as a whole, to fit
    assert.ok(Math.abs(decibels - 6) < (name === "keyboard" ? 12 : 1.5), `${name}: ${decibels} dB`);
  }
});

Deno.test("noises are the same for the same seed, and others for another", () => {
  for (const make of [...Object.values(NOISES), music]) {
    const [one, again, other] = [1, 1, 2].map((seed) => make(2000, new Random(seed)));
    assert.ok(one.every((value, i) => value === again[i]));
    assert.ok(one.some((value, i) => value !== other[i]));
  }
});

Deno.test("inRoom() adds echoes behind a sound, and none before it", () => {
  const click = new Float32Array(16000);
  click[4000] = 1;
  const heard = inRoom(click, 0.5, new Random(1));
  assert.equal(power(heard.subarray(0, 4000)), 0);
  assert.equal(heard[4000], 1);
  assert.ok(power(heard.subarray(4100, 8000)) > 30 * power(heard.subarray(11000, 12000)), "the echoes fade");
});

Deno.test("coded() changes the sound and moves nothing", async () => {
  const scratch = await Deno.makeTempDir();
  const click = new Float32Array(16000).map((_, i) => i > 8000 && i < 9600 ? tone(16000, 1)[i] : 0);
  for (const name of CODEC_NAMES) {
    const heard = await coded(click, name, scratch);
    assert.equal(heard.length, click.length);
    assert.ok(heard.some((value, i) => value !== click[i]));
    const begin = heard.findIndex((value) => Math.abs(value) > 0.1);
    assert.ok(Math.abs(begin - 8000) < 160, `${name}: the tone begins at sample ${begin} in place of 8000`);
  }
  await Deno.remove(scratch, { recursive: true });
});

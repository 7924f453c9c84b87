import assert from "node:assert/strict";
import { measureSoundQuality } from "../../../../ml/audio/sound_quality/sound_quality.ts";
import { probe } from "../../../../src/media/probe.ts";
import type { SoundQualityJson } from "../../../../src/schemas/sound_quality.ts";
import { soundQualitySchema } from "../../../../src/schemas/sound_quality.ts";
import { ffmpeg, tools } from "../../../media_fixtures.ts";

const SPEECH = new URL("../../../data/sentence.flac", import.meta.url).pathname;
const folder = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

let files = 0;

/** Measures the sentence after ffmpeg's filters, or another file. */
async function measure(filters: string[], { input = ["-i", SPEECH], out = "wav", args = [] as string[] } = {}) {
  const path = `${folder}/${files++}.${out}`;
  const graph = filters.length > 0 ? ["-af", filters.join(",")] : [];
  await ffmpeg([...input, ...graph, ...args, path]);
  return await measureSoundQuality(tools, path, { info: await probe(tools, path) });
}

const codes = ({ reasons }: SoundQualityJson) => reasons.map(({ code }) => code);
const clean = await measure(["apad=pad_dur=1"]);

Deno.test("sound quality (5.3): a clean sentence has a high score, no reasons, and figures of its kind", () => {
  assert.equal(soundQualitySchema.safeParse(clean).success, true);
  assert.ok(clean.score! >= 85, JSON.stringify(clean));
  assert.deepEqual([codes(clean), clean.captions, clean.is_opposite_phase], [[], "good", false]);
  assert.ok(clean.speech!.snr_db > 25 && clean.speech_share > 0.4, JSON.stringify(clean));
});

Deno.test("sound quality (5.3): the louder the noise, the lower the score, and noise is the first reason", async () => {
  const scores: number[] = [];
  for (const amplitude of [0.01, 0.05, 0.2]) {
    const noisy = `anoisesrc=a=${amplitude}:r=16000:seed=1`;
    const made = await measure([], {
      input: [
        "-i",
        SPEECH,
        "-f",
        "lavfi",
        "-i",
        noisy,
        "-filter_complex",
        "[0]apad=pad_dur=1[s];[s][1]amix=2:duration=first:normalize=0",
      ],
    });
    scores.push(made.score ?? 0);
    if (amplitude > 0.01 && made.speech) assert.equal(codes(made)[0], "noise");
  }
  assert.ok(clean.score! > scores[1] && scores[0] > scores[1] && scores[1] > scores[2], scores.join(" "));
});

Deno.test("sound quality (5.3): a telephone's band, clipping, gaps and a quiet voice are each found and named", async () => {
  const telephone = await measure(["highpass=f=300", "aresample=8000", "aresample=16000"]);
  assert.ok(telephone.speech!.bandwidth_hz <= 4400, String(telephone.speech!.bandwidth_hz));
  assert.ok(codes(telephone).includes("narrow_band"));
  const clipped = await measure(["volume=40dB:precision=fixed", "volume=-6dB"]);
  assert.ok(codes(clipped).includes("clipping"), JSON.stringify(clipped));
  const gaps = await measure(["volume='if(lt(mod(t,0.2),0.06),0,1)':eval=frame", "asetnsamples=160"], {
    input: ["-i", SPEECH],
  });
  assert.ok(gaps.score! < clean.score!);
  const quiet = await measure(["volume=-45dB"], { args: ["-c:a", "pcm_f32le"] });
  assert.ok(codes(quiet).includes("quiet"), JSON.stringify(quiet));
  for (const { advice } of [...telephone.reasons, ...clipped.reasons, ...quiet.reasons]) assert.match(advice, /\.$/);
});

Deno.test("sound quality (5.3): an empty channel and channels in opposite phase are told from good ones", async () => {
  const empty = await measure(["pan=stereo|c0=0*c0|c1=c0"]);
  assert.deepEqual(codes(empty), ["empty_channel"]);
  assert.match(empty.reasons[0].text, /Only channel 2/);
  const opposite = await measure(["pan=stereo|c0=c0|c1=-1*c0"]);
  assert.deepEqual([codes(opposite), opposite.is_opposite_phase], [["opposite_phase"], true]);
  const stereo = await measure(["pan=stereo|c0=c0|c1=c0"]);
  assert.deepEqual([codes(stereo), stereo.channel_levels_db.length], [[], 2]);
});

Deno.test("sound quality (5.3): silence and sound without speech have no score, and say so", async () => {
  const silence = await measure([], { input: ["-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono:d=3"] });
  assert.deepEqual([silence.score, codes(silence), silence.captions], [null, ["silent"], null]);
  assert.equal(silence.silence_share, 1);
  const tone = await measure([], { input: ["-f", "lavfi", "-i", "sine=frequency=440:duration=4"] });
  assert.deepEqual([tone.score, codes(tone), tone.speech], [null, ["no_speech"], null]);
});

Deno.test("sound quality (5.3): captions that Whisper was unsure of are expected to be poor, whatever the sound", async () => {
  const info = await probe(tools, SPEECH);
  const unsure = await measureSoundQuality(tools, SPEECH, { info, confidence: 0.4 });
  assert.deepEqual([unsure.captions, codes(unsure)[0], unsure.confidence], ["poor", "unsure_captions", 0.4]);
  assert.equal((await measureSoundQuality(tools, SPEECH, { info, confidence: 0.9 })).captions, "good");
});

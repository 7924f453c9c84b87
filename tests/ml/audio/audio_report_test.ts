import assert from "node:assert/strict";
import { type AudioReportOptions, makeAudioReport } from "../../../ml/audio/audio_report.ts";
import { HOP_LENGTH, logMel } from "../../../ml/audio/log_mel.ts";
import { bandHz } from "../../../ml/audio/mel_filters.ts";
import { ColumnOverview, PeakOverview } from "../../../ml/audio/overview.ts";
import { referenceClips } from "../../../ml/audio/reference_clips.ts";
import { loadVoiceModel, VoiceActivity } from "../../../ml/audio/voice_activity.ts";
import { speechWindows } from "../../../ml/audio/windows.ts";
import type { AudioReport } from "../../../src/core/audio_report.ts";
import { inPieces, noise, readSpeech, readWords } from "../../data/speech.ts";

const model = await loadVoiceModel(1);
Deno.test.afterAll(() => model.release());

async function reportOf(samples: Float32Array, options: Partial<AudioReportOptions> = {}) {
  const columns: Uint8Array[] = [];
  const peaks: Int8Array[] = [];
  const report = await makeAudioReport(inPieces(samples), model, {
    ...{ nMels: 80, maxColumns: 10_000, maxPeaks: 10_000, ...options },
    onColumns: (bytes) => void columns.push(bytes),
    onPeaks: (pairs) => void peaks.push(pairs),
  });
  return {
    report,
    columns: Uint8Array.from(columns.flatMap((part) => [...part])),
    peaks: Int8Array.from(peaks.flatMap((part) => [...part])),
  };
}

function join(...parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** Returns the dequantized value at a mel band and column of a piece. */
function valuesOf(
  { pieces, n_mels }: AudioReport,
  columns: Uint8Array,
  index: number,
): (mel: number, t: number) => number {
  const first = pieces.slice(0, index).reduce((sum, { frames }) => sum + frames, 0);
  const { min, max } = pieces[index];
  return (mel, t) => min + columns[(first + t) * n_mels + mel] / 255 * (max - min);
}

Deno.test("makeAudioReport() stores the spectrograms of the captioner's windows, to half a quantization step", async () => {
  const samples = await readSpeech("passage.flac");
  const { report, columns } = await reportOf(samples);
  const read = report.pieces.filter(({ is_read }) => is_read);
  let count = 0;
  for await (const window of speechWindows(inPieces(samples), new VoiceActivity(model))) {
    const piece = read[count++];
    assert.deepEqual([piece.start, piece.end], [window.start, window.end]);
    assert.equal(piece.frames, Math.ceil(window.samples.length / HOP_LENGTH));
    const expected = logMel(window.samples, 80);
    const value = valuesOf(report, columns, report.pieces.indexOf(piece));
    let worst = 0;
    for (let mel = 0; mel < 80; mel++) {
      for (let t = 0; t < piece.frames; t++) {
        worst = Math.max(worst, Math.abs(value(mel, t) - expected.data[mel * expected.nFrames + t]));
      }
    }
    assert.ok(piece.max - piece.min <= 2 + 1e-6, `${piece.min} to ${piece.max}`); // 80 dB
    assert.ok(worst <= (piece.max - piece.min) / 510 + 1e-6, `${worst}`);
  }
  assert.equal(read.length, count);
  assert.ok(count >= 2);
  assert.deepEqual(bytesOf(report.overview.mel), columns, "a short file's overview is all of it");
});

Deno.test("makeAudioReport() leaves nothing out: pieces and spans cover the whole file without gaps", async () => {
  const samples = await readSpeech("passage.flac");
  const { report, columns, peaks } = await reportOf(samples);
  assert.equal(report.seconds, Math.round(samples.length / 16000 * 1e5) / 1e5);
  for (const list of [report.pieces, report.spans]) {
    assert.equal(list[0].start, 0);
    assert.equal(list.at(-1)!.end, report.seconds);
    list.slice(1).forEach(({ start }, i) => assert.equal(start, list[i].end));
  }
  assert.equal(columns.length, report.frames * 80);
  assert.equal(peaks.length, 2 * Math.ceil(samples.length / HOP_LENGTH));
  for (let i = 0; i < peaks.length / 2; i += 97) {
    const part = samples.subarray(i * HOP_LENGTH, (i + 1) * HOP_LENGTH);
    assert.ok(Math.abs(peaks[2 * i] / 127 - Math.min(...part)) <= 1 / 127, `stretch ${i}`);
    assert.ok(Math.abs(peaks[2 * i + 1] / 127 - Math.max(...part)) <= 1 / 127, `stretch ${i}`);
  }
});

Deno.test("speech, music, silence and noise in sequence are classified", async () => {
  const [speech, music, silence] = await referenceClips();
  const samples = join(silence.samples, speech.samples, silence.samples, music.samples, silence.samples);
  const { report } = await reportOf(join(samples, noise(32_000, 0.1)));
  const kinds = report.spans.map(({ kind }) => kind);
  assert.deepEqual(kinds, ["silence", "speech", "silence", "music_or_noise", "silence", "music_or_noise"]);
  const seconds = [silence, speech, silence, music, silence].map((clip) => clip.samples.length / 16000);
  const [, said, , played, , hissed] = report.spans;
  assert.ok(Math.abs(said.start - seconds[0]) < 0.5 && Math.abs(said.end - seconds[0] - seconds[1]) < 0.5);
  const musicFrom = seconds[0] + seconds[1] + seconds[2];
  assert.ok(Math.abs(played.start - musicFrom) < 0.1 && Math.abs(played.end - musicFrom - seconds[3]) < 0.1);
  assert.ok(Math.abs(hissed.start - samples.length / 16000) < 0.1);
});

Deno.test("spans of speech match the words of a passage", async () => {
  const { words } = await readWords("passage");
  const { report } = await reportOf(await readSpeech("passage.flac"));
  const kindAt = (seconds: number) => report.spans.find(({ start, end }) => start <= seconds && seconds < end)?.kind;
  const right = words.filter(({ start, end }) => kindAt((start + end) / 2) === "speech").length;
  assert.ok(right >= 0.95 * words.length, `${right} of ${words.length}`);
  for (const [i, { end }] of words.entries()) {
    if ((words[i + 1]?.start ?? 0) - end > 1) assert.equal(kindAt(end + 0.6), "silence", `after ${end}`);
  }
});

Deno.test("digital silence, a single sample and no sound at all have reports too", async () => {
  const { report } = await reportOf(new Float32Array(50_000));
  assert.deepEqual(report.spans, [{ start: 0, end: 3.125, kind: "silence" }]);
  assert.equal(report.peak_db, null);
  assert.ok(report.pieces.every(({ min, max, is_read }) => min === -1.5 && max === -1.5 && !is_read));
  const one = await reportOf(Float32Array.of(0.5));
  assert.deepEqual([one.report.frames, one.peaks.length], [1, 2]);
  const none = await reportOf(new Float32Array(0));
  assert.deepEqual([none.report.seconds, none.report.pieces, none.report.spans], [0, [], []]);
});

Deno.test("minutes of silence are not buffered until speech starts", async () => {
  const speech = (await referenceClips())[0].samples;
  async function* audio() {
    for (let i = 0; i < 6; i++) yield await new Float32Array(30 * 16000);
    yield speech;
  }
  const seen: number[] = [];
  let readSeconds = 0;
  const report = await makeAudioReport(audio(), model, {
    ...{ nMels: 128, maxColumns: 1000, maxPeaks: 1000 },
    onColumns: (columns) => void seen.push(columns.length / 128),
    onProgress: (seconds) => readSeconds = seconds,
  });
  assert.ok(readSeconds > 180);
  assert.equal(seen[0], 3000, "30 s at a time");
  assert.equal(report.pieces.filter(({ is_read }) => is_read).length, 1);
  assert.equal(report.n_mels, 128);
  assert.equal(seen.reduce((sum, n) => sum + n), report.frames);
  // 182 s are 18,250 columns: every 32nd fits into 1000, and those are columns of the whole
  assert.equal(report.overview.mel_step, 32);
  assert.equal(bytesOf(report.overview.mel).length, Math.ceil(report.frames / 32) * 128);
});

Deno.test("the overview keeps every second, fourth, eighth column as it was", () => {
  for (const n of [1, 7, 8, 9, 16, 17, 100, 1000]) {
    const all = Uint8Array.from({ length: 3 * n }, (_, i) => i * 7 % 251);
    const thinned = new ColumnOverview(3, 8);
    for (let at = 0; at < all.length; at += 15) thinned.push(all.subarray(at, at + 15));
    const kept = Array.from({ length: Math.ceil(n / thinned.step) }, (_, i) => i * thinned.step)
      .flatMap((column) => [...all.subarray(3 * column, 3 * column + 3)]);
    assert.deepEqual([...thinned.bytes], kept, `${n} columns, step ${thinned.step}`);
    assert.ok(thinned.bytes.length <= 24);
  }
});

Deno.test("each pair of the waveform's overview holds the lowest and the highest value of its stretches", () => {
  for (const n of [1, 3, 8, 9, 15, 16, 17, 33, 500]) {
    const all = Int8Array.from({ length: 2 * n }, (_, i) => i % 2 ? (i * 37) % 120 : -((i * 53) % 120));
    const thinned = new PeakOverview(8);
    for (let at = 0; at < all.length; at += 6) thinned.push(all.subarray(at, at + 6));
    const { bytes, step } = thinned;
    const pairs = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    assert.equal(pairs.length, 2 * Math.ceil(n / step), `${n}, step ${step}`);
    for (let i = 0; i < pairs.length / 2; i++) {
      const part = all.subarray(2 * i * step, 2 * (i + 1) * step);
      assert.equal(pairs[2 * i], Math.min(...part.filter((_, k) => k % 2 === 0)), `${n}, pair ${i}`);
      assert.equal(pairs[2 * i + 1], Math.max(...part.filter((_, k) => k % 2 === 1)), `${n}, pair ${i}`);
    }
  }
});

Deno.test("the bands lie as librosa's mel_frequencies(82, fmax=8000) says", () => {
  const hz = bandHz(80);
  assert.equal(hz.length, 80);
  // Slaney's scale: 45.245640471924965 mel up to 8000 Hz, 66.67 Hz a mel below 1000 Hz
  assert.ok(Math.abs(hz[0] - 45.245640471924965 / 81 * 200 / 3) < 1e-6, `${hz[0]}`);
  assert.ok(hz.every((value, i) => i === 0 || value > hz[i - 1]));
  assert.ok(hz[79] < 8000 && hz[79] > 7600);
});

import { makeAudioReport } from "../ml/audio/audio_report.ts";
import { type ReferenceClip, referenceClips } from "../ml/audio/reference_clips.ts";
import { SAMPLE_RATE } from "../ml/audio/constants.ts";
import { loadVoiceModel } from "../ml/audio/voice_activity.ts";
import { encodeBase64 } from "../src/core/base64.ts";
import type { ReferenceReport } from "../src/core/audio_report.ts";
import { writeWhole } from "../src/core/files.ts";

/** Writes the audio reports of the reference clips (speech, music, silence), each with its audio. */
export async function buildReferenceReports(path: string): Promise<void> {
  const model = await loadVoiceModel(1);
  try {
    const references: ReferenceReport[] = [];
    for (const { name, about, samples } of await referenceClips()) {
      const report = await makeAudioReport(oneByOne(samples), model, { nMels: 80, maxColumns: 4096, maxPeaks: 4096 });
      references.push({
        name,
        about,
        hearing: report,
        sound: { type: "audio/wav", base64: encodeBase64(writeWav(samples)) },
      });
    }
    await writeWhole(path, JSON.stringify(references), { mode: 0o644 });
  } finally {
    await model.release();
  }
}

async function* oneByOne(samples: ReferenceClip["samples"]) {
  yield await Promise.resolve(samples);
}

/** A WAV file of 16 bits, which every browser plays. */
function writeWav(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(44 + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const writeText = (at: number, name: string) => bytes.set(new TextEncoder().encode(name), at);
  writeText(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  writeText(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, SAMPLE_RATE, true);
  view.setUint32(28, 2 * SAMPLE_RATE, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  writeText(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, i) =>
    view.setInt16(44 + 2 * i, Math.round(32767 * Math.min(1, Math.max(-1, sample))), true)
  );
  return bytes;
}

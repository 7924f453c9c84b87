import { NOISES } from "../corpus/noises.ts";
import { inRoom } from "../corpus/noises.ts";
import { loudness, mixUnder, RATE, throughCodec } from "../corpus/samples.ts";
import { Random } from "../soak/random.ts";

/** A way to spoil a recording by a known amount. */
export interface Degradation {
  name: string;
  /** @param samples mono, 16 kHz, in [-1, 1] @param scratch a folder for files of its own */
  apply(samples: Float32Array, scratch: string): Promise<Float32Array> | Float32Array;
}

const noise = (name: string, db: number): Degradation => ({
  name: `${name} noise, ${db} dB`,
  apply: (samples) => mixUnder(samples, NOISES[name](samples.length, new Random(7)), db),
});

const coded = (name: string, encode: string[], container: string): Degradation => ({
  name,
  apply: (samples, scratch) => throughCodec(samples, encode, container, `${scratch}/coded.${container}`),
});

const lowPass = (hz: number): Degradation => {
  const filter = Array.from({ length: 4 }, () => `lowpass=f=${hz}:p=2`).join(",");
  return coded(`low-pass ${hz} Hz`, ["-af", filter, "-c:a", "pcm_s16le"], "wav");
};

const room = (seconds: number): Degradation => ({
  name: `room, ${seconds} s`,
  apply: (samples) => quieter(inRoom(samples, seconds, new Random(11))),
});

const clipped = (db: number): Degradation => ({ name: `clipped by ${db} dB`, apply: (samples) => clip(samples, db) });

const dropouts = (share: number): Degradation => ({
  name: `dropouts ${Math.round(100 * share)} %`,
  apply: (samples) => dropPieces(samples, share),
});

/** What `./sf bench:sound` does to each clip. */
export const DEGRADATIONS: readonly Degradation[] = [
  { name: "as it is", apply: (samples) => samples },
  ...[15, 5, 0, -5].map((db) => noise("white", db)),
  ...[5, -5].map((db) => noise("pink", db)),
  noise("street", 0),
  ...[3000, 1000].map(lowPass),
  coded("Opus, 6 kbit/s", ["-c:a", "libopus", "-b:a", "6k", "-application", "voip"], "ogg"),
  coded("GSM", ["-ar", "8000", "-c:a", "libgsm"], "gsm"),
  coded("MP3, 8 kbit/s", ["-ar", "8000", "-c:a", "libmp3lame", "-b:a", "8k"], "mp3"),
  ...[20, 40].map(clipped),
  ...[0.6, 2].map(room),
  ...[0.1, 0.3, 0.5].map(dropouts),
  {
    name: "GSM of pink noise, 5 dB",
    apply: async (samples, scratch) => {
      const noisy = await noise("pink", 5).apply(samples, scratch);
      return await coded("GSM", ["-ar", "8000", "-c:a", "libgsm"], "gsm").apply(noisy, scratch);
    },
  },
];

function quieter(samples: Float32Array): Float32Array {
  const peak = samples.reduce((high, value) => Math.max(high, Math.abs(value)), 0);
  return peak > 0.99 ? samples.map((value) => 0.99 * value / peak) : samples;
}

/** Amplifies the loud parts by `db` above full scale, cuts them off there, and saves it at half the level. */
function clip(samples: Float32Array, db: number): Float32Array {
  const gain = 10 ** (db / 20) / (4 * loudness(samples)); // peaks are about four times as high
  return samples.map((value) => 0.5 * Math.max(-1, Math.min(1, gain * value)));
}

/** Loses pieces of 20 to 200 ms, as a bad network does. */
function dropPieces(samples: Float32Array, share: number): Float32Array {
  const random = new Random(13);
  const out = samples.slice();
  for (let at = 0; at < out.length;) {
    const lost = Math.round(random.between(0.02, 0.2) * RATE);
    const kept = Math.round(lost * (1 - share) / share * random.between(0.5, 1.5));
    out.fill(0, at + kept, at + kept + lost);
    at += kept + lost;
  }
  return out;
}

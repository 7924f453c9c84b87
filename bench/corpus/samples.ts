/** Sound as samples: mono, 16 kHz, in [-1, 1]. */
export const RATE = 16000; // Hz

/** Runs ffmpeg on bytes. @throws {Error} with ffmpeg's message */
export async function ffmpeg(args: string[], input: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
  const child = new Deno.Command("ffmpeg", {
    args: ["-v", "error", "-y", ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [{ success, stdout, stderr }] = await Promise.all([
    child.output(),
    new Blob([input.slice()]).stream().pipeTo(child.stdin).catch(() => {}), // it may end without reading its input
  ]);
  if (!success) throw new Error(`ffmpeg ${args.join(" ")} failed: ${new TextDecoder().decode(stderr).trim()}`);
  return stdout;
}

const OUTPUT = ["-f", "f32le", "-ac", "1", "-ar", `${RATE}`, "pipe:1"];

const HALF_WIDTH = 16; // zero crossings of the sinc on either side
const TABLE_STEP = 1 / 512;

/** A sinc under a Hann window, at each 512th of the distance between two zero crossings. */
const KERNEL = Float64Array.from({ length: HALF_WIDTH / TABLE_STEP + 2 }, (_, i) => {
  const x = i * TABLE_STEP;
  if (x >= HALF_WIDTH) return 0;
  return (0.5 + 0.5 * Math.cos(Math.PI * x / HALF_WIDTH)) * (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
});

/** Resamples to 16 kHz in-process: the same on every machine, and no ffmpeg for each sentence. */
export function resample(samples: Float32Array, rate: number): Float32Array {
  if (rate === RATE) return samples;
  const step = rate / RATE; // input samples for one of the output
  const cutoff = Math.min(1, 1 / step);
  const reach = HALF_WIDTH / cutoff;
  const out = new Float32Array(Math.floor(samples.length / step));
  for (let i = 0; i < out.length; i++) {
    const center = i * step;
    const [from, to] = [
      Math.max(0, Math.ceil(center - reach)),
      Math.min(samples.length - 1, Math.floor(center + reach)),
    ];
    let sum = 0;
    for (let j = from; j <= to; j++) sum += samples[j] * KERNEL[Math.round(Math.abs(j - center) * cutoff / TABLE_STEP)];
    out[i] = sum * cutoff;
  }
  return out;
}

export async function readSound(path: string): Promise<Float32Array> {
  return floats(await ffmpeg(["-i", path, ...OUTPUT]));
}

/** Sends samples through an encoder and back. `container` is the name of ffmpeg's format. */
export async function throughCodec(
  samples: Float32Array,
  encode: string[],
  container: string,
  path: string,
): Promise<Float32Array> {
  await ffmpeg([...INPUT, ...encode, "-f", container, path], bytes(samples));
  const decoded = floats(await ffmpeg(["-i", path, ...OUTPUT]));
  const whole = new Float32Array(samples.length);
  whole.set(decoded.subarray(0, samples.length));
  return whole;
}

export async function writeFlac(path: string, samples: Float32Array): Promise<void> {
  const codec = ["-c:a", "flac", "-sample_fmt", "s16", "-map_metadata", "-1", "-fflags", "+bitexact"];
  await ffmpeg([...INPUT, ...codec, path], bytes(samples));
}

const INPUT = ["-f", "s16le", "-ac", "1", "-ar", `${RATE}`, "-i", "pipe:0"];

function bytes(samples: Float32Array): Uint8Array {
  const pcm = Int16Array.from(samples, (value) => Math.round(Math.max(-1, Math.min(1, value)) * 32767));
  return new Uint8Array(pcm.buffer);
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

/** Root mean square of the samples that are above a thousandth: pauses don't count. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (const value of samples) {
    if (Math.abs(value) < 1e-3) continue;
    sum += value * value;
    count++;
  }
  return Math.sqrt(sum / Math.max(1, count));
}

/** Scales samples to a loudness. Peaks above 0.99 scale it down again. */
export function withLoudness(samples: Float32Array, level: number): Float32Array {
  const peak = samples.reduce((high, value) => Math.max(high, Math.abs(value)), 0);
  const gain = Math.min(level / (loudness(samples) || 1), 0.99 / (peak || 1));
  return samples.map((value) => value * gain);
}

/** Adds a sound below another so that the other is louder by `decibels`. @param under at least as long */
export function mixUnder(samples: Float32Array, under: Float32Array, decibels: number): Float32Array {
  const gain = loudness(samples) / (loudness(under) || 1) * 10 ** (-decibels / 20);
  const mixed = samples.map((value, i) => value + under[i] * gain);
  const peak = mixed.reduce((high, value) => Math.max(high, Math.abs(value)), 0);
  return peak > 0.99 ? mixed.map((value) => value * 0.99 / peak) : mixed;
}

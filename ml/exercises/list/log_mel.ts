import { logMel as ownLogMel } from "../../audio/log_mel.ts";
import { Random } from "../../transformer/random.ts";
import type { Exercise } from "../exercise.ts";
import { compare, describe, insist } from "../mistake.ts";
import type { LogMelFunction } from "../signatures.ts";
import { melFilterBank, powerSpectrumOf } from "../sound_tools.ts";

const [N_FFT, HOP, N_FRAMES, N_MELS] = [400, 160, 3000, 80];
/** The frames that are compared: those with sound and a few after it. */
const COMPARED = 60;

/** Half a second: two tones and some noise, loud from the first sample on, and a quiet end. */
function clip(): Float32Array {
  const random = new Random(71);
  return Float32Array.from({ length: 8000 }, (_, i) => {
    const loudness = i < 5000 ? 0.5 : 0.0002;
    return loudness * (Math.cos(i * 0.17) + 0.5 * Math.sin(i * 0.9)) + 0.00005 * random.normal();
  });
}

interface Changes {
  hasWindow?: boolean;
  isCentred?: boolean;
  isReflected?: boolean;
  isPower?: boolean;
  log?: (x: number) => number;
  hasRange?: boolean;
  isScaled?: boolean;
  hop?: number;
}

/** The first frames, in which a step was done in another way. */
function variant(
  {
    hasWindow = true,
    isCentred = true,
    isReflected = true,
    isPower = true,
    log = Math.log10,
    hasRange = true,
    isScaled = true,
    hop = HOP,
  }: Changes,
): Float32Array {
  const samples = clip();
  const bank = melFilterBank(N_MELS);
  const data = new Float32Array(N_MELS * COMPARED);
  let largest = -Infinity;
  for (let t = 0; t < COMPARED; t++) {
    const frame = new Float64Array(N_FFT);
    for (let n = 0; n < N_FFT; n++) {
      const at = t * hop + n - (isCentred ? N_FFT / 2 : 0);
      const sample = at < 0 && !isReflected ? 0 : samples[Math.abs(at)] ?? 0;
      frame[n] = sample * (hasWindow ? 0.5 - 0.5 * Math.cos(2 * Math.PI * n / N_FFT) : 1);
    }
    const power = powerSpectrumOf(frame);
    for (let mel = 0; mel < N_MELS; mel++) {
      const sum = bank[mel].reduce(
        (sum, weight, bin) => sum + weight * (isPower ? power[bin] : Math.sqrt(power[bin])),
        0,
      );
      largest = Math.max(largest, data[mel * COMPARED + t] = log(Math.max(sum, 1e-10)));
    }
  }
  return data.map((x) => {
    const raised = hasRange ? Math.max(x, largest - 8) : x;
    return isScaled ? (raised + 4) / 4 : raised;
  });
}

function firstFrames(data: Float32Array): Float32Array {
  const first = new Float32Array(N_MELS * COMPARED);
  for (let mel = 0; mel < N_MELS; mel++) {
    first.set(data.subarray(mel * N_FRAMES, mel * N_FRAMES + COMPARED), mel * COMPARED);
  }
  return first;
}

function transposed(data: Float32Array): Float32Array {
  const out = new Float32Array(data.length);
  for (let mel = 0; mel < N_MELS; mel++) {
    for (let t = 0; t < N_FRAMES; t++) out[t * N_MELS + mel] = data[mel * N_FRAMES + t];
  }
  return out;
}

export const logMel: Exercise<LogMelFunction> = {
  id: "2.1",
  name: "log-mel",
  title: "The log-mel spectrogram",
  chapter: "Speech",
  functionName: "logMel",
  text: [
    "Whisper does not read sound waves. It reads a picture: 100 columns a second, each of 80 numbers that say how loud it is at 80 pitches, from low to high.",
    "One column is made from 400 samples (25 ms). Column t is centred on sample 160 t, so its samples begin at 160 t - 200; those before the first sample are taken from its mirror image (sample -3 is sample 3), those after the end are 0. (Of sound that fills all 30 s Whisper mirrors the end too, which changes the last column a little; the checks do not ask for that.) The samples are multiplied by a Hann window, 0.5 - 0.5 cos(2 pi n / 400), which fades both ends. powerSpectrum() gives the power at 201 frequencies. melFilterBank() has a row of 201 weights for each pitch: their sum of products is the loudness of that pitch, spaced as ears hear.",
    "Then the decimal logarithm, of at least 1e-10. Values more than 8 below the largest of the whole picture are raised to that level, and (x + 4) / 4 brings all near -1 to 1.",
    "The picture it makes: a spectrogram. Vowels are stripes, an s is a cloud at the top, silence is dark.",
  ],
  starter: `import { melFilterBank, powerSpectrum } from "streamforge";

/**
 * The log-mel spectrogram of 30 s: shorter sound is followed by silence.
 *
 * @param samples mono, 16 kHz, in [-1, 1], at most 480,000
 * @param nMels 80
 * @returns data, row-major (nMels, nFrames), with nFrames = 3000
 */
export function logMel(samples: Float32Array, nMels: number): { data: Float32Array; nMels: number; nFrames: number } {
  const filters = melFilterBank(nMels); // nMels rows of 201 weights
  // powerSpectrum(frame) takes a Float64Array of 400 samples and gives 201 powers
  throw new Error("not written yet");
}
`,
  imports: ["melFilterBank", "powerSpectrum"],
  hints: [
    "A loop over 3000 columns: collect and window 400 samples, transform, and sum up with each of the 80 filters. Note the largest value on the way. A second loop limits and scales.",
    "Sample n of column t is samples[Math.abs(160 * t - 200 + n)] ?? 0. The value of pitch m in column t belongs to data[m * 3000 + t].",
    "frame[n] = (samples[Math.abs(at)] ?? 0) * (0.5 - 0.5 * Math.cos(2 * Math.PI * n / 400)); value = Math.log10(Math.max(sum, 1e-10)); at last data[i] = (Math.max(data[i], largest - 8) + 4) / 4.",
  ],
  own: [{ path: "ml/audio/log_mel.ts", name: "logMel" }, { path: "ml/audio/log_mel.ts", name: "fillFrame" }, {
    path: "ml/audio/log_mel.ts",
    name: "melFrame",
  }],
  checks: [
    {
      title: "there are 80 rows of 3000 columns",
      run(learner) {
        const made = learner(new Float32Array(0), N_MELS);
        insist(
          made?.data instanceof Float32Array,
          `the function must return { data, nMels, nFrames } with a Float32Array, but data is ${describe(made?.data)}`,
        );
        insist(
          made.nFrames === N_FRAMES && made.nMels === N_MELS,
          `nMels is ${made.nMels} and nFrames ${made.nFrames}: they must be 80 and 3000`,
        );
        insist(
          made.data.length === N_MELS * N_FRAMES,
          `data has ${made.data.length} values: it must have ${N_MELS * N_FRAMES}`,
        );
      },
    },
    {
      title: "the values are those that Whisper was trained with",
      run(learner) {
        const { data } = learner(clip(), N_MELS);
        const expected = ownLogMel(clip(), N_MELS).data;
        const differs = (a: ArrayLike<number>, b: ArrayLike<number>) =>
          a.length !== b.length || expected.some((_, i) => Math.abs(a[i] - b[i]) > 1e-2);
        insist(
          !differs(data, expected) || differs(data, transposed(expected)),
          "the picture lies on its side: data is (nMels, nFrames), so the value of pitch m in column t is data[m * 3000 + t]",
        );
        compare("the picture", firstFrames(data), firstFrames(expected), {
          shape: [N_MELS, COMPARED],
          tolerance: 1e-3,
          variants: [
            { says: "the samples are not multiplied by the Hann window", gives: () => variant({ hasWindow: false }) },
            {
              says: "the columns are not centred: column t begins 200 samples before sample 160 t",
              gives: () => variant({ isCentred: false }),
            },
            {
              says:
                "before the first sample there is silence: it must be the mirror image of the beginning, Math.abs(at)",
              gives: () => variant({ isReflected: false }),
            },
            {
              says: "the spectrum's root was taken: the filters sum up powers",
              gives: () => variant({ isPower: false }),
            },
            { says: "that is the natural logarithm: take Math.log10", gives: () => variant({ log: Math.log }) },
            {
              says: "the range is not limited: raise values to the largest - 8",
              gives: () => variant({ hasRange: false }),
            },
            { says: "the values are not scaled: (x + 4) / 4 comes last", gives: () => variant({ isScaled: false }) },
            {
              says: "the columns follow each other every 400 samples: it must be every 160",
              gives: () => variant({ hop: N_FFT }),
            },
          ],
        });
      },
    },
    {
      title: "after the sound there is silence up to 30 s",
      run(learner) {
        const loud = clip();
        const made = learner(loud, N_MELS).data;
        const expected = ownLogMel(loud, N_MELS).data;
        compare("the picture", made, expected, { shape: [N_MELS, N_FRAMES], tolerance: 1e-3 });
      },
    },
  ],
};

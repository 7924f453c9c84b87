import { SAMPLE_RATE } from "./constants.ts";
import { readMuLaw } from "./mu_law.ts";

/** A short sound of one kind, for comparison with a file's sound. */
export interface ReferenceClip {
  name: "speech" | "music" | "silence";
  /** Shown to people. */
  about: string;
  /** Mono, 16 kHz. */
  samples: Float32Array;
}

const SECONDS = 2.4;

/**
 * Makes clips of speech, music and silence, each without other sound. Music and silence are computed; the speech is
 * reference_speech.wav, "Every voice leaves its own picture." by flite 2.2 with its voice slt:
 *
 *   flite -voice slt -t "Every voice leaves its own picture." -o /tmp/speech.wav
 *   ffmpeg -i /tmp/speech.wav -ar 16000 -ac 1 -c:a pcm_mulaw -bitexact \
 *     ml/audio/reference_speech.wav
 */
export async function referenceClips(): Promise<ReferenceClip[]> {
  const bytes = await Deno.readFile(`${import.meta.dirname}/reference_speech.wav`);
  const speech = readMuLaw(bytes, "reference_speech.wav");
  return [
    { name: "speech", about: "a synthetic voice says: Every voice leaves its own picture.", samples: speech },
    { name: "music", about: "four chords of plucked strings, computed", samples: playChords() },
    { name: "silence", about: "a quiet room: noise 72 dB below full scale, computed", samples: makeRoomNoise() },
  ];
}

const CHORDS = [[261.63, 329.63, 392], [220, 261.63, 329.63], [174.61, 220, 261.63], [196, 246.94, 293.66]]; // Hz
const HARMONICS = 8;

function playChords(): Float32Array {
  const samples = new Float32Array(Math.round(SECONDS * SAMPLE_RATE));
  const chordSamples = samples.length / CHORDS.length;
  for (const [index, notes] of CHORDS.entries()) {
    for (const hz of [...notes, notes[0] / 2]) {
      for (let harmonic = 1; harmonic <= HARMONICS; harmonic++) {
        const step = 2 * Math.PI * hz * harmonic / SAMPLE_RATE;
        for (let i = 0, at = Math.round(index * chordSamples); at < samples.length; i++, at++) {
          const t = i / SAMPLE_RATE;
          const attack = Math.min(1, t / 0.005);
          // the high harmonics of a string fade first
          samples[at] += 0.09 / harmonic * attack * Math.exp(-t * (2.5 + 1.2 * harmonic)) * Math.sin(step * i);
        }
      }
    }
  }
  return samples;
}

function makeRoomNoise(): Float32Array {
  let state = 1;
  let last = 0;
  return Float32Array.from({ length: Math.round(SECONDS * SAMPLE_RATE) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const white = state / 2 ** 32 - 0.5;
    last = 0.7 * last + 0.3 * white; // low-pass: a room's noise is a hum, not a hiss
    return last * 0.0021;
  });
}

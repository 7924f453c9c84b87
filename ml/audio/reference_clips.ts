import { SAMPLE_RATE } from "./constants.ts";

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
  const speech = readMuLaw(await Deno.readFile(`${import.meta.dirname}/reference_speech.wav`));
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

/** Reads the samples of a WAV file in mu-law (ITU-T G.711). @throws {Error} if it has another format */
function readMuLaw(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunkId = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  for (let at = 12; at + 8 <= bytes.length; at += 8 + view.getUint32(at + 4, true)) {
    if (
      chunkId(at) === "fmt " && (view.getUint16(at + 8, true) !== 7 || view.getUint32(at + 12, true) !== SAMPLE_RATE)
    ) {
      throw new Error("reference_speech.wav is not mu-law at 16 kHz: it make it by the commands in reference_clips.ts");
    }
    if (chunkId(at) === "data") {
      return Float32Array.from(bytes.subarray(at + 8, at + 8 + view.getUint32(at + 4, true)), fromMuLaw);
    }
  }
  throw new Error("reference_speech.wav holds no samples");
}

function fromMuLaw(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return (bits & 0x80 ? -magnitude : magnitude) / 32768;
}

import { readMuLaw } from "./mu_law.ts";

/** A short recording of real speech, to try the engine with. */
export const SPEECH_CLIP = {
  path: `${import.meta.dirname}/speech_clip.wav`,
  text: "And so, my fellow Americans, ask not what your country can do for you, ask what you can do for your country.",
  seconds: 11,
} as const;

/**
 * Reads speech_clip.wav: John F. Kennedy in 1961, a work of the United States' government in the public domain, as in
 * tests/jfk.flac of openai/whisper:
 *
 *   ffmpeg -i jfk.flac -ar 16000 -ac 1 -c:a pcm_mulaw -bitexact ml/audio/speech_clip.wav
 *
 * @returns mono, 16 kHz
 */
export async function readSpeechClip(): Promise<Float32Array> {
  return readMuLaw(await Deno.readFile(SPEECH_CLIP.path), "speech_clip.wav");
}

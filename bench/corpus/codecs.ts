import { throughCodec } from "./samples.ts";

/** ffmpeg's arguments and container of each codec. Speex is not among them: ffmpeg leaves its delay in. */
const CODECS: Record<string, { args: string[]; container: string }> = {
  "telephone (G.711, 8 kHz)": {
    args: ["-af", "highpass=f=300,lowpass=f=3400", "-ar", "8000", "-c:a", "pcm_mulaw"],
    container: "wav",
  },
  "GSM full rate": {
    args: ["-af", "highpass=f=200,lowpass=f=3400", "-ar", "8000", "-c:a", "libgsm"],
    container: "gsm",
  },
  "Opus 8 kbit/s": {
    args: ["-c:a", "libopus", "-b:a", "8k", "-application", "voip", "-ar", "16000"],
    container: "ogg",
  },
  "MP3 24 kbit/s": { args: ["-c:a", "libmp3lame", "-b:a", "24k"], container: "mp3" },
  "AAC 24 kbit/s": { args: ["-c:a", "aac", "-b:a", "24k"], container: "ipod" },
};

export const CODEC_NAMES = Object.keys(CODECS);

/** Encodes and decodes again. The result is as long as the samples, and not shifted. */
export function coded(samples: Float32Array, name: string, scratch: string): Promise<Float32Array> {
  const { args, container } = CODECS[name];
  return throughCodec(samples, args, container, `${scratch}/coded`);
}

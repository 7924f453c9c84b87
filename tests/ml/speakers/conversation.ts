import { writeFlac } from "../../../bench/corpus/samples.ts";
import { Random } from "../../../bench/soak/random.ts";
import { mix, type Turn, voiceOf } from "../../../bench/speakers/mixtures.ts";
import { readSpeechClip } from "../../../ml/audio/speech_clip.ts";
import { readSpeech } from "../../data/speech.ts";

/** Files of speech, in a folder of their own. */
export interface Conversation {
  folder: string;
  /** Two take turns: John F. Kennedy, and the voice of tests/data/passage.flac. */
  path: string;
  turns: Turn[];
  /** One of them. */
  alone: string;
  silence: string;
}

export async function makeConversation(): Promise<Conversation> {
  const folder = await Deno.makeTempDir();
  const passage = (await readSpeech("passage.flac")).subarray(0, 25 * 16000);
  const voices = [voiceOf("kennedy", await readSpeechClip()), voiceOf("passage", passage)];
  const { samples, turns } = mix("two", voices, "as recorded", new Random(4));
  const paths = { path: `${folder}/two.flac`, alone: `${folder}/alone.flac`, silence: `${folder}/silence.flac` };
  await writeFlac(paths.path, samples);
  await writeFlac(paths.alone, passage);
  await writeFlac(paths.silence, new Float32Array(5 * 16000));
  return { folder, turns, ...paths };
}

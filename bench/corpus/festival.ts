/** Speaks with Debian's festival: one process for all utterances, which also prints when each word begins and ends. */
import type { SpokenWord } from "../word_times.ts";
import type { RawSpeech, Utterance } from "./speech.ts";

/** @param utterances of the voices kal_diphone, ked_diphone or cmu_us_slt_arctic_hts; the latter has one rate only */
export async function speakFestival(utterances: readonly Utterance[], scratch: string): Promise<RawSpeech[]> {
  if (!utterances.length) return [];
  const script = `${scratch}/festival.scm`;
  await Deno.writeTextFile(
    script,
    [SPEAK, ...utterances.map((utterance, i) => call(utterance, i, scratch))].join("\n"),
  );
  const { success, stdout, stderr } = await new Deno.Command("festival", { args: ["-b", script] }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`festival failed: ${text.decode(stderr).trim()}`);
  const words: SpokenWord[][] = utterances.map(() => []);
  for (const line of text.decode(stdout).split("\n")) {
    const [tag, place, start, end] = line.split(" ");
    if (tag === "word") words[Number(place)].push({ word: "", start: Number(start), end: Number(end) });
    if (tag === "more") words[Number(place)].at(-1)!.end = Number(end); // of the same written word
  }
  return await Promise.all(utterances.map(async (_, i) => ({
    ...readWave(await Deno.readFile(`${scratch}/festival-${i}.wav`)),
    words: words[i],
  })));
}

const SPEAK = `
(define (speak place text path)
  (let ((utt (utt.synth (eval (list 'Utterance 'Text text)))))
    (utt.save.wave utt path 'riff)
    (mapcar
      (lambda (word)
        (format t "%s %s %f %f\\n" (if (item.prev (item.relation word 'Token)) "more" "word") place
          (item.feat word "word_start") (item.feat word "word_end")))
      (utt.relation.items utt 'Word))))`;

function call({ voice: { name, rate = 1 }, text }: Utterance, place: number, scratch: string): string {
  const written = text.replace(/["\\]/g, "");
  return `(voice_${name}) (Parameter.set 'Duration_Stretch ${1 / rate}) ` +
    `(speak ${place} "${written}" "${scratch}/festival-${place}.wav")`;
}

/** Reads the wave files that festival writes: 16 bits, mono, the samples in the last chunk. */
function readWave(bytes: Uint8Array): { pcm: Int16Array; rate: number } {
  const view = new DataView(bytes.buffer);
  let at = 12;
  let rate = 0;
  for (;;) {
    const [name, length] = [String.fromCharCode(...bytes.subarray(at, at + 4)), view.getUint32(at + 4, true)];
    if (name === "fmt ") rate = view.getUint32(at + 12, true);
    if (name === "data") return { pcm: new Int16Array(bytes.slice(at + 8, at + 8 + length).buffer), rate };
    at += 8 + length;
  }
}

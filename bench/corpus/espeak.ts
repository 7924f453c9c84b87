/** Speaks with Debian's espeak-ng through its library, whose events tell when each word begins; its program does not. */
import type { SpokenWord } from "../word_times.ts";
import type { RawSpeech, Utterance } from "./speech.ts";

const c = (text: string) => new TextEncoder().encode(`${text}\0`);
// From espeak-ng/speak_lib.h
const AUDIO_OUTPUT_SYNCHRONOUS = 2;
const INITIALIZE_PHONEME_EVENTS = 1;
const POS_CHARACTER = 1;
const CHARS_UTF8 = 1;
const RATE_PARAMETER = 1;
const WORDS_PER_MINUTE = 165;
const EVENT = { bytes: 40, type: 0, position: 8, milliseconds: 16, phoneme: 32 };
const EVENT_TYPES = { end: 0, word: 1, phoneme: 7 };

interface Event {
  type: number;
  /** Of the word's first character, from 1. */
  position: number;
  start: number;
  phoneme: string;
}

function openLibrary() {
  return Deno.dlopen("libespeak-ng.so.1", {
    espeak_Initialize: { parameters: ["i32", "i32", "pointer", "i32"], result: "i32" },
    espeak_SetSynthCallback: { parameters: ["function"], result: "void" },
    espeak_SetVoiceByName: { parameters: ["buffer"], result: "i32" },
    espeak_SetParameter: { parameters: ["i32", "i32", "i32"], result: "i32" },
    espeak_Synth: {
      parameters: ["buffer", "usize", "u32", "i32", "u32", "u32", "pointer", "pointer"],
      result: "i32",
    },
    espeak_Synchronize: { parameters: [], result: "i32" },
  }).symbols;
}

/** @param utterances of voices like en-us, de or en-gb+f3 */
export function speakEspeak(utterances: readonly Utterance[]): RawSpeech[] {
  if (!utterances.length) return [];
  const espeak = openLibrary();
  const rate = espeak.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, null, INITIALIZE_PHONEME_EVENTS);
  let [chunks, events]: [Int16Array[], Event[]] = [[], []];
  const callback = new Deno.UnsafeCallback({ parameters: ["pointer", "i32", "pointer"], result: "i32" }, (...args) => {
    const [wave, count, list] = args;
    if (wave) chunks.push(new Int16Array(new Deno.UnsafePointerView(wave).getArrayBuffer(count * 2).slice(0)));
    events.push(...readEvents(new Deno.UnsafePointerView(list!)));
    return 0;
  });
  espeak.espeak_SetSynthCallback(callback.pointer);
  const spoken = utterances.map(({ voice, text }) => {
    [chunks, events] = [[], []];
    if (espeak.espeak_SetVoiceByName(c(voice.name)) !== 0) throw new Error(`espeak-ng has no voice "${voice.name}"`);
    espeak.espeak_SetParameter(RATE_PARAMETER, Math.round(WORDS_PER_MINUTE * (voice.rate ?? 1)), 0);
    const bytes = c(text);
    espeak.espeak_Synth(bytes, BigInt(bytes.length), 0, POS_CHARACTER, 0, CHARS_UTF8, null, null);
    espeak.espeak_Synchronize();
    const pcm = new Int16Array(chunks.reduce((sum, { length }) => sum + length, 0));
    for (let at = 0, i = 0; i < chunks.length; at += chunks[i++].length) pcm.set(chunks[i], at);
    return { pcm, rate, words: wordsOf(text, events, pcm.length / rate) };
  });
  callback.close();
  return spoken;
}

function* readEvents(list: Deno.UnsafePointerView): Generator<Event> {
  for (let at = 0; list.getInt32(at + EVENT.type) !== EVENT_TYPES.end; at += EVENT.bytes) {
    yield {
      type: list.getInt32(at + EVENT.type),
      position: list.getInt32(at + EVENT.position),
      start: list.getInt32(at + EVENT.milliseconds) / 1000,
      phoneme: String.fromCharCode(list.getUint8(at + EVENT.phoneme)),
    };
  }
}

/** A word lasts until the next one or until a pause. One that is spoken together with the one before shares its time. */
function wordsOf(text: string, events: Event[], seconds: number): SpokenWord[] {
  const words: SpokenWord[] = [];
  let from = 1;
  for (const word of text.split(" ")) {
    const [first, next] = [from, from + word.length + 1];
    const begin = events.find((event) =>
      event.type === EVENT_TYPES.word && event.position >= first && event.position < next
    );
    words.push({ word, start: begin?.start ?? NaN, end: NaN });
    from = next;
  }
  const pauses = events.filter(({ type, phoneme }) => type === EVENT_TYPES.phoneme && phoneme === "_");
  for (let i = 0; i < words.length;) {
    let next = i + 1;
    while (next < words.length && isNaN(words[next].start)) next++;
    const { start } = words[i];
    const pause = pauses.find((pause) => pause.start > start)?.start ?? seconds;
    const end = Math.min(pause, words[next]?.start ?? seconds);
    const step = (end - start) / (next - i);
    for (let n = 0; i < next; i++, n++) {
      Object.assign(words[i], { start: start + n * step, end: start + (n + 1) * step });
    }
  }
  return words;
}

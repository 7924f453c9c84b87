/** Speaks with Debian's flite through its library, which knows when each word begins and ends; its program does not. */
import type { RawSpeech, Utterance } from "./speech.ts";

const c = (text: string) => new TextEncoder().encode(`${text}\0`);
// From a token to the end of the segment before its first one, and to the end of its last one
const START = c("daughter1.R:SylStructure.daughter1.daughter1.R:Segment.p.end");
const END = c("daughtern.R:SylStructure.daughtern.daughtern.R:Segment.end");
const DURATION_STRETCH = c("duration_stretch"); // flite keeps the pointer: it must stay where it is
const FEATURES_OFFSET = 8; // in cst_voice: const char *name; cst_features *features
const WAVE = { rate: 8, sampleCount: 12, samples: 24 }; // offsets in cst_wave

function openLibrary() {
  return Deno.dlopen("libflite.so.1", {
    flite_init: { parameters: [], result: "i32" },
    flite_synth_text: { parameters: ["buffer", "pointer"], result: "pointer" },
    feat_set_float: { parameters: ["pointer", "buffer", "f32"], result: "void" },
    utt_relation: { parameters: ["pointer", "buffer"], result: "pointer" },
    relation_head: { parameters: ["pointer"], result: "pointer" },
    item_next: { parameters: ["pointer"], result: "pointer" },
    ffeature_float: { parameters: ["pointer", "buffer"], result: "f32" },
    utt_wave: { parameters: ["pointer"], result: "pointer" },
    delete_utterance: { parameters: ["pointer"], result: "void" },
  }).symbols;
}

/** @param utterances of the voices kal, kal16, awb, rms or slt */
export function speakFlite(utterances: readonly Utterance[]): RawSpeech[] {
  if (!utterances.length) return [];
  const flite = openLibrary();
  flite.flite_init();
  const voices = new Map<string, Deno.PointerValue>();
  return utterances.map(({ voice: { name, rate = 1 }, text }) => {
    if (!voices.has(name)) voices.set(name, registerVoice(name));
    const voice = voices.get(name)!;
    const features = new Deno.UnsafePointerView(voice!).getPointer(FEATURES_OFFSET);
    flite.feat_set_float(features, DURATION_STRETCH, 1 / rate);
    const utterance = flite.flite_synth_text(c(text), voice);
    const words = [];
    const tokens = flite.utt_relation(utterance, c("Token"));
    for (let token = flite.relation_head(tokens); token; token = flite.item_next(token)) {
      words.push({ word: "", start: flite.ffeature_float(token, START), end: flite.ffeature_float(token, END) });
    }
    const wave = new Deno.UnsafePointerView(flite.utt_wave(utterance)!);
    const samples = new Deno.UnsafePointerView(wave.getPointer(WAVE.samples)!);
    const pcm = new Int16Array(samples.getArrayBuffer(wave.getInt32(WAVE.sampleCount) * 2).slice(0));
    const sampleRate = wave.getInt32(WAVE.rate);
    flite.delete_utterance(utterance);
    return { pcm, rate: sampleRate, words };
  });
}

function registerVoice(name: string): Deno.PointerValue {
  const symbol = `register_cmu_us_${name}`;
  const library = Deno.dlopen(`libflite_cmu_us_${name}.so.1`, {
    [symbol]: { parameters: ["pointer"], result: "pointer" },
  });
  return (library.symbols[symbol] as (folder: Deno.PointerValue) => Deno.PointerValue)(null);
}

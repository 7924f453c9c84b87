import type { ModelDimensions, SpecialTokens } from "../dimensions.ts";

function shape(nAudioState: number, layers: number, { nMels = 80, nTextLayer = layers } = {}): ModelDimensions {
  const nHead = nAudioState / 64;
  return {
    nMels,
    nAudioCtx: 1500,
    nAudioState,
    nAudioHead: nHead,
    nAudioLayer: layers,
    nVocab: nMels === 128 ? 51866 : 51865,
    nTextCtx: 448,
    nTextState: nAudioState,
    nTextHead: nHead,
    nTextLayer,
  };
}

/** The sizes of OpenAI's multilingual models. */
export const SHAPES = {
  tiny: shape(384, 4),
  base: shape(512, 6),
  small: shape(768, 12),
  medium: shape(1024, 24),
  "large-v3": shape(1280, 32, { nMels: 128 }),
  turbo: shape(1280, 32, { nMels: 128, nTextLayer: 4 }),
} as const satisfies Record<string, ModelDimensions>;

export type ShapeName = keyof typeof SHAPES;

export const SHAPE_NAMES = Object.keys(SHAPES) as ShapeName[];

const FIRST_LANGUAGE = 50259;
const END_OF_TEXT = 50257;

/** The special tokens of OpenAI's multilingual models. */
export function shapeTokens({ nVocab }: ModelDimensions): SpecialTokens {
  const nLanguages = nVocab === 51866 ? 100 : 99;
  const afterLanguages = FIRST_LANGUAGE + nLanguages; // translate, transcribe, startoflm, startofprev, nospeech
  return {
    endOfText: END_OF_TEXT,
    startOfTranscript: END_OF_TEXT + 1,
    noSpeech: afterLanguages + 4,
    timestampBegin: afterLanguages + 6,
    isMultilingual: true,
    languageTokens: new Map(Array.from({ length: nLanguages }, (_, i) => [`language ${i}`, FIRST_LANGUAGE + i])),
  };
}

/** Start of transcript, the first language, transcribe. */
export function shapePrompt(d: ModelDimensions): number[] {
  const { startOfTranscript, noSpeech } = shapeTokens(d);
  return [startOfTranscript, FIRST_LANGUAGE, noSpeech - 3];
}

/** The number of weights of the encoder and the decoder. */
export function parameterCount(d: ModelDimensions): number {
  const encoder = 12 * d.nAudioLayer * d.nAudioState ** 2 + 3 * d.nAudioState * (d.nMels + d.nAudioState);
  return encoder + 16 * d.nTextLayer * d.nTextState ** 2 + d.nVocab * d.nTextState;
}

/** The project's own functions in the shape that the exercises ask for: what each exercise's checks must accept. */
import { logMel } from "../audio/log_mel.ts";
import { WindowPacker } from "../audio/window_packer.ts";
import { greedyDecode } from "../transformer/decode.ts";
import { padTokens } from "../transformer/masks.ts";
import { Tensor } from "../transformer/tensor.ts";
import type { Transformer } from "../transformer/transformer.ts";
import { writeSrt } from "../../src/captions/files/srt.ts";
import type { CutFunction, GreedyFunction, LogMelFunction, SrtFunction } from "./signatures.ts";
import { OWN_PARTS, type Parts } from "./workbench.ts";

const ownLogMel: LogMelFunction = (samples, nMels) => logMel(samples, nMels);

/** The project's loop, around a model that suppresses tokens as Whisper's rules do. */
const ownGreedyDecode: GreedyFunction = (nextScores, { prompt, endId, suppressed, maxTokens }) => {
  const tokens = [...prompt];
  const model = {
    config: { maxLength: Infinity },
    encode: () => ({}),
    start: () => ({}),
    decodeStep: ([latest]: number[]) => {
      if (latest !== START) tokens.push(latest);
      const scores = nextScores([...tokens]).slice();
      for (const id of suppressed) scores[id] = -Infinity;
      return new Tensor(scores, [1, scores.length]);
    },
  };
  const START = -1;
  const options = { startId: START, endId, maxLength: maxTokens };
  return greedyDecode(model as unknown as Transformer, padTokens([[0]], 0), options)[0].tokens;
};

const ownCutWindows: CutFunction = (probabilities) => {
  const packer = new WindowPacker();
  return [...packer.push(probabilities), ...packer.end()].map(({ start, end }) => ({ start, end }));
};

const ownWriteSrt: SrtFunction = (cues) => writeSrt(cues.map((cue, i) => ({ ...cue, id: i + 1, words: [] })));

/** By the name of the exercise's function. */
export const OWN_SOLUTIONS:
  & Parts
  & { logMel: LogMelFunction; greedyDecode: GreedyFunction; cutWindows: CutFunction; writeSrt: SrtFunction } = {
    ...OWN_PARTS,
    logMel: ownLogMel,
    greedyDecode: ownGreedyDecode,
    cutWindows: ownCutWindows,
    writeSrt: ownWriteSrt,
  };

import type { Exercise } from "../exercise.ts";
import { describe, insist, Mistake } from "../mistake.ts";
import type { GreedyFunction } from "../signatures.ts";

const END = 5;
const VOCAB = 8;
const PROMPT = [6, 7];

/** Scores in which `best` wins, then `second`. */
function scores(best: number, second: number, offset = 0): Float32Array {
  const data = new Float32Array(VOCAB).fill(offset - 3);
  data[second] = offset - 1;
  data[best] = offset;
  return data;
}

interface Story {
  /** The best and the second best token of each step. */
  steps: readonly (readonly [best: number, second: number])[];
  suppressed?: readonly number[];
  maxTokens?: number;
  offset?: number;
}

/** Runs the learner's function on a model that follows a story, and notes what it was asked. */
function decode(learner: GreedyFunction, { steps, suppressed = [], maxTokens = 20, offset = 2 }: Story) {
  const calls: number[][] = [];
  const prompt = [...PROMPT];
  const tokens = learner((given) => {
    insist(Array.isArray(given), `nextScores() got ${describe(given)}: it takes an array of tokens`);
    calls.push([...given]);
    if (calls.length > maxTokens + 3) {
      throw new Mistake(
        `nextScores() was asked ${calls.length} times, though maxTokens is ${maxTokens} and the model never says the end: ` +
          "stop after maxTokens tokens",
      );
    }
    const [best, second] = steps[Math.min(calls.length, steps.length) - 1];
    return scores(best, second, offset);
  }, { prompt, endId: END, suppressed: [...suppressed], maxTokens });
  insist(
    equal(prompt, PROMPT),
    `the prompt was changed to ${list(prompt)}: whoever calls still needs it. Begin with a copy, [...prompt]`,
  );
  insist(Array.isArray(tokens), `the function must return an array of tokens, but it returned ${describe(tokens)}`);
  return { tokens, calls };
}

const list = (tokens: readonly number[]) => `[${tokens.join(", ")}]`;
const equal = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((x, i) => x === b[i]);

export const greedy: Exercise<GreedyFunction> = {
  id: "2.2",
  name: "greedy",
  title: "Reading tokens one by one",
  chapter: "Speech",
  functionName: "greedyDecode",
  text: [
    "Whisper writes its text token by token. Given all tokens so far, the model scores every token of its vocabulary for being the next one. Greedy decoding takes the one with the largest score, puts it behind the others, and asks again, until the model says the end token.",
    "Two rules make it usable. Some tokens must never be written, such as a music sign in a talk: they are suppressed, whatever their score. And a model that never says the end must be stopped after maxTokens.",
    "The picture it makes: a text that grows, with the runner-up of each token beside it.",
  ],
  starter: `/**
 * @param nextScores gets all tokens so far, the prompt first, and gives a score for each token of the vocabulary
 * @param options.prompt the tokens that decoding begins with
 * @param options.endId the token that ends the text
 * @param options.suppressed tokens that must never be chosen
 * @param options.maxTokens the most tokens to write
 * @returns what was written, without the prompt and the end token
 */
export function greedyDecode(
  nextScores: (tokens: readonly number[]) => Float32Array,
  { prompt, endId, suppressed, maxTokens }: {
    prompt: readonly number[];
    endId: number;
    suppressed: readonly number[];
    maxTokens: number;
  },
): number[] {
  throw new Error("not written yet");
}
`,
  imports: [],
  hints: [
    "A loop that runs at most maxTokens times: ask for scores, find the best allowed token, leave if it is the end, else note it.",
    "Begin the search for the largest score at -Infinity, since all scores may be below 0. Skip tokens of the suppressed list.",
    "const written: number[] = []; while (written.length < maxTokens) { const scores = nextScores([...prompt, ...written]); let best = -1; for (let id = 0; id < scores.length; id++) if (!suppressed.includes(id) && (best < 0 || scores[id] > scores[best])) best = id; if (best === endId) break; written.push(best); } return written;",
  ],
  own: [
    { path: "ml/transformer/decode.ts", name: "greedyDecode" },
    { path: "ml/whisper/reference/token_rules.ts", name: "allowedLogits" },
  ],
  checks: [
    {
      title: "the model reads the prompt first, and then what was written too",
      run(learner) {
        const { calls } = decode(learner, { steps: [[2, 1], [3, 1], [END, 1]] });
        insist(calls.length > 0, "nextScores() was never asked");
        insist(
          equal(calls[0], PROMPT),
          `the first time nextScores() got ${list(calls[0])}: it must be the prompt, ${list(PROMPT)}`,
        );
        if (calls.length < 2) return;
        insist(
          equal(calls[1], [...PROMPT, 2]),
          `the second time nextScores() got ${list(calls[1])}: it must be the prompt and the token that was chosen, ${
            list([...PROMPT, 2])
          }`,
        );
      },
    },
    {
      title: "each time the token with the largest score is written, up to the end",
      run(learner) {
        const { tokens } = decode(learner, { steps: [[2, 1], [3, 1], [2, 1], [END, 1]] });
        insist(!equal(tokens, [2, 3, 2, END]), "the end token is in the result: leave the loop before it is added");
        insist(!equal(tokens.slice(0, 2), PROMPT), "the result begins with the prompt: return only what was written");
        insist(!equal(tokens, [1, 1, 1, 1]), "the second best tokens were chosen");
        insist(tokens.length !== 1, `only one token was written, ${list(tokens)}: go on until the end token`);
        insist(!(tokens.length > 3 && tokens[3] === END), `decoding went on after the end token: ${list(tokens)}`);
        insist(equal(tokens, [2, 3, 2]), `the result is ${list(tokens)}: it should be [2, 3, 2]`);
      },
    },
    {
      title: "scores below 0 are compared too",
      run(learner) {
        const { tokens } = decode(learner, { steps: [[3, 2], [4, 2], [END, 2]], offset: -10 });
        insist(
          equal(tokens, [3, 4]),
          `where all scores are below 0 the result is ${
            list(tokens)
          }: it should be [3, 4]. Does the search for the largest begin at 0?`,
        );
      },
    },
    {
      title: "suppressed tokens are never written",
      run(learner) {
        for (const offset of [2, -10]) {
          const { tokens } = decode(learner, { steps: [[2, 3], [4, 1], [END, 1]], suppressed: [2, 0], offset });
          insist(!tokens.includes(2), `token 2 is suppressed, but it was written: ${list(tokens)}`);
          insist(
            !tokens.includes(0),
            `token 0 is suppressed, but it was written: ${
              list(tokens)
            }. A score of 0 does not hide a token where all others are below 0`,
          );
          insist(
            equal(tokens, [3, 4]),
            `with suppressed tokens the result is ${
              list(tokens)
            }: the second best, 3, takes the place of 2, so it should be [3, 4]`,
          );
        }
      },
    },
    {
      title: "a model that never ends is stopped",
      run(learner) {
        const { tokens } = decode(learner, { steps: [[2, 1]], maxTokens: 6 });
        insist(
          tokens.length === 6,
          `${tokens.length} tokens were written: maxTokens is 6, and the model never says the end`,
        );
      },
    },
  ],
};

/** What a learner might write: a right solution of each exercise, and five mistakes in it that the checks must name. */

/** A mistake as a change of the right solution, and what the message must say. */
export type PlantedMistake = readonly [from: string, to: string, says: RegExp];

export interface Planted {
  solution: string;
  mistakes: readonly PlantedMistake[];
}

export const PLANTED: Record<string, Planted> = {
  "1.1": {
    solution: `import { masked, matmul, matmulTransposed, scale, softmax } from "streamforge";
import type { Mask, Tensor } from "streamforge";

export function attention(q: Tensor, k: Tensor, v: Tensor, mask?: Mask): { output: Tensor; weights: Tensor } {
  const products = matmulTransposed(q, k);
  let scores: Tensor = scale(products, 1 / Math.sqrt(q.dim(-1)));
  if (mask) scores = masked(scores, mask);
  const weights = softmax(scores);
  return { output: matmul(weights, v), weights };
}
`,
    mistakes: [
      ["scale(products, 1 / Math.sqrt(q.dim(-1)))", "products", /not divided by sqrt\(d\)/],
      ["1 / Math.sqrt(q.dim(-1))", "1 / q.dim(-1)", /divided by d: it must be by sqrt\(d\)/],
      ["1 / Math.sqrt(q.dim(-1))", "1 / q.dim(1)", /divided by the number of heads/],
      ["1 / Math.sqrt(q.dim(-1))", "2 / q.dim(-1)", /divided by the number of heads/], // the same for these sizes
      ["1 / Math.sqrt(q.dim(-1))", "0.5", /weights is .*: it should be/],
      ["matmulTransposed(q, k)", "matmulTransposed(k, q)", /a row for each key: they must have one for each query/],
      ["if (mask) scores = masked(scores, mask);", "", /query 0 gives .* to key 2, which the mask hides/],
      [
        "const weights = softmax(scores);",
        "const weights = scores;",
        /row 0 of the weights sums to .*: softmax goes over the last axis/,
      ],
      [
        "const weights = softmax(scores);",
        "const shares = softmax(scores); const weights = mask ? masked(shares, mask) : shares;",
        /masked\(\) .* before the softmax/,
      ],
    ],
  },
  "1.2": {
    solution: `import { Tensor } from "streamforge";

export function positionalEncoding(length: number, dModel: number): Tensor {
  const data = new Float32Array(length * dModel);
  for (let p = 0; p < length; p++) {
    for (let c = 0; c < dModel; c++) {
      const angle = p / 10_000 ** ((c - c % 2) / dModel);
      data[p * dModel + c] = c % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return new Tensor(data, [length, dModel]);
}
`,
    mistakes: [
      ["(c - c % 2) / dModel", "c / dModel", /share an angle/],
      ["p / 10_000", "(p + 1) / 10_000", /positions are counted from 0/],
      ["c % 2 === 0 ? Math.sin(angle) : Math.cos(angle)", "Math.sin(angle)", /odd columns hold sines/],
      ["c % 2 === 0 ?", "c % 2 === 1 ?", /sines and cosines are swapped/],
      ["(c - c % 2) / dModel", "2 * (c - c % 2) / dModel", /twice as fast/],
      ["[length, dModel]", "[dModel, length]", /shape \[8,7\]: it must be \[7,8\]/],
    ],
  },
  "1.3": {
    solution: `import { attention, joinHeads, splitHeads } from "streamforge";
import type { AttentionLayer, Mask, Tensor } from "streamforge";

export function multiHeadAttention(layer: AttentionLayer, x: Tensor, memory: Tensor, mask?: Mask): Tensor {
  const q = splitHeads(layer.query.forward(x), layer.nHeads);
  const k = splitHeads(layer.key.forward(memory), layer.nHeads);
  const v = splitHeads(layer.value.forward(memory), layer.nHeads);
  const { output } = attention(q, k, v, mask);
  const joined = joinHeads(output);
  return layer.output.forward(joined);
}
`,
    mistakes: [
      ["layer.output.forward(joined)", "joined", /last map is missing/],
      ["attention(q, k, v, mask)", "attention(q, k, v)", /mask changes nothing/],
      ["layer.value.forward(memory)", "layer.key.forward(memory)", /values are made by layer\.key/],
      [
        "layer.key.forward(memory), layer.nHeads);\n  const v = splitHeads(layer.value.forward(memory)",
        "layer.key.forward(x), layer.nHeads);\n  const v = splitHeads(layer.value.forward(x)",
        /keys and values come from x/,
      ],
      ["joinHeads(output)", "output", /linear\(\) got rows of 4/],
      [
        "return layer.output.forward(joined);",
        "return (layer as any).forward(x, memory, mask);",
        /forward\(\) of the whole .* write it yourself/,
      ],
      [
        "return layer.output.forward(joined);",
        "return (layer as any).attend(x, (layer as any).keysAndValues(memory), mask);",
        /attend\(\) of the whole .* write it yourself/,
      ],
    ],
  },
  "1.4": {
    solution: `import { gelu, relu } from "streamforge";
import type { FeedForwardLayer, Tensor } from "streamforge";

export function feedForward(layer: FeedForwardLayer, x: Tensor): Tensor {
  const hidden = layer.inner.forward(x);
  const kept = layer.activation === "relu" ? relu(hidden) : gelu(hidden);
  return layer.outer.forward(kept);
}
`,
    mistakes: [
      ["layer.outer.forward(kept)", "layer.outer.forward(hidden)", /no activation/],
      [
        'layer.activation === "relu" ? relu(hidden) : gelu(hidden)',
        "relu(hidden)",
        /layer\.activation is "gelu", but relu\(\) was used/,
      ],
      [
        "return layer.outer.forward(kept);",
        "return relu(layer.outer.forward(hidden));",
        /activation comes after the second map/,
      ],
      ["return layer.outer.forward(kept);", "layer.outer.forward(kept);", /is undefined: the function must return it/],
      ["layer.inner.forward(x)", "layer.outer.forward(x)", /it threw RangeError in line 5 .*linear\(\) got rows of 4/],
      ["return layer.outer.forward(kept);", "return (layer as any).forward(x);", /write it yourself/],
    ],
  },
  "1.5": {
    solution: `import { add, feedForward, multiHeadAttention } from "streamforge";
import type { BlockLayer, Mask, Tensor } from "streamforge";

export function block(
  layer: BlockLayer,
  x: Tensor,
  { mask, memory, memoryMask }: { mask?: Mask; memory?: Tensor; memoryMask?: Mask } = {},
): Tensor {
  const y = layer.selfNorm.forward(x);
  x = add(x, multiHeadAttention(layer.selfAttention, y, y, mask));
  if (memory && layer.crossAttention && layer.crossNorm) {
    x = add(x, multiHeadAttention(layer.crossAttention, layer.crossNorm.forward(x), memory, memoryMask));
  }
  return add(x, feedForward(layer.feedForward, layer.feedForwardNorm.forward(x)));
}
`,
    mistakes: [
      [
        "x = add(x, multiHeadAttention(layer.selfAttention, y, y, mask))",
        "x = multiHeadAttention(layer.selfAttention, y, y, mask)",
        /attention replaces the rows/,
      ],
      [
        "return add(x, feedForward(layer.feedForward, layer.feedForwardNorm.forward(x)))",
        "return layer.feedForwardNorm.forward(add(x, feedForward(layer.feedForward, x)))",
        /it should be/,
      ],
      ["layer.feedForwardNorm", "layer.selfNorm", /feed-forward has its own, layer\.feedForwardNorm/],
      ["y, y, mask)", "y, y)", /mask changes nothing/],
      ["memory, memoryMask)", "memory)", /memory's mask changes nothing/],
      ["if (memory && layer", "if (!memory && layer", /it threw TypeError in line 12/],
      ["layer.selfNorm.forward(x)", "x", /attention reads x itself/],
      ["return add(x, ", "return (layer as any).forward(x, { mask }) ?? add(x, ", /write it yourself/],
    ],
  },
  "1.6": {
    solution: `import { add, block, causalMask, firstRows, paddingMask, scale } from "streamforge";
import type { Embedding, Tensor, Tokens, TransformerModel } from "streamforge";

export function transformer(model: TransformerModel, source: Tokens, target: Tokens): Tensor {
  const embed = (embedding: Embedding, { ids, batch, length }: Tokens) => {
    const points = scale(embedding.forward(ids, [batch, length]), Math.sqrt(model.config.dModel));
    return add(points, firstRows(model.positions, length));
  };
  const padding = paddingMask(source, model.config.padId);
  let memory = embed(model.sourceEmbedding, source);
  for (const layer of model.encoder.blocks) memory = block(layer, memory, { mask: padding });
  memory = model.encoder.norm!.forward(memory);
  let x = embed(model.targetEmbedding, target);
  const mask = causalMask(target.length);
  for (const layer of model.decoder.blocks) x = block(layer, x, { mask, memory, memoryMask: padding });
  return model.targetEmbedding.scores(model.decoder.norm!.forward(x));
}
`,
    mistakes: [
      ["{ mask, memory,", "{ memory,", /decoder sees the words that it has to predict/],
      [", Math.sqrt(model.config.dModel));", ", 1);", /points are not scaled/],
      ["return add(points, firstRows(model.positions, length));", "return points;", /positions are missing/],
      [", memoryMask: padding", "", /decoder attends to padding/],
      ["memory = model.encoder.norm!.forward(memory);", "", /encoder's last norm is missing/],
      [
        "model.targetEmbedding.scores(model.decoder.norm!.forward(x))",
        "model.decoder.norm!.forward(x)",
        /scores .* shape \[2,3,8\]: it must be \[2,3,12\]/,
      ],
      [
        `let memory = embed(model.sourceEmbedding, source);
  for (const layer of model.encoder.blocks) memory = block(layer, memory, { mask: padding });
  memory = model.encoder.norm!.forward(memory);
  let x = embed(model.targetEmbedding, target);`,
        `let memory = embed(model.targetEmbedding, source);
  for (const layer of model.encoder.blocks) memory = block(layer, memory, { mask: padding });
  memory = model.encoder.norm!.forward(memory);
  let x = embed(model.sourceEmbedding, target);`,
        /embeddings are swapped/,
      ],
      ["embed(model.targetEmbedding, target)", "embed(model.sourceEmbedding, target)", /target's points are those/],
      ["embed(model.sourceEmbedding, source)", "embed(model.targetEmbedding, source)", /source's points are those/],
      ["model.targetEmbedding.scores", "model.sourceEmbedding.scores", /scores are those of the source's tokens/],
      ["const padding", "return (model as any).forward(source, target);\n  const padding", /write it yourself/],
    ],
  },
  "1.7": {
    solution: `import { Adam, clipGradients, warmupThenDecay } from "streamforge";
import type { LearningTask } from "streamforge";

export function train<B>(
  task: LearningTask<B>,
  batches: readonly B[],
  { learningRate, warmupSteps, clipNorm }: { learningRate: number; warmupSteps: number; clipNorm: number },
): number[] {
  const optimizer = new Adam(task.parameters);
  return batches.map((batch, i) => {
    const loss = task.loss(batch);
    loss.backward();
    clipGradients(task.parameters, clipNorm);
    optimizer.step(warmupThenDecay(i + 1, { peak: learningRate, warmupSteps, totalSteps: batches.length }));
    return loss.item();
  });
}
`,
    mistakes: [
      ["loss.backward();", "", /weights never change/],
      ["clipGradients(task.parameters, clipNorm);", "", /gradients are not clipped/],
      ["warmupThenDecay(i + 1, {", "warmupThenDecay(i, {", /count them from 1/],
      [
        "optimizer.step(warmupThenDecay(i + 1, { peak: learningRate, warmupSteps, totalSteps: batches.length }))",
        "optimizer.step(learningRate)",
        /learning rate is always the largest/,
      ],
      ["optimizer.step(warm", "optimizer.step(-warm", /where the loss rises/],
      ["return loss.item();", "return task.loss(batch).item();", /computed again after the step/],
      ["return loss.item();", "return loss;", /take the number with item\(\)/],
    ],
  },
  "2.1": {
    solution: `import { melFilterBank, powerSpectrum } from "streamforge";

export function logMel(samples: Float32Array, nMels: number): { data: Float32Array; nMels: number; nFrames: number } {
  const filters = melFilterBank(nMels);
  const nFrames = 3000;
  const data = new Float32Array(nMels * nFrames);
  let largest = -Infinity;
  const frame = new Float64Array(400);
  for (let t = 0; t < nFrames; t++) {
    for (let n = 0; n < 400; n++) {
      const at = Math.abs(160 * t - 200 + n);
      frame[n] = (samples[at] ?? 0) * (0.5 - 0.5 * Math.cos(2 * Math.PI * n / 400));
    }
    const power = powerSpectrum(frame);
    for (let m = 0; m < nMels; m++) {
      let sum = 0;
      for (let bin = 0; bin < 201; bin++) sum += filters[m][bin] * power[bin];
      const value = Math.log10(Math.max(sum, 1e-10));
      largest = Math.max(largest, value);
      data[m * nFrames + t] = value;
    }
  }
  for (let i = 0; i < data.length; i++) data[i] = (Math.max(data[i], largest - 8) + 4) / 4;
  return { data, nMels, nFrames };
}
`,
    mistakes: [
      ["* (0.5 - 0.5 * Math.cos(2 * Math.PI * n / 400))", "", /not multiplied by the Hann window/],
      ["160 * t - 200 + n", "160 * t + n", /columns are not centred/],
      ["Math.log10", "Math.log", /natural logarithm/],
      ["Math.max(data[i], largest - 8)", "data[i]", /range is not limited/],
      ["data[m * nFrames + t]", "data[t * nMels + m]", /picture lies on its side/],
      ["* power[bin]", "* Math.sqrt(power[bin])", /filters sum up powers/],
    ],
  },
  "2.2": {
    solution: `interface Options {
  prompt: readonly number[];
  endId: number;
  suppressed: readonly number[];
  maxTokens: number;
}

export function greedyDecode(
  nextScores: (tokens: readonly number[]) => Float32Array,
  { prompt, endId, suppressed, maxTokens }: Options,
): number[] {
  const written: number[] = [];
  while (written.length < maxTokens) {
    const scores = nextScores([...prompt, ...written]);
    let best = -1;
    let most = -Infinity;
    for (let id = 0; id < scores.length; id++) {
      if (suppressed.includes(id) || scores[id] <= most) continue;
      [best, most] = [id, scores[id]];
    }
    if (best === endId) break;
    written.push(best);
  }
  return written;
}
`,
    mistakes: [
      [
        "if (best === endId) break;\n    written.push(best);",
        "written.push(best);\n    if (best === endId) break;",
        /end token is in the result/,
      ],
      ["suppressed.includes(id) || ", "", /token 2 is suppressed, but it was written/],
      ["while (written.length < maxTokens)", "while (true)", /stop after maxTokens tokens/],
      ["let most = -Infinity", "let most = 0", /Does the search for the largest begin at 0/],
      ["[...prompt, ...written]", "[...prompt]", /the second time nextScores\(\) got \[6, 7\]/],
      ["return written", "return [...prompt, ...written]", /result begins with the prompt/],
      [
        "nextScores([...prompt, ...written]);",
        "nextScores([...prompt]);\n    if (scores) (prompt as number[]).push(scores.indexOf(Math.max(...scores)));",
        /prompt was changed to \[6, 7, .* Begin with a copy/,
      ],
    ],
  },
  "2.3": {
    solution: `import { speechSpans } from "streamforge";
import type { Span } from "streamforge";

const MAX_FRAMES = 937;
const MAX_SILENCE = 156;

export function cutWindows(probabilities: Float32Array): Span[] {
  const pieces: Span[] = [];
  for (let { start, end } of speechSpans(probabilities)) {
    for (; end - start > MAX_FRAMES; start += MAX_FRAMES) pieces.push({ start, end: start + MAX_FRAMES });
    pieces.push({ start, end });
  }
  const windows: Span[] = [];
  for (const { start, end } of pieces) {
    const last = windows.at(-1);
    if (last && end - last.start <= MAX_FRAMES && start - last.end <= MAX_SILENCE) last.end = end;
    else windows.push({ start, end });
  }
  return windows;
}
`,
    mistakes: [
      [
        "for (; end - start > MAX_FRAMES; start += MAX_FRAMES) pieces.push({ start, end: start + MAX_FRAMES });",
        "",
        /window 0 is 2500 frames long .*at most 937/,
      ],
      [" && start - last.end <= MAX_SILENCE", "", /holds a silence of 400 frames/],
      [
        "if (last && end - last.start <= MAX_FRAMES && start - last.end <= MAX_SILENCE) last.end = end;\n    else windows",
        "windows",
        /pack what fits into 30 s into one/,
      ],
      [
        "windows.push({ start, end })",
        "windows.push({ start: last?.start ?? start, end })",
        /is \d+ frames long|before window 0 ends/,
      ],
      ["return windows;", "return windows.slice(0, -1);", /is speech and lies in no window/],
      [
        "return windows;",
        "return probabilities.length ? Array.from({ length: Math.ceil(probabilities.length / 937) }, (_, i) => ({ start: i * 937, end: (i + 1) * 937 })).filter((w) => windows.some((s) => s.start < w.end && s.end > w.start)) : [];",
        /in the middle of speech/,
      ],
    ],
  },
  "3.3": {
    solution: `function time(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const hours = ms / 3_600_000;
  const minutes = Math.floor(ms / 60_000) % 60;
  const rest = Math.floor(ms / 1000) % 60;
  return \`\${two(hours)}:\${two(minutes)}:\${two(rest)},\${String(ms % 1000).padStart(3, "0")}\`;
}

export function writeSrt(cues: readonly { start: number; end: number; text: string }[]): string {
  return cues.map(({ start, end, text }, i) => \`\${i + 1}\\n\${time(start)} --> \${time(end)}\\n\${text}\\n\\n\`).join("");
}
`,
    mistakes: [
      [",${String(ms", ".${String(ms", /SRT has a comma/],
      ["${i + 1}", "${i}", /SRT counts from 1/],
      ["\\n${text}\\n\\n", "\\n${text}\\n", /no empty line between two cues/],
      ['.padStart(3, "0")', "", /Milliseconds have three digits/],
      ["${two(hours)}:", "", /SRT always has hours/],
      ["Math.floor(ms / 60_000) % 60", "Math.floor(ms / 60_000)", /Minutes go up to 59/],
      [
        "const ms = Math.round(seconds * 1000);",
        "const ms = Math.floor(seconds) * 1000 + Math.round(seconds % 1 * 1000) % 1000;",
        /59\.9996 s is written as/,
      ],
    ],
  },
};

/** Whisper in plain loops of float64, like model.py and decoding.py of openai/whisper: the reference for the graphs. */
import type { ModelDimensions, SpecialTokens } from "../../../../ml/whisper/dimensions.ts";
import type { Floats } from "../graphs/tiny_checkpoint.ts";

type Matrix = number[][]; // rows of values

export class ReferenceModel {
  constructor(readonly w: Floats, readonly d: ModelDimensions) {}

  #data(name: string): Float32Array {
    return this.w.get(name)!.data;
  }

  #linear(x: Matrix, name: string): Matrix {
    const { shape: [rows, columns], data } = this.w.get(`${name}/weight`)!;
    const bias = this.w.get(`${name}/bias`)?.data;
    return x.map((row) =>
      Array.from({ length: rows }, (_, r) => {
        let sum = bias?.[r] ?? 0;
        for (let c = 0; c < columns; c++) sum += row[c] * data[r * columns + c];
        return sum;
      })
    );
  }

  #norm(x: Matrix, name: string): Matrix {
    const [gamma, beta] = [this.#data(`${name}/gamma`), this.#data(`${name}/beta`)];
    return x.map((row) => {
      const mean = row.reduce((a, b) => a + b) / row.length;
      const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / row.length;
      return row.map((v, i) => (v - mean) / Math.sqrt(variance + 1e-5) * gamma[i] + beta[i]);
    });
  }

  #feedForward(x: Matrix, layer: string): Matrix {
    const hidden = this.#linear(this.#norm(x, `${layer}/ffn/layer_norm`), `${layer}/ffn/linear_0`).map((r) =>
      r.map(gelu)
    );
    return add(x, this.#linear(hidden, `${layer}/ffn/linear_1`));
  }

  #convolution(x: Matrix, name: string, stride: number): Matrix {
    const { shape: [nOut, nIn], data } = this.w.get(`${name}/weight`)!; // x: (frames, channels)
    const bias = this.#data(`${name}/bias`);
    return Array.from({ length: x.length / stride }, (_, t) =>
      Array.from({ length: nOut }, (_, o) => {
        let sum = bias[o];
        for (let k = 0; k < 3; k++) {
          const row = x[t * stride + k - 1];
          for (let i = 0; row && i < nIn; i++) sum += row[i] * data[(o * nIn + i) * 3 + k];
        }
        return gelu(sum);
      }));
  }

  /** @param mel (nMels, 2 * nAudioCtx) */
  encode(mel: Float32Array): Matrix {
    const { d } = this;
    const frames = Array.from(
      { length: 2 * d.nAudioCtx },
      (_, t) => Array.from({ length: d.nMels }, (_, m) => mel[m * 2 * d.nAudioCtx + t]),
    );
    let x = this.#convolution(this.#convolution(frames, "encoder/conv1", 1), "encoder/conv2", 2);
    const positions = this.#data("encoder/position_encodings/encodings");
    x = x.map((row, t) => row.map((v, i) => v + positions[t * d.nAudioState + i]));
    for (let i = 0; i < d.nAudioLayer; i++) {
      const layer = `encoder/layer_${i}`;
      const qkv = this.#linear(this.#norm(x, `${layer}/self_attention/layer_norm`), `${layer}/self_attention/linear_0`);
      const [q, k, v] = thirds(qkv, d.nAudioState);
      x = add(x, this.#linear(attention(q, k, v, d.nAudioHead, false).y, `${layer}/self_attention/linear_1`));
      x = this.#feedForward(x, layer);
    }
    return this.#norm(x, "encoder/layer_norm");
  }

  /** @returns the logits of every position, and the alignment heads' scores (heads, n, nAudioCtx) */
  decode(ids: number[], audio: Matrix, heads: number[][] = []): { logits: Matrix; scores: Matrix[] } {
    const { d } = this;
    const embeddings = this.#data("decoder/embeddings/weight");
    const positions = this.#data("decoder/position_encodings/encodings");
    const n = d.nTextState;
    let x = ids.map((id, t) => Array.from({ length: n }, (_, i) => embeddings[id * n + i] + positions[t * n + i]));
    const scores: Matrix[] = [];
    for (let i = 0; i < d.nTextLayer; i++) {
      const layer = `decoder/layer_${i}`;
      const qkv = this.#linear(this.#norm(x, `${layer}/self_attention/layer_norm`), `${layer}/self_attention/linear_0`);
      const [q, k, v] = thirds(qkv, n);
      x = add(x, this.#linear(attention(q, k, v, d.nTextHead, true).y, `${layer}/self_attention/linear_1`));
      const cq = this.#linear(this.#norm(x, `${layer}/attention/layer_norm`), `${layer}/attention/linear_0`);
      const kv = this.#linear(audio, `${layer}/attention/linear_1`);
      const cross = attention(cq, kv.map((r) => r.slice(0, n)), kv.map((r) => r.slice(n)), d.nTextHead, false);
      for (const [l, head] of heads) if (l === i) scores.push(cross.scores[head]);
      x = add(x, this.#linear(cross.y, `${layer}/attention/linear_2`));
      x = this.#feedForward(x, layer);
    }
    x = this.#norm(x, "decoder/layer_norm");
    const logits = x.map((row) =>
      Array.from({ length: d.nVocab }, (_, id) => row.reduce((sum, v, i) => sum + v * embeddings[id * n + i], 0))
    );
    return { logits, scores };
  }
}

/** The logits after SuppressBlank, SuppressTokens and ApplyTimestampRules; -Infinity is forbidden. */
export function ruledLogits(
  logits: number[],
  sampled: number[],
  tokens: SpecialTokens,
  suppress: number[],
  suppressFirst: number[],
): number[] {
  const { endOfText, timestampBegin } = tokens;
  const out = logits.slice();
  const forbid = (from: number, to: number) => out.fill(-Infinity, from, Math.min(to, out.length));
  for (const id of suppress) out[id] = -Infinity;
  forbid(endOfText + 1, timestampBegin);
  if (sampled.length === 0) {
    for (const id of suppressFirst) out[id] = -Infinity;
    forbid(0, timestampBegin);
    forbid(timestampBegin + 51, out.length);
  }
  const isTime = (token: number | undefined) => token !== undefined && token >= timestampBegin;
  const lastIsTime = isTime(sampled.at(-1));
  const lastButOneIsTime = sampled.length < 2 || isTime(sampled.at(-2));
  if (lastIsTime && lastButOneIsTime) forbid(timestampBegin, out.length);
  if (lastIsTime && !lastButOneIsTime) forbid(0, endOfText);
  const last = sampled.findLast(isTime);
  if (last !== undefined) forbid(timestampBegin, lastIsTime && !lastButOneIsTime ? last : last + 1);
  const times = out.slice(timestampBegin);
  if (logSumExp(times) > Math.max(...out.slice(0, timestampBegin))) forbid(0, timestampBegin);
  return out;
}

export function logSumExp(x: number[]): number {
  const max = Math.max(...x);
  return max === -Infinity ? max : max + Math.log(x.reduce((sum, v) => sum + Math.exp(v - max), 0));
}

export function softmax(x: number[]): number[] {
  const sum = logSumExp(x);
  return x.map((v) => Math.exp(v - sum));
}

function attention(q: Matrix, k: Matrix, v: Matrix, nHead: number, isCausal: boolean): { y: Matrix; scores: Matrix[] } {
  const size = q[0].length / nHead;
  const y = q.map(() => new Array<number>(q[0].length).fill(0));
  const scores = Array.from({ length: nHead }, (_, h) =>
    q.map((row) =>
      k.map((key) => {
        let sum = 0;
        for (let i = h * size; i < (h + 1) * size; i++) sum += row[i] * key[i];
        return sum / Math.sqrt(size);
      })
    ));
  scores.forEach((rows, h) =>
    rows.forEach((row, t) => {
      const p = softmax(isCausal ? row.map((s, j) => j > t ? -Infinity : s) : row);
      for (let i = h * size; i < (h + 1) * size; i++) y[t][i] = p.reduce((sum, pj, j) => sum + pj * v[j][i], 0);
    })
  );
  return { y, scores };
}

function thirds(x: Matrix, n: number): [Matrix, Matrix, Matrix] {
  return [x.map((r) => r.slice(0, n)), x.map((r) => r.slice(n, 2 * n)), x.map((r) => r.slice(2 * n))];
}

function add(a: Matrix, b: Matrix): Matrix {
  return a.map((row, r) => row.map((v, c) => v + b[r][c]));
}

function gelu(x: number): number {
  return 0.5 * x * (1 + erf(x / Math.SQRT2));
}

/** Computes erf by its series, which is exact enough for the values that occur. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 120; n++) {
    term *= -x * x / n;
    sum += term / (2 * n + 1);
  }
  return 2 / Math.sqrt(Math.PI) * sum;
}

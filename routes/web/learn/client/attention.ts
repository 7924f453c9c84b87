import { scaledDotProductAttention, scalingFigure } from "../../../../ml/transformer/attention.ts";
import { scale } from "../../../../ml/transformer/ops/elementwise.ts";
import { Random } from "../../../../ml/transformer/random.ts";
import { noGrad, Tensor } from "../../../../ml/transformer/tensor.ts";
import { byId } from "../../shared/client/dom.ts";
import { LineChart } from "./line_chart.ts";
import { control, slider } from "./controls.ts";
import { HeatMap } from "./heatmap.ts";

const MOST_WORDS = 20;
/** Mean score of a word with itself after the division by √d. Other pairs have mean 0; all have deviation 1. */
const SELF_SCORE = 2.4;

/** A word's query and key: random numbers of mean 0 and variance 1, seeded by a hash of the word. */
function queryAndKeyOf(word: string, d: number): { query: number[]; key: number[] } {
  let hash = 0x811c9dc5; // FNV-1a
  for (const char of word.toLowerCase()) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  const random = new Random(hash >>> 0);
  const correlation = Math.min(0.9, SELF_SCORE / Math.sqrt(d));
  const common = Math.sqrt(correlation);
  const separate = Math.sqrt(1 - correlation);
  const [query, key]: [number[], number[]] = [[], []];
  for (let i = 0; i < d; i++) {
    const shared = random.normal();
    query.push(common * shared + separate * random.normal());
    key.push(common * shared + separate * random.normal());
  }
  return { query, key };
}

/** The attention of each word to each word, without training: shape (nWords, nWords), row-major. */
export function untrainedAttention(words: readonly string[], d: number, isScaled: boolean): Float32Array {
  const rows = words.map((word) => queryAndKeyOf(word, d));
  const tensor = (lists: number[][]) => new Tensor(Float32Array.from(lists.flat()), [1, 1, words.length, d]);
  const keys = tensor(rows.map(({ key }) => key));
  const queries = tensor(rows.map(({ query }) => query));
  // scaledDotProductAttention() divides by sqrt(d): multiplying first undoes the division
  const scaledQueries = isScaled ? queries : scale(queries, Math.sqrt(d));
  return noGrad(() => scaledDotProductAttention(scaledQueries, keys, keys)).weights.data;
}

export function attentionChapter(): void {
  const map = new HeatMap(byId("weights"), { label: "attention of an untrained head" });
  const sentence = control<HTMLInputElement>("sentence", () => draw());
  const scaled = control<HTMLInputElement>("scaled", () => draw());
  const power = slider("width", () => draw(), (value) => `${2 ** value}`);

  function draw(): void {
    const words = (sentence.value.match(/[\p{L}\p{N}'’]+|[^\s\p{L}\p{N}]/gu) ?? []).slice(0, MOST_WORDS);
    if (words.length === 0) words.push("…");
    map.show({
      values: untrainedAttention(words, 2 ** power(), scaled.checked),
      nRows: words.length,
      nColumns: words.length,
      rowAxis: "word that asks",
      columnAxis: "word that answers",
      rowLabels: words,
      columnLabels: words,
      min: 0,
      max: 1,
      legend: "share",
      describe: (r, c, value) => `"${words[r]}" gives ${(100 * value).toFixed(1)} % of its attention to "${words[c]}"`,
    });
  }
  draw();

  const rows = scalingFigure();
  const line = (isScaled: boolean) =>
    rows.filter((row) => row.isScaled === isScaled).map(({ d, entropyBits }) => ({ x: d, y: entropyBits }));
  new LineChart(byId("scaling"), {
    label: "entropy of the shares by width",
    xAxis: "d",
    yAxis: "bits of entropy",
    isLogX: true,
    top: 4.2,
  }).show([{ name: "divided by √d", points: line(true) }, { name: "not divided", points: line(false) }]);
}

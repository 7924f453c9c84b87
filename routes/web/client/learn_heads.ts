import type { AttentionMap } from "../../../ml/transformer/pass.ts";
import type { Translation, Translator } from "../../../ml/transformer/translation/translator.ts";
import { byId, make } from "./dom.ts";
import { control } from "./learn_controls.ts";
import { HeatMap } from "./learn_heatmap.ts";
import { offerModels, translated } from "./learn_models.ts";

type Kind = "encoderAttention" | "decoderAttention" | "crossAttention";

/** The pieces of rows and columns, by what looks at what. */
export function labelsOf(
  kind: Kind,
  { sourcePieces, targetPieces }: Translation,
): { rows: string[]; columns: string[] } {
  if (kind === "encoderAttention") return { rows: sourcePieces, columns: sourcePieces };
  if (kind === "crossAttention") return { rows: targetPieces, columns: sourcePieces };
  return { rows: targetPieces, columns: ["<start>", ...targetPieces.slice(0, -1)] };
}

/** Where a head looks on the whole: at the place that gets most, or how far. */
export function habitOf({ weights, nQueries, nKeys }: AttentionMap, kind: Kind, columns: readonly string[]): string {
  let far = 0;
  const near = new Map([[-1, 0], [0, 0], [1, 0]]); // by where it stands from the one that asks
  const shares = new Array<number>(nKeys).fill(0);
  for (let q = 0; q < nQueries; q++) {
    for (let k = 0; k < nKeys; k++) {
      const share = weights[q * nKeys + k] / nQueries;
      far += share * Math.abs(k - q);
      shares[k] += share;
      if (near.has(k - q)) near.set(k - q, near.get(k - q)! + share);
    }
  }
  // column k of the decoder is the piece before the one that row k writes
  const names = kind === "decoderAttention"
    ? ["two back", "the one before", "the next"]
    : ["the one before", "itself", "the one after"];
  const [offset, share] = [...near].reduce((best, one) => one[1] > best[1] ? one : best);
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  if (kind !== "crossAttention" && share > 0.4) return `next door, ${percent(share)} to ${names[offset + 1]}`;
  const most = Math.max(...shares);
  if (most > 0.4) return `${percent(most)} to "${columns[shares.indexOf(most)]}"`;
  return kind === "crossAttention" ? "moves along the sentence" : `spread, ${far.toFixed(1)} places away`;
}

export async function headsChapter(): Promise<void> {
  const map = new HeatMap(byId("weights"), { label: "attention of one head" });
  const sentence = control<HTMLInputElement>("sentence", () => translate());
  const kind = control<HTMLSelectElement>("kind", () => list());
  let translator: Translator | null = null;
  let translation: Translation | null = null;
  let chosen = { layer: 0, head: 0 };

  function translate(): void {
    translation = translator && translated(translator, sentence.value);
    list();
  }

  function list(): void {
    const layers = translation?.[kind.value as Kind] ?? [];
    const columns = translation ? labelsOf(kind.value as Kind, translation).columns : [];
    byId("list").replaceChildren(...layers.flatMap((heads, layer) =>
      heads.map((weights, head) => {
        const text = `layer ${layer + 1}, head ${head + 1}: ${habitOf(weights, kind.value as Kind, columns)}`;
        const button = make("button", { type: "button", class: "button", "data-head": `${layer}.${head}` }, text);
        button.addEventListener("click", () => {
          chosen = { layer, head };
          show();
        });
        return button;
      })
    ));
    show();
  }

  function show(): void {
    const weights = translation?.[kind.value as Kind][chosen.layer]?.[chosen.head];
    if (!translation || !weights) return;
    for (const button of byId("list").querySelectorAll<HTMLElement>("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.head === `${chosen.layer}.${chosen.head}`));
    }
    const { rows, columns } = labelsOf(kind.value as Kind, translation);
    map.show({
      values: weights.weights,
      nRows: weights.nQueries,
      nColumns: weights.nKeys,
      rowAxis: "piece that asks",
      columnAxis: "piece that answers",
      rowLabels: rows,
      columnLabels: columns,
      min: 0,
      max: 1,
      legend: "share",
      describe: (r, c, value) => `"${rows[r]}" gives ${(100 * value).toFixed(1)} % of its attention to "${columns[c]}"`,
    });
  }

  await offerModels((found) => {
    translator = found;
    chosen = { layer: 0, head: 0 };
    translate();
  });
}

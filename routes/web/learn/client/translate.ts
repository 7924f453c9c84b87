import type { AttentionMap } from "../../../../ml/transformer/pass.ts";
import type { Translation, Translator } from "../../../../ml/transformer/translation/translator.ts";
import { byId, make } from "../../shared/client/dom.ts";
import { control } from "./controls.ts";
import { HeatMap } from "./heatmap.ts";
import { offerModels, translateSentence } from "./model_choice.ts";

const MEAN = "mean";

/** The mean of several heads' weights. Its rows sum to 1. */
function meanOf(maps: readonly AttentionMap[]): AttentionMap {
  const [{ nQueries, nKeys }] = maps;
  const weights = new Float32Array(nQueries * nKeys);
  for (const map of maps) for (let i = 0; i < weights.length; i++) weights[i] += map.weights[i] / maps.length;
  return { weights, nQueries, nKeys };
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(2)} %`;
}

export async function translateChapter(): Promise<void> {
  const map = new HeatMap(byId("weights"), { label: "cross-attention", onMove: (row) => light(row) });
  const sentence = control<HTMLInputElement>("sentence", () => translate());
  const choice = control<HTMLSelectElement>("head", () => show());
  const beams = control<HTMLSelectElement>("beams", () => translate());
  let translator: Translator | null = null;
  let translation: Translation | null = null;
  let weights: AttentionMap | null = null;

  function translate(): void {
    translation = translator && translateSentence(translator, sentence.value, { beamSize: Number(beams.value) });
    byId("spanish").textContent = translation?.text ?? "";
    byId("likelihood").textContent = translation
      ? `The model gives this sentence a probability of ${percent(Math.exp(translation.logprob))}.`
      : "";
    const { targetPieces, sourcePieces } = translation ?? { targetPieces: [], sourcePieces: [] };
    byId("target").replaceChildren(...targetPieces.map((piece, row) => {
      const button = make("button", { type: "button", "aria-pressed": "false" }, piece);
      for (const event of ["click", "focus", "pointerenter"]) button.addEventListener(event, () => light(row));
      return button;
    }));
    byId("source").replaceChildren(...sourcePieces.map((piece) => make("span", {}, piece)));
    show();
  }

  function show(): void {
    if (!translation) return;
    const layers = translation.crossAttention;
    const [layer, head] = choice.value.split(".").map(Number);
    weights = choice.value === MEAN ? meanOf(layers.flat()) : layers[layer][head];
    const { targetPieces: rows, sourcePieces: columns } = translation;
    map.show({
      values: weights.weights,
      nRows: weights.nQueries,
      nColumns: weights.nKeys,
      rowAxis: "Spanish piece, as it was written",
      columnAxis: "English piece",
      rowLabels: rows,
      columnLabels: columns,
      min: 0,
      max: 1,
      legend: "share",
      describe: (r, c, value) =>
        `to write "${rows[r]}", ${(100 * value).toFixed(1)} % of the look went to "${columns[c]}"`,
    });
    light(0);
  }

  /** Highlights the English pieces that one Spanish piece attends to. */
  function light(row: number): void {
    if (!weights) return;
    const { nKeys } = weights;
    for (const [i, button] of [...byId("target").children].entries()) {
      button.setAttribute("aria-pressed", String(i === row));
    }
    for (const [i, piece] of [...byId("source").children].entries()) {
      const share = weights.weights[row * nKeys + i];
      (piece as HTMLElement).style.setProperty("--share", share.toFixed(3));
      piece.setAttribute("title", `${Math.round(100 * share)} %`);
    }
  }

  await offerModels((chosenTranslator) => {
    translator = chosenTranslator;
    const { nLayers, nHeads } = chosenTranslator.model.config;
    const names = Array.from({ length: nLayers * nHeads }, (_, i) => [Math.floor(i / nHeads), i % nHeads]);
    choice.replaceChildren(
      make("option", { value: MEAN }, "of all heads, the mean"),
      ...names.map(([l, h]) => make("option", { value: `${l}.${h}` }, `of layer ${l + 1}, head ${h + 1}`)),
    );
    translate();
  });
}

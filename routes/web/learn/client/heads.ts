import type { Translation, Translator } from "../../../../ml/transformer/translation/translator.ts";
import { byId, make } from "../../shared/client/dom.ts";
import { control } from "./controls.ts";
import { type AttentionKind, type HeadSummary, labelsOf, summarizeHeads } from "./head_summary.ts";
import { HeadGrid } from "./head_grid.ts";
import { HeatMap } from "./heatmap.ts";
import { offerModels, translateSentence } from "./model_choice.ts";

/** Mean distance in words at which a bar of the list is full. */
const FULL_BAR = 4;

export async function headsChapter(): Promise<void> {
  const grid = new HeadGrid(byId("grid"), { label: "all heads", onChoose: (index) => choose(heads[index]) });
  const map = new HeatMap(byId("weights"), { label: "attention of one head" });
  const sentence = control<HTMLInputElement>("sentence", () => translate());
  const kind = control<HTMLSelectElement>("kind", () => list());
  let translator: Translator | null = null;
  let translation: Translation | null = null;
  let heads: HeadSummary[] = [];
  let chosen = { layer: 0, head: 0 };

  function translate(): void {
    translation = translator && translateSentence(translator, sentence.value);
    list();
  }

  /** Shows all heads: in the grid by layer and head, in the list by distance, nearest first. */
  function list(): void {
    heads = translation ? summarizeHeads(kind.value as AttentionKind, translation) : [];
    const nearestFirst = heads.toSorted((a, b) => a.distance - b.distance);
    byId("list").replaceChildren(...nearestFirst.map((summary) => {
      const bar = make("span", { class: "bar", "aria-hidden": "true" });
      bar.style.setProperty("--part", Math.min(1, summary.distance / FULL_BAR).toFixed(3));
      const text = `${summary.name}: ${summary.distanceText}, ${summary.focus}`;
      const button = make("button", {
        type: "button",
        class: "button",
        "data-head": `${summary.layer}.${summary.head}`,
      });
      button.append(make("span", {}, text), bar);
      button.addEventListener("click", () => {
        grid.show(heads, heads.indexOf(summary));
        choose(summary);
      });
      return button;
    }));
    const at = Math.max(0, heads.findIndex(({ layer, head }) => layer === chosen.layer && head === chosen.head));
    grid.show(heads, at);
    choose(heads[at]);
  }

  /** Shows one head's matrix large. */
  function choose(summary: HeadSummary | undefined): void {
    if (!summary || !translation) return;
    chosen = summary;
    for (const button of byId("list").querySelectorAll<HTMLElement>("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.head === `${summary.layer}.${summary.head}`));
    }
    byId("weights-title").textContent = `${summary.name}: what it looks at`;
    const { rows, columns } = labelsOf(kind.value as AttentionKind, translation);
    map.show({
      values: summary.map.weights,
      nRows: summary.map.nQueries,
      nColumns: summary.map.nKeys,
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

  await offerModels((chosenTranslator) => {
    translator = chosenTranslator;
    chosen = { layer: 0, head: 0 };
    translate();
  });
}

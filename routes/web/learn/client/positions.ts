import { positionalEncoding, positionSimilarity } from "../../../../ml/transformer/positions.ts";
import { byId } from "../../shared/client/dom.ts";
import { slider } from "./controls.ts";
import { HeatMap } from "./heatmap.ts";

export function positionsChapter(): void {
  const rows = new HeatMap(byId("rows"), { label: "positional encoding", mostCellPixels: 24 });
  const similarity = new HeatMap(byId("similarity"), { label: "similarity of positions", mostCellPixels: 20 });
  const length = slider("length", () => draw());
  const width = slider("width", () => draw());

  function draw(): void {
    const [n, d] = [length(), width()];
    rows.show({
      values: positionalEncoding(n, d).data,
      nRows: n,
      nColumns: d,
      rowAxis: "position",
      columnAxis: "place in the row",
      min: -1,
      max: 1,
      legend: "value",
      describe(position, place, value) {
        const period = 2 * Math.PI * 10_000 ** ((place - place % 2) / d);
        const wave = place % 2 === 0 ? "sine" : "cosine";
        return `position ${position}, place ${place}: ${value.toFixed(2)} (a ${wave} that is round in ${
          period < 100 ? period.toFixed(1) : Math.round(period)
        } words)`;
      },
    });
    const alike = positionSimilarity(n, d).data;
    similarity.show({
      values: alike,
      nRows: n,
      nColumns: n,
      rowAxis: "position",
      columnAxis: "position",
      min: Math.floor(10 * Math.min(...alike)) / 10,
      max: 1,
      legend: "cosine",
      describe: (a, b, value) => `positions ${a} and ${b}, ${Math.abs(a - b)} apart: ${value.toFixed(2)}`,
    });
  }
  draw();
}

import type { AttentionMap } from "../../ml/transformer/translation/mod.ts";

/** Escapes text for HTML and for attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** CSS of the page and of each saved picture: light or dark, as the reader's system is set. */
export const COLORS =
  `:root { color-scheme: light dark; --text: #1c1f24; --soft: #5b6470; --line: #d5d9df; --back: #ffffff;
  --curve: #1a66c2; --cell: 26 102 194; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --soft: #9aa4b0; --line: #3a4049; --back: #14171b;
  --curve: #6db0ff; --cell: 109 176 255; --bad: #ff8a80; } }`;

const WIDTH = 720;
const HEIGHT = 260;
const LEFT = 64;
const BOTTOM = 36;
const TOP = 24; // room for the name of the axis
const RIGHT = 12;
const MAX_POINTS = 600;

export interface LineChart {
  name: string;
  xName: string;
  points: readonly (readonly [x: number, y: number])[];
}

/** Draws a curve with axes as SVG in a figure, with a text alternative. */
export function lineChart({ name, xName, points }: LineChart): string {
  if (points.length === 0) return "";
  const thinned = thinPoints(points);
  const xs = thinned.map(([x]) => x);
  const ys = thinned.map(([, y]) => y);
  const [xLow, xHigh] = [Math.min(...xs), Math.max(...xs)];
  const [yLow, yHigh] = [Math.min(0, ...ys), Math.max(...ys)];
  const xOf = (x: number) => LEFT + (x - xLow) / (xHigh - xLow || 1) * (WIDTH - LEFT - RIGHT);
  const yOf = (y: number) => HEIGHT - BOTTOM - (y - yLow) / (yHigh - yLow || 1) * (HEIGHT - BOTTOM - TOP);
  const path = thinned.map(([x, y], i) => `${i === 0 ? "M" : "L"}${xOf(x).toFixed(1)} ${yOf(y).toFixed(1)}`).join("");
  const yTicks = ticks(yLow, yHigh).map((y) =>
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${yOf(y).toFixed(1)}" y2="${
      yOf(y).toFixed(1)
    }" stroke="var(--line)"/>` +
    `<text x="${LEFT - 8}" y="${(yOf(y) + 4).toFixed(1)}" text-anchor="end">${label(y)}</text>`
  );
  const xTicks = ticks(xLow, xHigh).map((x) =>
    `<text x="${xOf(x).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${label(x)}</text>`
  );
  const altText =
    `${name} by ${xName}: from ${label(ys[0])} at ${label(xs[0])} to ${label(ys.at(-1)!)} at ${label(xHigh)}, ` +
    `least ${label(Math.min(...ys))}, most ${label(Math.max(...ys))}`;
  const content = `${yTicks.join("")}${xTicks.join("")}
<text x="4" y="12">↑ ${escape(name)}</text>
<text x="${WIDTH - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">${escape(xName)} →</text>
<path d="${path}" fill="none" stroke="var(--curve)" stroke-width="1.5"/>`;
  return figure({ content, width: WIDTH, height: HEIGHT, name: `${name} by ${xName}`, altText, caption: altText });
}

interface Figure {
  /** SVG elements. */
  content: string;
  width: number;
  height: number;
  /** The name of the saved file is made from it. */
  name: string;
  /** The text alternative for screen readers. */
  altText: string;
  caption: string;
}

/** A picture with a caption, and a link that saves it as a file without any script. */
function figure({ content, width, height, name, altText, caption }: Figure): string {
  const attributes = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  const standalone = `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><title>${escape(altText)}</title>` +
    `<style>${COLORS} svg { font: 12px system-ui, sans-serif; fill: var(--text); }</style>` +
    `<rect width="100%" height="100%" fill="var(--back)"/>${content}</svg>`;
  const file = `${name.replace(/[^\p{L}\p{N}-]+/gu, "_").toLowerCase()}.svg`;
  return `<figure><svg ${attributes} role="img" aria-label="${escape(altText)}">${content}</svg>` +
    `<figcaption>${escape(caption)} · <a download="${escape(file)}" href="data:image/svg+xml,${
      encodeURIComponent(standalone).replaceAll("'", "%27")
    }" aria-label="save SVG: ${escape(name)}">save SVG</a></figcaption></figure>`;
}

/** Averages neighbouring points down to MAX_POINTS: a long run would make a path of a megabyte. */
function thinPoints(points: LineChart["points"]): LineChart["points"] {
  const groupSize = Math.ceil(points.length / MAX_POINTS);
  if (groupSize === 1) return points;
  return Array.from({ length: Math.ceil(points.length / groupSize) }, (_, i) => {
    const group = points.slice(i * groupSize, (i + 1) * groupSize);
    return [0, 1].map((axis) => group.reduce((sum, point) => sum + point[axis], 0) / group.length) as [number, number];
  });
}

/** About five round numbers from `low` to `high`. */
export function ticks(low: number, high: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => size >= rough)!;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

function label(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toExponential(1);
  return String(Number(value.toPrecision(4)));
}

const CELL = 22;
const LEGEND = 34; // pixels, below the cells
const LEGEND_STEPS = 8;

/** Draws attention weights as cells: rows are queries, columns are keys, the colour is the weight. */
export function attentionPicture(
  { weights, nQueries, nKeys }: AttentionMap,
  name: string,
  columns: readonly string[],
  rows: readonly string[],
): string {
  const left = 14 + 7.5 * Math.max(...rows.map((text) => text.length));
  const top = 14 + 7.5 * Math.max(...columns.map((text) => text.length));
  const bottom = top + nQueries * CELL;
  const [width, height] = [Math.max(left + nKeys * CELL + 8, left + 140), bottom + LEGEND];
  const shade = (share: number) => `rgb(var(--cell) / ${(0.04 + 0.96 * share).toFixed(3)})`;
  const cells: string[] = [];
  for (let q = 0; q < nQueries; q++) {
    for (let k = 0; k < nKeys; k++) {
      const weight = weights[q * nKeys + k];
      const title = `${rows[q]} looks at ${columns[k]}: ${(100 * weight).toFixed(0)} %`;
      cells.push(
        `<rect x="${left + k * CELL}" y="${top + q * CELL}" width="${CELL - 1}" height="${CELL - 1}" ` +
          `fill="${shade(weight)}"><title>${escape(title)}</title></rect>`,
      );
    }
  }
  const names = [
    ...rows.map((text, q) =>
      `<text x="${left - 6}" y="${top + q * CELL + 15}" text-anchor="end">${escape(text)}</text>`
    ),
    ...columns.map((text, k) => {
      const [x, y] = [left + k * CELL + 14, top - 6];
      return `<text x="${x}" y="${y}" transform="rotate(-90 ${x} ${y})">${escape(text)}</text>`;
    }),
  ];
  const strongest = rows.map((text, q) => {
    const row = weights.subarray(q * nKeys, (q + 1) * nKeys);
    return `${text}: ${columns[row.indexOf(Math.max(...row))]}`;
  });
  const legend = Array.from({ length: LEGEND_STEPS }, (_, i) => {
    const share = i / (LEGEND_STEPS - 1);
    return `<rect x="${left + i * 10}" y="${bottom + 8}" width="10" height="8" fill="${shade(share)}"/>`;
  });
  const marks = `<text x="${left}" y="${bottom + 29}">0</text><text x="${left + 10 * LEGEND_STEPS}" y="${
    bottom + 29
  }" text-anchor="end">1</text><text x="${left + 10 * LEGEND_STEPS + 6}" y="${bottom + 16}">share</text>`;
  const altText = `Cross-attention, ${name}. Each looks most at: ${strongest.join(", ")}`;
  const content = `${cells.join("")}${names.join("")}${legend.join("")}${marks}`;
  const caption = `${name}: rows Spanish, columns English`;
  return figure({ content, width, height, name: `cross-attention ${name}`, altText, caption });
}

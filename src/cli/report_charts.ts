import type { AttentionMap } from "../../ml/transformer/translation/mod.ts";

/** Text that is safe within HTML and within attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const WIDTH = 720;
const HEIGHT = 260;
const LEFT = 64;
const BOTTOM = 36;
const TOP = 12;
const RIGHT = 12;
/** Points that a curve is drawn of at most. */
const MOST_POINTS = 600;

export interface LineChart {
  name: string;
  xName: string;
  points: readonly (readonly [x: number, y: number])[];
}

/** A curve with axes, as SVG in a figure; its description tells what it shows to those who don't see it. */
export function lineChart({ name, xName, points }: LineChart): string {
  if (points.length === 0) return "";
  const drawn = thin(points);
  const xs = drawn.map(([x]) => x);
  const ys = drawn.map(([, y]) => y);
  const [xLow, xHigh] = [Math.min(...xs), Math.max(...xs)];
  const [yLow, yHigh] = [Math.min(0, ...ys), Math.max(...ys)];
  const xOf = (x: number) => LEFT + (x - xLow) / (xHigh - xLow || 1) * (WIDTH - LEFT - RIGHT);
  const yOf = (y: number) => HEIGHT - BOTTOM - (y - yLow) / (yHigh - yLow || 1) * (HEIGHT - BOTTOM - TOP);
  const path = drawn.map(([x, y], i) => `${i === 0 ? "M" : "L"}${xOf(x).toFixed(1)} ${yOf(y).toFixed(1)}`).join("");
  const yTicks = ticks(yLow, yHigh).map((y) =>
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${yOf(y).toFixed(1)}" y2="${
      yOf(y).toFixed(1)
    }" stroke="var(--line)"/>` +
    `<text x="${LEFT - 8}" y="${(yOf(y) + 4).toFixed(1)}" text-anchor="end">${label(y)}</text>`
  );
  const xTicks = ticks(xLow, xHigh).map((x) =>
    `<text x="${xOf(x).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${label(x)}</text>`
  );
  const about =
    `${name} by ${xName}: from ${label(ys[0])} at ${label(xs[0])} to ${label(ys.at(-1)!)} at ${label(xHigh)}, ` +
    `least ${label(Math.min(...ys))}, most ${label(Math.max(...ys))}`;
  return `<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${
    escape(about)
  }">
${yTicks.join("")}${xTicks.join("")}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 4}" text-anchor="middle">${escape(xName)}</text>
<path d="${path}" fill="none" stroke="var(--curve)" stroke-width="1.5"/>
</svg><figcaption>${escape(about)}</figcaption></figure>`;
}

/** Means of neighbours, so that a long run is no megabyte of path. */
function thin(points: LineChart["points"]): LineChart["points"] {
  const share = Math.ceil(points.length / MOST_POINTS);
  if (share === 1) return points;
  return Array.from({ length: Math.ceil(points.length / share) }, (_, i) => {
    const few = points.slice(i * share, (i + 1) * share);
    return [0, 1].map((axis) => few.reduce((sum, point) => sum + point[axis], 0) / few.length) as [number, number];
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

/** Attention as a field of cells: rows are what asks, columns what is looked at. */
export function attentionPicture(
  { weights, nQueries, nKeys }: AttentionMap,
  name: string,
  columns: readonly string[],
  rows: readonly string[],
): string {
  const left = 8 + 7.5 * Math.max(...rows.map((text) => text.length));
  const top = 8 + 7.5 * Math.max(...columns.map((text) => text.length));
  const [width, height] = [left + nKeys * CELL + 8, top + nQueries * CELL + 8];
  const cells: string[] = [];
  for (let q = 0; q < nQueries; q++) {
    for (let k = 0; k < nKeys; k++) {
      const weight = weights[q * nKeys + k];
      const title = `${rows[q]} looks at ${columns[k]}: ${(100 * weight).toFixed(0)} %`;
      cells.push(
        `<rect x="${left + k * CELL}" y="${top + q * CELL}" width="${CELL - 1}" height="${CELL - 1}" ` +
          `fill="rgb(var(--cell) / ${(0.04 + 0.96 * weight).toFixed(3)})"><title>${escape(title)}</title></rect>`,
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
  const about = `Cross-attention, ${name}. Each looks most at: ${strongest.join(", ")}`;
  return `<figure><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${
    escape(about)
  }">${cells.join("")}${names.join("")}</svg><figcaption>${escape(name)}</figcaption></figure>`;
}

import { byId } from "../../shared/client/dom.ts";
import { type Line, LineChart } from "./chart.ts";
import { slider } from "./controls.ts";
import { type News, startWorker } from "./protocol.ts";

const NAMES = new Map([[true, "Pre-LN"], [false, "Post-LN"]]);

export function blockChapter(): void {
  const gradients = new LineChart(byId("gradients"), {
    label: "length of the gradient in each block",
    xAxis: "block, from the input up",
    yAxis: "length of the gradient",
  });
  const losses = new LineChart(byId("losses"), { label: "loss of Pre-LN and Post-LN", xAxis: "step", yAxis: "loss" });
  const state = byId("race-state");
  const start = byId<HTMLButtonElement>("race");
  const stop = byId<HTMLButtonElement>("stop");
  const warmup = byId<HTMLInputElement>("warmup");
  let lines: Line[] = [];
  const worker = startWorker(byId("learn").dataset.worker!, hear);
  const layers = slider("layers", measure);

  function measure(): void {
    worker.send({ kind: "gradients", nLayers: layers() });
  }

  function hear(news: News): void {
    if (news.kind === "gradients") {
      gradients.show([true, false].map((preNorm) => ({
        name: NAMES.get(preNorm)!,
        points: news.rows.filter((row) => row.preNorm === preNorm).map(({ layer, norm }) => ({
          x: layer + 1,
          y: norm,
        })),
      })));
    } else if (news.kind === "raceStep") {
      lines.find(({ name }) => name === NAMES.get(news.preNorm))!.points.push({ x: news.step, y: news.loss });
      state.textContent = `step ${news.step}`;
      losses.show(lines);
    } else if (news.kind === "raceEnd") {
      state.textContent = lines.map(({ name, points }) => `${name}: loss ${last(points)}`).join(", ") +
        ". Who knows the length and guesses the signs has 2.7.";
      isRunning(false);
    } else if (news.kind === "failed") {
      state.textContent = `it failed: ${news.message}`;
      isRunning(false);
    }
  }

  function isRunning(is: boolean): void {
    start.disabled = is;
    stop.disabled = !is;
  }

  start.addEventListener("click", () => {
    lines = [...NAMES.values()].map((name) => ({ name, points: [] }));
    losses.show(lines);
    isRunning(true);
    stop.focus();
    worker.send({ kind: "race", nLayers: layers(), isWarmedUp: warmup.checked });
  });
  stop.addEventListener("click", () => worker.send({ kind: "stop" }));
  measure();
}

function last(points: readonly { y: number }[]): string {
  return points.at(-1)?.y.toFixed(2) ?? "none";
}

import { byId } from "../../shared/client/dom.ts";
import { type Line, LineChart } from "./line_chart.ts";
import { slider } from "./controls.ts";
import { startWorker, type WorkerMessage } from "./worker_protocol.ts";

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
  const worker = startWorker(byId("learn").dataset.worker!, onMessage);
  const layers = slider("layers", measure);

  function measure(): void {
    worker.send({ kind: "gradients", nLayers: layers() });
  }

  function onMessage(message: WorkerMessage): void {
    if (message.kind === "gradients") {
      gradients.show([true, false].map((preNorm) => ({
        name: NAMES.get(preNorm)!,
        points: message.rows.filter((row) => row.preNorm === preNorm).map(({ layer, norm }) => ({
          x: layer + 1,
          y: norm,
        })),
      })));
    } else if (message.kind === "raceStep") {
      lines.find(({ name }) => name === NAMES.get(message.preNorm))!.points.push({ x: message.step, y: message.loss });
      state.textContent = `step ${message.step}`;
      losses.show(lines);
    } else if (message.kind === "raceEnd") {
      state.textContent = lines.map(({ name, points }) => `${name}: loss ${lastLoss(points)}`).join(", ") +
        ". Who knows the length and guesses the signs has 2.7.";
      setRunning(false);
    } else if (message.kind === "failed") {
      state.textContent = `it failed: ${message.message}`;
      setRunning(false);
    }
  }

  function setRunning(isRunning: boolean): void {
    start.disabled = isRunning;
    stop.disabled = !isRunning;
  }

  start.addEventListener("click", () => {
    lines = [...NAMES.values()].map((name) => ({ name, points: [] }));
    losses.show(lines);
    setRunning(true);
    stop.focus();
    worker.send({ kind: "race", nLayers: layers(), isWarmedUp: warmup.checked });
  });
  stop.addEventListener("click", () => worker.send({ kind: "stop" }));
  measure();
}

function lastLoss(points: readonly { y: number }[]): string {
  return points.at(-1)?.y.toFixed(2) ?? "none";
}

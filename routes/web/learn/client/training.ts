import { attempt, byId, make } from "../../shared/client/dom.ts";
import { type Line, LineChart } from "./line_chart.ts";
import { slider } from "./controls.ts";
import { storeModel } from "./model_choice.ts";
import { type Sample, startWorker, type WorkerMessage } from "./worker_protocol.ts";
import { sitePath } from "../../shared/client/site.ts";

/** Weight of the previous mean in the exponential moving mean: the loss varies much between batches. */
const SMOOTHING = 0.8;

export function trainingChapter(): void {
  const chart = new LineChart(byId("loss"), { label: "loss of the translator", xAxis: "step", yAxis: "loss" });
  const state = byId("training-state");
  const start = byId<HTMLButtonElement>("start");
  const stop = byId<HTMLButtonElement>("stop");
  const seed = slider("seed", () => {});
  const worker = startWorker(byId("learn").dataset.worker!, onMessage);
  let batches: Line = { name: "batch", points: [] };
  let mean: Line = { name: "mean", points: [] };

  function onMessage(message: WorkerMessage): void {
    if (message.kind === "step") {
      const { step, loss, seconds, done } = message;
      const previous = mean.points.at(-1)?.y ?? loss;
      batches.points.push({ x: step, y: loss });
      mean.points.push({ x: step, y: SMOOTHING * previous + (1 - SMOOTHING) * loss });
      chart.show([mean, batches]);
      if (start.disabled) {
        state.textContent = `step ${step}, ${Math.round(100 * done)} % in ${Math.round(seconds)} s, loss ${
          loss.toFixed(2)
        }`;
      }
    } else if (message.kind === "samples") {
      showSamples(message.samples);
    } else if (message.kind === "trained") {
      attempt(() => finish(message));
    } else if (message.kind === "failed") {
      setRunning(false);
      state.textContent = `it failed: ${message.message}`;
    }
  }

  async function finish({ step, seconds, exact, judged, bytes }: WorkerMessage & { kind: "trained" }): Promise<void> {
    setRunning(false);
    const right = `${Math.round(exact * judged)} of ${judged} unseen sentences exactly right`;
    state.textContent = `${step} steps in ${Math.round(seconds)} s: ${right}`;
    await storeModel(bytes);
    state.append(
      ". It is kept in this browser: ",
      make("a", { href: sitePath("/learn/translate#own") }, "translate with it"),
    );
  }

  function setRunning(isRunning: boolean): void {
    start.disabled = isRunning;
    stop.disabled = !isRunning;
  }

  start.addEventListener("click", () => {
    [batches, mean] = [{ name: "batch", points: [] }, { name: "mean", points: [] }];
    chart.show([mean, batches]);
    setRunning(true);
    stop.focus();
    state.textContent = "writing sentences to learn from";
    worker.send({ kind: "train", seed: seed() });
  });
  stop.addEventListener("click", () => {
    stop.disabled = true;
    state.textContent = "stopping: it translates the unseen sentences once";
    worker.send({ kind: "stop" });
  });
}

function showSamples(samples: readonly Sample[]): void {
  byId("samples").replaceChildren(...samples.map(({ source, target, translation }) => {
    const isRight = translation === target;
    return make(
      "div",
      {},
      make("p", { class: "dim" }, source),
      make("p", { lang: "es", class: isRight ? "right" : "" }, `${isRight ? "✓" : "→"} ${translation || "…"}`),
      make("p", { class: "dim", lang: "es" }, isRight ? "" : `= ${target}`),
    );
  }));
}

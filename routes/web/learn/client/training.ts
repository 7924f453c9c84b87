import { attempt, byId, make } from "../../shared/client/dom.ts";
import { type Line, LineChart } from "./chart.ts";
import { slider } from "./controls.ts";
import { keepModel } from "./models.ts";
import { type News, type Sample, startWorker } from "./protocol.ts";

/** Of the curve's mean: single batches jump. */
const SMOOTHING = 0.8;

export function trainingChapter(): void {
  const chart = new LineChart(byId("loss"), { label: "loss of the translator", xAxis: "step", yAxis: "loss" });
  const state = byId("training-state");
  const start = byId<HTMLButtonElement>("start");
  const stop = byId<HTMLButtonElement>("stop");
  const seed = slider("seed", () => {});
  const worker = startWorker(byId("learn").dataset.worker!, hear);
  let each: Line = { name: "batch", points: [] };
  let mean: Line = { name: "mean", points: [] };

  function hear(news: News): void {
    if (news.kind === "step") {
      const { step, loss, seconds, done } = news;
      const before = mean.points.at(-1)?.y ?? loss;
      each.points.push({ x: step, y: loss });
      mean.points.push({ x: step, y: SMOOTHING * before + (1 - SMOOTHING) * loss });
      chart.show([mean, each]);
      if (start.disabled) {
        state.textContent = `step ${step}, ${Math.round(100 * done)} % in ${Math.round(seconds)} s, loss ${
          loss.toFixed(2)
        }`;
      }
    } else if (news.kind === "samples") {
      showSamples(news.samples);
    } else if (news.kind === "trained") {
      attempt(() => finish(news));
    } else if (news.kind === "failed") {
      isRunning(false);
      state.textContent = `it failed: ${news.message}`;
    }
  }

  async function finish({ step, seconds, exact, judged, bytes }: News & { kind: "trained" }): Promise<void> {
    isRunning(false);
    const right = `${Math.round(exact * judged)} of ${judged} unseen sentences exactly right`;
    state.textContent = `${step} steps in ${Math.round(seconds)} s: ${right}`;
    await keepModel(bytes);
    state.append(". It is kept in this browser: ", make("a", { href: "/learn/translate#own" }, "translate with it"));
  }

  function isRunning(is: boolean): void {
    start.disabled = is;
    stop.disabled = !is;
  }

  start.addEventListener("click", () => {
    [each, mean] = [{ name: "batch", points: [] }, { name: "mean", points: [] }];
    chart.show([mean, each]);
    isRunning(true);
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

import type { AttentionMap, StepReport } from "../../../ml/transformer/translation/mod.ts";
import { attentionPicture, COLORS, escape, lineChart } from "../report_charts.ts";
import type { Metric, Milestone, RunConfig } from "./run_folder.ts";
import type { Lesson, Outcome } from "./lessons.ts";

interface TrainReportOptions {
  config: RunConfig;
  lesson: Pick<Lesson, "description" | "scoreName" | "translator">;
  metrics: readonly Metric[];
  outcome: Outcome;
  figures: Record<string, number>;
}

const STYLE = `
${COLORS}
body { margin: 2rem auto; padding: 0 1rem; max-width: 60rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text);
  background: var(--back); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; } p, td, th { overflow-wrap: anywhere; }
figure { margin: 1rem 0; overflow-x: auto; } figcaption { color: var(--soft); font-size: .875rem; }
svg { max-width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: var(--text); }
.attention svg { max-width: none; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } th { text-align: left; color: var(--soft); }
td, th { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.samples td:first-child { white-space: nowrap; }
.wrong { color: var(--bad); } dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
a { color: var(--curve); } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
`;

/** Writes a run as one self-contained HTML page: settings, curves, attention, samples. */
export function trainReport({ config, lesson, metrics, outcome, figures }: TrainReportOptions): string {
  const steps = metrics.filter((metric): metric is StepReport => "step" in metric);
  const milestones = metrics.flatMap((metric) => "milestone" in metric ? [metric.milestone] : []);
  const title = config.task === "translate" ? "English to Spanish" : "The next word";
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}: a training run of StreamForge ${escape(config.version)}</title>
<style>${STYLE}</style>
<main>
<h1>${escape(title)}: a training run</h1>
<p>${escape(outcome.summary)}.</p>
${settings(config, lesson, figures)}
<h2>Loss</h2>
${lineChart({ name: "Loss", xName: "step", points: steps.map(({ step, loss }) => [step, loss]) })}
<h2>Learning rate</h2>
${
    lineChart({
      name: "Learning rate",
      xName: "step",
      points: steps.map(({ step, learningRate }) => [step, learningRate]),
    })
  }
<h2>Gradient norm</h2>
${
    lineChart({
      name: "Gradient norm",
      xName: "step",
      points: steps.map(({ step, gradientNorm }) => [step, gradientNorm]),
    })
  }
${milestones.length > 0 ? progress(lesson.scoreName, milestones) : ""}
${attention(lesson, outcome)}
${sentences(outcome)}
</main>
</html>
`;
}

function settings(
  { data, seed, threads, recipe, startedAt }: RunConfig,
  lesson: TrainReportOptions["lesson"],
  figures: Record<string, number>,
) {
  const { shape, settings: { epochs, steps, seconds, learningRate, warmupSteps }, batchSize, labelSmoothing } = recipe;
  const length = seconds ? `${seconds} s` : steps ? `${steps} steps` : `${epochs} epochs`;
  const rows = {
    begun: startedAt,
    data: `${data ?? "generated sentences"}: ${lesson.description}`,
    model: `${shape.nLayers} layers of width ${shape.dModel} with ${shape.nHeads} heads, ${figures.parameters} weights`,
    training: `${length} in ${figures.seconds} s, batches of ${batchSize}, learning rate ${learningRate} after ` +
      `${warmupSteps} steps, label smoothing ${labelSmoothing}, dropout ${shape.dropout}, seed ${seed}, ${threads} ${
        threads === 1 ? "thread" : "threads"
      }`,
    "final loss": figures.finalLoss.toFixed(4),
  };
  return `<dl>${
    Object.entries(rows).map(([name, value]) => `<dt>${name}</dt><dd>${escape(value)}</dd>`).join("\n")
  }</dl>`;
}

function progress(scoreName: string, milestones: readonly Milestone[]): string {
  const name = scoreName[0].toUpperCase() + scoreName.slice(1);
  const rows = milestones.map(({ step, samples }) =>
    `<tr><td>${step}<td>${
      samples.map(({ source, made }) => escape(source ? `${source} → ${made}` : made)).join("<br>")
    }`
  );
  return `<h2>${escape(name)}</h2>
${lineChart({ name, xName: "step", points: milestones.map(({ step, score }) => [step, score]) })}
<h2>Samples as it learnt</h2>
<table class="samples"><tr><th>step<th>sentences
${rows.join("\n")}
</table>`;
}

/** Cross-attention of the last layer, for the longest of the first 20 sentences. */
function attention({ translator }: TrainReportOptions["lesson"], { samples }: Outcome): string {
  if (!translator || samples.length === 0) return "";
  const { source } = samples.slice(0, 20).reduce((a, b) => b.source.length > a.source.length ? b : a);
  const { text, sourcePieces, targetPieces, crossAttention } = translator.translate(source);
  const lastLayer = crossAttention.length - 1;
  const pictures = [
    attentionPicture(meanOf(crossAttention[lastLayer]), "mean of its heads", sourcePieces, targetPieces),
    ...crossAttention[lastLayer].map((map, head) =>
      attentionPicture(map, `head ${head + 1}`, sourcePieces, targetPieces)
    ),
  ];
  return `<h2>Where it looks</h2>
<p>${escape(source)} → ${escape(text)}</p>
<p>Cross-attention of layer ${
    lastLayer + 1
  }: each row is a piece of Spanish that was written, each column a piece of English;
the stronger the colour, the more the piece was chosen by it.</p>
<div class="attention">${pictures.join("\n")}</div>`;
}

function meanOf(maps: readonly AttentionMap[]): AttentionMap {
  const weights = maps[0].weights.map((_, i) => maps.reduce((sum, map) => sum + map.weights[i], 0) / maps.length);
  return { ...maps[0], weights };
}

function sentences({ samples }: Outcome): string {
  const rows = samples.map(({ source, target, made }) => {
    const isWrong = target !== undefined && made !== target;
    return `<tr><td>${escape(source)}<td>${isWrong ? `<span class="wrong">${escape(made)}</span>` : escape(made)}` +
      (target === undefined ? "" : `<td>${isWrong ? escape(target) : "✓"}`);
  });
  const isJudged = samples.some(({ target }) => target !== undefined);
  return `<h2>${isJudged ? "Held-out sentences" : "Samples"}</h2>
<table><tr><th>${isJudged ? "English<th>translation<th>right is" : "given<th>made"}
${rows.join("\n")}
</table>`;
}

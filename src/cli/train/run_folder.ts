import { join } from "node:path";
import type { StepReport } from "../../../ml/transformer/translation/mod.ts";
import { ConfigError, messageOf } from "../../core/errors.ts";
import { writeWhole } from "../../core/files.ts";
import { VERSION } from "../../core/version.ts";
import { TASKS, type TrainPlan } from "./arguments.ts";

const CONFIG = "config.json";
const CHECKPOINT = "checkpoint.safetensors";
const METRICS = "metrics.jsonl";

/** The content of config.json: all that resuming a run needs besides its checkpoint. */
export interface RunConfig extends TrainPlan {
  format: 1;
  version: string;
  startedAt: string;
  /** SHA-256 of the sentences: a run is resumed with the same data only. */
  dataHash: string;
}

/** An evaluation during training. */
export interface Milestone {
  step: number;
  seconds: number;
  /** The share of held-out sentences that are exact, or a perplexity. */
  score: number;
  samples: { source: string; target?: string; made: string }[];
}

export type Metric = StepReport | { milestone: Milestone };

/** The folder of a training run: config.json, checkpoint.safetensors, metrics.jsonl and the results. */
export class RunFolder {
  #metrics: Deno.FsFile | null = null;
  #waiting: string[] = [];

  private constructor(readonly path: string, readonly config: RunConfig) {}

  /** Makes the folder. @throws {ConfigError} if it holds a run already, or can't be made */
  static async create(path: string, plan: TrainPlan, dataHash: string): Promise<RunFolder> {
    if (await exists(join(path, CONFIG))) {
      throw new ConfigError(`there is a run in "${path}" already: go on with it by --resume, or choose another --out`);
    }
    const config: RunConfig = { format: 1, version: VERSION, startedAt: new Date().toISOString(), ...plan, dataHash };
    const folder = new RunFolder(path, config);
    try {
      await Deno.mkdir(path, { recursive: true });
      await folder.write(CONFIG, `${JSON.stringify(config, null, 2)}\n`);
    } catch (error) {
      throw new ConfigError(`the folder "${path}" of the run can't be written: ${messageOf(error)}`, { cause: error });
    }
    return folder;
  }

  /** Opens the folder of a run. @throws {ConfigError} if it holds no run, or one of another version's format */
  static async open(path: string): Promise<RunFolder> {
    const file = join(path, CONFIG);
    let config: RunConfig;
    try {
      config = JSON.parse(await Deno.readTextFile(file));
    } catch (error) {
      const why = error instanceof Deno.errors.NotFound ? "there is no config.json in it" : messageOf(error);
      throw new ConfigError(`"${path}" is no run that can be gone on with: ${why}`, { cause: error });
    }
    if (config.format !== 1 || !TASKS.includes(config.task)) {
      throw new ConfigError(`"${file}" is of another version of StreamForge (${config.version ?? "unknown"})`);
    }
    return new RunFolder(path, config);
  }

  /** The last checkpoint; null if the run was stopped before the first. */
  async checkpoint(): Promise<Uint8Array | null> {
    return await Deno.readFile(join(this.path, CHECKPOINT)).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    });
  }

  /** Reads the metrics up to a step and deletes later ones: the resumed run repeats those steps. */
  async metricsUntil(step: number): Promise<Metric[]> {
    const text = await Deno.readTextFile(join(this.path, METRICS)).catch(() => "");
    const kept: Metric[] = [];
    for (const line of text.split("\n")) {
      try {
        const metric: Metric = JSON.parse(line);
        if (("milestone" in metric ? metric.milestone.step : metric.step) <= step) kept.push(metric);
      } catch {
        // an empty line, or one cut off by a kill: then it is later than the checkpoint
      }
    }
    await this.write(METRICS, kept.map((metric) => `${JSON.stringify(metric)}\n`).join(""));
    return kept;
  }

  /** Queues a metric for the next `save`. */
  note(metric: Metric): void {
    this.#waiting.push(`${JSON.stringify(metric)}\n`);
  }

  /** Writes the queued metrics, then the checkpoint, so that no step before a checkpoint lacks its metrics. */
  async save(checkpoint: Uint8Array): Promise<void> {
    this.#metrics ??= await Deno.open(join(this.path, METRICS), { create: true, append: true });
    const bytes = new TextEncoder().encode(this.#waiting.join(""));
    this.#waiting = [];
    for (let at = 0; at < bytes.length;) at += await this.#metrics.write(bytes.subarray(at));
    await this.#metrics.sync();
    await this.write(CHECKPOINT, checkpoint);
  }

  /** Replaces a file at once: after a crash either the old or the new content is there. */
  async write(name: string, content: string | Uint8Array): Promise<void> {
    const temporary = join(this.path, `.${name}.${Deno.pid}.part`);
    await writeWhole(join(this.path, name), content, { isFlushed: true, temporary });
  }

  close(): void {
    this.#metrics?.close();
    this.#metrics = null;
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** SHA-256 in hex. */
export async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

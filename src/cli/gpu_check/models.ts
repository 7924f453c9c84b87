import type { ModelStore } from "../../../ml/models/store.ts";
import { messageOf } from "../../core/errors.ts";
import { printable } from "../terminal.ts";
import type { ChildCommand, Finding } from "./task.ts";

/** In order of preference: on the CPU float16 takes seconds a step. */
const SMALL_MODELS = { cuda: ["base", "tiny.en"], cpu: ["tiny.en", "base"] };
const COMPARED = ["small", "medium", "large-v3"];
/** The models whose weights a part uses. */
export const USED_MODELS = [...SMALL_MODELS.cuda, ...COMPARED];
const HUB_SECONDS = 5;

/** The folder of a small model whose weights are here, or can be had; else why not. */
export async function findWeights(
  store: ModelStore,
  device: "cuda" | "cpu",
  limitSeconds: number,
  signal: AbortSignal,
): Promise<{ folder: string } | { problem: string }> {
  const ready = SMALL_MODELS[device].find((name) => isReady(store, name));
  try {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(limitSeconds * 1000)]);
    return { folder: await store.resolve(ready ?? "tiny.en", { signal: ended }) };
  } catch (error) {
    return { problem: messageOf(error).replace(/\s+/g, " ") };
  }
}

function isReady(store: ModelStore, name: string): boolean {
  return store.list().some((model) => model.name === name && model.state === "ready");
}

/** A sentence about the models to compare whose weights are not here; null: all are. */
export function missingModels(store: ModelStore): string | null {
  const missing = COMPARED.filter((name) => !isReady(store, name));
  return missing.length === 0 ? null : `the weights of ${missing.join(", ")} are not here`;
}

/**
 * Runs `models compare` on the clip with the models whose weights are here or can be had, and says which are missing.
 *
 * @param options.device `cpu` tries the same with the small models that are here
 */
export async function compareModels(
  { store, hubUrl, clip, device, limitSeconds, command, signal }: {
    store: ModelStore;
    hubUrl: string;
    clip: string;
    device: "cuda" | "cpu";
    limitSeconds: number;
    command: (args: string[]) => ChildCommand;
    signal: AbortSignal;
  },
): Promise<Finding> {
  const wanted = device === "cuda" ? COMPARED : SMALL_MODELS.cpu;
  const here = wanted.filter((name) => isReady(store, name));
  const canPull = device === "cuda" && here.length < wanted.length && await answers(hubUrl);
  const names = canPull ? wanted : here;
  const missing = wanted.filter((name) => !names.includes(name)).join(", ");
  const host = printable(new URL(hubUrl).host);
  const absence = missing && `not compared, because their weights are not here` +
      `${device === "cuda" ? ` and ${host} does not answer` : ""}: ${missing}`;
  const advice = missing ? [`streamforge models pull ${missing.replaceAll(",", "")}, where there is a network`] : [];
  if (names.length === 0) return { state: "absent", summary: absence, advice };
  const { command: program, args, env } = command(["models", "compare", clip, "--models", names.join(",")]);
  const late = AbortSignal.timeout(limitSeconds * 1000);
  const ended = AbortSignal.any([signal, late]);
  const child = new Deno.Command(program, {
    args,
    env: { ...env, WHISPER_DEVICE: device },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: ended,
  });
  const { success, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  const lines = [...text(stdout).split("\n").filter(Boolean), ...absence ? [absence] : []];
  if (ended.aborted) {
    const how = signal.aborted ? signal.reason : `after its ${Math.round(limitSeconds)} s`;
    return { state: "cut", summary: `it was ended ${how}`, lines, advice };
  }
  if (!success) {
    return { state: "failed", summary: text(stderr).split("\n").at(-1) || "models compare failed", lines, advice };
  }
  const elsewhere = names.filter((name) => !isReadOn(device, name, lines));
  if (elsewhere.length > 0) {
    const summary = `read on another device than ${device}: ${elsewhere.join(", ")}`;
    return { state: "failed", summary, lines, advice };
  }
  return { state: "ok", summary: `${names.join(", ")} transcribed the clip on ${device}`, lines, advice };
}

/** Whether the table of `models compare` has the model with this device. */
function isReadOn(device: string, name: string, lines: string[]): boolean {
  return lines.some((line) => {
    const [first, second] = line.split(/\s+/);
    return first === name && second === device;
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(HUB_SECONDS * 1000) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

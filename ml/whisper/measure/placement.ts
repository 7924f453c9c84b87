import { type NodePlacement, readPlacement } from "../../onnx/profile.ts";
import { type ModelOptions, WhisperModel } from "../decoding/model.ts";

/** Enough for the rules of the first token and of those after it. */
const STEPS = 4;
const BEAMS = 2;
/** The most kinds of operators that are named of a graph. */
const NAMED = 8;

/**
 * Runs each graph of a model once, on a window of silence, and reads from ONNX Runtime's profile where the nodes were
 * computed.
 *
 * @returns by graph: encoder, decoder, beams, alignment
 * @throws {ModelError} if the folder holds no model; {Error} if a graph does not run, or not on the device
 */
export async function profilePlacement(
  options: Omit<ModelOptions, "profilePrefix">,
): Promise<Record<string, NodePlacement>> {
  const folder = await Deno.makeTempDir({ prefix: "placement-" });
  try {
    await runEveryGraph({ ...options, profilePrefix: `${folder}/profile` });
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    const read = async (graph: string): Promise<[string, NodePlacement]> => {
      const file = files.find((name) => name.startsWith(`profile-${graph}`));
      if (!file) throw new Error(`ONNX Runtime wrote no profile of the graph ${graph}`);
      const placement = readPlacement(await Deno.readTextFile(`${folder}/${file}`));
      if (placement.onCuda + total(placement.sizesOnCpu) + total(placement.othersOnCpu) === 0) {
        throw new Error(`ONNX Runtime's profile of the graph ${graph} has no operator`);
      }
      return [graph, placement];
    };
    return Object.fromEntries(await Promise.all(["encoder", "decoder", "beams", "alignment"].map(read)));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function runEveryGraph(options: ModelOptions): Promise<void> {
  const model = await WhisperModel.load(options);
  try {
    if (options.device === "cuda" && model.device !== "cuda") {
      throw new Error(model.fallbackReason ?? "CUDA is not used");
    }
    const { tokenizer } = model;
    const prompt = tokenizer.prompt("en", "transcribe");
    const encoded = await model.encode(1, (_, mel) => void mel.fill(0));
    const prompts = [prompt];
    await model.decode(encoded, { prompts, temperature: 0, maxNew: STEPS });
    await model.decode(encoded, { prompts, temperature: 0.5, seeds: [1], maxNew: STEPS });
    await model.decodeBeams(encoded, { prompts, beamSize: BEAMS });
    await model.attention(encoded, 0, [...prompt, tokenizer.noTimestamps, tokenizer.endOfText]);
    model.endProfiling();
  } finally {
    await model.release();
  }
}

/**
 * Says in one line which operators of a model's graphs ran elsewhere than on CUDA.
 *
 * @returns isWhole: whether CUDA computed all but a few integers, which ONNX Runtime leaves to the CPU by choice
 */
export function describePlacement(graphs: Record<string, NodePlacement>): { text: string; isWhole: boolean } {
  const placements = Object.values(graphs);
  const onCuda = placements.reduce((sum, placement) => sum + placement.onCuda, 0);
  const sizes = addUp(placements.map(({ sizesOnCpu }) => sizesOnCpu));
  const others = total(addUp(placements.map(({ othersOnCpu }) => othersOnCpu)));
  const ofSizes = total(sizes) === 0 ? "" : `${total(sizes)} on a few integers, such as sizes (${listed(sizes)})`;
  if (others === 0) {
    const copies = placements.reduce((sum, placement) => sum + placement.copies, 0);
    const text = `CUDA computes ${onCuda} operators, the CPU ${ofSizes || "none"}; ${copies} copies between them`;
    return { isWhole: true, text };
  }
  const byGraph = Object.entries(graphs).filter(([, { othersOnCpu }]) => total(othersOnCpu) > 0)
    .map(([name, { othersOnCpu }]) => `in ${name} ${listed(othersOnCpu)}`);
  const all = onCuda + total(sizes) + others;
  const text = `the CPU, not CUDA, computes ${others} of ${all} operators: ${byGraph.join("; ")}`;
  return { isWhole: false, text: text + (ofSizes && `; and ${ofSizes}`) };
}

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function addUp(counts: Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [operator, count] of counts.flatMap(Object.entries) as [string, number][]) {
    sums[operator] = (sums[operator] ?? 0) + count;
  }
  return sums;
}

/** `MatMul 24, Add 3`, the most frequent first. */
function listed(counts: Record<string, number>): string {
  const sorted = Object.entries(counts).sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
  const rest = sorted.length - NAMED;
  const named = sorted.slice(0, NAMED).map(([operator, count]) => `${operator} ${count}`).join(", ");
  return rest > 0 ? `${named} and ${rest} more kinds` : named;
}

/**
 * `deno task cuda:placement FOLDER` asks ONNX Runtime's CUDA provider which operators of the float16 graphs it takes,
 * and writes tests/data/cuda_placement.json, and beside it cuda_profile.json, ONNX Runtime's profile of a decode on
 * CUDA. It needs no GPU (see stubs.ts), gcc, and a folder with the provider's two libraries of the wheel onnxruntime-gpu
 * (tasks/image/cuda13.txt).
 */
import { loadTokenizer } from "../../ml/whisper/decoding/model.ts";
import { graphFolder } from "../../ml/whisper/graphs/graph_cache.ts";
import { ModelStore } from "../../ml/models/store.ts";
import { ONNXRUNTIME_VERSION } from "../../ml/onnx/session.ts";
import { readConfig } from "../../src/core/settings/config.ts";
import { createLog } from "../../src/core/log.ts";
import { countOperators } from "./operators.ts";
import { writeStandIns } from "./stubs.ts";

const GRAPHS = ["encoder", "decoder", "beams", "alignment"];
const root = new URL("../../", import.meta.url).pathname;

/** How many nodes each operator has, and how many of them are on the CPU. */
export interface Placement {
  nodes: Record<string, number>;
  onCpu: Record<string, number>;
}

/**
 * Reads from ONNX Runtime's log what is not on CUDA. It has a line `Node(s) placed on [PROVIDER]` with a line
 * `OPERATOR (name)` for each node, or a line `All nodes placed on [PROVIDER]`; the bodies of loops have sections of
 * their own.
 *
 * @throws {Error} if a whole graph is not on CUDA, or the log tells nothing
 */
export function readCpuNodes(log: string): Record<string, number> {
  const onCpu: Record<string, number> = {};
  let provider: string | null = null;
  for (const line of log.split("\n")) {
    const text = line.split("VerifyEachNodeIsAssignedToAnEp]")[1]?.trim();
    if (text === undefined) continue;
    provider = /placed on \[(\w+)ExecutionProvider\]/.exec(text)?.[1] ?? provider;
    if (text.startsWith("All nodes") && provider !== "CUDA") throw new Error(`a graph is not on CUDA: ${text}`);
    const operator = /^(\w+) \(.*\)$/.exec(text)?.[1];
    if (operator && provider !== "CUDA") onCpu[operator] = (onCpu[operator] ?? 0) + 1;
  }
  if (provider === null) throw new Error("the log does not tell where the nodes are");
  return onCpu;
}

interface TraceEvent {
  cat: string;
  name: string;
  ts: number;
  dur: number;
  args: Record<string, unknown>;
}

/** A profile without the facts that nothing reads, which are two thirds of it. */
function withoutUnread(profile: string): string {
  const events = (JSON.parse(profile) as TraceEvent[]).map(({ cat, name, ts, dur, args }) => {
    const read = ["op_name", "provider", "input_type_shape", "output_type_shape"];
    return {
      cat,
      name,
      ts,
      dur,
      args: Object.fromEntries(read.flatMap((key) => key in args ? [[key, args[key]]] : [])),
    };
  });
  return `[\n${events.map((event) => JSON.stringify(event)).join(",\n")}\n]\n`;
}

async function main(providerFolder: string): Promise<void> {
  const scratch = await Deno.makeTempDir();
  try {
    await writeStandIns(providerFolder, scratch);
    const log = createLog("warn");
    const model = await new ModelStore(readConfig(Deno.env.toObject()).modelsDir, log).resolve("base");
    await Deno.mkdir(`${scratch}/base`);
    for (const name of ["model.bin", "config.json", "tokenizer.json"]) {
      await Deno.symlink(`${model}/${name}`, `${scratch}/base/${name}`);
    }
    const tokens = () => loadTokenizer(model);
    const folder = `${scratch}/base`;
    const { path } = await graphFolder({ folder, cacheDir: scratch, precision: "float16", tokens, log });
    const onStandIns = async (script: string, graph: string) => {
      const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", `${import.meta.dirname}/${script}`, scratch, `${path}/${graph}.onnx`],
        env: { LD_LIBRARY_PATH: scratch },
      }).output();
      const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      if (!success) throw new Error(`${script} failed with the ${graph} graph: ${text.slice(-2000)}`);
      return text;
    };
    const graphs: Record<string, Placement> = {};
    for (const name of GRAPHS) {
      const text = await onStandIns("load_graph.ts", name);
      const nodes = countOperators(await Deno.readFile(`${path}/${name}.onnx`));
      graphs[name] = { nodes, onCpu: readCpuNodes(text) };
    }
    const table = { command: "deno task cuda:placement FOLDER", onnxruntime: ONNXRUNTIME_VERSION, graphs };
    await Deno.writeTextFile(`${root}tests/data/cuda_placement.json`, `${JSON.stringify(table, null, 1)}\n`);
    await onStandIns("profile_decoder.ts", "decoder");
    const profile = [...Deno.readDirSync(scratch)].find(({ name }) => name.startsWith("profile"))!.name;
    const text = await Deno.readTextFile(`${scratch}/${profile}`);
    await Deno.writeTextFile(`${root}tests/data/cuda_profile.json`, withoutUnread(text));
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args[0]);

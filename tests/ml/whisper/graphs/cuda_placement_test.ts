import assert from "node:assert/strict";
import { graphFolder } from "../../../../ml/whisper/graphs/graph_cache.ts";
import { createLog } from "../../../../src/core/log.ts";
import { type Placement, readCpuNodes } from "../../../../tasks/cuda_placement/main.ts";
import { countOperators } from "../../../../tasks/cuda_placement/operators.ts";
import { withFolder } from "../../../temporary_folder.ts";
import { TINY_TOKENS, writeTinyModel } from "./tiny_checkpoint.ts";

/** Made by the command that it names, from the provider itself. */
const TABLE = new URL("../../../data/cuda_placement.json", import.meta.url);
const { graphs }: { graphs: Record<string, Placement> } = JSON.parse(await Deno.readTextFile(TABLE));
/** Operators that ONNX Runtime leaves on the CPU where they compute shapes, by its own choice. */
const OF_SHAPES = ["Add", "Concat", "Identity", "Mul", "Squeeze", "Sub"];

Deno.test("the CUDA provider takes every operator of the float16 graphs; on the CPU are only some that compute shapes", () => {
  assert.deepEqual(Object.keys(graphs), ["encoder", "decoder", "beams", "alignment"]);
  assert.deepEqual(graphs.encoder.onCpu, {});
  for (const [name, { nodes, onCpu }] of Object.entries(graphs)) {
    for (const [operator, count] of Object.entries(onCpu)) {
      assert.ok(OF_SHAPES.includes(operator), `${operator} of ${name} is on the CPU`);
      assert.ok(count < nodes[operator], `every ${operator} of ${name} is on the CPU`);
    }
  }
});

Deno.test("the float16 graphs have no operator that the CUDA provider was not asked about", async () => {
  await withFolder(async (folder) => {
    await writeTinyModel(folder);
    const tokens = () => Promise.resolve(TINY_TOKENS);
    const options = { folder, cacheDir: folder, precision: "float16", tokens, log: createLog("error") } as const;
    const { path } = await graphFolder(options);
    for (const [name, { nodes }] of Object.entries(graphs)) {
      const operators = Object.keys(countOperators(await Deno.readFile(`${path}/${name}.onnx`)));
      assert.ok(operators.includes("MatMul"), name);
      const unknown = operators.filter((operator) => !Object.hasOwn(nodes, operator));
      assert.deepEqual(unknown, [], `${name}: run the command of tests/data/cuda_placement.json`);
    }
  });
});

Deno.test("readCpuNodes() finds the nodes on the CPU in ONNX Runtime's log, and refuses a graph that is there", () => {
  const line = (text: string) =>
    `2026-11-29 [V:onnxruntime:, session_state.cc:1 VerifyEachNodeIsAssignedToAnEp] ${text}`;
  const lines = [" Node(s) placed on [CPUExecutionProvider]. Number of nodes: 2", "  Add (a)", "  Add (b)"];
  const all = " All nodes placed on [CUDAExecutionProvider]. Number of nodes: 3";
  const cuda = [" Node(s) placed on [CUDAExecutionProvider]. Number of nodes: 1", "  MatMul (c)"];
  assert.deepEqual(readCpuNodes([...lines, ...cuda, all].map(line).join("\n")), { Add: 2 });
  assert.throws(() => readCpuNodes(line(all.replace("CUDA", "CPU"))), /a graph is not on CUDA/);
  assert.throws(() => readCpuNodes("nothing"), /does not tell/);
});

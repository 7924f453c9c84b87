import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import { chooseDevice } from "../../../../ml/onnx/device.ts";
import { readPlacement } from "../../../../ml/onnx/profile.ts";
import { describePlacement, profilePlacement } from "../../../../ml/whisper/measure/placement.ts";
import { createLog } from "../../../../src/core/log.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";

const log = createLog("error");
const { modelsDir, cacheDir } = readConfig(Deno.env.toObject());

async function tinyModel() {
  const folder = await new ModelStore(modelsDir, log).resolve("tiny.en");
  return { folder, cacheDir, threads: 1, log };
}

Deno.test("profilePlacement() runs all graphs, and on the CPU every operator of them is named", async () => {
  const graphs = await profilePlacement({ ...await tinyModel(), device: "cpu", precision: "float16" });
  assert.deepEqual(Object.keys(graphs), ["encoder", "decoder", "beams", "alignment"]);
  for (const [name, { onCuda, copies, othersOnCpu }] of Object.entries(graphs)) {
    assert.deepEqual([onCuda, copies], [0, 0], name);
    assert.ok(othersOnCpu.MatMul >= 16, name);
  }
  assert.equal(graphs.encoder.othersOnCpu.Conv, 2);
  assert.ok(graphs.beams.othersOnCpu.TopK > 0 && graphs.decoder.othersOnCpu.ArgMax > 0);
  assert.ok(graphs.decoder.sizesOnCpu.Concat > 0);
  const { text, isWhole } = describePlacement(graphs);
  assert.ok(!isWhole);
  assert.match(
    text,
    /^the CPU, not CUDA, computes \d{3,} of \d{3,} operators: in encoder Add \d+, .*MatMul 16.* more kinds; in decoder Cast /,
  );
});

Deno.test("profilePlacement() throws where CUDA is asked for and does not work, instead of telling of the CPU", async () => {
  const { device, reason } = await chooseDevice("cuda");
  if (device === "cuda") return; // the tests of a machine with a GPU have more to say
  const asked = profilePlacement({ ...await tinyModel(), device: "cuda", precision: "float16" });
  await assert.rejects(asked, { message: reason! });
});

/** Made by the command of tests/data/cuda_placement.json: ONNX Runtime's own, on its CUDA provider without a device. */
const CUDA_PROFILE = await Deno.readTextFile(new URL("../../../data/cuda_profile.json", import.meta.url));

Deno.test("in a profile of the CUDA provider all operators are on CUDA but a few integers", () => {
  const decoder = readPlacement(CUDA_PROFILE);
  assert.deepEqual(decoder, { onCuda: 294, copies: 4, sizesOnCpu: { Concat: 3, Sub: 1, Add: 2 }, othersOnCpu: {} });
  assert.deepEqual(describePlacement({ decoder }), {
    isWhole: true,
    text: "CUDA computes 294 operators, the CPU 6 on a few integers, such as sizes (Concat 3, Add 2, Sub 1); " +
      "4 copies between them",
  });
});

Deno.test("an operator that falls back to the CPU is named with its graph, a large one of integers too", () => {
  const fallen = (operator: string) =>
    CUDA_PROFILE.split("\n").map((line) =>
      line.includes(`"op_name":"${operator}"`) ? line.replace("CUDAExecutionProvider", "CPUExecutionProvider") : line
    ).join("\n");
  const decoder = readPlacement(fallen("MatMul"));
  assert.deepEqual(decoder.othersOnCpu, { MatMul: 43 });
  const { text, isWhole } = describePlacement({ encoder: readPlacement(CUDA_PROFILE), decoder });
  assert.ok(!isWhole);
  assert.match(
    text,
    /^the CPU, not CUDA, computes 43 of 600 operators: in decoder MatMul 43; and 12 on a few integers/,
  );
  const large = `{"cat":"Node","name":"a_kernel_time","ts":1,"dur":1,"args":{"op_name":"Where","provider":` +
    `"CPUExecutionProvider","input_type_shape":[{"bool":[1,51865]}],"output_type_shape":[{"int64":[1,51865]}]}},`;
  assert.deepEqual(readPlacement(large).othersOnCpu, { Where: 1 });
});

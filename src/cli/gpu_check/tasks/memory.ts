import { freeDeviceBytes } from "../../../../ml/onnx/free_memory.ts";
import { Graph } from "../../../../ml/onnx/graph.ts";
import { type Device, Session } from "../../../../ml/onnx/session.ts";
import { int64s, tensor } from "../../../../ml/onnx/tensor.ts";
import { isOutOfMemory } from "../../../../ml/whisper/lanes/cuda_lane.ts";
import { messageOf } from "../../../core/errors.ts";
import { changedSpans } from "../../../core/sequence_alignment.ts";
import { askCudaDriver } from "../cuda_driver.ts";
import type { Finding } from "../task.ts";
import type { TaskContext } from "./context.ts";
import { collectingLog, openEngine, plain, problemOf, repeatedClip, transcribeSamples, wordsOf } from "./speech.ts";

const CUDA_CLIPS = 80; // more than 32 windows
const CPU_CLIPS = 2;
const MIB = 2 ** 20;
const FLOAT_BYTES = 4;
/** What is left for a batch: too little for 32 windows. */
const LEFT_BYTES = 64 * MIB;
/** From 4 GiB, for CUDA's kernels count elements in 32 bits, to 32 MiB. */
const CUDA_BLOCKS = Array.from({ length: 8 }, (_, i) => 2 ** (32 - i));
/** The first is more than any address: ONNX Runtime really runs out of memory, and the machine does not notice. */
const CPU_BLOCKS = [2 ** 52, 4 * MIB];
const CPU_FILLED_BYTES = 8 * MIB;
/** A batch of another size rounds otherwise in float16. */
const MAX_CHANGED_SHARE = 0.03;

/**
 * Fills the device's memory after a model is loaded, so that a batch does not fit: the engine must read fewer windows
 * at once or on the CPU, write the same words, and use the device again when there is memory.
 *
 * On the CPU it goes through the same steps, and fills next to nothing.
 */
export async function memoryTask(context: TaskContext): Promise<Finding> {
  const { device, report } = context;
  const isCuda = device === "cuda";
  const samples = await repeatedClip(isCuda ? CUDA_CLIPS : CPU_CLIPS);
  const log = collectingLog();
  const engine = openEngine(context, { log, batchWindows: isCuda ? 32 : null });
  const blocks: Session[] = [];
  try {
    const first = await transcribeSamples(engine, samples.subarray(0, 16_000 * 12)); // loads the model
    const problem = problemOf(engine, first.transcript, device);
    if (problem) return { state: "failed", summary: problem };
    const filled = await fillMemory(blocks, device);
    report.data("blocksMib", filled.bytes / MIB);
    report.data("refusal", filled.refusal);
    const freeBytes = isCuda ? await freeDeviceBytes() : null;
    report.data("freeMibWhenFull", freeBytes === null ? null : Math.round(freeBytes / MIB));
    const full = await transcribeSamples(engine, samples);
    const whileFull = engine.status;
    report.data("warnings", log.warnings);
    for (const block of blocks.splice(0)) await block.release();
    const again = await transcribeSamples(engine, samples);
    const [wordsFull, wordsAgain] = [full, again].map(({ transcript }) => wordsOf(transcript).map(plain));
    const changes = changedSpans(wordsFull, wordsAgain).reduce((sum, { bStart, bEnd }) => sum + bEnd - bStart, 0);
    const lost = Math.max(changes, wordsAgain.length - wordsFull.length);
    if (filled.refusal === null || (isCuda && log.warnings.length === 0)) {
      return { state: "failed", summary: "memory did not run out, although it was filled: the fallback was not seen" };
    }
    if (lost > MAX_CHANGED_SHARE * wordsAgain.length) {
      return { state: "failed", summary: `with too little memory ${lost} of ${wordsAgain.length} words were others` };
    }
    const problemAgain = problemOf(engine, again.transcript, device);
    if (problemAgain) return { state: "failed", summary: `when there was memory again: ${problemAgain}` };
    const differ = `${lost} of ${wordsAgain.length} words differ`;
    if (!isCuda) {
      return {
        state: "ok",
        summary: `ran out of memory by a request that is too large, ${differ}; nothing was filled`,
      };
    }
    const how = whileFull.fallbackReason ?? log.warnings.join(", then ");
    return { state: "ok", summary: `out of memory was handled (${how}), ${differ}, and CUDA is used again` };
  } finally {
    for (const block of blocks) await block.release();
    await engine.close();
  }
}

/**
 * Takes the device's free memory in blocks of a power of two bytes. A block stays with its session, whose arena takes as
 * much again for the result, or what there is. Smaller ones are taken whenever one does not fit: so it needs no figure of the free
 * memory, which an instance (MIG) does not tell.
 *
 * @returns the bytes taken, and what ONNX Runtime said first when it ran out of memory; null: it did not
 */
async function fillMemory(blocks: Session[], device: Device): Promise<{ bytes: number; refusal: string | null }> {
  const model = blockGraph();
  let refusal: string | null = null;
  const take = async (bytes: number): Promise<boolean> => {
    let block: Session | null = null;
    try {
      block = await Session.create(model, { threads: 1, device });
      blocks.push(block);
      await block.run({ size: { type: "int64", dims: [1], data: BigInt64Array.of(BigInt(bytes / FLOAT_BYTES)) } });
      return true;
    } catch (error) {
      // a session's own buffers may not fit either, for which CUDA's libraries have many words
      if (!isOutOfMemory(error) && (block || blocks.length === 0)) throw error;
      refusal ??= messageOf(error);
      if (block) await blocks.pop()!.release();
      return false;
    }
  };
  if (!await take(device === "cuda" ? LEFT_BYTES : 4 * MIB)) return { bytes: 0, refusal };
  let taken = 0;
  // a driver that lends the host's memory (WSL) never says no
  const limit = device === "cuda" ? askCudaDriver().devices[0].memoryBytes : CPU_FILLED_BYTES;
  for (const bytes of device === "cuda" ? CUDA_BLOCKS : CPU_BLOCKS) {
    while (taken < limit && await take(bytes)) taken += bytes;
  }
  await blocks.shift()!.release();
  return { bytes: taken, refusal };
}

/** Fills a tensor of a size with zeros, and returns the first. */
function blockGraph(): Uint8Array {
  const g = new Graph("block", null);
  const zeros = g.op("ConstantOfShape", [g.input("size", "int64", [1])], {
    value: tensor("float32", [1], Float32Array.of(0)),
  });
  g.output("first", "float32", [1], g.op("Slice", [zeros, g.constant(int64s(0)), g.constant(int64s(1))]));
  return g.toModel();
}

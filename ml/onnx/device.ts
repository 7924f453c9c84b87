import { messageOf } from "../../src/core/errors.ts";
import { Graph } from "./graph.ts";
import { type Device, Session } from "./session.ts";

/**
 * The device to compute on. CUDA is tried with a graph of one node, since ONNX Runtime throws where it is missing.
 *
 * @param wanted `auto`: CUDA where it works
 * @returns with the reason why it is not CUDA; null where the CPU was asked for
 */
export async function chooseDevice(wanted: "auto" | Device): Promise<{ device: Device; reason: string | null }> {
  if (wanted === "cpu") return { device: "cpu", reason: null };
  try {
    const session = await Session.create(oneNode(), { threads: 1, device: "cuda" });
    await session.run({ x: { type: "float32", dims: [1], data: Float32Array.of(1) } });
    await session.release();
    return { device: "cuda", reason: null };
  } catch (error) {
    return { device: "cpu", reason: messageOf(error) };
  }
}

function oneNode(): Uint8Array {
  const g = new Graph("probe", null);
  g.output("y", "float32", [1], g.op("Add", [g.input("x", "float32", [1]), "x"]));
  return g.toModel();
}

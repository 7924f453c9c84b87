import { messageOf } from "../../src/core/errors.ts";
import { Graph } from "./graph.ts";
import { type Device, Session } from "./session.ts";

/** What the driver of a device for CUDA makes: on Linux, under WSL, on a Jetson. */
const DEVICE_FILES = ["/dev/nvidiactl", "/dev/nvidia0", "/dev/dxg", "/dev/nvmap"];

/**
 * The device to compute on. CUDA is tried with a graph of one node, since ONNX Runtime throws where it is missing.
 *
 * @param wanted `auto`: CUDA where it works
 * @param deviceFiles one of them is there where there is a device for CUDA
 * @returns with the reason why it is not CUDA; null where that is no fault: the CPU was asked for, or nothing was and there is
 * no device for CUDA
 */
export async function chooseDevice(
  wanted: "auto" | Device,
  deviceFiles: readonly string[] = DEVICE_FILES,
): Promise<{ device: Device; reason: string | null }> {
  if (wanted === "cpu") return { device: "cpu", reason: null };
  try {
    const session = await Session.create(oneNode(), { threads: 1, device: "cuda" });
    await session.run({ x: { type: "float32", dims: [1], data: Float32Array.of(1) } });
    await session.release();
    return { device: "cuda", reason: null };
  } catch (error) {
    const message = messageOf(error).replace(/\s+/g, " ").trim();
    if (deviceFiles.some(isThere)) return { device: "cpu", reason: `CUDA does not work here: ${message}` };
    return { device: "cpu", reason: wanted === "auto" ? null : `no CUDA device is here (${message})` };
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function oneNode(): Uint8Array {
  const g = new Graph("probe", null);
  g.output("y", "float32", [1], g.op("Add", [g.input("x", "float32", [1]), "x"]));
  return g.toModel();
}

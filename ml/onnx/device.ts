import { messageOf } from "../../src/core/errors.ts";
import { Graph } from "./graph.ts";
import { loadedRuntimeFolder, providerLoadError } from "./provider_library.ts";
import { type Device, Session } from "./session.ts";

/** Device files of CUDA drivers: on Linux, under WSL, on a Jetson. */
const DEVICE_FILES = ["/dev/nvidiactl", "/dev/nvidia0", "/dev/dxg", "/dev/nvmap"];

/**
 * Chooses the device to compute on. CUDA is tested with a graph of one node, because ONNX Runtime throws without it.
 *
 * @param wanted `auto`: CUDA if it works
 * @param deviceFiles on a machine with a CUDA device at least one of them exists
 * @returns reason: why CUDA is not used, or null if that is expected (`cpu` was wanted, or `auto` without a CUDA
 * device)
 */
export async function chooseDevice(
  wanted: "auto" | Device,
  deviceFiles: readonly string[] = DEVICE_FILES,
): Promise<{ device: Device; reason: string | null }> {
  if (wanted === "cpu") return { device: "cpu", reason: null };
  try {
    const session = await Session.create(oneNodeGraph(), { threads: 1, device: "cuda" });
    await session.run({ x: { type: "float32", dims: [1], data: Float32Array.of(1) } });
    await session.release();
    return { device: "cuda", reason: null };
  } catch (error) {
    const message = reasonOf(error);
    if (deviceFiles.some(exists)) return { device: "cpu", reason: `CUDA does not work here: ${message}` };
    return { device: "cpu", reason: wanted === "auto" ? null : `no CUDA device is here (${message})` };
  }
}

function reasonOf(error: unknown): string {
  const message = messageOf(error);
  const folder = /Failed to load shared library/.test(message) ? loadedRuntimeFolder() : null;
  return (folder && providerLoadError(folder)) || shortReason(message);
}

/** ONNX Runtime's message in one line; of a failed call of CUDA only what CUDA said. */
export function shortReason(message: string): string {
  const failure = /CUDA failure (\d+): [^;]*/.exec(message);
  if (!failure) return message.replace(/\s+/g, " ").trim();
  const isOldDriver = failure[1] === "35";
  return failure[0].trim() + (isOldDriver ? "; docs/running.md tells how to use CUDA 12" : "");
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function oneNodeGraph(): Uint8Array {
  const g = new Graph("probe", null);
  g.output("y", "float32", [1], g.op("Add", [g.input("x", "float32", [1]), "x"]));
  return g.toModel();
}

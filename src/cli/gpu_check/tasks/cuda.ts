import { chooseDevice } from "../../../../ml/onnx/device.ts";
import { messageOf } from "../../../core/errors.ts";
import { askCudaDriver } from "../cuda_driver.ts";
import type { Finding } from "../task.ts";
import type { TaskContext } from "./context.ts";
import { formatBytes } from "../../terminal.ts";

/** Asks the driver's library for its devices. */
export function deviceTask(): Finding {
  try {
    const driver = askCudaDriver();
    const { devices, cudaVersion } = driver;
    if (devices.length === 0) throw new Error("the driver finds no device: see CUDA_VISIBLE_DEVICES");
    const lines = devices.map(({ name, memoryBytes, computeCapability }, i) => {
      return `CUDA device ${i}: ${name}, ${formatBytes(memoryBytes)}, compute capability ${computeCapability}`;
    });
    const [first] = devices;
    const summary = `${first.name} with ${formatBytes(first.memoryBytes)}, the driver runs CUDA up to ${cudaVersion}`;
    return { state: "ok", summary, lines, data: { ...driver } };
  } catch (error) {
    const message = messageOf(error).replace(/\s+/g, " ");
    const isMissing = /cannot open shared object file|could not open/i.test(message);
    const advice = [
      isMissing
        ? "install NVIDIA's driver; in a container start it with `--gpus all`"
        : "see `nvidia-smi` and `dmesg | grep -i -e nvidia -e xid`",
    ];
    return { state: isMissing ? "absent" : "failed", summary: `no CUDA device: ${message}`, advice };
  }
}

/** Runs a graph of one node on CUDA, by the library and the provider of the program. */
export async function cudaTask({ config }: TaskContext): Promise<Finding> {
  const { device, reason } = await chooseDevice("cuda");
  if (device === "cuda") return { state: "ok", summary: "ONNX Runtime computes on CUDA" };
  const summary = reason ?? "CUDA was not used";
  if (/^no CUDA device is here/.test(summary)) return { state: "absent", summary };
  const where = config.onnxruntimeDir ?? "the program's own folder";
  const advice = [...adviceFor(summary), `see the parts above; ONNX Runtime was loaded from ${where}`];
  return { state: "failed", summary, advice };
}

/** cudaErrorNoKernelImageForDevice, cudaErrorUnsupportedPtxVersion. */
const NO_CODE = /no kernel image|CUDA failure (209|222)\b|cudaErrorNoKernelImage|unsupported PTX/i;

/** What to do after an error of CUDA that says that the provider has no code for the device. */
export function adviceFor(message: string): string[] {
  if (!NO_CODE.test(message)) return [];
  return [
    "the provider has no code for this device: that of CUDA 13 is for compute capability 7.5, 8.x, 9.0 and 12.x; use " +
    "CUDA 12 and its ONNX Runtime, as docs/running.md says",
  ];
}

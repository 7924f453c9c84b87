import { firstVisibleDevice } from "../../../../ml/onnx/free_memory.ts";
import { type DeviceSample, parseSamples } from "../nvidia_smi.ts";

const EVERY_MS = 200;

/** What the device used while it was sampled; null where nvidia-smi tells nothing. */
export interface DeviceUsage {
  peakMib: number | null;
  lastMib: number | null;
  /** The share of time in which a kernel ran. */
  busyPercent: number | null;
}

/** Samples memory and load of the first device by nvidia-smi, in a process of its own: runs block this thread. */
export function sampleDevice(program = "nvidia-smi"): { stop(): Promise<DeviceUsage> } {
  const query = ["--query-gpu=memory.used,utilization.gpu", "--format=csv,noheader,nounits", "-lms", String(EVERY_MS)];
  let child: Deno.ChildProcess | null = null;
  try {
    child = new Deno.Command(program, {
      args: [...query, `--id=${firstVisibleDevice() ?? "0"}`],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch {
    // no nvidia-smi
  }
  const text = child ? new Response(child.stdout).text() : Promise.resolve("");
  return {
    async stop() {
      try {
        child?.kill("SIGTERM");
      } catch {
        // it has ended
      }
      await child?.status;
      return usage(parseSamples(await text));
    },
  };
}

export function usage(samples: DeviceSample[]): DeviceUsage {
  const used = samples.flatMap(({ usedMib }) => usedMib ?? []);
  const busy = samples.flatMap(({ busyPercent }) => busyPercent ?? []);
  return {
    peakMib: used.length > 0 ? Math.max(...used) : null,
    lastMib: used.at(-1) ?? null,
    busyPercent: busy.length > 0 ? Math.round(busy.reduce((a, b) => a + b, 0) / busy.length) : null,
  };
}

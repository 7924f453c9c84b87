import { describePlacement, profilePlacement } from "../../../../ml/whisper/measure/placement.ts";
import type { Finding } from "../task.ts";
import type { TaskContext } from "./context.ts";
import { collectingLog } from "./speech.ts";

/** Runs every float16 graph with real weights once, and names the operators that the CPU computed. */
export async function operatorsTask({ device, modelFolder, config, report }: TaskContext): Promise<Finding> {
  const { cacheDir, whisperThreads: threads } = config;
  const log = collectingLog();
  const graphs = await profilePlacement({ folder: modelFolder!, cacheDir, threads, device, precision: "float16", log });
  report.data("graphs", graphs);
  const { text, isWhole } = describePlacement(graphs);
  if (device === "cpu") {
    const isRight = !isWhole && Object.values(graphs).every(({ onCuda }) => onCuda === 0);
    return { state: isRight ? "ok" : "failed", summary: `as on a device without kernels: ${text}` };
  }
  const advice = ["each of them makes the device wait: please report it with this report"];
  return isWhole ? { state: "ok", summary: text } : { state: "failed", summary: text, advice };
}

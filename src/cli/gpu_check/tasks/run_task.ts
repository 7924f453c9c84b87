import { messageOf } from "../../../core/errors.ts";
import { useRuntimeLibrary } from "../../../../ml/onnx/session.ts";
import { isOutOfMemory } from "../../../../ml/whisper/lanes/cuda_lane.ts";
import { SHAPE_NAMES, type ShapeName } from "../../../../ml/whisper/measure/shapes.ts";
import { encodeMessage, type Finding, type Reporter, type TaskMessage } from "../task.ts";
import { systemTerminal } from "../../terminal.ts";
import type { TaskContext, TaskRequest } from "./context.ts";
import { adviceFor, cudaTask, deviceTask } from "./cuda.ts";
import { engineTask, jobsTask } from "./engine.ts";
import { memoryTask } from "./memory.ts";
import { operatorsTask } from "./operators.ts";
import { limitProcess } from "./process_limit.ts";
import { profileTask } from "./profile.ts";
import { shapeTask } from "./shape.ts";
import { transcribeTask } from "./transcribe.ts";

/** Native code writes errors of several kB: the report's data has the rest. */
const SUMMARY_CHARS = 400;
/** The parent ends a part first, and tells why. */
const PARENT_SECONDS = 3;

const TASKS: Record<string, (context: TaskContext) => Finding | Promise<Finding>> = {
  device: deviceTask,
  cuda: cudaTask,
  transcribe: transcribeTask,
  operators: operatorsTask,
  engine: engineTask,
  memory: memoryTask,
  jobs: jobsTask,
  profile: profileTask,
  ...Object.fromEntries(
    SHAPE_NAMES.map((shape: ShapeName) => [`shape-${shape}`, (context: TaskContext) => shapeTask(shape, context)]),
  ),
};

/** Runs one part in this process, which the command started for it, and sends what it finds to standard output. */
export async function runTaskHere(text: string, deps: Pick<TaskContext, "config" | "makeEngine">): Promise<number> {
  const request: TaskRequest = JSON.parse(text);
  const limit = await limitProcess(request.limitSeconds + PARENT_SECONDS);
  const terminal = systemTerminal();
  const send = (message: TaskMessage) => terminal.out(encodeMessage(message));
  const report: Reporter = {
    line: (text) => send({ type: "line", text }),
    table: (lines) => send({ type: "table", lines }),
    data: (key, value) => send({ type: "data", key, value }),
  };
  const { onnxruntimeDir, cacheDir } = deps.config;
  useRuntimeLibrary({ folder: onnxruntimeDir, cacheDir });
  try {
    send({ type: "end", finding: await TASKS[request.task]({ ...request, ...deps, report }) });
  } catch (error) {
    send({ type: "end", finding: findingOf(error) });
  } finally {
    limit.stop();
  }
  return 0;
}

/** What an error of a part means. */
export function findingOf(error: unknown): Finding {
  const message = messageOf(error).replace(/\s+/g, " ").trim();
  const summary = message.length > SUMMARY_CHARS ? `${message.slice(0, SUMMARY_CHARS)} ...` : message;
  const data = { error: message };
  if (isOutOfMemory(error)) {
    return { state: "left out", summary: `the model does not fit into the memory: ${summary}`, data };
  }
  return { state: "failed", summary, advice: adviceFor(message), data };
}

/** Where the time of a session's runs went, from ONNX Runtime's profile. */
export interface ProfileSummary {
  /** The time of the runs. */
  runSeconds: number;
  /** Kernels on the CUDA device. Their time is that of their launch: the device works on its own. */
  launches: OperatorTime;
  /** Copies between the host and the device, with the wait for the device. */
  copies: OperatorTime;
  /** Kernels on the CPU. */
  cpu: OperatorTime;
  /** Seconds in no kernel: the runtime between them, and the loop's wait for its condition. */
  betweenSeconds: number;
  /** The operators that took longest, with their provider. */
  slowest: (OperatorTime & { operator: string })[];
}

export interface OperatorTime {
  count: number;
  seconds: number;
}

interface ProfileEvent {
  cat?: string;
  name: string;
  /** When it began and how long it took, in microseconds. */
  ts: number;
  dur: number;
  args?: { op_name?: string; provider?: string; input_type_shape?: TypedShape[]; output_type_shape?: TypedShape[] };
}

/** The shape of a tensor by its type: `{"float16":[1,1500,512]}`. */
type TypedShape = Record<string, number[]>;

/** Where the nodes that ran were computed. A node that ran several times, as in a loop, counts once. */
export interface NodePlacement {
  /** The number of nodes on CUDA. */
  onCuda: number;
  /** Copies between the host and the device, which ONNX Runtime adds. */
  copies: number;
  /** On the CPU, on a few integers alone, as the sizes of tensors are: operators with their numbers of nodes. */
  sizesOnCpu: Record<string, number>;
  /** All others on the CPU: operators with their numbers of nodes. */
  othersOnCpu: Record<string, number>;
}

/** Their time contains that of the kernels inside. */
const CONTAINERS = ["Loop", "If", "Scan"];
const COPIES = ["MemcpyFromHost", "MemcpyToHost"];
const SLOWEST = 12;
const CUDA = "CUDAExecutionProvider";
/** The most integers of a tensor that holds sizes. */
const SIZES = 16;

/**
 * Reads a profile, which `Session` writes where `profilePrefix` is set.
 *
 * @param text events in Chrome's trace format; one that was cut off is read as far as it goes
 * @param options.skippedRuns first runs that are left out, in which the runtime chooses algorithms and takes memory
 */
export function readProfile(text: string, { skippedRuns = 0 } = {}): ProfileSummary {
  const all = parseEvents(text);
  const runs = all.filter(({ cat, name }) => cat === "Session" && name === "model_run").sort((a, b) => a.ts - b.ts);
  const fromTs = runs[skippedRuns]?.ts ?? Infinity;
  const events = all.filter(({ ts }) => ts >= fromTs);
  const nodes = events.filter(isKernel);
  const isCuda = ({ args }: ProfileEvent) => args?.provider === CUDA;
  const runSeconds = sum(runs.slice(skippedRuns)).seconds;
  const byOperator = Map.groupBy(
    nodes,
    (event) => `${event.args?.op_name} on ${isCuda(event) ? "CUDA" : "CPU"}`,
  );
  return {
    runSeconds,
    launches: sum(nodes.filter((event) => isCuda(event) && !isCopy(event))),
    copies: sum(nodes.filter(isCopy)),
    cpu: sum(nodes.filter((event) => !isCuda(event) && !isCopy(event))),
    betweenSeconds: Math.max(0, runSeconds - sum(nodes).seconds),
    slowest: [...byOperator].map(([operator, events]) => ({ operator, ...sum(events) }))
      .sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST),
  };
}

/** Reads from a profile where the nodes of the runs were computed. */
export function readPlacement(text: string): NodePlacement {
  const placement: NodePlacement = { onCuda: 0, copies: 0, sizesOnCpu: {}, othersOnCpu: {} };
  const nodes = new Map(parseEvents(text).filter(isKernel).map((event) => [event.name, event]));
  for (const event of nodes.values()) {
    const { args = {} } = event;
    if (isCopy(event)) placement.copies++;
    else if (args.provider === CUDA) placement.onCuda++;
    if (isCopy(event) || args.provider === CUDA) continue;
    const counts = isOfSizes(args) ? placement.sizesOnCpu : placement.othersOnCpu;
    const operator = args.op_name ?? "unknown";
    counts[operator] = (counts[operator] ?? 0) + 1;
  }
  return placement;
}

function isOfSizes({ input_type_shape = [], output_type_shape = [] }: NonNullable<ProfileEvent["args"]>): boolean {
  return output_type_shape.length > 0 && [...input_type_shape, ...output_type_shape].every((tensor) => {
    return Object.entries(tensor).every(([type, shape]) => {
      return /^(int|bool)/.test(type) && shape.reduce((a, b) => a * b, 1) <= SIZES;
    });
  });
}

function isCopy({ args }: ProfileEvent): boolean {
  return COPIES.includes(args?.op_name ?? "");
}

function isKernel({ cat, name, args }: ProfileEvent): boolean {
  return cat === "Node" && name.endsWith("_kernel_time") && !CONTAINERS.includes(args?.op_name ?? "");
}

/** One event a line; the last line of a cut file is left out. */
function parseEvents(text: string): ProfileEvent[] {
  return text.split("\n").flatMap((line) => {
    try {
      return line.startsWith("{") ? [JSON.parse(line.replace(/,\s*$/, "")) as ProfileEvent] : [];
    } catch {
      return [];
    }
  });
}

function sum(events: ProfileEvent[]): OperatorTime {
  return { count: events.length, seconds: events.reduce((total, { dur }) => total + dur, 0) / 1e6 };
}

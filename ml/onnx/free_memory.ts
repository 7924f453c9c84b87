import { withTimeout } from "../../src/core/async.ts";

/** `nvidia-smi` answers in a tenth of a second; with a driver that hangs it never does. */
const PATIENCE_MS = 2000;
const MIB = 2 ** 20;
const CGROUP = "/sys/fs/cgroup";

/**
 * The free memory of the device that CUDA computes on, as `nvidia-smi` tells it.
 *
 * @param program its name or path
 * @returns bytes; null where there is no such program, or no answer within 2 s
 */
export async function freeDeviceBytes(program = "nvidia-smi"): Promise<number | null> {
  const visible = Deno.env.get("CUDA_VISIBLE_DEVICES")?.split(",")[0].trim();
  const device = visible ? [`--id=${visible}`] : [];
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: ["--query-gpu=memory.free", "--format=csv,noheader,nounits", ...device],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch {
    return null;
  }
  const answer = child.output().then(({ stdout }) => parseFreeMemory(new TextDecoder().decode(stdout)), () => null);
  const bytes = await withTimeout(answer, PATIENCE_MS, () => null);
  if (bytes === null) kill(child);
  return bytes;
}

/**
 * Reads what `nvidia-smi --query-gpu=memory.free --format=csv,noheader,nounits` prints: a line of MiB for each device.
 *
 * @returns bytes, of the fullest device: CUDA counts them in another order; null where it does not say, as with MIG
 */
export function parseFreeMemory(text: string): number | null {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (lines.length === 0 || !lines.every((line) => /^\d+$/.test(line))) return null;
  return Math.min(...lines.map(Number)) * MIB;
}

/** What this process may still take of the machine's memory, or of its container's: bytes. */
export function availableBytes(): number {
  const read = (name: string) => {
    try {
      return Deno.readTextFileSync(`${CGROUP}/${name}`);
    } catch {
      return ""; // no container, or one of another kind
    }
  };
  const limits = { max: read("memory.max"), current: read("memory.current"), stat: read("memory.stat") };
  return Math.min(Deno.systemMemoryInfo().available, containerBytes(limits));
}

/**
 * What a control group (version 2) leaves free, from its files; Infinity where it sets no limit. What is only cached of files
 * counts as free.
 */
export function containerBytes({ max, current, stat }: Record<"max" | "current" | "stat", string>): number {
  if (!/^\d+\s*$/.test(max) || !/^\d+\s*$/.test(current)) return Infinity;
  const cached = Number(/^inactive_file (\d+)$/m.exec(stat)?.[1] ?? 0);
  return Math.max(0, Number(max) - Number(current) + cached);
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // it has ended
  }
}

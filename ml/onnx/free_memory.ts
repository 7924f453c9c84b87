import { withTimeout } from "../../src/core/async.ts";

/** `nvidia-smi` answers in 0.1 s; with a hung driver it never does. */
const TIMEOUT_MS = 2000;
const MIB = 2 ** 20;
const CGROUP = "/sys/fs/cgroup";

/**
 * Returns the free memory of the CUDA device, from `nvidia-smi`.
 *
 * @param program name or path of nvidia-smi
 * @returns bytes; null if there is no such program, or no answer within 2 s
 */
export async function freeDeviceBytes(program = "nvidia-smi"): Promise<number | null> {
  const visible = firstVisibleDevice();
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
  const bytes = await withTimeout(answer, TIMEOUT_MS, () => null);
  if (bytes === null) kill(child);
  return bytes;
}

/** The number or UUID of the device that CUDA uses, from CUDA_VISIBLE_DEVICES; null if that is not set. */
export function firstVisibleDevice(): string | null {
  return Deno.env.get("CUDA_VISIBLE_DEVICES")?.split(",")[0].trim() || null;
}

/**
 * Parses the output of `nvidia-smi --query-gpu=memory.free --format=csv,noheader,nounits`: a line of MiB for each
 * device.
 *
 * @returns bytes of the device with the least free memory, because CUDA numbers devices differently; null if a line is
 * no number, as with MIG
 */
export function parseFreeMemory(text: string): number | null {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (lines.length === 0 || !lines.every((line) => /^\d+$/.test(line))) return null;
  return Math.min(...lines.map(Number)) * MIB;
}

/** Memory that this process can still allocate, limited by the machine and the container, in bytes. */
export function availableBytes(): number {
  const read = (name: string) => {
    try {
      return Deno.readTextFileSync(`${CGROUP}/${name}`);
    } catch {
      return ""; // no container, or no cgroup version 2
    }
  };
  const limits = { max: read("memory.max"), current: read("memory.current"), stat: read("memory.stat") };
  return Math.min(Deno.systemMemoryInfo().available, containerBytes(limits));
}

/**
 * Computes the free memory of a control group (version 2) from its files, in bytes; Infinity if it sets no limit.
 * Cached files count as free.
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

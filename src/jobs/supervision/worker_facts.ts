import type { Config } from "../../core/settings/config.ts";
import { run } from "../../media/process/run.ts";
import { chooseSandbox } from "../../media/process/sandbox.ts";
import { findProgram } from "../../media/process/tools.ts";

/** Versions and sandbox of a worker, by name, for an administrator. */
export type WorkerFacts = Record<string, string>;

/** Finds out what a worker runs on. What can't be found out is left out. */
export async function workerFacts(
  config: Pick<Config, "ffmpegPath" | "ffprobePath" | "onnxruntimeDir" | "sandbox">,
  onnxruntime: string,
): Promise<WorkerFacts> {
  const facts: WorkerFacts = {
    deno: Deno.version.deno,
    system: `${Deno.build.os} ${Deno.build.arch}, ${navigator.hardwareConcurrency} cores`,
    onnxruntime: config.onnxruntimeDir ? `the library in ${config.onnxruntimeDir}` : onnxruntime,
  };
  try {
    const { name, reason } = await chooseSandbox(await findProgram(config.ffmpegPath), config.sandbox);
    facts.sandbox = name;
    if (reason) facts.sandbox_missing = reason;
    const limits = { readable: [], wallSeconds: 30, stallSeconds: 30 };
    const { stdout } = await run(config, "ffmpeg", ["-version"], limits);
    facts.ffmpeg = /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? "";
  } catch { /* doctor says why */ }
  return facts;
}

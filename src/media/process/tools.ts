import { isAbsolute, join, resolve } from "node:path";
import { ConfigError } from "../../core/errors.ts";
import type { SandboxPolicy } from "../../core/settings/settings.ts";
import type { Background } from "./background.ts";

/** The two programs of ffmpeg. Each is a path, or a name that is looked up in `PATH`. */
export interface MediaTools {
  ffmpegPath: string;
  ffprobePath: string;
  /** Which sandbox the programs run in; `auto` if absent. */
  sandbox?: SandboxPolicy;
  /** Stops the programs while more urgent work runs; absent where the program's own work is urgent. */
  background?: Background;
  /** Called whenever a program progresses, so that a job which waits for it does not count as stalled. */
  onProgress?: () => void;
}

/**
 * The absolute path of a program, as a shell would find it. The programs run without an environment, so `PATH` must be
 * searched here.
 *
 * @throws {ConfigError} if there is none
 */
export async function findProgram(name: string): Promise<string> {
  for (const path of candidates(name)) {
    const info = await Deno.stat(path).catch(() => null);
    if (info?.isFile && ((info.mode ?? 0o111) & 0o111)) return path;
  }
  throw new ConfigError(
    `"${name}" was not found: install ffmpeg (it brings ffprobe), or set FFMPEG_PATH to where it lies`,
  );
}

function candidates(name: string): string[] {
  if (name.includes("/")) return [isAbsolute(name) ? name : resolve(name)];
  const folders = (Deno.env.get("PATH") || "/usr/local/bin:/usr/bin:/bin").split(":");
  return folders.filter(isAbsolute).map((folder) => join(folder, name));
}

import { isAbsolute, join, resolve } from "node:path";
import { ConfigError } from "../../core/errors.ts";
import type { Background } from "./background.ts";

/** The two programs that everything here starts: a path, or a bare name to be looked up in `PATH`. */
export interface MediaTools {
  ffmpegPath: string;
  ffprobePath: string;
  /** What they are started for gives way to more urgent work, whenever this says so. */
  background?: Background;
  /** Is called at each sign of progress of a program, so that a job that only waits for one is known to get on. */
  onProgress?: () => void;
}

/**
 * The absolute path of a program, as a shell would find it. The programs run with an empty environment, so nothing else
 * looks it up for them.
 *
 * @throws {ConfigError} where there is none
 */
export async function findProgram(name: string): Promise<string> {
  for (const path of candidates(name)) {
    const found = await Deno.stat(path).catch(() => null);
    if (found?.isFile && ((found.mode ?? 0o111) & 0o111)) return path;
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

import { ConfigError } from "../errors.ts";
import { type Env, type Machine, type Setting, SETTINGS } from "./settings.ts";

type SettingValues = { [Key in keyof typeof SETTINGS]: typeof SETTINGS[Key] extends Setting<infer T> ? T : never };

/** Every setting, read once from the environment at the start. */
export interface Config extends SettingValues {
  /** Absolute. Compiled graphs and unpacked libraries, which can be made again. */
  cacheDir: string;
  ffprobePath: string;
  /** The variables that the environment sets; the others have their defaults. */
  setNames: readonly string[];
}

/**
 * Reads the settings.
 *
 * @throws {ConfigError} naming the variable, what it held and what it may hold
 */
export function readConfig(env: Env, cores = navigator.hardwareConcurrency): Config {
  const values = Object.fromEntries(
    Object.entries<Setting<unknown>>(SETTINGS).map(([key, row]) => [key, readSetting(row, { env, cores })]),
  ) as SettingValues;
  if (values.translateUrl && !values.translateModel) {
    throw new ConfigError("TRANSLATE_URL is set without TRANSLATE_MODEL: name a model that it has");
  }
  const setNames = Object.values(SETTINGS).map(({ name }) => name).filter((name) => env[name]?.trim());
  return { ...values, setNames, cacheDir: `${values.dataDir}/cache`, ffprobePath: probePath(values.ffmpegPath) };
}

/** @throws {ConfigError} */
function readSetting<T>({ name, default: standard, computeDefault, reader }: Setting<T>, machine: Machine): T {
  const value = machine.env[name]?.trim();
  if (value) return reader.read(value, name);
  if (!computeDefault) return reader.read(standard, name);
  const computed = computeDefault(machine);
  return typeof computed === "string" ? reader.read(computed, name) : computed;
}

/** The path of ffprobe, named as ffmpeg is: `ffmpeg7` has an `ffprobe7` beside it. */
function probePath(ffmpegPath: string): string {
  const folder = ffmpegPath.slice(0, ffmpegPath.lastIndexOf("/") + 1);
  const name = ffmpegPath.slice(folder.length);
  return folder + (name.includes("ffmpeg") ? name.replace("ffmpeg", "ffprobe") : "ffprobe");
}

import { ConfigError } from "./errors.ts";
import { LOG_LEVELS, type LogLevel } from "./log.ts";

export const WHISPER_DEVICES = ["auto", "cpu", "cuda"] as const;
export type WhisperDevice = typeof WHISPER_DEVICES[number];
export const WHISPER_PRECISIONS = ["auto", "int8", "float16", "float32"] as const;
/** `auto`: int8 on the CPU, float16 on CUDA. */
export type WhisperPrecision = typeof WHISPER_PRECISIONS[number];

/** Every setting, read once from the environment at the start. */
export interface Config {
  host: string;
  port: number;
  /** Absolute. Videos, the database, the owner's token and caches. */
  dataDir: string;
  /** Absolute. Weights. */
  modelsDir: string;
  /** Absolute. Compiled graphs and unpacked libraries: what can be made again. */
  cacheDir: string;
  /** null: the embedded Postgres in `dataDir`. */
  databaseUrl: string | null;
  maxUploadBytes: number;
  /** What uploads and jobs leave free on the disk of `dataDir`; null: a twentieth of the disk, a GiB at most. */
  minFreeBytes: number | null;
  /** How many connections may be open at once; null: as many as the limit of open files allows. */
  maxConnections: number | null;
  /** How many of them one address of the internet may have. */
  maxConnectionsPerAddress: number;
  /** How many jobs run at once; captions still run one at a time. */
  workConcurrency: number;
  whisperThreads: number;
  /** Seconds after which a model that nobody uses is unloaded; 0 keeps it for ever. */
  modelIdleSeconds: number;
  /** A name from the catalog or a folder. */
  whisperModel: string;
  whisperDevice: WhisperDevice;
  whisperPrecision: WhisperPrecision;
  /** null: made at the first start and kept in `dataDir`. */
  ownerToken: string | null;
  /** Where weights are fetched from: the model hub or a mirror of it. */
  hubUrl: string;
  /** A folder with libonnxruntime.so.1 and the CUDA providers beside it; null: the library that came with StreamForge. */
  onnxruntimeDir: string | null;
  ffmpegPath: string;
  ffprobePath: string;
  /** Whether the uploaded file stays once every rendition is made. */
  keepOriginal: boolean;
  logLevel: LogLevel;
}

type Env = Record<string, string | undefined>;

/**
 * Reads the settings.
 *
 * @throws {ConfigError} naming the variable, what it held and what it may hold
 */
export function readConfig(env: Env, cores = navigator.hardwareConcurrency): Config {
  const home = env.HOME ?? env.USERPROFILE;
  const dataHome = env.XDG_DATA_HOME || (home ? `${home}/.local/share` : "/var/lib");
  const dataDir = absolute(env, "DATA_DIR", `${dataHome}/streamforge`);
  const ffmpegPath = text(env, "FFMPEG_PATH", "ffmpeg");
  return {
    host: text(env, "HOST", "127.0.0.1").replace(/^\[(.*)\]$/, "$1"), // an IPv6 address, as URLs have it
    port: integer(env, "PORT", 8000, 0, 65535),
    dataDir,
    modelsDir: absolute(env, "MODELS_DIR", `${dataHome}/streamforge/models`),
    cacheDir: `${dataDir}/cache`,
    databaseUrl: databaseUrl(env),
    maxUploadBytes: integer(env, "MAX_UPLOAD_BYTES", 16 * 2 ** 30, 1, Number.MAX_SAFE_INTEGER),
    minFreeBytes: text(env, "MIN_FREE_BYTES", "")
      ? integer(env, "MIN_FREE_BYTES", 0, 0, Number.MAX_SAFE_INTEGER)
      : null,
    maxConnections: text(env, "MAX_CONNECTIONS", "") ? integer(env, "MAX_CONNECTIONS", 0, 1, 1_000_000) : null,
    maxConnectionsPerAddress: integer(env, "MAX_CONNECTIONS_PER_ADDRESS", 100, 1, 1_000_000),
    workConcurrency: integer(env, "WORK_CONCURRENCY", 2, 1, 64),
    whisperThreads: integer(env, "WHISPER_THREADS", Math.min(cores, 8), 1, 256),
    modelIdleSeconds: integer(env, "MODEL_IDLE_SECONDS", 300, 0, 31_536_000),
    whisperModel: text(env, "WHISPER_MODEL", "base"),
    whisperDevice: oneOf(env, "WHISPER_DEVICE", WHISPER_DEVICES, "auto"),
    whisperPrecision: oneOf(env, "WHISPER_PRECISION", WHISPER_PRECISIONS, "auto"),
    ownerToken: token(env),
    hubUrl: url(env, "HF_ENDPOINT", "https://huggingface.co"),
    onnxruntimeDir: text(env, "ONNXRUNTIME_DIR", "") ? absolute(env, "ONNXRUNTIME_DIR", "") : null,
    ffmpegPath,
    ffprobePath: probePath(ffmpegPath),
    keepOriginal: oneOf(env, "KEEP_ORIGINAL", ["0", "1"] as const, "1") === "1",
    logLevel: oneOf(env, "LOG_LEVEL", LOG_LEVELS, "info"),
  };
}

/** ffprobe as its neighbour is called: `ffmpeg7` has an `ffprobe7` beside it. */
function probePath(ffmpegPath: string): string {
  const folder = ffmpegPath.slice(0, ffmpegPath.lastIndexOf("/") + 1);
  const name = ffmpegPath.slice(folder.length);
  return folder + (name.includes("ffmpeg") ? name.replace("ffmpeg", "ffprobe") : "ffprobe");
}

function text(env: Env, name: string, fallback: string): string {
  return env[name]?.trim() || fallback;
}

function absolute(env: Env, name: string, fallback: string): string {
  const value = text(env, name, fallback);
  if (!value.startsWith("/")) throw wrong(name, value, "an absolute path such as /srv/streamforge");
  return value.replace(/\/+$/, "") || "/";
}

function integer(env: Env, name: string, fallback: number, least: number, most: number): number {
  const value = text(env, name, String(fallback));
  const n = Number(value);
  if (!/^\d+$/.test(value) || n < least || n > most) {
    throw wrong(name, value, `a whole number from ${least} to ${most}`);
  }
  return n;
}

function oneOf<const T extends readonly string[]>(env: Env, name: string, choices: T, fallback: T[number]): T[number] {
  const value = text(env, name, fallback);
  if (!choices.includes(value)) throw wrong(name, value, `one of ${choices.join(", ")}`);
  return value;
}

function url(env: Env, name: string, fallback: string): string {
  const value = text(env, name, fallback);
  if (!/^https?:\/\/[^/]/.test(value) || !URL.canParse(value)) throw wrong(name, value, `a URL such as ${fallback}`);
  return value.replace(/\/+$/, "");
}

function databaseUrl(env: Env): string | null {
  const value = text(env, "DATABASE_URL", "");
  if (!value) return null;
  if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value)) { // what it holds may be a password: it is not shown
    throw new ConfigError("DATABASE_URL must be a URL such as postgres://user:password@host:5432/database");
  }
  return value;
}

function token(env: Env): string | null {
  const value = text(env, "OWNER_TOKEN", "");
  if (/[^\x21-\x7e]/.test(value)) {
    throw new ConfigError("OWNER_TOKEN may hold visible ASCII characters only, no spaces");
  }
  return value || null;
}

function wrong(name: string, value: string, right: string): ConfigError {
  return new ConfigError(`${name} is ${JSON.stringify(value)}: it must be ${right}`);
}

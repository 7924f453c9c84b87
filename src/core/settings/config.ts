import { LOG_LEVELS } from "../log.ts";
import {
  absolutePath,
  flag,
  host,
  oneOf,
  postgresUrl,
  type Reader,
  text,
  url,
  visibleAscii,
  wholeNumber,
} from "./setting_readers.ts";

export const WHISPER_DEVICES = ["auto", "cpu", "cuda"] as const;
export type WhisperDevice = typeof WHISPER_DEVICES[number];
export const WHISPER_PRECISIONS = ["auto", "int8", "float16", "float32"] as const;
/** `auto`: int8 on the CPU, float16 on CUDA. */
export type WhisperPrecision = typeof WHISPER_PRECISIONS[number];

/** One environment variable that StreamForge reads. */
export interface Setting<T> {
  /** The environment variable. */
  name: string;
  /**
   * The value where the variable is not set or empty; where `computeDefault` is given, a description of it in Markdown.
   */
  default: string;
  /** Computes the default where it depends on the machine, or is not a text for `reader`. */
  computeDefault?: (machine: Machine) => T;
  reader: Reader<T>;
  /** What the setting does, in Markdown, for the help and the documentation. */
  meaning: string;
  /** Whether the value may hold a password, and must not be shown. */
  isSecret?: boolean;
}

/** What a default may depend on. */
interface Machine {
  env: Env;
  cores: number;
}

export type Env = Record<string, string | undefined>;

/** Checks that default and reader of a row have one type. */
function setting<T>(row: Setting<T>): Setting<T> {
  return row;
}

/** Every setting, in the order of the help and the documentation. To add one, add a row here. */
export const SETTINGS = {
  port: setting({
    name: "PORT",
    default: "8000",
    reader: wholeNumber(0, 65535),
    meaning: "the port of the pages and the API; `0` takes any free port",
  }),
  host: setting({
    name: "HOST",
    default: "127.0.0.1",
    reader: host,
    meaning: "the address to listen on; `0.0.0.0` opens it to the network: put TLS in front",
  }),
  /** Absolute. Videos, the database, the owner's token and caches. */
  dataDir: setting({
    name: "DATA_DIR",
    default: "`~/.local/share/streamforge`, or the same in `XDG_DATA_HOME`",
    computeDefault: ({ env }) => `${dataHome(env)}/streamforge`,
    reader: absolutePath,
    meaning: "videos, the embedded database, the owner's token and caches",
  }),
  /** Absolute. Weights. */
  modelsDir: setting({
    name: "MODELS_DIR",
    default: "`~/.local/share/streamforge/models`, or the same in `XDG_DATA_HOME`",
    computeDefault: ({ env }) => `${dataHome(env)}/streamforge/models`,
    reader: absolutePath,
    meaning: "the weights of the models",
  }),
  /** null: the embedded Postgres in `dataDir`. */
  databaseUrl: setting({
    name: "DATABASE_URL",
    default: "an embedded Postgres",
    computeDefault: () => null,
    reader: postgresUrl,
    meaning: "PostgreSQL 15 or later; all processes with one URL share the folder `DATA_DIR/media`",
    isSecret: true,
  }),
  /** null: made at the first start and kept in `dataDir`. */
  ownerToken: setting({
    name: "OWNER_TOKEN",
    default: "made once, kept in `DATA_DIR`",
    computeDefault: () => null,
    reader: visibleAscii,
    meaning: "the owner's password, for `Authorization: Bearer` and the sign-in link",
    isSecret: true,
  }),
  /** A name from the catalog or a folder. */
  whisperModel: setting({
    name: "WHISPER_MODEL",
    default: "base",
    reader: text("a name of `models list`, or a folder with a CTranslate2 or Hugging Face checkpoint"),
    meaning: "the model that writes captions",
  }),
  whisperDevice: setting({
    name: "WHISPER_DEVICE",
    default: "auto",
    reader: oneOf(WHISPER_DEVICES),
    meaning: "where the model runs; `auto` takes CUDA where it works",
  }),
  whisperPrecision: setting({
    name: "WHISPER_PRECISION",
    default: "auto",
    reader: oneOf(WHISPER_PRECISIONS),
    meaning: "the numbers that the model computes with; `auto` is `int8` on a CPU and `float16` on CUDA",
  }),
  whisperThreads: setting({
    name: "WHISPER_THREADS",
    default: "the cores, at most 8",
    computeDefault: ({ cores }) => Math.min(cores, 8),
    reader: wholeNumber(1, 256),
    meaning: "threads of the model on a CPU",
  }),
  /** Seconds after which an idle model is unloaded; 0 keeps it for ever. */
  modelIdleSeconds: setting({
    name: "MODEL_IDLE_SECONDS",
    default: "300",
    reader: wholeNumber(0, 31_536_000),
    meaning: "seconds after which an idle model is unloaded; `0` keeps it",
  }),
  /** How many jobs run at once; captions still run one at a time. */
  workConcurrency: setting({
    name: "WORK_CONCURRENCY",
    default: "2",
    reader: wholeNumber(1, 64),
    meaning: "jobs that run at once; captions are still written one video at a time",
  }),
  maxUploadBytes: setting({
    name: "MAX_UPLOAD_BYTES",
    default: "16 GiB",
    computeDefault: () => 16 * 2 ** 30,
    reader: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    meaning: "bytes of the largest upload",
  }),
  /** Bytes that uploads and jobs leave free on the disk of `dataDir`; null: a twentieth of the disk, at most 1 GiB. */
  minFreeBytes: setting({
    name: "MIN_FREE_BYTES",
    default: "5 % of the disk, 1 GiB at most",
    computeDefault: () => null,
    reader: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    meaning:
      "bytes that uploads and jobs leave free on the disk of `DATA_DIR`: below it uploads get 507, jobs wait and " +
      "`/ready` is 503",
  }),
  /** How many connections may be open at once; null: as many as the limit of open files allows. */
  maxConnections: setting({
    name: "MAX_CONNECTIONS",
    default: "what `ulimit -n` allows",
    computeDefault: () => null,
    reader: wholeNumber(1, 1_000_000),
    meaning: "connections at once; the default is a quarter of the open files beyond 256, at most 10,000",
  }),
  /** How many connections one public address may have. */
  maxConnectionsPerAddress: setting({
    name: "MAX_CONNECTIONS_PER_ADDRESS",
    default: "100",
    reader: wholeNumber(1, 1_000_000),
    meaning:
      "connections of one public address; private networks, such as a proxy's, have no such limit. Event streams " +
      "get half of both limits. Behind a CDN, set it to `MAX_CONNECTIONS`",
  }),
  /** Whether the uploaded file stays once every rendition is made. */
  keepOriginal: setting({
    name: "KEEP_ORIGINAL",
    default: "1",
    reader: flag,
    meaning: "`0` deletes the uploaded file once everything is made from it",
  }),
  ffmpegPath: setting({
    name: "FFMPEG_PATH",
    default: "ffmpeg",
    reader: text("a program's name or path"),
    meaning: "the ffmpeg to use; `ffprobe` must be beside it",
  }),
  /**
   * A folder with libonnxruntime.so.1 and the CUDA providers beside it; null: the library that came with StreamForge.
   */
  onnxruntimeDir: setting({
    name: "ONNXRUNTIME_DIR",
    default: "built in",
    computeDefault: () => null,
    reader: absolutePath,
    meaning: "a folder with `libonnxruntime.so.1` and the CUDA providers",
  }),
  /** Where weights are fetched from: the model hub or a mirror of it. */
  hubUrl: setting({
    name: "HF_ENDPOINT",
    default: "https://huggingface.co",
    reader: url("https://huggingface.co"),
    meaning: "where weights are downloaded from: Hugging Face or a mirror of it",
    isSecret: true,
  }),
  logLevel: setting({
    name: "LOG_LEVEL",
    default: "info",
    reader: oneOf(LOG_LEVELS),
    meaning: "the least serious messages that are logged",
  }),
};

type SettingValues = { [Key in keyof typeof SETTINGS]: typeof SETTINGS[Key] extends Setting<infer T> ? T : never };

/** Every setting, read once from the environment at the start. */
export interface Config extends SettingValues {
  /** Absolute. Compiled graphs and unpacked libraries, which can be made again. */
  cacheDir: string;
  ffprobePath: string;
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
  return { ...values, cacheDir: `${values.dataDir}/cache`, ffprobePath: probePath(values.ffmpegPath) };
}

/** @throws {ConfigError} */
function readSetting<T>({ name, default: standard, computeDefault, reader }: Setting<T>, machine: Machine): T {
  const value = machine.env[name]?.trim();
  if (value) return reader.read(value, name);
  if (!computeDefault) return reader.read(standard, name);
  const computed = computeDefault(machine);
  return typeof computed === "string" ? reader.read(computed, name) : computed;
}

/** The XDG data folder. */
function dataHome(env: Env): string {
  const home = env.HOME ?? env.USERPROFILE;
  return env.XDG_DATA_HOME || (home ? `${home}/.local/share` : "/var/lib");
}

/** The path of ffprobe, named as ffmpeg is: `ffmpeg7` has an `ffprobe7` beside it. */
function probePath(ffmpegPath: string): string {
  const folder = ffmpegPath.slice(0, ffmpegPath.lastIndexOf("/") + 1);
  const name = ffmpegPath.slice(folder.length);
  return folder + (name.includes("ffmpeg") ? name.replace("ffmpeg", "ffprobe") : "ffprobe");
}

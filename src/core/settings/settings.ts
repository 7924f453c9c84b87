import { ANALYSIS_KINDS } from "../analyses.ts";
import { LOG_LEVELS } from "../log.ts";
import {
  absolutePath,
  endpointUrl,
  flag,
  host,
  hub,
  listOf,
  oneOf,
  postgresUrl,
  proxies,
  publicUrl,
  type Reader,
  text,
  url,
  visibleAscii,
  wholeNumber,
} from "./setting_readers.ts";

export const WHISPER_DEVICES = ["auto", "cpu", "cuda"] as const;
export type WhisperDevice = typeof WHISPER_DEVICES[number];
export const WHISPER_PRECISIONS = ["auto", "int8", "float16", "float32"] as const;
/** `auto` takes the best sandbox that works, `require` nothing but bubblewrap, `off` none. */
export const SANDBOX_POLICIES = ["auto", "require", "off"] as const;
export type SandboxPolicy = typeof SANDBOX_POLICIES[number];
/** `library` makes videos of the files of WATCH_DIR, `sidecar` writes captions beside them. */
export const WATCH_MODES = ["library", "sidecar"] as const;
export type WatchMode = typeof WATCH_MODES[number];
export const STORAGE_KINDS = ["local", "s3", "supabase"] as const;
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
export interface Machine {
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
  /** Without a slash at its end; null: as each request calls this server. */
  publicUrl: setting({
    name: "PUBLIC_URL",
    default: "as each request calls it",
    computeDefault: () => null,
    reader: publicUrl,
    meaning: "the address of this server for links and cookies, with the path below which a proxy shows it, such as " +
      "`https://example.com/video`",
  }),
  trustedProxies: setting({
    name: "TRUSTED_PROXIES",
    default: "loopback",
    reader: proxies,
    meaning:
      "the proxies whose `X-Forwarded-For`, `-Proto`, `-Host` and `-Prefix` are believed: best the proxy's own " +
      "address. With `private`, or a network, every client in it that reaches this server past the proxy may say that " +
      "it is another",
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
    meaning: "the owner's password, for `Authorization: Bearer` and the sign-in link; at least 16 characters where " +
      "`HOST` is no loopback address",
    isSecret: true,
  }),
  storage: setting({
    name: "STORAGE",
    default: "local",
    reader: oneOf(STORAGE_KINDS),
    meaning: "where videos and captions are stored: the folder `DATA_DIR/media`, an S3 store, or Supabase Storage",
  }),
  /** null: AWS. */
  s3Endpoint: setting({
    name: "S3_ENDPOINT",
    default: "AWS",
    computeDefault: () => null,
    reader: url("https://s3.example.com"),
    meaning: "the address of the S3 store",
  }),
  s3Region: setting({
    name: "S3_REGION",
    default: "us-east-1",
    reader: text("a region of the store"),
    meaning: "the region of the S3 store",
  }),
  s3Bucket: setting({
    name: "S3_BUCKET",
    default: "none",
    computeDefault: () => null,
    reader: text("a bucket's name"),
    meaning: "the bucket of the S3 store, which must exist",
  }),
  s3AccessKeyId: setting({
    name: "S3_ACCESS_KEY_ID",
    default: "none",
    computeDefault: () => null,
    reader: visibleAscii,
    meaning: "the access key of the S3 store",
  }),
  s3SecretAccessKey: setting({
    name: "S3_SECRET_ACCESS_KEY",
    default: "none",
    computeDefault: () => null,
    reader: visibleAscii,
    meaning: "the secret of the S3 access key",
    isSecret: true,
  }),
  /** null: where `s3Endpoint` is set. */
  s3ForcePathStyle: setting({
    name: "S3_FORCE_PATH_STYLE",
    default: "`1` where `S3_ENDPOINT` is set",
    computeDefault: () => null,
    reader: flag,
    meaning: "`1` puts the bucket into the path of an address, `0` into the host name",
  }),
  supabaseUrl: setting({
    name: "SUPABASE_URL",
    default: "none",
    computeDefault: () => null,
    reader: url("https://abcdefghijklmnop.supabase.co"),
    meaning: "the public address of a Supabase project, for sign-in (`SUPABASE_ANON_KEY`) and for `STORAGE=supabase`",
  }),
  supabaseAnonKey: setting({
    name: "SUPABASE_ANON_KEY",
    default: "none",
    computeDefault: () => null,
    reader: visibleAscii,
    meaning:
      "the anon or publishable key of the Supabase project: with it the project's users can sign in; browsers get it",
  }),
  supabaseServiceRoleKey: setting({
    name: "SUPABASE_SERVICE_ROLE_KEY",
    default: "none",
    computeDefault: () => null,
    reader: visibleAscii,
    meaning:
      "the service role or secret key of the Supabase project, for its storage; an administrator where users sign in",
    isSecret: true,
  }),
  supabaseBucket: setting({
    name: "SUPABASE_BUCKET",
    default: "streamforge",
    reader: text("a bucket's name"),
    meaning: "the bucket in Supabase Storage, which must exist and should be private",
  }),
  /** null: access tokens are verified by the project's public keys. */
  supabaseJwtSecret: setting({
    name: "SUPABASE_JWT_SECRET",
    default: "none: public keys",
    computeDefault: () => null,
    reader: visibleAscii,
    meaning: "the legacy secret of a Supabase project that signs access tokens with HS256",
    isSecret: true,
  }),
  /** Whether media is answered with a redirect to a signed URL of the storage. */
  storageRedirect: setting({
    name: "STORAGE_REDIRECT",
    default: "0",
    reader: flag,
    meaning:
      "`1` sends players to short-lived signed URLs of the S3 store or Supabase; `0` streams media through the server",
  }),
  /** Bytes that copies of stored objects may take in scratch space at once. */
  scratchBytes: setting({
    name: "SCRATCH_BYTES",
    default: "64 GiB",
    computeDefault: () => 64 * 2 ** 30,
    reader: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    meaning:
      "bytes that the local copies of a process for ffmpeg may take in `DATA_DIR`, where the storage is not local",
  }),
  webhookAllowPrivate: setting({
    name: "WEBHOOK_ALLOW_PRIVATE",
    default: "0",
    reader: flag,
    meaning: "`1` lets webhooks go to private networks and this machine",
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
  /** null: chosen for the device. */
  whisperLanes: setting({
    name: "WHISPER_LANES",
    default: "chosen for the device",
    computeDefault: () => null,
    reader: wholeNumber(1, 8),
    meaning:
      "copies of the model that read side by side, as far as memory allows; on CUDA `1` by default: with `2` one batch " +
      "is encoded while another is decoded",
  }),
  /** null: chosen for the device. */
  whisperBatch: setting({
    name: "WHISPER_BATCH",
    default: "chosen for the device",
    computeDefault: () => null,
    reader: wholeNumber(1, 128),
    meaning: "windows of 30 s that a lane reads at once, as far as memory allows; on CUDA at most 32 by default",
  }),
  /** Seconds after which an idle model is unloaded; 0 keeps it for ever. */
  modelIdleSeconds: setting({
    name: "MODEL_IDLE_SECONDS",
    default: "300",
    reader: wholeNumber(0, 31_536_000),
    meaning: "seconds after which an idle model is unloaded; `0` keeps it",
  }),
  /** The base of an OpenAI-compatible API; null: no such translator. */
  translateUrl: setting({
    name: "TRANSLATE_URL",
    default: "none",
    computeDefault: () => null,
    reader: endpointUrl("http://127.0.0.1:11434/v1"),
    meaning: "an OpenAI-compatible API (Ollama, llama.cpp, vLLM, ...) that translates captions; it gets their text",
    isSecret: true,
  }),
  translateModel: setting({
    name: "TRANSLATE_MODEL",
    default: "none",
    computeDefault: () => null,
    reader: text("a model of `TRANSLATE_URL`"),
    meaning: "the model that translates at `TRANSLATE_URL`",
  }),
  translateKey: setting({
    name: "TRANSLATE_KEY",
    default: "none",
    computeDefault: () => null,
    reader: visibleAscii,
    meaning: "the key of `TRANSLATE_URL`",
    isSecret: true,
  }),
  /** null: no such translator. */
  libreTranslateUrl: setting({
    name: "LIBRETRANSLATE_URL",
    default: "none",
    computeDefault: () => null,
    reader: endpointUrl("http://127.0.0.1:5000"),
    meaning: "a LibreTranslate server that translates captions; it gets their text",
    isSecret: true,
  }),
  libreTranslateKey: setting({
    name: "LIBRETRANSLATE_KEY",
    default: "none",
    computeDefault: () => null,
    reader: visibleAscii,
    meaning: "the key of `LIBRETRANSLATE_URL`",
    isSecret: true,
  }),
  /** How many jobs run at once; captions still run one at a time. */
  workConcurrency: setting({
    name: "WORK_CONCURRENCY",
    default: "2",
    reader: wholeNumber(1, 64),
    meaning: "jobs that run at once; captions are still written one video at a time",
  }),
  /** Whether `serve` starts a worker. */
  serveWorker: setting({
    name: "SERVE_WORKER",
    default: "1",
    reader: flag,
    meaning: "`0` starts no worker with `serve`: for web servers beside machines that run `work`",
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
  /** Absolute; null: no folder is watched. */
  watchDir: setting({
    name: "WATCH_DIR",
    default: "none",
    computeDefault: () => null,
    reader: absolutePath,
    meaning: "a folder whose media files, also those in folders below it, are taken once they stay still for 10 s",
  }),
  watchMode: setting({
    name: "WATCH_MODE",
    default: "library",
    reader: oneOf(WATCH_MODES),
    meaning: "what becomes of the files of `WATCH_DIR`: `library` makes videos of copies of them, `sidecar` writes " +
      "captions such as `NAME.en.srt` beside them",
  }),
  /** Whether the file of the watch folder stays once it is a video. */
  watchAfter: setting({
    name: "WATCH_AFTER",
    default: "keep",
    reader: oneOf(["keep", "delete"]),
    meaning: "`delete` removes a file of `WATCH_DIR` once the library has it; in sidecar mode files always stay",
  }),
  /** The analyses that are made of each video after its captions. */
  analyses: setting({
    name: "ANALYSES",
    default: "all",
    reader: listOf(ANALYSIS_KINDS),
    meaning: "what is found out about each video after its captions, separated by commas; `none` switches it off",
  }),
  ffmpegPath: setting({
    name: "FFMPEG_PATH",
    default: "ffmpeg",
    reader: text("a program's name or path"),
    meaning: "the ffmpeg to use; `ffprobe` must be beside it",
  }),
  sandbox: setting({
    name: "SANDBOX",
    default: "auto",
    reader: oneOf(SANDBOX_POLICIES),
    meaning:
      "where ffmpeg runs: `auto` takes the best sandbox that works here, `require` starts only with bubblewrap, " +
      "`off` uses none. Limits on memory, time, files and processes hold in each",
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
    reader: hub,
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

/** The XDG data folder. */
function dataHome(env: Env): string {
  const home = env.HOME ?? env.USERPROFILE;
  return env.XDG_DATA_HOME || (home ? `${home}/.local/share` : "/var/lib");
}

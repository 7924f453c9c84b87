import type { ModelStore } from "../../ml/models/store.ts";
import type { NodePlacement } from "../../ml/onnx/profile.ts";
import type { Engine } from "../../ml/whisper/engine/engine.ts";
import { describePlacement } from "../../ml/whisper/measure/placement.ts";
import { checkProject } from "../auth/supabase/check_project.ts";
import { supabaseProject } from "../auth/supabase/project.ts";
import type { Config } from "../core/settings/config.ts";
import { freeBytes } from "../core/disk.ts";
import { ConfigError, messageOf } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { connect, type Sql } from "../db/pool/client.ts";
import { startPostgres } from "../db/embedded/mod.ts";
import { listEngineSpeeds } from "../db/jobs/engine_speeds.ts";
import { countJobs } from "../db/jobs/job_queries.ts";
import { hasTrigrams } from "../db/search/near_words.ts";
import { detectEncoder } from "../media/encoder.ts";
import { run } from "../media/process/run.ts";
import { chooseSandbox } from "../media/process/sandbox.ts";
import { findProgram, type MediaTools } from "../media/process/tools.ts";
import { scanFolder } from "../watch_folder/scan_folder.ts";
import { checkWritableFolder } from "../watch_folder/sidecar.ts";
import { openStorage } from "../storage/open.ts";
import { checkRedirect, REDIRECT_ADVICE } from "./redirect_check.ts";
import { checkWatchDir } from "./start_checks.ts";
import { checkStorage } from "./storage_check.ts";
import { matchStorage } from "./storage_identity.ts";
import { formatBytes, systemTerminal, type Terminal } from "./terminal.ts";

/** Less free space than this is reported. */
const MIN_FREE_BYTES = 2e9;
const UNDEFINED_TABLE = "42P01";
const NO_TRIGRAMS = "the search does not correct mistyped words: that takes the extension pg_trgm; create it with " +
  '"create extension pg_trgm" as an administrator of the database, then run "select streamforge.search_use_trigrams()"';

export interface DoctorDeps {
  config: Config;
  /** The settings that the environment changes, in one line: see `changedSettings`. */
  settings: string;
  log: Log;
  mediaTools: MediaTools;
  store: ModelStore;
  makeEngine(modelFolder: () => Promise<string>): Pick<Engine, "transcribe" | "close" | "status">;
  /** Runs the model's graphs on CUDA: by graph, where its operators were computed. */
  profilePlacement(modelFolder: string): Promise<Record<string, NodePlacement>>;
  terminal?: Terminal;
}

/** A failed check: what is wrong and what to do. */
class Finding extends Error {
  constructor(problem: string, readonly advice: string) {
    super(problem);
  }
}

/** What works, but not as well as it should. */
class Warning extends Finding {}

/**
 * The command `doctor`: checks each component as the server uses it, and says how to repair a failure.
 *
 * @returns the exit code: 1 if a check failed
 */
export async function doctor(deps: DoctorDeps): Promise<number> {
  const { config, settings, store, terminal = systemTerminal() } = deps;
  const checks: [name: string, advice: string, check: () => Promise<string>][] = [
    ["ffmpeg", "install ffmpeg, or set FFMPEG_PATH to where it lies", () => checkFfmpeg(deps)],
    ["codecs", "install an ffmpeg that was built with libx264 and aac", () => checkCodecs(deps)],
    ["sandbox", "install ffmpeg and bubblewrap, as docs/running.md tells", () => checkSandbox(deps)],
    ["storage", "see docs/storage.md", () => examineStorage(config)],
    ...(config.storageRedirect
      ? [["redirect", REDIRECT_ADVICE, () => checkRedirect(config)] as [string, string, () => Promise<string>]]
      : []),
    ...(config.watchDir === null ? [] : [
      [
        "watch",
        "let this user read the folder, and write to it where captions go beside files or files are deleted",
        () => checkWatch(config),
      ] as [string, string, () => Promise<string>],
    ]),
    ["disk", "make room, or set DATA_DIR and MODELS_DIR to a larger disk", () => checkDisk(config)],
    [
      "database",
      "see that DATABASE_URL is right and its server runs; without it a database in DATA_DIR is used",
      () => checkDatabase(deps),
    ],
    ["model", `streamforge models pull ${config.whisperModel}`, () => checkModel(config, store)],
    [
      "device",
      "set WHISPER_DEVICE=cpu, or install the CUDA libraries; set LOG_LEVEL=debug to see more",
      () => checkDevice(deps),
    ],
    ["speed", "", () => checkSpeed(deps)],
    ...signInChecks(config),
  ];
  terminal.out(`set   settings  ${collapseSpaces(settings)}\n`);
  let failures = 0;
  let warnings = 0;
  for (const [name, advice, check] of checks) {
    try {
      terminal.out(`ok    ${name.padEnd(8)}  ${await check()}\n`);
    } catch (error) {
      const isWarning = error instanceof Warning;
      isWarning ? warnings++ : failures++;
      const remedy = error instanceof Finding ? error.advice : advice;
      terminal.out(
        `${isWarning ? "warn" : "FAIL"}  ${name.padEnd(8)}  ${collapseSpaces(messageOf(error))}\n      ${
          " ".repeat(8)
        }  -> ${remedy}\n`,
      );
    }
  }
  const but = warnings === 0 ? "" : warnings === 1 ? ", with one warning" : `, with ${warnings} warnings`;
  terminal.out(failures === 0 ? `everything works${but}\n` : `${failures} of ${checks.length} checks failed\n`);
  return failures === 0 ? 0 : 1;
}

/** None where only the owner signs in. */
function signInChecks(config: Config): [name: string, advice: string, check: () => Promise<string>][] {
  if (config.supabaseUrl === null || config.supabaseAnonKey === null) return [];
  return [["sign-in", "see docs/supabase.md", () => checkProject(supabaseProject(config)!)]];
}

async function checkFfmpeg({ mediaTools }: DoctorDeps): Promise<string> {
  const versions = [];
  for (const program of ["ffmpeg", "ffprobe"] as const) {
    const path = await findProgram(program === "ffmpeg" ? mediaTools.ffmpegPath : mediaTools.ffprobePath);
    const text = await ask(mediaTools, program, ["-version"]);
    const version = new RegExp(`^${program} version (\\S+)`).exec(text)?.[1];
    if (!version) throw new Finding(`${path} does not answer as ${program}`, "set FFMPEG_PATH to a real ffmpeg");
    versions.push(`${path} ${version}`);
  }
  return versions.join(", ");
}

/** Without bubblewrap it is a warning, which says what does not hold and what it takes. */
async function checkSandbox({ mediaTools }: DoctorDeps): Promise<string> {
  const { name, reason } = await chooseSandbox(await findProgram(mediaTools.ffmpegPath), mediaTools.sandbox);
  const always = "it opens only the protocols and formats that its command lists";
  if (name === "bubblewrap") {
    return `bubblewrap: ffmpeg has no network, sees no other process, and of the files only those of its job; ${always}`;
  }
  const holds = name === "setpriv" ? "setpriv: ffmpeg ends with StreamForge and gains no rights" : "none";
  throw new Warning(
    `${holds}; ${always}. It reaches the network and what this user may read (${reason})`,
    "install bubblewrap and allow user namespaces, as docs/running.md tells; SANDBOX=require starts only with it",
  );
}

async function checkCodecs({ mediaTools }: DoctorDeps): Promise<string> {
  const encoders = await ask(mediaTools, "ffmpeg", ["-encoders"]);
  const missing = ["libx264", "aac"].filter((name) => !new RegExp(`^ \\S+ ${name} `, "m").test(encoders));
  if (missing.length > 0) throw new Error(`ffmpeg was built without ${missing.join(" and ")}`);
  const encoder = await detectEncoder(mediaTools);
  return encoder === "libx264" ? "H.264 by libx264 (no NVENC here), AAC" : "H.264 by NVENC, AAC";
}

async function ask(tools: MediaTools, program: "ffmpeg" | "ffprobe", args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(tools, program, args, { readable: [], wallSeconds: 30, stallSeconds: 30 });
  if (code !== 0) throw stderr.error(`${program} ${args.join(" ")} failed`);
  return stdout;
}

/** Uses the configured storage as the server does. */
async function examineStorage(config: Config): Promise<string> {
  if (config.storage === "local") {
    const advice = "set DATA_DIR to a folder that this user may write to";
    return await withAdvice(advice, () => checkStorage(openStorage(config)));
  }
  const storage = openStorage(config);
  return await withAdvice(storage.advice.access, () => checkStorage(storage));
}

async function withAdvice<T>(advice: string, check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    throw new Finding(messageOf(error), advice);
  }
}

async function checkWatch(config: Config): Promise<string> {
  const { watchDir, watchMode, watchAfter } = config;
  const folder = watchDir!;
  await checkWatchDir(config);
  const { files, problems } = await scanFolder(folder);
  const [problem] = problems;
  if (problem) throw new Warning(`${problem[0]} can't be read: ${problem[1]}`, "let this user read it");
  const does = watchMode === "sidecar"
    ? "captions are written beside files"
    : `files become videos and ${watchAfter === "keep" ? "stay" : "are deleted then"}`;
  const refusal = await checkWritableFolder(folder).then(() => null, messageOf);
  const needsWriting = watchMode === "sidecar" || watchAfter === "delete";
  if (refusal !== null && needsWriting) throw new Error(`${folder}: ${does}, but it can't be written: ${refusal}`);
  const rights = refusal === null ? "may be read and written" : "may be read";
  const count = files.length === 1 ? "1 file" : `${files.length} files`;
  return `${folder} ${rights}; ${count} that may be media; ${does}`;
}

async function checkDisk({ dataDir, modelsDir }: Config): Promise<string> {
  const free = [];
  for (const folder of new Set([dataDir, modelsDir])) {
    const bytes = await freeBytes(folder);
    if (bytes < MIN_FREE_BYTES) {
      throw new Error(`${formatBytes(bytes)} free in ${folder}: it should be ${formatBytes(MIN_FREE_BYTES)} at least`);
    }
    free.push(`${formatBytes(bytes)} free in ${folder}`);
  }
  return free.join(", ");
}

/** Calls `ask` with a connection to DATABASE_URL or the embedded Postgres, and with the database's name for people. */
async function withDatabase(
  { config, log }: DoctorDeps,
  ask: (sql: Sql, name: string) => Promise<string>,
): Promise<string> {
  const { dataDir, cacheDir, databaseUrl } = config;
  const embedded = databaseUrl ? null : await startPostgres({ dataDir, cacheDir, log });
  const name = databaseUrl
    ? withoutPassword(databaseUrl)
    : `embedded Postgres ${embedded!.major} in ${embedded!.folder}`;
  const sql = connect(databaseUrl ?? embedded!.database, { max: 1 });
  try {
    return await ask(sql, name);
  } finally {
    await sql.end({ timeout: 2 });
    await embedded?.stop();
  }
}

async function checkDatabase(deps: DoctorDeps): Promise<string> {
  return await withDatabase(deps, async (sql, name) => `${name}: ${await askDatabase(sql, deps.config)}`);
}

async function askDatabase(sql: Sql, config: Config): Promise<string> {
  try {
    const jobs = await countJobs(sql);
    const count = (state: string) => jobs.filter((job) => job.state === state).reduce((n, { count }) => n + count, 0);
    const { id } = await matchStorage(sql, openStorage(config));
    const files = id === null ? "no storage yet" : `files in the storage ${id}, which is here`;
    const near = await hasTrigrams(sql) ? "" : `; ${NO_TRIGRAMS}`;
    return `${count("queued")} jobs waiting, ${count("running")} running, ${count("dead")} dead; ${files}${near}`;
  } catch (error) {
    if (error instanceof ConfigError) {
      throw new Finding(error.message, "start it with the files of this database, or with another database");
    }
    if ((error as { code?: string }).code !== UNDEFINED_TABLE) throw error;
    return "it answers; its tables are made at the first start";
  }
}

/** How fast captions are written, as workers measured it: here it would be measured while they work. */
async function checkSpeed(deps: DoctorDeps): Promise<string> {
  const ask = withDatabase(deps, async (sql) => {
    const speeds = await listEngineSpeeds(sql);
    if (speeds.length === 0) return "not measured yet: a worker does it once it has the model";
    return speeds.map(({ host, model, device, timesRealTime, measuredAt }) =>
      `${timesRealTime.toFixed(1)} times real time with ${model} on ${device} of ${host}, measured on ${
        measuredAt.toISOString().slice(0, 10)
      }`
    ).join("; ");
  });
  return await ask.catch(() => "not known: the database has no tables, or does not answer");
}

function withoutPassword(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

async function checkModel({ whisperModel }: Config, store: ModelStore): Promise<string> {
  const listed = store.list().find(({ name }) => name === whisperModel);
  if (listed && listed.state !== "ready") {
    const size = formatBytes(listed.modelBytes);
    throw new Finding(
      `${whisperModel} is not in ${store.modelsDir} yet`,
      `streamforge models pull ${whisperModel} (${size}); the server does it at its first need`,
    );
  }
  return `${whisperModel} in ${await store.resolve(whisperModel)}`;
}

/** Loads the model and transcribes a second of silence: only that shows which device is used. */
async function checkDevice(deps: DoctorDeps): Promise<string> {
  const used = await tryEngine(deps);
  return used.device === "cuda" ? `${used.text}; ${await checkOperators(deps)}` : used.text;
}

async function tryEngine({ config, store, makeEngine }: DoctorDeps): Promise<{ device: string | null; text: string }> {
  const listed = store.list().find(({ name }) => name === config.whisperModel);
  if (listed && listed.state !== "ready") throw new Finding("not tried without a model", "fetch the model first");
  const engine = makeEngine(() => store.resolve(config.whisperModel));
  try {
    const startedMs = performance.now();
    await engine.transcribe(silence(), { language: null, voiceActivity: false }, {});
    const { device, precision, lanes, fallbackReason } = engine.status;
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    if (config.whisperDevice === "cuda" && device !== "cuda") {
      throw new Error(`WHISPER_DEVICE is cuda, and the CPU is used: ${fallbackReason}`);
    }
    const why = fallbackReason ? `; CUDA was tried: ${collapseSpaces(fallbackReason)}` : "";
    const how = `${precision} in ${lanes === 1 ? "one lane" : `${lanes} lanes`}`;
    const text = `${device}, ${config.whisperThreads} threads, ${how}, the model loads and reads in ${seconds} s${why}`;
    return { device, text };
  } finally {
    await engine.close();
  }
}

/** Whether CUDA computes every operator, from a profile of real runs. */
async function checkOperators({ config, store, profilePlacement }: DoctorDeps): Promise<string> {
  let graphs: Record<string, NodePlacement>;
  try {
    graphs = await profilePlacement(await store.resolve(config.whisperModel));
  } catch (error) {
    throw new Warning(
      `the engine works on CUDA, but it is unknown where each operator runs: ${messageOf(error).slice(0, 300)}`,
      "streamforge gpu-check --only operators tells more",
    );
  }
  const { text, isWhole } = describePlacement(graphs);
  if (isWhole) return text;
  throw new Warning(
    `the engine works on CUDA, but ${text}`,
    "each of them makes the device wait: please report it with the report of streamforge gpu-check",
  );
}

async function* silence(): AsyncIterable<Float32Array> {
  yield await Promise.resolve(new Float32Array(16_000));
}

function collapseSpaces(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/**
 * The commands of StreamForge: reads the settings and connects the modules.
 *
 * @module
 */
import { Engine, type EngineOptions } from "./ml/whisper/engine/engine.ts";
import { profilePlacement } from "./ml/whisper/measure/placement.ts";
import { ModelStore } from "./ml/models/store.ts";
import type { NodePlacement } from "./ml/onnx/profile.ts";
import { ONNXRUNTIME_VERSION, useRuntimeLibrary } from "./ml/onnx/session.ts";
import { createApp } from "./routes/app.ts";
import { sweepUploadsRegularly } from "./src/uploads/finish.ts";
import { sharedOwnerAuth } from "./src/auth/owner.ts";
import { openOwnerKeys } from "./src/auth/owner_keys.ts";
import { serverAuth } from "./src/auth/server_auth.ts";
import { supabaseProject } from "./src/auth/supabase/project.ts";
import type { SupabaseAuth } from "./src/auth/supabase/supabase_auth.ts";
import { type Command, type Context, runCommandLine } from "./src/cli/command_line.ts";
import { analyze } from "./src/cli/analyze/analyze.ts";
import { doctor } from "./src/cli/doctor.ts";
import { gpuCheck } from "./src/cli/gpu_check/gpu_check.ts";
import { health } from "./src/cli/health.ts";
import { inspect } from "./src/cli/inspect.ts";
import { learn } from "./src/cli/learn/learn.ts";
import { RUNNER_COMMAND } from "./src/cli/learn/runner_protocol.ts";
import { models } from "./src/cli/models.ts";
import { originOf } from "./src/cli/origin.ts";
import { pullWithProgress } from "./src/cli/pull.ts";
import {
  checkAddress,
  checkOwnerToken,
  checkProxies,
  checkSandbox,
  checkSettings,
  databaseError,
} from "./src/cli/start_checks.ts";
import { storageCommand } from "./src/cli/storage_migrate.ts";
import { embedQueries } from "./src/cli/query_encoder/embed_queries.ts";
import { QueryEncoder } from "./src/cli/query_encoder/query_encoder.ts";
import { useStorage } from "./src/cli/storage_use.ts";
import { systemTerminal } from "./src/cli/terminal.ts";
import { ownerTokenCommand } from "./src/cli/owner_token.ts";
import { signInCommand, signInHint } from "./src/cli/sign_in.ts";
import { train } from "./src/cli/train/train.ts";
import { transcribe } from "./src/cli/transcribe.ts";
import type { Config } from "./src/core/settings/config.ts";
import type { Log } from "./src/core/log.ts";
import { changedSettings } from "./src/core/settings/settings_text.ts";
import { VERSION } from "./src/core/version.ts";
import { connect, type Database, type Sql } from "./src/db/pool/client.ts";
import { startPostgres } from "./src/db/embedded/mod.ts";
import { expireLeases } from "./src/db/jobs/crashes.ts";
import { migrate } from "./src/db/pool/migrate.ts";
import { VideoEvents } from "./src/db/pool/notify.ts";
import { openDatabase } from "./src/db/pool/open.ts";
import { DatabaseWatch } from "./src/db/pool/watch.ts";
import { watchAccepting } from "./src/door/accepting.ts";
import { openDoor } from "./src/door/door.ts";
import { doorLimits } from "./src/door/limits.ts";
import { Engines, type Models } from "./src/jobs/engines.ts";
import { startHeartbeat } from "./src/jobs/supervision/heartbeat.ts";
import { runJobs } from "./src/jobs/loop.ts";
import { programArgs } from "./src/jobs/supervision/program_args.ts";
import { reportLivenessWhile } from "./src/jobs/supervision/liveness.ts";
import { stopSignal } from "./src/jobs/supervision/stop_signal.ts";
import {
  exitOnFault,
  startsSoFar,
  supervise,
  UNSUPERVISED,
  untilStdinCloses,
} from "./src/jobs/supervision/supervise.ts";
import { watchFolder } from "./src/watch_folder/folder_watch.ts";
import { workerFacts } from "./src/jobs/supervision/worker_facts.ts";
import { workerName, workerPrefix } from "./src/core/worker_name.ts";
import { openRedirects } from "./src/storage/redirects.ts";
import { openUploads } from "./src/uploads/open_uploads.ts";
import { openStorage } from "./src/storage/open.ts";

const COMMANDS: Record<string, Command> = {
  serve,
  work,
  migrate: async (context) => await withDatabase(context, {}, () => Promise.resolve(0)),
  transcribe: ({ args, config, log }) =>
    transcribe(args, {
      log,
      config,
      mediaTools: config,
      store: modelStore(config, log),
      makeEngine: (modelFolder) => makeEngine(config, log, modelFolder),
    }),
  models: ({ args, config, log }) =>
    models(args, {
      store: modelStore(config, log),
      mediaTools: config,
      makeEngine: (modelFolder) => makeEngine(config, log, modelFolder),
    }),
  analyze: ({ args, config, log }) =>
    analyze(args, {
      log,
      config,
      mediaTools: config,
      store: modelStore(config, log),
      makeEngine: (modelFolder) => makeEngine(config, log, modelFolder),
    }),
  inspect: ({ args, config }) => inspect(args, { config, mediaTools: config }),
  train: ({ args, config }) => train(args, { config, signal: stopSignal() }),
  learn: ({ args }) => learn(args, { runner: { command: Deno.execPath(), args: programArgs(RUNNER_COMMAND) } }),
  storage: (context) =>
    storageCommand(context.args, {
      open: (kind) => openStorage({ ...context.config, storage: kind }),
      withDatabase: (use) => withDatabase(context, {}, ({ sql }) => use(sql)),
      signal: stopSignal(),
    }),
  doctor: ({ config, log }) => {
    const store = modelStore(config, log);
    return doctor({
      config,
      settings: changedSettings(Deno.env.toObject()),
      log,
      mediaTools: config,
      store,
      makeEngine: (modelFolder) => makeEngine(config, log, modelFolder),
      profilePlacement: (folder) => profileOnCuda(config, log, folder),
    });
  },
  "gpu-check": ({ args, config, log }) =>
    gpuCheck(args, {
      config,
      store: modelStore(config, log),
      mediaTools: config,
      makeEngine: ({ modelFolder, ...options }) => makeEngine(config, options.log, modelFolder, options),
      programCommand: ([command, ...rest]) => ({ command: Deno.execPath(), args: [...programArgs(command), ...rest] }),
    }),
  token: async (context) => {
    const { args, config } = context;
    const { databaseUrl } = config;
    if (databaseUrl === null) return await ownerTokenCommand(args, { config, sql: null });
    return await withDatabase(context, {}, ({ sql }) => ownerTokenCommand(args, { config, sql }));
  },
  "sign-in": async (context) => {
    const { config } = context;
    if (config.databaseUrl === null) return await signInCommand({ config, sql: null });
    return await withDatabase(context, {}, ({ sql }) => signInCommand({ config, sql }));
  },
  health: ({ config }) => health(config),
  "embed-queries": ({ config, log }) => embedQueries({ config, store: modelStore(config, log) }), // started by `serve`
};

function modelStore({ modelsDir, hubUrl }: Config, log: Log): ModelStore {
  return new ModelStore(modelsDir, log, { hubUrl });
}

function makeEngine(
  config: Config,
  log: Log,
  modelFolder: () => Promise<string>,
  options: Partial<EngineOptions> = {},
): Engine {
  return new Engine({
    modelFolder,
    cacheDir: config.cacheDir,
    onnxruntimeDir: config.onnxruntimeDir,
    threads: config.whisperThreads,
    device: config.whisperDevice,
    precision: config.whisperPrecision,
    lanes: config.whisperLanes,
    batchWindows: config.whisperBatch,
    idleSeconds: config.modelIdleSeconds,
    log,
    ...options,
  });
}

async function profileOnCuda(config: Config, log: Log, folder: string): Promise<Record<string, NodePlacement>> {
  const { cacheDir, onnxruntimeDir, whisperThreads: threads, whisperPrecision: precision } = config;
  useRuntimeLibrary({ folder: onnxruntimeDir, cacheDir });
  return await profilePlacement({ folder, cacheDir, threads, precision, device: "cuda", log });
}

/** People wait for a request; a job's statements may take longer. */
const STATEMENT_SECONDS = { serve: 15, work: 60 };
/** Enough for a database that starts at the same time or a little later. */
const DATABASE_WAIT_SECONDS = 120;

/** Seconds without a sign of life of a worker: some jobs compute for long without a pause. */
const WORKER_LIVENESS = { ticks: 300 };

interface OpenDatabase {
  sql: Sql;
  database: Database;
}

/**
 * Connects to DATABASE_URL or starts the embedded Postgres, applies migrations, and closes both after `use`.
 *
 * @param waitSeconds how long to wait for a database that does not answer
 * @param signal ends the waiting, with exit code 0
 */
async function withDatabase(
  { config, log }: Context,
  { statementSeconds = STATEMENT_SECONDS.work, waitSeconds = 0, signal }: {
    statementSeconds?: number;
    waitSeconds?: number;
    signal?: AbortSignal;
  },
  use: (open: OpenDatabase) => Promise<number>,
): Promise<number> {
  const { dataDir, cacheDir, databaseUrl } = config;
  const embedded = databaseUrl ? null : await startPostgres({ dataDir, cacheDir, log });
  const database = databaseUrl ?? embedded!.database;
  let sql: Sql | undefined;
  try {
    sql = await openDatabase(database, { statementSeconds, waitSeconds, signal, log });
    await migrateOn(database, log);
    return await use({ sql, database });
  } catch (error) {
    if (sql === undefined && signal?.aborted) return 0;
    throw databaseUrl ? databaseError(databaseUrl, error) : error;
  } finally {
    await sql?.end({ timeout: 2 });
    await embedded?.stop();
  }
}

/** Migrates over a separate connection without a time limit: building an index may take long. */
async function migrateOn(database: Database, log: Log): Promise<void> {
  const sql = connect(database, { max: 1, statementSeconds: 0 });
  try {
    await migrate(sql, log);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

async function serve(context: Context): Promise<number> {
  const { config, log } = context;
  Deno.umask(0o077); // only the server's user may read DATA_DIR
  const signal = AbortSignal.any([stopSignal(), untilStdinCloses()]);
  await checkSettings(config, modelStore(config, log));
  checkAddress(config);
  checkOwnerToken(config, log);
  checkProxies(config, log);
  await checkSandbox(config, log);
  const waiting = { statementSeconds: STATEMENT_SECONDS.serve, waitSeconds: DATABASE_WAIT_SECONDS, signal };
  return await withDatabase(context, waiting, async ({ sql, database }) => {
    const storage = openStorage(config);
    await using _use = await useStorage({ sql, storage, log, kind: "serve" });
    const watch = new DatabaseWatch({ sql, database, log });
    const keys = await openOwnerKeys({ sql, config, log });
    const events = new VideoEvents(sql, log);
    const subscribeVideo = events.subscribe.bind(events);
    const unfinished = await openUploads({ sql, config, storage, subscribeVideo, log });
    const queryEncoder = config.analyses.includes("meaning")
      ? new QueryEncoder({ command: Deno.execPath(), args: programArgs("embed-queries"), env: UNSUPERVISED, log })
      : null;
    const app = createApp({
      sql,
      config,
      log,
      storage,
      auth: serverAuth({ owner: sharedOwnerAuth(keys, { sql, log }), supabase: await openSupabase(config, sql, log) }),
      mediaTools: config,
      subscribeVideo,
      unfinished,
      redirects: await openRedirects(config, storage),
      embedQuery: queryEncoder?.embed ?? null,
    });
    const sweeping = sweepUploadsRegularly({ sql, storage, unfinished, log });
    const server = openDoor({
      hostname: config.host,
      port: config.port,
      handle: (request, client) => app.fetch(request, client),
      limits: doorLimits(config, log),
      log,
      signal,
    });
    exitOnFault(log);
    const accepting = watchAccepting(server);
    reportLivenessWhile(accepting.isAlive);
    const origin = config.publicUrl ?? originOf(config.host, server.addr.port);
    if (startsSoFar() <= 1 || config.port === 0) { // with port 0 each start gets another port
      console.log(`StreamForge ${VERSION} on ${origin}\nsign in:  ${signInHint(origin, keys)}`);
    } else log.info("the server answers again", { origin });
    const worker = config.serveWorker
      ? supervise({
        name: "worker",
        command: Deno.execPath(),
        args: programArgs("work"),
        log,
        signal,
        liveness: WORKER_LIVENESS,
        onEnd: (pid) => expireLeases(sql, workerPrefix(pid)),
      })
      : null;
    await server.finished;
    accepting.stop();
    reportLivenessWhile(() => true);
    await worker;
    watch.stop();
    await sweeping.stop();
    await events.close();
    await queryEncoder?.close();
    return 0;
  });
}

/** Loads jose only where there is a Supabase project. */
async function openSupabase(config: Config, sql: Sql, log: Log): Promise<SupabaseAuth | null> {
  const project = supabaseProject(config);
  if (!project) return null;
  const { supabaseAuth } = await import("./src/auth/supabase/supabase_auth.ts");
  return supabaseAuth({ project, sql, log });
}

async function work(context: Context): Promise<number> {
  const { config, log } = context;
  Deno.umask(0o077);
  const signal = AbortSignal.any([stopSignal(), untilStdinCloses()]);
  const store = modelStore(config, log);
  await checkSettings(config, store);
  await checkSandbox(config, log);
  return await withDatabase(context, { waitSeconds: DATABASE_WAIT_SECONDS, signal }, async ({ sql }) => {
    const storage = openStorage(config);
    await using _use = await useStorage({ sql, storage, log, kind: "work" });
    const engines = new Engines(fetchingModels(store), (modelFolder) => makeEngine(config, log, modelFolder));
    // for jobs that use ONNX Runtime without an engine
    useRuntimeLibrary({ folder: config.onnxruntimeDir, cacheDir: config.cacheDir });
    const worker = workerName();
    const localModels = (model: string) => modelsIn(store, model);
    const facts = await workerFacts(config, ONNXRUNTIME_VERSION);
    const heartbeat = startHeartbeat({ sql, log, worker, settings: config, engines, localModels, facts });
    const { watchDir, watchMode } = config;
    const watch = watchDir === null ? null : watchFolder({ sql, log, root: watchDir, mode: watchMode });
    try {
      await runJobs({ sql, storage, config, log, engines, mediaTools: config, signal, worker, localModels });
    } finally {
      watch?.stop();
      await heartbeat.stop();
    }
    return 0;
  });
}

/** The models whose weights are on this machine: the store's, and WHISPER_MODEL where it is a folder. */
function modelsIn(store: ModelStore, model: string): string[] {
  const names = store.list().filter(({ state }) => state === "ready").map(({ name }) => name);
  return model.includes("/") ? [...names, model] : names;
}

/** The store for the jobs: a download shows as a progress line here, and as the job's stage on the page. */
function fetchingModels(store: ModelStore): Models {
  return {
    resolve: (name, { onProgress, signal }) =>
      pullWithProgress(name, systemTerminal(), (line) =>
        store.resolve(name, {
          signal,
          onProgress: (progress) => {
            line.onProgress?.(progress);
            onProgress?.({ doneBytes: progress.doneBytes, totalBytes: progress.totalBytes ?? 0 });
          },
        })),
    remove: (name, options) => store.remove(name, options),
  };
}

/** Runs the command that `argv` names, with its arguments, and ends the process with its exit code. */
export async function runCommand(argv: string[]): Promise<never> {
  return await runCommandLine(argv, COMMANDS);
}

/**
 * The commands of StreamForge: reads the settings and connects the modules.
 *
 * @module
 */
import { Engine } from "./ml/whisper/engine/engine.ts";
import { ModelStore } from "./ml/models/store.ts";
import { useRuntimeLibrary } from "./ml/onnx/session.ts";
import { createApp } from "./routes/app.ts";
import { sweepUploadsRegularly } from "./src/uploads/finish.ts";
import { ownerAuth } from "./src/auth/owner.ts";
import { ownerToken } from "./src/auth/owner_token.ts";
import { doctor } from "./src/cli/doctor.ts";
import { health } from "./src/cli/health.ts";
import { inspect } from "./src/cli/inspect.ts";
import { models } from "./src/cli/models.ts";
import { originOf } from "./src/cli/origin.ts";
import { pullWithProgress } from "./src/cli/pull.ts";
import { checkAddress, checkSettings, databaseError } from "./src/cli/start_checks.ts";
import { claimStorage } from "./src/cli/storage_identity.ts";
import { systemTerminal } from "./src/cli/terminal.ts";
import { train } from "./src/cli/train/train.ts";
import { transcribe } from "./src/cli/transcribe.ts";
import { type Config, readConfig } from "./src/core/settings/config.ts";
import {
  ConfigError,
  MediaError,
  messageOf,
  ModelError,
  NoSpaceError,
  ToolError,
  ValidationError,
} from "./src/core/errors.ts";
import { createLog, type Log } from "./src/core/log.ts";
import { changedSettings, settingsHelp } from "./src/core/settings/settings_text.ts";
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
import { exitOnFault, startsSoFar, supervise, untilStdinCloses } from "./src/jobs/supervision/supervise.ts";
import { workerName, workerPrefix } from "./src/jobs/worker_name.ts";
import { localStorage } from "./src/storage/local.ts";

const HELP = `StreamForge ${VERSION}: a video server that captions what it is given

  streamforge serve                  the pages, the API and a worker, on http://HOST:PORT
  streamforge work                   a worker alone, for another machine with the same DATABASE_URL
  streamforge transcribe FILE...     captions of files, without a server
  streamforge inspect FILE           a report of what Whisper hears: waveform, spectrogram, speech and silence
  streamforge models list|pull|verify|rm|compare
  streamforge train                  teaches a small transformer to translate, or to foretell the next word
  streamforge doctor                 checks ffmpeg, database, storage, model and device
  streamforge migrate                applies what the database has not had
  streamforge health                 whether the server on this machine answers
  streamforge --version

Settings are environment variables:

${settingsHelp()}`;

interface Context {
  args: string[];
  config: Config;
  log: Log;
}

const COMMANDS: Record<string, (context: Context) => Promise<number>> = {
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
  inspect: ({ args, config }) => inspect(args, { config, mediaTools: config }),
  train: ({ args, config }) => train(args, { config, signal: stopSignal() }),
  doctor: ({ config, log }) => {
    const store = modelStore(config, log);
    return doctor({
      config,
      settings: changedSettings(Deno.env.toObject()),
      log,
      mediaTools: config,
      store,
      makeEngine: (modelFolder) => makeEngine(config, log, modelFolder),
    });
  },
  health: ({ config }) => health(config),
};

/** Commands whose only settings are environment variables. */
const WITHOUT_ARGUMENTS = ["serve", "work", "migrate", "doctor", "health"];

function modelStore({ modelsDir, hubUrl }: Config, log: Log): ModelStore {
  return new ModelStore(modelsDir, log, { hubUrl });
}

function makeEngine(config: Config, log: Log, modelFolder: () => Promise<string>): Engine {
  return new Engine({
    modelFolder,
    cacheDir: config.cacheDir,
    onnxruntimeDir: config.onnxruntimeDir,
    threads: config.whisperThreads,
    device: config.whisperDevice,
    precision: config.whisperPrecision,
    idleSeconds: config.modelIdleSeconds,
    log,
  });
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
  const waiting = { statementSeconds: STATEMENT_SECONDS.serve, waitSeconds: DATABASE_WAIT_SECONDS, signal };
  return await withDatabase(context, waiting, async ({ sql, database }) => {
    const storage = localStorage(`${config.dataDir}/media`);
    await claimStorage(sql, storage, log);
    const watch = new DatabaseWatch({ sql, database, log });
    const token = await ownerToken(config.dataDir, config.ownerToken);
    const events = new VideoEvents(sql, log);
    const app = createApp({
      sql,
      config,
      log,
      storage,
      auth: ownerAuth(token),
      mediaTools: config,
      subscribeVideo: events.subscribe.bind(events),
    });
    const sweeping = sweepUploadsRegularly({ sql, storage, config, log });
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
    const origin = originOf(config.host, server.addr.port);
    if (startsSoFar() <= 1 || config.port === 0) { // with port 0 each start gets another port
      console.log(
        `StreamForge ${VERSION} on ${origin}\nsign in:  ${origin}/sign-in?token=${encodeURIComponent(token)}`,
      );
    } else log.info("the server answers again", { origin });
    const worker = supervise({
      name: "worker",
      command: Deno.execPath(),
      args: programArgs("work"),
      log,
      signal,
      liveness: WORKER_LIVENESS,
      onEnd: (pid) => expireLeases(sql, workerPrefix(pid)),
    });
    await server.finished;
    accepting.stop();
    reportLivenessWhile(() => true);
    await worker;
    watch.stop();
    await sweeping.stop();
    await events.close();
    return 0;
  });
}

async function work(context: Context): Promise<number> {
  const { config, log } = context;
  Deno.umask(0o077);
  const signal = AbortSignal.any([stopSignal(), untilStdinCloses()]);
  const store = modelStore(config, log);
  await checkSettings(config, store);
  return await withDatabase(context, { waitSeconds: DATABASE_WAIT_SECONDS, signal }, async ({ sql }) => {
    const storage = localStorage(`${config.dataDir}/media`);
    await claimStorage(sql, storage, log);
    const engines = new Engines(fetchingModels(store), (modelFolder) => makeEngine(config, log, modelFolder));
    // for jobs that use ONNX Runtime without an engine
    useRuntimeLibrary({ folder: config.onnxruntimeDir, cacheDir: config.cacheDir });
    const [worker, model] = [workerName(), config.whisperModel];
    const heartbeat = startHeartbeat({ sql, log, worker, model, engines, localModels: () => modelsIn(store, model) });
    try {
      await runJobs({ sql, storage, config, log, engines, mediaTools: config, signal, worker });
    } finally {
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
  };
}

/**
 * Runs one command and ends the process with its exit code.
 *
 * @param argv the command's name and its arguments
 */
export async function runCommand(argv: string[]): Promise<never> {
  const [name = "help", ...args] = argv;
  if (name === "help" || name === "--help" || name === "-h") {
    console.log(HELP);
  } else if (name === "--version") {
    console.log(VERSION);
  } else if (!Object.hasOwn(COMMANDS, name)) {
    console.error(`there is no command "${name}": "streamforge help" lists them`);
    Deno.exit(2);
  } else if (WITHOUT_ARGUMENTS.includes(name) && args.length > 0) {
    if (args.includes("--help") || args.includes("-h")) console.log(HELP);
    else {
      console.error(`${name} takes no arguments, but got ${args.join(" ")}: its settings are environment variables`);
      Deno.exit(2);
    }
  } else {
    try {
      const config = readConfig(Deno.env.toObject());
      Deno.exit(await COMMANDS[name]({ args, config, log: createLog(config.logLevel) }));
    } catch (error) {
      const kinds = [
        ConfigError,
        MediaError,
        ModelError,
        NoSpaceError,
        ToolError,
        ValidationError,
        Deno.errors.AddrInUse,
      ];
      const expected = kinds.some((kind) => error instanceof kind);
      console.error(`streamforge: ${expected ? messageOf(error) : error instanceof Error ? error.stack : error}`);
      Deno.exit(1);
    }
  }
  Deno.exit(0);
}

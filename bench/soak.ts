/**
 * `./sf soak`: checks that nothing is lost while processes are killed, the database is paused, the disk is full and
 * clients open too many connections. See `--help`, and docs/failure.md for what each fault does.
 */
import { join } from "node:path";
import { ConfigError, messageOf } from "../src/core/errors.ts";
import { createLog } from "../src/core/log.ts";
import { connect, type Sql } from "../src/db/pool/client.ts";
import { startPostgres } from "../src/db/embedded/mod.ts";
import { Availability } from "./soak/availability.ts";
import { findFileFaults, recordFileFaults } from "./soak/check_files.ts";
import { checkRows, matchVideos } from "./soak/check_rows.ts";
import { checkVideos } from "./soak/check_videos.ts";
import { Client, sleep } from "./soak/client.ts";
import { makeClips } from "./soak/clips.ts";
import { bytesFor, Disk } from "./soak/disk.ts";
import { type FaultCounts, makeFaults, planFaults } from "./soak/faults.ts";
import { Ledger } from "./soak/ledger.ts";
import { makeLoad } from "./soak/load.ts";
import { HELP, readOptions, type SoakOptions } from "./soak/options.ts";
import { Random } from "./soak/random.ts";
import { explainViolations, isClean, type Result, table } from "./soak/report.ts";
import { describe, killLeftovers, Program } from "./soak/server.ts";

/** After the faults, requests in flight get this much time to be answered. */
const FINISH_MS = 120_000;
/** After that, all jobs get this much time to finish; a job that failed twice waits for half a minute. */
const SETTLE_MS = 300_000;
/** Time for the sweep of files that killed processes left: it deletes only files older than a minute. */
const SWEEP_MS = 120_000;

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(name, () => stopping.abort());
const log = (line: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);

try {
  const options = readOptions(Deno.args);
  if (!options) console.log(HELP);
  else Deno.exit(await soak(options));
} catch (error) {
  console.error(`soak: ${error instanceof ConfigError ? error.message : (error as Error).stack}`);
  Deno.exit(2);
}

async function soak(options: SoakOptions): Promise<number> {
  const { minutes, seed, workers, model, kills } = options;
  const folder = await Deno.makeTempDir({ prefix: "streamforge_soak_" });
  await Deno.chmod(folder, 0o711); // the database may run as another user, who needs to pass through
  const logs = join(folder, "logs");
  for (const name of ["logs", "clips"]) await Deno.mkdir(join(folder, name));
  const random = new Random(seed);
  const ledger = new Ledger();
  const disk = await Disk.make(join(folder, "disk"), bytesFor(minutes));
  const program = new Program({ dataDir: join(disk.folder, "data"), logs, model });
  const client = new Client(program.origin, program.token);
  log(`seed ${seed}, ${minutes} minutes, ${kills} kills, ${1 + workers} workers, in ${folder}`);
  if (disk.unavailableReason) log(`the disk is not filled: ${disk.unavailableReason}`);
  let isKept = options.keep;
  try {
    const clips = await makeClips(join(folder, "clips"), random.fork());
    await program.start(workers);
    const availability = new Availability(program.origin);
    const plan = planFaults(random.fork(), { minutes, kills, canFill: disk.unavailableReason === null });
    const counts = await runLoadAndFaults({ client, ledger, clips, random, program, disk, minutes, plan });
    const startedAt = Date.now();
    log("the faults are over: waiting until everything is done, then checking");
    await check(ledger, client, program);
    const settleSeconds = Math.round((Date.now() - startedAt) / 1000);
    const answers = await availability.end();
    await stop(program, ledger);
    const result: Result = { ...summary(ledger, client, counts), ...answers, settleSeconds };
    if (!isClean(result)) {
      isKept = true;
      console.error(await explainViolations(ledger, logs));
    }
    for (const text of new Set(client.serverErrors)) console.error(`a 500: ${text}`);
    console.log(options.json ? JSON.stringify(result) : table(result));
    return isClean(result) ? 0 : 1;
  } finally {
    await program.stop();
    await killLeftovers(program.processes());
    if (isKept) {
      await keepData(disk, folder);
      log(`kept: ${folder}`);
    }
    await disk.remove();
    if (!isKept) await Deno.remove(folder, { recursive: true });
  }

  function summary(ledger: Ledger, client: Client, counts: FaultCounts) {
    const { uploads } = ledger;
    return {
      kills: counts.kills,
      lost: ledger.count("lost"),
      duplicates: ledger.count("duplicates"),
      orphans: ledger.count("orphans"),
      wrongVerdicts: ledger.count("wrongVerdicts"),
      // set later; here for the order of the fields
      ...{ downSeconds: 0, longestDownSeconds: 0, slowestAnswerSeconds: 0, pageErrors: 0 },
      ...{ seed, minutes },
      uploads: uploads.filter(({ state }) => state === "accepted").length,
      refused: uploads.filter(({ state }) => state === "refused").length,
      edits: uploads.reduce((sum, { edits }) => sum + edits.length, 0),
      transcriptions: ledger.transcriptions,
      killsByRole: counts.byRole,
      missedKills: counts.missed,
      pauses: counts.pauses,
      fullDisks: counts.fullDisks,
      noFullDisks: disk.unavailableReason,
      floods: counts.floods,
      restarts: program.restarts,
      serverErrors: client.serverErrors.length,
      unavailable: [...client.statuses].reduce((sum, [status, n]) => sum + (status > 500 ? n : 0), 0),
      unanswered: client.unanswered,
    };
  }
}

/** Runs load and faults together for the time of the run, then waits for requests in flight. */
async function runLoadAndFaults(
  { client, ledger, clips, random, program, disk, minutes, plan }:
    & { client: Client; ledger: Ledger; clips: Awaited<ReturnType<typeof makeClips>>; random: Random }
    & { program: Program; disk: Disk; minutes: number; plan: ReturnType<typeof planFaults> },
): Promise<FaultCounts> {
  const ending = AbortSignal.any([stopping.signal, AbortSignal.timeout(minutes * 60_000)]);
  const abandon = AbortSignal.any([stopping.signal, AbortSignal.timeout(minutes * 60_000 + FINISH_MS)]);
  const load = makeLoad({ client, ledger, clips, random: random.fork(), ending, abandon });
  const counts = await makeFaults(plan, { program, disk, random: random.fork(), stopping: stopping.signal, log });
  await load;
  if (stopping.signal.aborted) throw new ConfigError("it was stopped before its end");
  return counts;
}

/** Waits until no work is left and checks that the server kept everything it had acknowledged. */
async function check(ledger: Ledger, client: Client, program: Program): Promise<void> {
  const { dataDir } = program;
  const postgres = await startPostgres({ dataDir, cacheDir: `${dataDir}/cache`, log: createLog("error") });
  const sql = connect(postgres.database, { max: 2 });
  try {
    await settle(sql, ledger);
    const present = await matchVideos(sql, ledger);
    await checkVideos(client, ledger, present);
    await checkRows(sql, ledger);
    let faults = await findFileFaults(sql, dataDir);
    for (const deadline = Date.now() + SWEEP_MS; faults.orphans.length > 0 && Date.now() < deadline;) {
      await sleep(3000, stopping.signal);
      faults = await findFileFaults(sql, dataDir);
    }
    recordFileFaults(ledger, faults);
  } finally {
    await sql.end({ timeout: 2 });
    await postgres.stop();
  }
}

/** Waits until no job is queued or running and deleted videos are gone, or until the time limit. */
async function settle(sql: Sql, ledger: Ledger): Promise<void> {
  const goneAtMs = Math.max(
    0,
    ...ledger.uploads.map(({ deletion, deleteAtMs }) => deletion === "none" ? 0 : deleteAtMs),
  );
  await sleep(goneAtMs - Date.now(), stopping.signal);
  for (const deadline = Date.now() + SETTLE_MS; Date.now() < deadline && !stopping.signal.aborted;) {
    const [{ left }] = await sql<{ left: number }[]>`
      select (select count(*) from streamforge.jobs where state in ('queued', 'running'))
        + (select count(*) from streamforge.videos where delete_at is not null) as left`;
    if (Number(left) === 0) return;
    await sleep(1000, stopping.signal);
  }
}

/** Stops the server as a service manager does. Every process that is left counts as an orphan. */
async function stop(program: Program, ledger: Ledger): Promise<void> {
  for (const process of await program.stop()) {
    ledger.addViolation("orphans", `did not stop within a minute: ${process}`);
  }
  const left = program.processes();
  for (const process of left) ledger.addViolation("orphans", `a process is left: ${describe(process)}`);
  await killLeftovers(left);
}

/** Copies the data from the tmpfs to the disk before the tmpfs is unmounted. */
async function keepData(disk: Disk, folder: string): Promise<void> {
  if (disk.unavailableReason !== null) return;
  const command = new Deno.Command("cp", { args: ["-a", disk.folder, join(folder, "kept")] });
  await command.output().catch((error) => log(`the data could not be kept: ${messageOf(error)}`));
}

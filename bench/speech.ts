/** `./sf bench:speech`: compares speed, accuracy and memory of StreamForge with its peers. See `USAGE`. */
import { parseArgs } from "node:util";
import { readConfig } from "../src/core/settings/config.ts";
import { createLog } from "../src/core/log.ts";
import { ModelStore } from "../ml/models/store.ts";
import { checkAccuracy } from "./accuracy.ts";
import { makeLongClip, readClips, readTimedClips, secondsOf } from "./clips.ts";
import { compete, type Plan, type Standings } from "./competition.ts";
import { type Peer, PEERS } from "./contenders.ts";
import { goals } from "./goals.ts";
import { alignedWords, type PeerContext } from "./programs.ts";
import type { Machine } from "./runs.ts";
import type { Measured } from "./score.ts";
import { markdown, type Report } from "./table.ts";

const USAGE = `usage: ./sf bench:speech [FOLDER] [options]
StreamForge against its peers on the NAME.flac of a folder that have a NAME.txt beside them (../shared/speech), on one
recording of ten minutes made of them (of a set that ./sf bench:corpus made: on its longest joined one), and on speech
whose word times are known.

  --clips jfk,libri1088   some of the clips only        --runs 3            of each setting, in turn
  --peers faster-whisper  some of the peers, or none    --long-seconds 600  0: no long recording
  --device cuda           for the engines that can      --threads 2
  --model base            a name or a folder            --results FOLDER    where the table goes (bench/results)
  --quick                 only the quick part of a set that ./sf bench:corpus made

  --max-wer N  StreamForge alone, without the rest; ends with code 1 where the English clips together are above N per
               cent, where a clip that says nothing got text, or where the clip jfk is not word for word. Of a set that
               ./sf bench:corpus made it prints each kind's rate with its interval, and what speech is lost`;

async function makeReport({ machine, clips, long }: Plan, model: string, standing: Standings): Promise<Report> {
  const short = clips.filter(({ isForWordTimes }) => !isForWordTimes);
  return {
    ...standing,
    date: new Date().toISOString().slice(0, 10),
    command: ["./sf bench:speech", ...Deno.args].join(" "),
    machine: {
      cpu: await cpuModel(),
      ...machine,
      memoryBytes: Deno.systemMemoryInfo().total,
      system: `${Deno.build.os} ${Deno.osRelease()}`,
    },
    model,
    audio: {
      long: long?.seconds ?? 0,
      clips: short.reduce((sum, { seconds }) => sum + seconds, 0),
      clipCount: short.length,
    },
    goals: machine.device === "cpu" ? goals(standing.scores) : [],
  };
}

async function cpuModel(): Promise<string> {
  const info = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return info.match(/model name\s*:\s*(.+)/)?.[1] ?? "unknown processor";
}

async function save(report: Report, folder: string): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const path = `${folder}/${report.date}`;
  await Deno.writeTextFile(`${path}.md`, markdown(report));
  await Deno.writeTextFile(`${path}.json`, JSON.stringify(report, null, 2) + "\n");
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", `${path}.md`, `${path}.json`] }).output();
  return `${path}.md`;
}

function parsePeers(names: string): Peer[] {
  if (names === "none") return [];
  return names.split(",").map((name) => {
    const peer = PEERS.find((peer) => peer === name);
    if (!peer) throw new RangeError(`--peers names "${name}": it may hold ${PEERS.join(", ")}, or none`);
    return peer;
  });
}

function wholeNumber(name: string, value: string, min: number): number {
  const n = Number(value);
  if (!Number.isInteger(n) || n < min) {
    throw new RangeError(`--${name} is "${value}": it must be a whole number from ${min}`);
  }
  return n;
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    allowPositionals: true,
    options: {
      model: { type: "string" },
      "max-wer": { type: "string" },
      quick: { type: "boolean", default: false },
      clips: { type: "string" },
      runs: { type: "string", default: "3" },
      peers: { type: "string", default: PEERS.filter((peer) => peer !== "openai-whisper").join() },
      device: { type: "string", default: "cpu" },
      threads: { type: "string", default: "2" },
      "long-seconds": { type: "string", default: "600" },
      help: { type: "boolean", short: "h" },
      results: { type: "string", default: `${import.meta.dirname}/results` },
    },
  });
  if (values.help) {
    console.log(USAGE);
    Deno.exit(0);
  }
  const config = readConfig(Deno.env.toObject());
  const log = createLog(config.logLevel);
  const base = `file://${Deno.env.get("INIT_CWD") ?? Deno.cwd()}/`;
  const pathOf = (path: string) => decodeURIComponent(new URL(path, base).pathname).replace(/(.)\/$/, "$1");
  const wanted = values.clips?.split(",");
  const clips = readClips(pathOf(positionals[0] ?? "../shared/speech"), values.quick).filter(({ name }) =>
    wanted?.includes(name) ?? true
  );
  if (!clips.length) throw new RangeError("there are no clips: the folder must hold NAME.flac with NAME.txt beside it");
  const model = values.model ?? config.whisperModel;
  const modelFolder = await new ModelStore(config.modelsDir, log).resolve(model);
  if (values["max-wer"] !== undefined) {
    const failures = await checkAccuracy(clips, { maxWer: Number(values["max-wer"]), modelFolder, config, log });
    failures.forEach((failure) => console.error(failure));
    Deno.exit(failures.length ? 1 : 0);
  }
  const { device } = values;
  if (device !== "cpu" && device !== "cuda") throw new RangeError(`--device is "${device}": it must be cpu or cuda`);
  const scratch = await Deno.makeTempDir({ prefix: "streamforge-bench-" });
  try {
    let all: Measured[] = [];
    for (const clip of [...clips, ...readTimedClips(`${import.meta.dirname}/../tests/data`)]) {
      all.push({ ...clip, seconds: await secondsOf(clip.path, config.ffmpegPath) });
    }
    const longSeconds = wholeNumber("long-seconds", values["long-seconds"], 0);
    const joined = all.filter(({ members }) => members).sort((a, b) => b.seconds - a.seconds).at(0);
    const long = joined ?? (longSeconds ? await makeLongClip(clips, config.ffmpegPath, scratch, longSeconds) : null);
    all = all.filter((clip) => clip !== joined);
    const machine: Machine = { threads: wholeNumber("threads", values.threads, 1), device };
    const caches = Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME")}/.cache`;
    const context: PeerContext = {
      folder: `${caches}/streamforge/peers`,
      modelFolder,
      ffmpegPath: config.ffmpegPath,
      log: (line) => console.error(line),
    };
    const peers = parsePeers(values.peers);
    if (peers.length > 0) {
      const aligned = await alignedWords(context, clips).catch((error: Error) => error);
      if (aligned instanceof Error) context.log(`the clips' words could not be aligned: ${aligned.message}`);
      else for (const clip of all) clip.aligned = aligned.get(clip.name);
    }
    const plan = {
      context,
      machine,
      peers,
      runs: wholeNumber("runs", values.runs, 1),
      clips: all,
      long,
    };
    const folder = pathOf(values.results);
    let path = "";
    let standing: Standings = { scores: [], missing: [] };
    for await (standing of compete(plan)) path = await save(await makeReport(plan, model, standing), folder);
    console.log(await Deno.readTextFile(path));
    console.error(`saved as ${path}`);
    if (!standing.scores.some(({ contender }) => contender.engine === "StreamForge")) Deno.exitCode = 1;
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

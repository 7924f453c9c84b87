/**
 * `./sf bench:search`: measures searches among 10,000 videos with 200 cues each, over HTTP.
 *
 *   --videos 10000    --cues 200    --rounds 60  queries of each kind, by guests and the owner in turn
 *   --folder FOLDER   keeps the database there and uses it again the next time; default: a temporary database
 *
 * Exits with code 1 if the 95th percentile of all searches is above 50 ms.
 */
import { parseArgs } from "node:util";
import { createApp } from "../routes/app.ts";
import { ownerAuth } from "../src/auth/owner.ts";
import { serverAuth } from "../src/auth/server_auth.ts";
import { readConfig } from "../src/core/settings/config.ts";
import { createLog } from "../src/core/log.ts";
import { connect } from "../src/db/pool/client.ts";
import { startPostgres } from "../src/db/embedded/mod.ts";
import { migrate } from "../src/db/pool/migrate.ts";
import { VideoEvents } from "../src/db/pool/notify.ts";
import { openUploads } from "../src/uploads/open_uploads.ts";
import { localStorage } from "../src/storage/local.ts";
import { explainSlowest, fillLibrary, isFilled, timeOneRevision } from "./search_library.ts";
import { type BenchQuery, makeQueries, SyntheticSpeech } from "./search_text.ts";

const GOAL_MS = 50;
const TOKEN = "bench";
let momentCount = 0;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    videos: { type: "string", default: "10000" },
    cues: { type: "string", default: "200" },
    rounds: { type: "string", default: "60" },
    folder: { type: "string" },
  },
});
const log = createLog("error");
const folder = values.folder ?? await Deno.makeTempDir({ prefix: "streamforge_bench_search_" });
await Deno.mkdir(folder, { recursive: true });
const postgres = await startPostgres({ dataDir: folder, cacheDir: readConfig({}).cacheDir, log });
const sql = connect(postgres.database);
try {
  await migrate(sql, log);
  const size = { videos: Number(values.videos), cues: Number(values.cues) };
  if (!await isFilled(sql, size)) await fillLibrary(sql, size, (line) => console.log(line));
  await runQueries();
} finally {
  await sql.end({ timeout: 5 });
  await postgres.stop();
  if (!values.folder) await Deno.remove(folder, { recursive: true });
}

async function runQueries(): Promise<void> {
  const events = new VideoEvents(sql, log);
  const config = readConfig({ DATA_DIR: folder });
  const storage = localStorage(`${folder}/media`);
  const subscribeVideo = events.subscribe.bind(events);
  const app = createApp({
    sql,
    storage,
    auth: serverAuth({ owner: ownerAuth(TOKEN, { sql, log }), supabase: null }),
    config,
    log,
    mediaTools: { ffmpegPath: "ffmpeg", ffprobePath: "ffprobe" },
    subscribeVideo,
    unfinished: await openUploads({ sql, config, storage, subscribeVideo, log }),
    redirects: null,
    embedQuery: null,
  });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.fetch);
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const queries = makeQueries(new SyntheticSpeech(7), Number(values.rounds));
  try {
    for (const query of queries.slice(0, 60)) await time(origin, query); // warm-up: connections read dictionaries
    const times = new Map<string, number[]>();
    let slowest = { query: queries[0], milliseconds: 0 };
    for (const query of shuffled(queries)) {
      const milliseconds = await time(origin, query);
      const list = times.get(query.kind) ?? [];
      times.set(query.kind, list);
      list.push(milliseconds);
      if (milliseconds > slowest.milliseconds) slowest = { query, milliseconds };
    }
    report(times);
    console.log(`\nslowest: ${slowest.milliseconds.toFixed(1)} ms, ${JSON.stringify(slowest.query)}`);
    await explainSlowest(sql, slowest.query, (line) => console.log(line));
    console.log(`a revision of ${values.cues} cues is switched in, index and all, in ${await timeOneRevision(sql)} ms`);
  } finally {
    await server.shutdown();
    await events.close();
  }
}

async function time(origin: string, { path, isOwner }: BenchQuery): Promise<number> {
  const start = performance.now();
  const response = await fetch(origin + path, { headers: isOwner ? { Authorization: `Bearer ${TOKEN}` } : {} });
  const { moments, next_cursor } = await response.json();
  const milliseconds = performance.now() - start;
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  if (path.includes("then=1") && next_cursor) { // only the second page is timed
    const next = path.replace("then=1", `cursor=${encodeURIComponent(next_cursor)}`);
    return await time(origin, { path: next, isOwner, kind: "" });
  }
  momentCount += moments.length;
  return milliseconds;
}

function report(times: Map<string, number[]>): void {
  console.log(
    `\n${"query".padEnd(34)} ${["times", "p50", "p95", "p99", "max"].map((name) => name.padStart(7)).join("")}`,
  );
  const line = (name: string, all: number[]) => {
    const sorted = all.toSorted((a, b) => a - b);
    const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
    const figures = [at(0.5), at(0.95), at(0.99), sorted.at(-1)!].map((ms) => ms.toFixed(1).padStart(7)).join("");
    console.log(`${name.padEnd(34)} ${String(sorted.length).padStart(7)}${figures}`);
    return at(0.95);
  };
  for (const [kind, list] of times) line(kind, list);
  const p95 = line("all", [...times.values()].flat());
  console.log(`${momentCount} moments were found; ms over HTTP; the goal is ${GOAL_MS} ms at the 95th percentile`);
  if (p95 > GOAL_MS) Deno.exitCode = 1;
}

function shuffled<T>(list: T[]): T[] {
  const speech = new SyntheticSpeech(11);
  return list.map((one) => ({ one, at: speech.random() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
}

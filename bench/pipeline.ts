/** `./sf bench:pipeline FILE`: measures when a video plays, has captions, and is done after its upload. See `USAGE`. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Moments, timeVideo } from "./pipeline_video.ts";
import { startServer } from "./pipeline_server.ts";

const USAGE = `usage: ./sf bench:pipeline FILE [options]
Starts a server of its own in a temporary folder, uploads FILE, and says how many seconds after the upload it plays, has
captions, and is done: every size and the pictures along the seek bar are there. The model's weights are to be there.

  --runs 1      uploads it so often, each time when the one before is done; the first one loads the model
  --at-once 1   uploads so many copies side by side, in each run
  --timeline    when each job began and ended, and what each said it was doing
  --json        one line for a program to read`;

const { values, positionals: [file, ...others] } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "1" },
    "at-once": { type: "string", default: "1" },
    timeline: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log(USAGE);
  Deno.exit(0);
}
if (!file || others.length > 0) {
  console.error(`one file is to be named\n\n${USAGE}`);
  Deno.exit(2);
}
const path = resolve(Deno.env.get("INIT_CWD") ?? ".", file);
const [runs, atOnce] = [wholeNumber("runs", values.runs), wholeNumber("at-once", values["at-once"])];

const videos: (Moments & { run: number })[] = [];
const server = await startServer();
try {
  for (let run = 1; run <= runs; run++) {
    const copies = Array.from({ length: atOnce }, () => timeVideo(server, path));
    for (const copy of await Promise.allSettled(copies)) {
      if (copy.status === "rejected") throw copy.reason;
      videos.push({ ...copy.value, run });
    }
  }
} finally {
  await server.stop();
}

if (values.json) {
  console.log(JSON.stringify({ file, cores: navigator.hardwareConcurrency, videos }));
} else {
  console.log(`seconds after the upload of ${file}, on ${navigator.hardwareConcurrency} cores`);
  console.log("run  plays  captions   done");
  for (const { run, plays, captions, done, timeline } of videos) {
    console.log(
      `${String(run).padEnd(3)}  ${plays.toFixed(1).padStart(5)}  ${captions.toFixed(1).padStart(8)}  ` +
        done.toFixed(1).padStart(5),
    );
    if (!values.timeline) continue;
    for (const { at, what } of timeline) console.log(`       ${at.toFixed(1).padStart(6)}  ${what}`);
  }
}

function wholeNumber(name: string, value: string): number {
  const n = Number(value);
  if (Number.isInteger(n) && n >= 1) return n;
  console.error(`--${name} is "${value}": it must be a whole number from 1`);
  Deno.exit(2);
}

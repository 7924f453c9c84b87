// A worker that transcribes the first seconds of a video, writes "hanging" to standard output, and hangs.
import { connect } from "../../../src/db/pool/client.ts";
import { runJobs } from "../../../src/jobs/loop.ts";
import { CountingEngine, workerContext } from "./worker_fixture.ts";

const [database, dataDir, at] = Deno.args;
const sql = connect(JSON.parse(database));
const engine = new CountingEngine(async (second) => {
  if (second < Number(at)) return;
  console.log("hanging");
  await new Promise(() => {});
});
await runJobs({ ...workerContext(sql, dataDir, engine), signal: new AbortController().signal });

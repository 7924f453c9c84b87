// A worker whose jobs do what the title of their video says: "crash" ends the process after a second, "work" shows
// progress after two seconds and ends after three.
import { connect } from "../../../src/db/pool/client.ts";
import { finish } from "../../../src/db/jobs/outcomes.ts";
import { getVideo } from "../../../src/db/videos/videos.ts";
import { JOB_KINDS } from "../../../src/jobs/registry.ts";
import { runJobs } from "../../../src/jobs/loop.ts";
import { workerContext } from "./worker_fixture.ts";

const [database, dataDir, jobsAtOnce] = Deno.args;
const sql = connect(JSON.parse(database));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
JOB_KINDS.transcode_video.handler = async ({ job, report }) => {
  const { title } = await getVideo(sql, job.videoId!);
  report(0.003, "encoding");
  await pause(1000);
  if (title === "crash") Deno.kill(Deno.pid, "SIGKILL"); // as a fault in native code would
  await pause(1000);
  report(0.5, "encoding");
  await pause(1000);
  await finish(sql, job);
};
const context = workerContext(sql, dataDir);
const config = { ...context.config, workConcurrency: Number(jobsAtOnce) };
await runJobs({ ...context, config, signal: new AbortController().signal });

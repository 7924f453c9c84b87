import { inspectAudio } from "../../../../src/jobs/kinds/inspect_audio.ts";
import { until } from "../../../browser.ts";
import { tools } from "../../../media_fixtures.ts";
import { workerContext } from "../../../src/jobs/worker_fixture.ts";
import { claimJob, type TestApp } from "../../harness.ts";

/** Waits for the `inspect_audio` job of a video and runs it as the worker does. */
export async function runInspectAudio(app: TestApp, id: string): Promise<void> {
  const job = await until("the job waits", () => claimJob(app.sql, id, "inspect_audio").catch(() => null));
  const workDir = await Deno.makeTempDir();
  try {
    const signal = new AbortController().signal;
    const parts = { ...workerContext(app.sql, app.dataDir), storage: app.storage, mediaTools: tools };
    await inspectAudio({ ...parts, job, workDir, signal, report: () => {}, giveWay: () => Promise.resolve() });
  } finally {
    await Deno.remove(workDir, { recursive: true });
  }
}

import { ModelStore } from "../../../ml/models/store.ts";
import { readConfig } from "../../../src/core/config.ts";
import { createLog } from "../../../src/core/log.ts";
import { kindOf } from "../../../src/jobs/registry.ts";
import { Engines } from "../../../src/jobs/engines.ts";
import type { WorkerContext } from "../../../src/jobs/context.ts";
import { engine } from "../../ml/whisper/engine/engine_fixture.ts";
import { tools } from "../../media_fixtures.ts";
import { workerContext } from "../../src/jobs/worker_fixture.ts";
import { claimJob, seedVideo, type TestApp } from "../harness.ts";

const SPEECH = new URL("../../data/sentence.flac", import.meta.url).pathname;

/**
 * What jobs need to be done with the real weights of tiny.en, on the CPU. Close its engines in `Deno.test.afterAll`.
 */
export function realParts(parts: WorkerContext): WorkerContext {
  const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, createLog("error"));
  const engines = new Engines(store, (modelFolder) => engine("tiny.en", { modelFolder }));
  return { ...parts, config: { ...parts.config, whisperModel: "tiny.en" }, mediaTools: tools, engines };
}

/** The same on the app's own storage. */
export function realPartsOf(app: TestApp): WorkerContext {
  return { ...realParts(workerContext(app.sql, app.dataDir)), storage: app.storage };
}

/** Does the job of that kind that waits for a video, as the worker does. */
export async function doJob(
  parts: WorkerContext,
  videoId: string,
  kind: string,
  signal = new AbortController().signal,
) {
  const job = await claimJob(parts.sql, videoId, kind);
  const workDir = await Deno.makeTempDir();
  try {
    await kindOf({ kind }).handler({ ...parts, job, workDir, signal, report: () => {} });
  } finally {
    await Deno.remove(workDir, { recursive: true });
  }
}

/** A sentence of speech as a video that the real engine has captioned. */
export async function captionedVideo(
  app: TestApp,
  parts: WorkerContext,
  { title = "A sentence", visibility = "unlisted" }: {
    title?: string;
    visibility?: "private" | "unlisted" | "public";
  } = {},
): Promise<string> {
  const bytes = await Deno.readFile(SPEECH);
  const id = await seedVideo(app, { title, visibility, renditions: { source: { shortSide: 0, bytes } } });
  await app.storage.put(`videos/${id}/original`, new Blob([bytes]).stream());
  await doJob(parts, id, "caption_video");
  return id;
}

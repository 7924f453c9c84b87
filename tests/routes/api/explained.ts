import { ModelStore } from "../../../ml/models/store.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { createLog } from "../../../src/core/log.ts";
import { kindOf } from "../../../src/jobs/registry.ts";
import { Engines } from "../../../src/jobs/engines.ts";
import type { WorkerContext } from "../../../src/jobs/context.ts";
import { engine } from "../../ml/whisper/engine/engine_fixture.ts";
import { tools } from "../../media_fixtures.ts";
import { workerContext } from "../../src/jobs/worker_fixture.ts";
import { claimJob, seedVideo, type TestApp } from "../harness.ts";

const SPEECH = new URL("../../data/sentence.flac", import.meta.url).pathname;

/** The context of jobs with the real weights of tiny.en, on the CPU. Close its engines in `Deno.test.afterAll`. */
export function realParts(parts: WorkerContext): WorkerContext {
  const store = new ModelStore(readConfig(Deno.env.toObject()).modelsDir, createLog("error"));
  const engines = new Engines(store, (modelFolder) => engine("tiny.en", { modelFolder }));
  return { ...parts, config: { ...parts.config, whisperModel: "tiny.en" }, mediaTools: tools, engines };
}

/** The same with the app's own storage. */
export function realPartsOf(app: TestApp): WorkerContext {
  return { ...realParts(workerContext(app.sql, app.dataDir)), storage: app.storage };
}

/** Runs the waiting job of this kind for a video, like the worker. */
export async function doJob(
  parts: WorkerContext,
  videoId: string,
  kind: string,
  signal = new AbortController().signal,
) {
  const job = await claimJob(parts.sql, videoId, kind);
  const workDir = await Deno.makeTempDir();
  try {
    await kindOf({ kind }).handler({
      ...parts,
      job,
      workDir,
      signal,
      report: () => {},
      giveWay: () => Promise.resolve(),
    });
  } finally {
    await Deno.remove(workDir, { recursive: true });
  }
}

/** A video with a sentence of speech, captioned by the real engine. */
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

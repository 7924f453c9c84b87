import { finish } from "../../db/jobs/outcomes.ts";
import { noteModel } from "../../db/jobs/model_jobs.ts";
import type { AttemptContext } from "../context.ts";

/** Downloads the weights of a model to this machine. The payload holds `model` and `host`. */
export async function fetchModel({ sql, job, engines, signal, report }: AttemptContext): Promise<void> {
  const [model, host] = [String(job.payload.model), String(job.payload.host)];
  report(0, "connecting");
  await engines.folder(model, {
    signal,
    onProgress: (share) => report(Math.min(share, 0.99), `downloading ${Math.floor(100 * share)} %`),
  });
  await finish(sql, job, (tx) => noteModel(tx, { model, host, isPresent: true }));
}

import { ValidationError } from "../../core/errors.ts";
import { noteModel } from "../../db/jobs/model_jobs.ts";
import { finish } from "../../db/jobs/outcomes.ts";
import { defaultModel } from "../../db/server/defaults.ts";
import type { AttemptContext } from "../context.ts";

/**
 * Removes the weights of a model from this machine. The payload holds `model` and `host`.
 *
 * @throws {ValidationError} if it is the default model
 */
export async function removeModel({ sql, job, config, engines, signal }: AttemptContext): Promise<void> {
  const [model, host] = [String(job.payload.model), String(job.payload.host)];
  if (await defaultModel(sql, config) === model) {
    throw new ValidationError(`${model} is the default model of this worker: choose another one first`);
  }
  await engines.remove(model, signal);
  await finish(sql, job, (tx) => noteModel(tx, { model, host, isPresent: false }));
}

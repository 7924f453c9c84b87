import { MINILM } from "../../../ml/models/analysis_models.ts";
import type { CatalogModel } from "../../../ml/models/catalog.ts";
import { SentenceEncoder } from "../../../ml/text/sentence_encoder.ts";
import { SharedEncoder } from "../../../ml/text/shared_encoder.ts";
import { withoutFolders } from "../../core/display_text.ts";
import { messageOf, ModelError } from "../../core/errors.ts";
import { setAnalysisWaiting } from "../../db/analyses/analyses.ts";
import { videoIdOf } from "../../db/jobs/job_rows.ts";
import { postpone } from "../../db/jobs/outcomes.ts";
import type { AnalysisKind } from "../../core/analyses.ts";
import { type AttemptContext, logFields } from "../context.ts";
import type { Engines } from "../engines.ts";
import { modelDownload } from "./model_download.ts";

/** How long a failure is remembered: the other kinds of a video, and other videos, don't start pip again meanwhile. */
const REMEMBERED_MS = 5 * 60_000;
/** How long an analysis waits where its model can't be fetched. */
const NO_MODEL_SECONDS = 3600;

/** The model of an analysis can't be had now. The message, for people, says why and what to do. */
export class NoAnalysisModelError extends Error {
  override name = "NoAnalysisModelError";
}

const encoders = new WeakMap<Engines, SharedEncoder>();
const failures = new WeakMap<Engines, Map<string, { reason: string; untilMs: number }>>();

/**
 * Returns the path of the file of an analysis' model. Missing weights are downloaded first.
 *
 * @param model one of `ANALYSIS_MODELS`
 * @throws {NoAnalysisModelError} as `analysisModelFolder`
 */
export async function analysisModelPath(attempt: AttemptContext, model: CatalogModel): Promise<string> {
  return `${await analysisModelFolder(attempt, model.name)}/${model.files[0].name}`;
}

/**
 * Returns the folder of an analysis' model. Missing weights are downloaded first.
 *
 * @throws {NoAnalysisModelError} if that fails, or failed some minutes ago and nobody has asked for the analysis since
 */
export async function analysisModelFolder(attempt: AttemptContext, name: string): Promise<string> {
  const { engines, job } = attempt;
  const failed = failures.get(engines) ?? new Map();
  const failure = failed.get(name);
  const isAsked = job.payload.asked === true; // somebody has asked for it since
  if (!isAsked && failure && performance.now() < failure.untilMs) throw new NoAnalysisModelError(failure.reason);
  try {
    return await engines.folder(name, modelDownload(attempt, name));
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const reason = withoutFolders(messageOf(error));
    failures.set(engines, failed.set(name, { reason, untilMs: performance.now() + REMEMBERED_MS }));
    throw new NoAnalysisModelError(reason, { cause: error });
  }
}

/**
 * Opens the sentence encoder, which the analyses of a worker share. Whoever opens it closes it.
 *
 * @param folder of the model, as `analysisModelFolder` returns it
 * @throws {ModelError} if it can't be loaded
 */
export async function openSentenceEncoder({ engines }: AttemptContext, folder: string) {
  const shared = encoders.get(engines) ??
    new SharedEncoder(() => SentenceEncoder.open(`${folder}/${MINILM.files[0].name}`));
  encoders.set(engines, shared);
  return await shared.open();
}

/** Runs `make`; where it ends because there is no model, the job waits for an hour, and the owner is told why. */
export async function waitingForModel(
  attempt: AttemptContext,
  kind: AnalysisKind,
  make: () => Promise<void>,
): Promise<void> {
  const { sql, job, log } = attempt;
  try {
    await make();
  } catch (error) {
    if (!(error instanceof NoAnalysisModelError)) throw error;
    log.warn("an analysis waits for its model", { ...logFields(job), error });
    const reason = error.message;
    await postpone(
      sql,
      job,
      { seconds: NO_MODEL_SECONDS, reason },
      (tx) => setAnalysisWaiting(tx, videoIdOf(job), kind, reason),
    );
  }
}

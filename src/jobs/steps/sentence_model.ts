import { MINILM } from "../../../ml/models/analysis_models.ts";
import { withoutFolders } from "../../core/display_text.ts";
import { messageOf, ModelError } from "../../core/errors.ts";
import type { AttemptContext } from "../context.ts";
import type { Engines } from "../engines.ts";
import { modelDownload } from "./model_download.ts";

/** How long a failure is remembered: the other kinds of a video, and other videos, don't start pip again meanwhile. */
const REMEMBERED_MS = 5 * 60_000;

/** The sentence model can't be had now. The message, for people, says why and what to do. */
export class NoSentenceModelError extends Error {
  override name = "NoSentenceModelError";
}

const failures = new WeakMap<Engines, { reason: string; untilMs: number }>();

/**
 * Returns the path of the sentence model's file. Missing weights are downloaded first.
 *
 * @throws {NoSentenceModelError} if that fails, or failed some minutes ago
 */
export async function sentenceModelPath(attempt: AttemptContext): Promise<string> {
  const { engines } = attempt;
  const failure = failures.get(engines);
  if (failure && performance.now() < failure.untilMs) throw new NoSentenceModelError(failure.reason);
  try {
    const folder = await engines.folder(MINILM.name, modelDownload(attempt, MINILM.name));
    return `${folder}/${MINILM.files[0].name}`;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const reason = withoutFolders(messageOf(error));
    failures.set(engines, { reason, untilMs: performance.now() + REMEMBERED_MS });
    throw new NoSentenceModelError(reason, { cause: error });
  }
}

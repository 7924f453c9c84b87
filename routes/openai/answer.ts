import { withTimeout } from "../../src/core/async.ts";
import { cancel } from "../../src/db/jobs/outcomes.ts";
import { transcriptionKey } from "../../src/storage/object_keys.ts";
import type { Deps } from "../deps.ts";
import { followTranscription } from "./follow.ts";
import { lateBody } from "./late_body.ts";
import type { SpeechResult } from "./results.ts";

/** The answer begins after this time even if the job still waits, so that the client does not time out. */
const PATIENCE_MS = 30_000;

/** Answers with the whole result. Errors before the engine starts have a status of their own. */
export async function whole(
  deps: Deps,
  id: string,
  { type, write }: { type: string; write: (result: SpeechResult) => string },
): Promise<Response> {
  const leaving = new AbortController();
  const begun = Promise.withResolvers<void>();
  const text = followTranscription(deps, id, { signal: leaving.signal, onBegin: begun.resolve })
    .then(write);
  text.catch(async (error) => {
    if (leaving.signal.aborted) await abandon(deps, id);
    else deps.log.warn("a transcription was not delivered", { job: id, error });
  }).catch((error) => deps.log.warn("a transcription could not be cancelled", { job: id, error }));
  await withTimeout(Promise.race([begun.promise, text]), PATIENCE_MS, () => {});
  const filler = type === "application/json" ? "\n" : null;
  return new Response(lateBody(text, { filler, onLeave: () => leaving.abort() }), {
    headers: { "Content-Type": type, "Cache-Control": "no-store" },
  });
}

/** Cancels the job of a client that has disconnected: the worker stops at its next step. */
export async function abandon({ sql, storage, log }: Deps, id: string): Promise<void> {
  if (await cancel(sql, id)) log.info("a transcription was cancelled: its client went away", { job: id });
  await storage.delete(transcriptionKey(id));
}

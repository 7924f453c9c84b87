import { ValidationError } from "../../src/core/errors.ts";
import type { DroppedSegment, Segment } from "../../src/core/types.ts";
import { withRetry } from "../../src/db/pool/client.ts";
import { pollTranscription, readSegments, type Transcription } from "../../src/db/transcriptions/transcriptions.ts";
import type { Deps } from "../deps.ts";
import { refreshOnChange } from "../http/event_stream.ts";
import { FailedError } from "./errors.ts";
import type { SpeechResult } from "./results.ts";

const POLL_SECONDS = 2; // for connections without NOTIFY, as behind a transaction pooler

/**
 * Waits until a transcription has ended.
 *
 * @param options.onSegments gets new segments, each once and in order
 * @param options.onBegin is called when the engine starts
 * @throws {ValidationError} if it can't be done as asked; {FailedError} if it failed otherwise; `signal`'s reason
 */
export async function followTranscription(
  { sql, subscribeVideo }: Pick<Deps, "sql" | "subscribeVideo">,
  id: string,
  { signal, onSegments = () => {}, onBegin = () => {} }: {
    signal: AbortSignal;
    onSegments?: (segments: Segment[]) => void;
    onBegin?: () => void;
  },
): Promise<SpeechResult> {
  const over = new AbortController();
  const segments: Segment[] = [];
  const dropped: DroppedSegment[] = [];
  let now: Transcription | null = null;
  const refresh = async () => {
    // the state is read before the segments, so that none is missed once it is "done"
    now = await withRetry(() => pollTranscription(sql, id), { keepsTrying: true });
    if (now.hasBegun) onBegin();
    const more: Segment[] = [];
    const position = segments.length + dropped.length;
    const found = await withRetry(() => readSegments(sql, id, position), { keepsTrying: true });
    for (const segment of found) {
      if (isDropped(segment)) dropped.push(segment);
      else more.push(segment);
    }
    if (more.length > 0) onSegments(more);
    segments.push(...more);
    if (now.state !== "queued" && now.state !== "running") over.abort();
  };
  await refreshOnChange({
    refresh,
    subscribe: (wake) => subscribeVideo(null, ({ videoId }) => videoId === null && wake()),
    pollSeconds: POLL_SECONDS,
    signal: AbortSignal.any([signal, over.signal]),
  });
  if (!over.signal.aborted) throw signal.reason;
  return resultOf(now!, segments, dropped);
}

/** The job stores dropped segments after the others. */
function isDropped(segment: Segment): segment is DroppedSegment {
  return "rule" in segment;
}

function resultOf(
  { state, error, isRefused, language, languageProbability, languageProbabilities, durationSeconds }: Transcription,
  segments: Segment[],
  dropped: DroppedSegment[],
): SpeechResult {
  if (state === "done") {
    return {
      ...{ segments, dropped, language, languageProbability, languageProbabilities },
      durationSeconds: durationSeconds ?? 0,
    };
  }
  if (state === "cancelled") throw new FailedError("the transcription was cancelled");
  throw isRefused ? new ValidationError(error!) : new FailedError(`the transcription failed: ${error}`);
}

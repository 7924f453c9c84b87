import {
  analyzeText,
  makerOf,
  type TextKind,
  type TextResults,
  type TextTools,
} from "../../../ml/text/analyze_text.ts";
import { MINILM } from "../../../ml/models/analysis_models.ts";
import type { Transaction } from "../../db/pool/client.ts";
import type { AttemptContext } from "../context.ts";
import { analysisModelFolder, openSentenceEncoder, waitingForModel } from "./analysis_model.ts";
import { type CaptionText, runCaptionAnalysis } from "./run_analysis.ts";

/** How often an attempt that embeds many sentences looks whether the engine needs the processor. */
const SENTENCES_BETWEEN_LOOKS = 8;

/**
 * Makes an analysis of the captions' text, and stores it as the end of the job. The sentence model is downloaded and
 * loaded only if the kind and the language need it; where it can't be fetched, the job waits for an hour.
 *
 * @param options.record what else changes in the same transaction
 * @param options.takePassages see `TextTools`
 */
export async function runTextAnalysis<Kind extends TextKind>(
  attempt: AttemptContext,
  kind: Kind,
  { record, takePassages }: {
    record?: (
      tx: Transaction,
      found: { captions: CaptionText; videoId: string; result: TextResults[Kind] },
    ) => Promise<void>;
    takePassages?: TextTools["takePassages"];
  } = {},
): Promise<void> {
  const { report, giveWay } = attempt;
  let encoder: Awaited<ReturnType<typeof openSentenceEncoder>> | null = null;
  try {
    await waitingForModel(attempt, kind, () =>
      runCaptionAnalysis(attempt, kind, async (captions, video) => {
        const { cues, language, translatedFrom } = captions;
        const text = { cues, language, translatedFrom, durationSeconds: video.durationSeconds };
        let count = 0;
        const openEmbed = async () => {
          const folder = await analysisModelFolder(attempt, MINILM.name);
          const { embed } = encoder ??= await openSentenceEncoder(attempt, folder);
          return async (text: string) => {
            if (count++ % SENTENCES_BETWEEN_LOOKS === 0) await giveWay();
            return await embed(text);
          };
        };
        const onProgress = (share: number) => report(0.9 * share, "reading the captions");
        const result = await analyzeText(kind, text, { openEmbed, onProgress, takePassages, pause: giveWay });
        return {
          ...{ result, madeBy: makerOf(kind, language) },
          record: record && ((tx: Transaction) => record(tx, { captions, videoId: video.id, result })),
        };
      }));
  } finally {
    (encoder as { close(): void } | null)?.close();
  }
}

import { CAMPPLUS } from "../../../ml/models/analysis_models.ts";
import { findSpeakers, SPEAKERS_MAKER } from "../../../ml/speakers/find_speakers.ts";
import { SPEAKER_THREADS, SpeakerEncoder } from "../../../ml/speakers/speaker_encoder.ts";
import type { AttemptContext } from "../context.ts";
import { analysisModelPath, waitingForModel } from "../steps/analysis_model.ts";
import { runAnalysis } from "../steps/run_analysis.ts";
import { withVideoAudio } from "../steps/video_audio.ts";

/** Finds out who speaks when in a video. */
export async function analyzeSpeakers(attempt: AttemptContext): Promise<void> {
  const { mediaTools, signal, report, giveWay } = attempt;
  await waitingForModel(attempt, "speakers", () =>
    runAnalysis(attempt, "speakers", async (video) => {
      const encoder = await SpeakerEncoder.open(await analysisModelPath(attempt, CAMPPLUS), SPEAKER_THREADS);
      try {
        const result = await withVideoAudio(attempt, video, async (path, info) => {
          const seconds = video.durationSeconds ?? info.durationSeconds ?? 0;
          const onProgress = async (done: number) => {
            report(seconds > 0 ? Math.min(done / seconds, 0.99) : 0, "telling the speakers apart");
            await giveWay();
          };
          return await findSpeakers(mediaTools, path, { info, embed: encoder.embed, signal, onProgress });
        });
        return { result, madeBy: SPEAKERS_MAKER };
      } finally {
        await encoder.close();
      }
    }));
}

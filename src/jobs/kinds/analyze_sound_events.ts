import { YAMNET } from "../../../ml/models/analysis_models.ts";
import { findMusic, SOUND_EVENTS_MAKER } from "../../../ml/sound_events/find_music.ts";
import { MusicModel } from "../../../ml/sound_events/music_model.ts";
import { findAnalyzedCaptions } from "../../db/analyses/analyzed_captions.ts";
import { readCues } from "../../db/tracks/cues.ts";
import type { AttemptContext } from "../context.ts";
import { analysisModelPath, waitingForModel } from "../steps/analysis_model.ts";
import { runAnalysis } from "../steps/run_analysis.ts";
import { withVideoAudio } from "../steps/video_audio.ts";

/** Finds music in a video where nothing is said. */
export async function analyzeSoundEvents(attempt: AttemptContext): Promise<void> {
  const { sql, mediaTools, signal, report, giveWay } = attempt;
  await waitingForModel(attempt, "sound_events", () =>
    runAnalysis(attempt, "sound_events", async (video) => {
      const captions = await findAnalyzedCaptions(sql, video.id);
      const cues = captions ? await readCues(sql, captions.revisionId) : [];
      const model = await MusicModel.load(await analysisModelPath(attempt, YAMNET));
      try {
        const result = await withVideoAudio(attempt, video, async (path, info) => {
          const seconds = video.durationSeconds ?? info.durationSeconds ?? 0;
          const onProgress = async (done: number) => {
            report(seconds > 0 ? Math.min(done / seconds, 0.99) : 0, "listening for music");
            await giveWay();
          };
          return await findMusic(mediaTools, path, { info, cues, model, signal, onProgress });
        });
        return { result, madeBy: SOUND_EVENTS_MAKER };
      } finally {
        await model.release();
      }
    }));
}

import { CAMPPLUS } from "../../../ml/models/analysis_models.ts";
import { findSpeakers, SPEAKERS_MAKER } from "../../../ml/speakers/find_speakers.ts";
import { SPEAKER_THREADS, SpeakerEncoder } from "../../../ml/speakers/speaker_encoder.ts";
import { carryNames, labelCues } from "../../captions/speaker_names.ts";
import { findAnalyzedCaptions } from "../../db/analyses/analyzed_captions.ts";
import { readSpeakers } from "../../db/analyses/speakers.ts";
import { getRevision, lastMachineRevisionId, StaleRevisionError } from "../../db/tracks/revisions.ts";
import { listTracks } from "../../db/tracks/tracks.ts";
import type { Video } from "../../db/videos/videos.ts";
import { discardRelabelled, type Relabelled, saveRelabelled, storeTracks } from "../../revisions/relabel.ts";
import type { SpeakersJson } from "../../schemas/speakers.ts";
import type { AttemptContext } from "../context.ts";
import { analysisModelPath, waitingForModel } from "../steps/analysis_model.ts";
import { runAnalysis } from "../steps/run_analysis.ts";
import { withVideoAudio } from "../steps/video_audio.ts";

/**
 * Finds out who speaks when in a video, and writes it into the captions that Whisper made. Names that the owner gave
 * stay with their voices.
 */
export async function analyzeSpeakers(attempt: AttemptContext): Promise<void> {
  const { sql } = attempt;
  let heard: SpeakersJson | null = null; // what the sound says does not change with the captions
  await waitingForModel(attempt, "speakers", async () => {
    for (;;) {
      attempt.signal.throwIfAborted();
      const relabelled: Relabelled[] = [];
      try {
        await runAnalysis(attempt, "speakers", async (video) => {
          heard ??= await listen(attempt, video);
          const earlier = await readSpeakers(sql, video.id);
          const result = earlier ? carryNames(earlier.found, heard) : heard;
          await label(attempt, video, { found: result, isFirst: earlier === null }, relabelled);
          return {
            ...{ result, madeBy: SPEAKERS_MAKER },
            record: async (tx) => {
              for (const track of relabelled) await saveRelabelled(tx, track);
            },
          };
        });
        return;
      } catch (error) {
        if (!(error instanceof StaleRevisionError)) throw error;
        // a person has saved an edit meanwhile: it gets the names too
        await discardRelabelled(attempt, relabelled);
      }
    }
  });
}

async function listen(attempt: AttemptContext, video: Video): Promise<SpeakersJson> {
  const { mediaTools, signal, report, giveWay } = attempt;
  const encoder = await SpeakerEncoder.open(await analysisModelPath(attempt, CAMPPLUS), SPEAKER_THREADS);
  try {
    return await withVideoAudio(attempt, video, async (path, info) => {
      const seconds = video.durationSeconds ?? info.durationSeconds ?? 0;
      const onProgress = async (done: number) => {
        report(seconds > 0 ? Math.min(done / seconds, 0.99) : 0, "telling the speakers apart");
        await giveWay();
      };
      return await findSpeakers(mediaTools, path, { info, embed: encoder.embed, signal, onProgress });
    });
  } finally {
    await encoder.close();
  }
}

/** Stores the captions with their speakers, and then their translations; none where Whisper made none. */
async function label(
  attempt: AttemptContext,
  video: Video,
  { found, isFirst }: { found: SpeakersJson; isFirst: boolean },
  stored: Relabelled[],
): Promise<void> {
  const { sql } = attempt;
  const captions = await findAnalyzedCaptions(sql, video.id);
  const machineId = captions && await lastMachineRevisionId(sql, captions.trackId);
  if (!machineId || (await getRevision(sql, captions.trackId, machineId)).source !== "auto") return;
  const translations = (await listTracks(sql, video.id))
    .filter(({ state, translation }) => state === "finished" && translation?.from === captions.trackId);
  await storeTracks(attempt, video, [{ id: captions.trackId, language: captions.language }, ...translations], {
    relabel: (cues, { language }) =>
      labelCues(cues, found, { language: language === "und" ? null : language, isFirst }),
    note: "with the names of the speakers",
  }, stored);
}

import { meanConfidence } from "../../../ml/audio/sound_quality/score.ts";
import { poorCaptionsNotices } from "../../../ml/audio/sound_quality/poor_captions.ts";
import { POOR_CAPTIONS } from "../../core/notice.ts";
import { findAnalyzedCaptions } from "../../db/analyses/analyzed_captions.ts";
import type { Sql, Transaction } from "../../db/pool/client.ts";
import { readCues } from "../../db/tracks/cues.ts";
import { currentRevision } from "../../db/tracks/revisions.ts";
import { setNotices } from "../../db/videos/audio_tracks.ts";
import { measureSoundQuality, SOUND_QUALITY_RULE } from "../../../ml/audio/sound_quality/sound_quality.ts";
import type { AttemptContext } from "../context.ts";
import { runAnalysis } from "../steps/run_analysis.ts";
import { withVideoAudio } from "../steps/video_audio.ts";

/** Measures how well the sound of a video can be understood. */
export async function analyzeSound(attempt: AttemptContext): Promise<void> {
  const { sql, mediaTools, signal, report, giveWay } = attempt;
  await runAnalysis(attempt, "sound_quality", async (video) => {
    const { originalKey, audioTrack, captionAudioTrack } = video;
    // without the original only the track that is played is left
    const isOther = originalKey === null && captionAudioTrack !== null && captionAudioTrack !== audioTrack;
    const confidence = isOther ? null : await readConfidence(sql, video.id);
    const heard = isOther ? { ...video, captionAudioTrack: audioTrack } : video;
    const result = await withVideoAudio(attempt, heard, async (path, info) => {
      const seconds = video.durationSeconds ?? info.durationSeconds ?? 0;
      const onProgress = async (done: number) => {
        report(seconds > 0 ? Math.min(done / seconds, 0.99) : 0, "measuring the sound");
        await giveWay();
      };
      return await measureSoundQuality(mediaTools, path, { info, confidence, signal, onProgress });
    });
    const notices = poorCaptionsNotices(result);
    return {
      ...{ result, madeBy: SOUND_QUALITY_RULE },
      record: async (tx) => {
        await setNotices(tx, video.id, [POOR_CAPTIONS], await areByPerson(tx, video.id) ? [] : notices);
      },
    };
  });
}

/** Whether a person has corrected or brought the captions that viewers get first: then they are not as the sound is. */
async function areByPerson(tx: Transaction, videoId: string): Promise<boolean> {
  const captions = await findAnalyzedCaptions(tx, videoId);
  const revision = captions && await currentRevision(tx, captions.trackId);
  return revision?.source === "edited" || revision?.source === "uploaded";
}

/** The mean probability of the words of the captions; null where none has one. */
async function readConfidence(sql: Sql, videoId: string): Promise<number | null> {
  const captions = await findAnalyzedCaptions(sql, videoId);
  const cues = captions ? await readCues(sql, captions.revisionId) : [];
  return meanConfidence(cues);
}

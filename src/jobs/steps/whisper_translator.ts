import { defaultModel } from "../../db/server/defaults.ts";
import type { Video } from "../../db/videos/videos.ts";
import { readAudio } from "../../media/audio.ts";
import { textsOfWords } from "../../translation/words_to_cues.ts";
import type { Translator } from "../../translation/translator.ts";
import { withoutFolders } from "../../core/display_text.ts";
import type { AttemptContext } from "../context.ts";
import { modelDownload } from "./model_download.ts";
import { withVideoFile } from "./video_audio.ts";

/** Whisper's own translation into English: it is made from the sound, and its words go to the cues of their time. */
export async function whisperTranslator(attempt: AttemptContext, video: Video): Promise<Translator> {
  const { sql, config, mediaTools } = attempt;
  const model = await defaultModel(sql, config);
  return {
    name: `Whisper ${withoutFolders(model)}`,
    async translate(cues, { from, wanted, signal, onProgress }) {
      const texts = new Map<number, string>();
      await withVideoFile(attempt, video, async (path, info) => {
        const engine = await attempt.engines.use(model, modelDownload(attempt, model));
        const seconds = video.durationSeconds ?? info.durationSeconds ?? 0;
        const { segments } = await engine.transcribe(
          readAudio(mediaTools, path, { signal, info }),
          { language: from, task: "translate" },
          { onProgress: (p) => onProgress?.(seconds > 0 ? Math.min(p.seconds / seconds, 1) : 0) },
          signal,
        );
        const all = textsOfWords(cues, segments.flatMap(({ words }) => words));
        for (const i of wanted) texts.set(i, all[i]);
      }, { audioTrack: video.captionAudioTrack ?? video.audioTrack });
      return texts;
    },
  };
}

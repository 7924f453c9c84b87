import { OPEN_NSFW } from "../../../ml/models/analysis_models.ts";
import { analyzeText, makerOf } from "../../../ml/text/analyze_text.ts";
import { findAdultFrames } from "../../../ml/vision/adult_frames.ts";
import { ADULT_MODEL, ADULT_RULE } from "../../../ml/vision/adult_model.ts";
import { VisionThread } from "../../../ml/vision/vision_thread.ts";
import { MediaError } from "../../core/errors.ts";
import type { Video } from "../../db/videos/videos.ts";
import type { SafetyJson } from "../../schemas/text_analyses.ts";
import { type AttemptContext, logFields } from "../context.ts";
import { optionalModelFolder } from "../steps/optional_model.ts";
import { withPictureRenditions } from "../steps/picture_renditions.ts";
import { type Finding, runCaptionAnalysis } from "../steps/run_analysis.ts";

const NO_CAPTIONS = { language: "und", unavailable: "there are no captions", flags: [] };

type Frames = Pick<SafetyJson, "frames" | "frames_looked_at">;

/** Finds sentences of a video's captions, and parts of its picture, that a person should look at. */
export async function analyzeSafety(attempt: AttemptContext): Promise<void> {
  let frames: Frames | null = null; // captions that change meanwhile do not change the picture
  const findingOf = async (text: Omit<SafetyJson, keyof Frames>, video: Video): Promise<Finding> => {
    frames ??= await lookAtFrames(attempt, video);
    const words = makerOf("safety", "en");
    const isLooked = frames.frames_looked_at !== null;
    return {
      result: { ...text, ...frames } satisfies SafetyJson,
      madeBy: isLooked ? `${words}; ${ADULT_MODEL}, ${ADULT_RULE}` : words,
    };
  };
  await runCaptionAnalysis(attempt, "safety", async ({ cues, language, translatedFrom }, video) => {
    const text = { cues, language, translatedFrom, durationSeconds: video.durationSeconds };
    const openEmbed = () => Promise.reject(new Error("the word lists need no embeddings"));
    return await findingOf(await analyzeText("safety", text, { openEmbed }), video);
  }, { withoutCaptions: async (video) => await findingOf(NO_CAPTIONS, video) });
}

const NOT_LOOKED_AT: Frames = { frames: [], frames_looked_at: null };

/** Without a picture that can be decoded, or where the model can't be fetched, none are looked at. */
async function lookAtFrames(attempt: AttemptContext, video: Video): Promise<Frames> {
  const { mediaTools, workDir, signal, report, giveWay, log, job } = attempt;
  const folder = video.hasVideo ? await optionalModelFolder(attempt, OPEN_NSFW.name) : null;
  if (folder === null) return NOT_LOOKED_AT;
  const model = await VisionThread.open("adult", `${folder}/${OPEN_NSFW.files[0].name}`);
  try {
    const { spans, lookedAt } = await withPictureRenditions(
      attempt,
      video.id,
      ["small"],
      async ({ small }) =>
        await findAdultFrames(mediaTools, small, (picture) => model.look(picture), {
          ...{ durationSeconds: video.durationSeconds ?? 0, workDir, signal },
          onProgress: async (share) => {
            report(0.95 * share, "looking at the picture");
            await giveWay();
          },
        }),
    );
    return { frames: spans, frames_looked_at: lookedAt };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    log.warn("safety is of the captions alone", { ...logFields(job), error }); // they are still worth a look
    return NOT_LOOKED_AT;
  } finally {
    await model.close();
  }
}

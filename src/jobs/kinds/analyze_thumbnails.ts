import { rankSpans } from "../../../ml/text/central_spans.ts";
import { SENTENCE_MODEL } from "../../../ml/text/sentence_model.ts";
import { CENTERFACE, MINILM } from "../../../ml/models/analysis_models.ts";
import { FACE_MODEL } from "../../../ml/vision/face_detector.ts";
import type { CentralSpan } from "../../../ml/vision/moments.ts";
import { findThumbnails, THUMBNAIL_RULE, type ThumbnailCandidate } from "../../../ml/vision/thumbnails.ts";
import { VisionThread } from "../../../ml/vision/vision_thread.ts";
import { type PosterCandidates, posterKeys } from "../../core/poster.ts";
import { canRead } from "../../core/analyses.ts";
import { mapAtOnce } from "../../core/async.ts";
import { findAnalyzedCaptions } from "../../db/analyses/analyzed_captions.ts";
import { type Fence, videoIdOf } from "../../db/jobs/job_rows.ts";
import { readCues } from "../../db/tracks/cues.ts";
import { setPosterCandidates } from "../../db/videos/posters.ts";
import { writeFramePoster } from "../../media/poster_files.ts";
import { candidatesFolder } from "../attempt_keys.ts";
import type { AttemptContext } from "../context.ts";
import type { Leftovers } from "../job_kind.ts";
import { deleteEarlierLeftovers } from "../leftovers.ts";
import { openSentenceEncoder } from "../steps/analysis_model.ts";
import { optionalModelFolder } from "../steps/optional_model.ts";
import { type PictureFile, withPictureRenditions } from "../steps/picture_renditions.ts";
import { runAnalysis } from "../steps/run_analysis.ts";

const SHARE_OF_TEXT = 0.1;
const SHARE_OF_SEARCH = 0.9;
/** Each picture is made by two short programs: side by side, one computes while the other starts. */
const PICTURES_AT_ONCE = 2;

/** Finds frames that may stand for a video, and stores their pictures. The best becomes the poster. */
export async function analyzeThumbnails(attempt: AttemptContext): Promise<void> {
  const { storage, job, mediaTools, workDir, signal, report, giveWay } = attempt;
  const videoId = videoIdOf(job);
  await deleteEarlierLeftovers(storage, job, (attempt) => thumbnailLeftovers(videoId, attempt));
  await runAnalysis(attempt, "thumbnails", async (video) => {
    const { spans, isRanked } = await readCentralSpans(attempt, videoId);
    const faces = await openFaces(attempt);
    const onProgress = async (share: number) => {
      report(SHARE_OF_TEXT + (SHARE_OF_SEARCH - SHARE_OF_TEXT) * share, "looking for thumbnails");
      await giveWay();
    };
    try {
      return await withPictureRenditions(attempt, videoId, ["small", "large"], async ({ small, large }) => {
        const candidates = await findThumbnails(mediaTools, small, {
          ...{ durationSeconds: video.durationSeconds ?? 0, workDir, spans, signal, onProgress },
          findFaces: faces && ((picture) => faces.look(picture)),
        });
        const pictures = await storePictures(attempt, large, candidates);
        const helpers = [...(faces ? [FACE_MODEL] : []), ...(isRanked ? [SENTENCE_MODEL.name] : [])];
        return {
          result: { candidates },
          madeBy: [THUMBNAIL_RULE, ...helpers].join(", "),
          record: (tx) => setPosterCandidates(tx, videoId, pictures, bestOf(candidates)),
        };
      });
    } finally {
      await faces?.close();
    }
  });
}

/** The candidate with the highest score; null without any. */
function bestOf(candidates: readonly ThumbnailCandidate[]): { number: number; start: number } | null {
  const scores = candidates.map(({ score }) => score);
  const number = scores.indexOf(Math.max(...scores));
  return number < 0 ? null : { number, start: candidates[number].start };
}

async function storePictures(
  attempt: AttemptContext,
  { path, video }: PictureFile,
  candidates: readonly ThumbnailCandidate[],
): Promise<PosterCandidates> {
  const { storage, job, mediaTools, workDir, signal, report, giveWay } = attempt;
  const folder = candidatesFolder(videoIdOf(job), job);
  const pictures = await mapAtOnce(candidates, PICTURES_AT_ONCE, async ({ start }, i) => {
    report(SHARE_OF_SEARCH + (1 - SHARE_OF_SEARCH) * i / candidates.length, "storing thumbnails");
    await giveWay();
    const frame = { input: path, video, at: start, outDir: workDir, name: `${i}`, signal };
    const made = await writeFramePoster(mediaTools, frame);
    const [files, keys] = [posterKeys(`${workDir}/${i}`, made), posterKeys(`${folder}/${i}`, made)];
    for (const [n, file] of files.entries()) await storage.putFile(keys[n], file, { signal });
    return made;
  });
  return { folder, pictures };
}

/** The sentences that the rest of the captions leans on; none without captions, or in a language that is not the model's. */
async function readCentralSpans(
  attempt: AttemptContext,
  videoId: string,
): Promise<{ spans: CentralSpan[]; isRanked: boolean }> {
  const { sql, report, giveWay } = attempt;
  const none = { spans: [], isRanked: false };
  const captions = await findAnalyzedCaptions(sql, videoId, "summary");
  if (!captions || !canRead("summary", captions.language)) return none; // by the same model
  const cues = await readCues(sql, captions.revisionId);
  const folder = cues.length > 0 ? await optionalModelFolder(attempt, MINILM.name) : null;
  if (folder === null) return none;
  const encoder = await openSentenceEncoder(attempt, folder);
  try {
    let count = 0;
    const spans = await rankSpans(cues, async (text) => {
      if (count++ % 8 === 0) await giveWay();
      return await encoder.embed(text);
    }, (share) => report(SHARE_OF_TEXT * share, "reading the captions"));
    return { spans, isRanked: true };
  } finally {
    encoder.close();
  }
}

async function openFaces(attempt: AttemptContext): Promise<VisionThread<"faces"> | null> {
  const folder = await optionalModelFolder(attempt, CENTERFACE.name);
  return folder === null ? null : await VisionThread.open("faces", `${folder}/${CENTERFACE.files[0].name}`);
}

/** The objects that an attempt may have stored. */
export function thumbnailLeftovers(videoId: string, attempt: Fence): Leftovers {
  return { folders: [candidatesFolder(videoId, attempt)] };
}

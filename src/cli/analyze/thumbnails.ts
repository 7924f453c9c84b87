import { rankSpans } from "../../../ml/text/central_spans.ts";
import type { CentralSpan } from "../../../ml/vision/moments.ts";
import { findThumbnails } from "../../../ml/vision/thumbnails.ts";
import { canRead } from "../../core/analyses.ts";
import type { VideoStream } from "../../media/media_info.ts";
import type { ThumbnailsJson } from "../../schemas/thumbnails.ts";
import type { AnalyzedFile } from "./analyzed_file.ts";

/**
 * Finds the frames of a file that may stand for it. Its text counts where another analysis reads it: captions are not
 * made for this alone.
 */
export async function thumbnailsOf(file: AnalyzedFile, video: VideoStream): Promise<ThumbnailsJson> {
  const { path, info, mediaTools, openFaces } = file;
  const workDir = await Deno.makeTempDir({ prefix: "streamforge_thumbnails_" });
  const faces = await openFaces();
  try {
    const one = { path, video };
    const candidates = await findThumbnails(mediaTools, one, {
      ...{ durationSeconds: info.durationSeconds ?? 0, workDir, spans: await spansOf(file) },
      findFaces: faces && ((picture) => faces.look(picture)),
    });
    return { candidates };
  } finally {
    await faces?.close();
    await Deno.remove(workDir, { recursive: true });
  }
}

async function spansOf({ madeCaptions, openEmbed }: AnalyzedFile): Promise<CentralSpan[]> {
  const { cues, language } = await madeCaptions() ?? { cues: [], language: null };
  return cues.length > 0 && canRead("summary", language ?? "und") ? await rankSpans(cues, await openEmbed()) : [];
}

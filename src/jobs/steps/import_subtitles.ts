import { subtitleCues } from "../../captions/mod.ts";
import { languageOfFile } from "../../core/languages.ts";
import { type Fence, videoIdOf } from "../../db/jobs/job_rows.ts";
import { MAX_SUBTITLES, type ReadSubtitles, readSubtitles } from "../../media/subtitles.ts";
import { storeAttemptRevision } from "../../revisions/revision_writer.ts";
import { captionFiles } from "../../storage/object_keys.ts";
import { optionalPart } from "./optional_part.ts";
import { subtitleRevisionId } from "../attempt_keys.ts";
import type { AttemptContext } from "../context.ts";
import type { MediaInfo } from "../../media/media_info.ts";
import { type FileTrack, listFileTrackStreams } from "../../db/tracks/file_tracks.ts";

/**
 * Reads the text subtitles of a video's file. Picture subtitles and unreadable streams are skipped and logged.
 *
 * @throws any error after which another attempt may succeed
 */
export async function readFileSubtitles(
  attempt: AttemptContext,
  input: string,
  info: MediaInfo,
): Promise<ReadSubtitles[]> {
  const { sql, job, log, mediaTools, workDir, signal } = attempt;
  const video = videoIdOf(job);
  const leave = ({ index, codec }: { index: number; codec: string }, reason: string) =>
    log.info("a subtitle stream is left out", { video, stream: index, codec, reason });
  const taken = await listFileTrackStreams(sql, video);
  const text = info.subtitles.filter((stream) => {
    if (!stream.isText) leave(stream, "it is not text");
    return stream.isText && !taken.has(stream.index);
  });
  for (const stream of text.slice(MAX_SUBTITLES)) leave(stream, `${MAX_SUBTITLES} are the most that are taken`);
  const outDir = `${workDir}/subtitles`;
  await Deno.mkdir(outDir, { recursive: true });
  const streams = text.slice(0, MAX_SUBTITLES);
  return await optionalPart(attempt, "the subtitles of the file", () => {
    return readSubtitles(mediaTools, { input, info, streams, outDir, onProblem: leave, signal });
  }, []);
}

/** Stores the files of subtitles. @returns the tracks for `addFileTracks` */
export async function storeSubtitles(
  { storage, job, log }: AttemptContext,
  subtitles: readonly ReadSubtitles[],
  durationSeconds: number,
): Promise<FileTrack[]> {
  const video = videoIdOf(job);
  const tracks: FileTrack[] = [];
  for (const { stream, vtt } of subtitles) {
    const language = languageOfFile(stream.language);
    try {
      const cues = subtitleCues(vtt, durationSeconds);
      if (cues.length === 0) throw new RangeError("it has no cues");
      const revision = await storeAttemptRevision({ storage }, { id: video, durationSeconds }, {
        ...{ id: subtitleRevisionId(job, tracks.length), source: "uploaded", author: null, baseRevision: null },
        ...{ note: "subtitles of the file", cues, language },
      });
      tracks.push({
        ...{ streamIndex: stream.index, language, title: stream.title },
        isForced: stream.isForced,
        isHearingImpaired: stream.isHearingImpaired,
        isCommentary: stream.isCommentary,
        isDefault: stream.isDefault,
        revision,
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      log.info("a subtitle stream is left out", { video, stream: stream.index, reason: error.message });
    }
  }
  return tracks;
}

/** The keys that `storeSubtitles` may have stored in an attempt. */
export function subtitleKeys(videoId: string, attempt: Fence): string[] {
  return Array.from({ length: MAX_SUBTITLES }, (_, n) => {
    return Object.values(captionFiles(videoId, subtitleRevisionId(attempt, n)));
  }).flat();
}
